/** Previews: an unpublished release for one named person. Each view is recorded, and nothing is cached. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ReleasePage } from '../../templates/release.tsx';
import { wordsOf } from '../../templates/words.ts';
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
import { loadMarkdown } from '../markdown.ts';
import { getAttachment } from '../store/db/r2.ts';
import { findOpen, type Preview, recordView } from '../store/editorial/previews.ts';
import * as releases from '../store/editorial/releases.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { fileHeaders } from './files.ts';

const notFound = () => new Problem('not-found', 'There is nothing at this address.');

export async function previewPage(c: AppContext): Promise<Response> {
  const { db, site, now } = c.var;
  const opened = await openPreview(c);
  if (opened instanceof Response) return opened;
  const { preview, release, revision, until, key } = opened;
  const { snapshot } = revision;
  const languages = site.languages.filter((one) => snapshot.editions[one]);
  const lang = c.req.param('lang') ?? languages[0] ?? site.defaultLanguage;
  const edition = snapshot.editions[lang];
  const headlines = headlinesOf(snapshot);
  const headline = headlines[lang];
  if (!edition || !headline) throw notFound();
  c.set('lang', lang);
  const keyQuery = key === null ? '' : `?key=${key}`;
  const fileAddress = (filename: string) => paths.previewFile(preview.id, filename) + keyQuery;
  await recordRequest(c, preview, { version: revision.number, lang });
  const { renderBody } = await loadMarkdown(c.env.ASSETS);
  const { html } = renderBody(edition.markdown, wordsOf(lang), (filename) =>
    snapshot.attachments.some((file) => file.filename === filename) ? fileAddress(filename) : null,
  );
  const at = until ?? now;
  const view = ReleasePage({
    site,
    lang,
    canonical: null,
    alternates: languages.map((one) => ({
      lang: one,
      path: paths.preview(preview.id, one) + keyQuery,
    })),
    taxonomy: await findTaxonomy(db),
    release: {
      releaseId: release.id,
      revision: revision.number,
      publishedAt: at,
      modifiedAt: at,
      headlines,
      metadata: metadataOf(snapshot, []),
    },
    now,
    headline,
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
  const opened = await openPreview(c);
  if (opened instanceof Response) return opened;
  const { preview, revision } = opened;
  const filename = c.req.param('filename') ?? '';
  const file = revision.snapshot.attachments.find((one) => one.filename === filename);
  if (!file) throw notFound();
  await recordRequest(c, preview, { version: revision.number, file: filename });
  const whole = { offset: 0, length: file.size };
  const body = await getAttachment(c.env.FILES, file.key, whole);
  if (!body) throw new Error(`Attachment ${file.id} has no object ${file.key} in R2.`);
  const marked = { ...file, filename: `EMBARGOED ${file.filename}` };
  return new Response(body.pipeThrough(new FixedLengthStream(file.size)), {
    headers: { ...fileHeaders(marked), 'Content-Length': String(file.size) },
  });
}

interface Opened {
  preview: Preview;
  release: WorkingRelease;
  revision: Revision;
  /** End of the embargo, or null if the version is not scheduled. */
  until: number | null;
  /** The secret if addresses must carry it, for a client without cookies. Null otherwise. */
  key: string | null;
}

/**
 * Opens the preview that the request's secret belongs to. A browser exchanges the secret once for a
 * cookie and is redirected to an address without it; other clients keep it in the address. Once a
 * version has become public since the preview was created, it redirects to the public page. A preview
 * without a version shows the scheduled version, or else the working one.
 * @throws Problem `not-found` if the secret is missing, wrong, expired or revoked
 */
async function openPreview(c: AppContext): Promise<Opened | Response> {
  const { db, site, now } = c.var;
  const id = c.req.param('id') ?? '';
  const key = c.req.query('key') ?? null;
  const secret = key ?? getCookie(c as Context, 'preview');
  if (!secret) throw notFound();
  const preview = await findOpen(db, id, secret, now);
  if (!preview) throw await limitFailures(c, notFound());
  const release = await releases.findRelease(db, preview.releaseId);
  if (!release || release.withdrawn) throw notFound();
  const publicNow = publicSpan(release, now);
  if (publicNow && publicNow.revision !== preview.publicVersion) {
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
  if (!revision) throw notFound();
  return { preview, release, revision, until, key };
}

/** Records the view in the audit before the response is sent. */
function recordRequest(
  c: AppContext,
  preview: Preview,
  details: Record<string, unknown>,
): Promise<void> {
  const reader = { editor: null, address: addressOf(c), now: c.var.now };
  return recordView(c.var.db, reader, preview, details);
}
