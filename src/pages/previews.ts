/** What one person may see early: behind a secret, recorded, kept by nobody. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ReleasePage } from '../../templates/release.tsx';
import { wordsOf } from '../../templates/words.ts';
import { renderBody } from '../domain/body.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { headlinesOf, metadataOf } from '../domain/release.ts';
import {
  publicSpan,
  type Revision,
  scheduledSpan,
  type WorkingRelease,
} from '../domain/working-release.ts';
import { addressOf, limitFailures } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { getAttachment } from '../store/db/r2.ts';
import { findOpen, type Preview, recordView } from '../store/editorial/previews.ts';
import * as releases from '../store/editorial/releases.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { descriptionOf } from './files.ts';

const nothing = () => new Problem('not-found', 'There is nothing at this address.');

export async function previewPage(c: AppContext): Promise<Response> {
  const { db, site, now } = c.var;
  const opened = await open(c);
  if (opened instanceof Response) return opened;
  const { preview, release, revision, until, key } = opened;
  const { snapshot } = revision;
  const known = site.languages.filter((one) => snapshot.editions[one]);
  const lang = c.req.param('lang') ?? known[0] ?? site.defaultLanguage;
  const edition = snapshot.editions[lang];
  if (!edition) throw nothing();
  c.set('lang', lang);
  const carried = key === null ? '' : `?key=${key}`;
  const fileAddress = (filename: string) => paths.previewFile(preview.id, filename) + carried;
  await witness(c, preview, { version: revision.number, lang });
  const { html } = renderBody(edition.markdown, wordsOf(lang), (filename) =>
    snapshot.attachments.some((file) => file.filename === filename) ? fileAddress(filename) : null,
  );
  const heads = headlinesOf(snapshot);
  const at = until ?? now;
  const view = ReleasePage({
    site,
    lang,
    canonical: null,
    alternates: known.map((one) => ({
      lang: one,
      path: paths.preview(preview.id, one) + carried,
    })),
    taxonomy: await findTaxonomy(db),
    release: {
      releaseId: release.id,
      revision: revision.number,
      publishedAt: at,
      modifiedAt: at,
      heads,
      facts: metadataOf(snapshot, []),
    },
    now,
    head: heads[lang] ?? { title: '', slug: '', summary: '', place: '' },
    html,
    withdrawal: null,
    reinstated: false,
    embargo: {
      until,
      recipient: preview.recipient,
      timeZones: [
        ...new Set(['UTC', site.timeZone, ...(preview.timeZone ? [preview.timeZone] : [])]),
      ],
    },
    fileAddress,
    previous: null,
    next: null,
  });
  return c.html(view.toString(), 200, { 'Content-Language': lang });
}

export async function previewFile(c: AppContext): Promise<Response> {
  const opened = await open(c);
  if (opened instanceof Response) return opened;
  const { preview, revision } = opened;
  const filename = c.req.param('filename') ?? '';
  const file = revision.snapshot.attachments.find((one) => one.filename === filename);
  if (!file) throw nothing();
  await witness(c, preview, { version: revision.number, file: filename });
  const whole = { offset: 0, length: file.size };
  const body = await getAttachment(c.env.FILES, file.key, whole);
  if (!body) throw new Error(`The object of attachment ${file.id} is missing.`);
  const marked = { ...file, filename: `EMBARGOED ${file.filename}` };
  return new Response(body.pipeThrough(new FixedLengthStream(file.size)), {
    headers: { ...descriptionOf(marked), 'Content-Length': String(file.size) },
  });
}

interface Opened {
  preview: Preview;
  release: WorkingRelease;
  revision: Revision;
  /** The embargo's end, or null where none is set. */
  until: number | null;
  /** The secret, where it must travel in addresses: for a client without cookies. */
  key: string | null;
}

/**
 * What the request's secret opens. A browser hands the secret over once, for a cookie, and it leaves
 * the address; other clients carry it. Once a version is public that was not when the preview was
 * given, the public page shows the release. A preview of no version in particular shows what is
 * scheduled, else the working version.
 * @throws Problem `not-found` for whatever opens nothing
 */
async function open(c: AppContext): Promise<Opened | Response> {
  const { db, site, now } = c.var;
  const id = c.req.param('id') ?? '';
  const key = c.req.query('key') ?? null;
  const secret = key ?? getCookie(c as Context, 'preview');
  if (!secret) throw nothing();
  const preview = await findOpen(db, id, secret, now);
  if (!preview) throw await limitFailures(c, nothing());
  const release = await releases.find(db, preview.releaseId);
  if (!release || release.withdrawn) throw nothing();
  const live = publicSpan(release, now);
  if (live && live.revision !== preview.publicVersion) {
    return c.redirect(site.origin + paths.releaseById(release.id), 303);
  }
  if (key !== null && c.req.header('Sec-Fetch-Mode') === 'navigate') {
    setCookie(c as Context, 'preview', secret, {
      path: paths.preview(id),
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      expires: new Date(preview.expiresAt),
    });
    return c.redirect(c.req.path, 303);
  }
  const scheduled = scheduledSpan(release, now);
  const number = preview.version ?? scheduled?.revision ?? release.version;
  const until = scheduled?.revision === number ? scheduled.visibleFrom : null;
  const revision = await releases.findRevision(db, release.id, number);
  if (!revision) throw nothing();
  return { preview, release, revision, until, key };
}

function witness(c: AppContext, preview: Preview, what: Record<string, unknown>): Promise<void> {
  const reader = { editor: null, address: addressOf(c), now: c.var.now };
  return recordView(c.var.db, reader, preview, what);
}
