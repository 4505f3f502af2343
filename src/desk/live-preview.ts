/** A preview of what is in the form: the page as readers would get it. Nothing is stored. */

import * as v from 'valibot';
import { PreviewShell } from '../../templates/desk/preview-shell.tsx';
import type { ReleaseFields } from '../../templates/desk/release-form.tsx';
import { ReleasePage } from '../../templates/release.tsx';
import { mediaEvent } from '../domain/event.ts';
import { dayInZone, isCalendarDate } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import {
  headlinesOf,
  metadataOf,
  type Snapshot,
  type TermField,
  termFieldNames,
  termFields,
} from '../domain/release.ts';
import type { Contact } from '../domain/release-input.ts';
import type { Taxonomy, TaxonomySlug } from '../domain/taxonomy.ts';
import type { WorkingRelease } from '../domain/working-release.ts';
import type { AppContext } from '../http/context.ts';
import { findRelease } from '../store/editorial/releases.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { field, readForm } from './form.ts';
import { baseOf, postedFields, toDocument } from './release-form.ts';

/** The only responses that a page of the desk may frame. They run no script and lead nowhere. */
const framed = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-same-origin',
  ].join('; '),
};

/** An empty page with the public stylesheet, into which a script puts previews. */
export function previewShell(c: AppContext) {
  return c.html(PreviewShell({ site: c.var.site, lang: c.var.lang }).toString(), 200, framed);
}

/**
 * The page of a posted form in the language of its field `preview`.
 * @throws Problem `not-found` if the person may not see the release, `invalid` for a text that is refused
 */
export async function previewForm(c: AppContext) {
  const { site, now, primary } = c.var;
  const id = c.req.param('id') ?? null;
  const form = await readForm(c);
  const fields = postedFields(site, form, baseOf(form));
  const asked = field(form, 'preview');
  const edition = fields.editions.find((one) => one.lang === asked) ?? fields.editions[0];
  const lang = edition?.lang ?? site.defaultLanguage;
  const body = { markdown: edition?.markdown ?? '', lang, ...(id !== null && { releaseId: id }) };
  const rendered = await callApi(c, 'POST /render', { body });
  const [taxonomy, release] = await Promise.all([
    findTaxonomy(primary),
    id === null ? null : findRelease(primary, id),
  ]);
  const snapshot = snapshotOf(c, taxonomy, fields, release);
  const published = release?.spans[0]?.visibleFrom ?? now;
  const fileAddress = (filename: string) =>
    paths.deskRelease(id ?? 'new', `files/${encodeURIComponent(filename)}`);
  const html = snapshot.attachments.reduce(
    (text, file) => text.replaceAll(`"${paths.file(file)}"`, `"${fileAddress(file.filename)}"`),
    rendered.document.html,
  );
  const headlines = headlinesOf(snapshot);
  const empty = { title: '', slug: '', summary: '', place: '' };
  const { title, ...headline } = headlines[lang] ?? empty;
  const page = ReleasePage({
    site,
    lang,
    canonical: null,
    alternates: fields.editions.map((one) => ({ lang: one.lang, path: '#' })),
    taxonomy,
    release: {
      releaseId: id ?? '',
      revision: release?.version ?? 1,
      publishedAt: published,
      modifiedAt: published,
      headlines,
      metadata: metadataOf(snapshot, []),
    },
    now: Math.max(now, published),
    headline: { title: title || '…', ...headline },
    html,
    withdrawal: null,
    reinstated: false,
    fileAddress,
    previous: null,
    next: null,
  });
  return c.html(page.toString(), 200, { ...framed, 'Content-Language': lang });
}

/** The fields as a revision would keep them. What the API would refuse is left out. */
function snapshotOf(
  { var: { site, now } }: AppContext,
  taxonomy: Taxonomy,
  fields: ReleaseFields,
  release: WorkingRelease | null,
): Snapshot {
  const ids = (kind: TaxonomySlug, slugs: string[]) =>
    slugs.flatMap((slug) => taxonomy.bySlug(kind, slug)?.id ?? []);
  const terms = termFieldNames.map((name) => [name, ids(termFields[name], fields[name])]);
  const { contacts, event } = toDocument(fields);
  const checked = v.safeParse(mediaEvent, event);
  return {
    ...(Object.fromEntries(terms) as Record<TermField, number[]>),
    kind: ids('kinds', [fields.kind])[0] ?? 0,
    date: isCalendarDate(fields.date) ? fields.date : dayInZone(now, site.timeZone),
    contacts: contacts as Contact[],
    ...(checked.success && { event: checked.output }),
    legacyUrls: [],
    editions: Object.fromEntries(fields.editions.map(({ lang, ...texts }) => [lang, texts])),
    attachments: release?.snapshot.attachments ?? [],
  };
}
