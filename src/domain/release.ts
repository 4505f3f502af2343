/** The release: what a revision keeps of it, and what the public gets. */
import { type Attachment, detailsOf, inOrder } from './attachment.ts';
import { type MediaEvent, toPublicEvent } from './event.ts';
import { formatInstant } from './instant.ts';
import * as paths from './paths.ts';
import type { Contact } from './release-input.ts';
import { offeredRenditions, toRendition } from './rendition.ts';
import type { Site } from './site.ts';
import { type Taxonomy, type TaxonomySlug, termName } from './taxonomy.ts';

/** A text by language. */
export type LocalizedText = Readonly<Record<string, string>>;

/** The fields of a release that name terms, and the taxonomy that each draws from. */
export const termFields = {
  sources: 'structures',
  fieldsOfWork: 'fields-of-work',
  countries: 'countries',
  meetings: 'meetings',
} as const satisfies Record<string, TaxonomySlug>;

export type TermField = keyof typeof termFields;
export const termFieldNames = Object.keys(termFields) as TermField[];

export interface EditionText {
  title: string;
  slug: string;
  summary: string;
  place: string;
  markdown: string;
}

/** An immutable revision: everything that an editor can change, terms by their internal ids. */
export interface Snapshot extends Record<TermField, number[]> {
  kind: number;
  date: string;
  contacts: Contact[];
  event?: MediaEvent | undefined;
  legacyUrls: string[];
  editions: Record<string, EditionText>;
  attachments: Attachment[];
}

/** A snapshot as an editor would send it: terms by their slugs, without the attachments. */
export function toInput(taxonomy: Taxonomy, snapshot: Snapshot) {
  const { kind, date, attachments: _, ...rest } = snapshot;
  const slug = (id: number) => taxonomy.byId(id)?.slug ?? '';
  const terms = termFieldNames.map((field) => [field, snapshot[field].map(slug)]);
  const slugs = Object.fromEntries(terms) as Record<TermField, string[]>;
  return { kind: slug(kind), date, ...rest, ...slugs };
}

/** An edition without the texts that are empty and that an editor may leave out. */
export function withoutEmptyTexts({ summary, place, markdown, ...rest }: EditionText) {
  return { ...rest, ...(summary && { summary }), ...(place && { place }), markdown };
}

/** Every term that a release names. */
export function termIdsOf(named: Pick<Snapshot, 'kind' | TermField>): number[] {
  return [...new Set([named.kind, ...termFieldNames.flatMap((field) => named[field])])];
}

/** A public note about a change, and when it was made. */
export interface Correction {
  at: number;
  note: LocalizedText;
}

/** The part of an edition that lists need. */
export type Headline = Omit<EditionText, 'markdown'>;

/** The part of a publication that is the same in every language. */
export interface Metadata extends Record<TermField, number[]> {
  kind: number;
  date: string;
  contacts: Contact[];
  event?: MediaEvent | undefined;
  attachments: Attachment[];
  corrections: Correction[];
}

/** Returns the metadata of a revision with these corrections. */
export function metadataOf(snapshot: Snapshot, corrections: Metadata['corrections']): Metadata {
  const { kind, date, sources, fieldsOfWork, countries, meetings, contacts, event, attachments } =
    snapshot;
  return {
    kind,
    date,
    sources,
    fieldsOfWork,
    countries,
    meetings,
    contacts,
    ...(event && { event }),
    attachments: inOrder(attachments),
    corrections,
  };
}

/** Returns the headlines of a revision, by language. */
export function headlinesOf({ editions: texts }: Snapshot): Record<string, Headline> {
  return Object.fromEntries(
    Object.entries(texts).map(([lang, { title, slug, summary, place }]) => [
      lang,
      { title, slug, summary, place },
    ]),
  );
}

/** One approved revision and the span of time in which readers see it. */
export interface Publication {
  releaseId: string;
  revision: number;
  publishedAt: number;
  modifiedAt: number;
  headlines: Record<string, Headline>;
  metadata: Metadata;
}

/** The body of an edition as readers get it. */
export interface Body {
  lang: string;
  html: string;
  markdown: string;
  text: string;
}

/** Bodies by language, each the members of its JSON without braces. */
export type JsonBodies = Readonly<Record<string, string>>;

export const jsonBodies = (bodies: readonly Body[]): JsonBodies =>
  Object.fromEntries(
    bodies.map(({ lang, html, markdown, text }) => [
      lang,
      JSON.stringify({ html, markdown, text }).slice(1, -1),
    ]),
  );

export const withdrawalModes = ['notice', 'gone', 'redirect', 'vanish'] as const;

/**
 * How a release that was public is no longer: kept with a notice, gone (410), redirected, or as if
 * it had never been (404).
 */
export interface Withdrawal {
  mode: (typeof withdrawalModes)[number];
  at: number;
  note: LocalizedText | null;
  redirectTo: string | null;
  /** The party that demanded it by law (RFC 7725). If set, the status is 451 instead of 410. */
  demandedBy: string | null;
}

export const states = ['draft', 'scheduled', 'public', 'withdrawn'] as const;
export type State = (typeof states)[number];

/** The public form of a term. */
export function toTerm(site: Site, taxonomy: Taxonomy, id: number) {
  const term = taxonomy.byId(id);
  if (!term) return [];
  const name = termName(term, site.defaultLanguage, site.languages);
  const url = site.origin + paths.term(site, site.defaultLanguage, term);
  return [{ taxonomy: term.taxonomy, slug: term.slug, name, url }];
}

/** Main language of a release: the site's default if the release has it, else its first. */
export function mainLanguage(site: Site, { headlines }: Pick<Publication, 'headlines'>): string {
  const { defaultLanguage } = site;
  return headlines[defaultLanguage]
    ? defaultLanguage
    : (Object.keys(headlines)[0] ?? defaultLanguage);
}

/**
 * The public JSON of a release. It is the only way by which a release's data become public: what
 * is not named here is not public.
 */
export function toPublic(
  site: Site,
  taxonomy: Taxonomy,
  publication: Publication,
  bodies: readonly Body[],
  withdrawal: Withdrawal | null = null,
) {
  const { releaseId, headlines, metadata } = publication;
  const terms = (ids: readonly number[]) => ids.flatMap((id) => toTerm(site, taxonomy, id));
  const main = mainLanguage(site, publication);
  return {
    id: releaseId,
    url: site.origin + paths.release(site, main, releaseId, headlines[main]?.slug ?? ''),
    kind: terms([metadata.kind])[0] ?? null,
    publishedAt: formatInstant(publication.publishedAt),
    modifiedAt: formatInstant(publication.modifiedAt),
    date: metadata.date,
    version: publication.revision,
    sources: terms(metadata.sources),
    fieldsOfWork: terms(metadata.fieldsOfWork),
    countries: terms(metadata.countries),
    meetings: terms(metadata.meetings),
    contacts: metadata.contacts.map(({ name, role, email, phone }) => ({
      name,
      role,
      email,
      phone,
    })),
    ...(metadata.event && { event: toPublicEvent(metadata.event) }),
    editions: Object.fromEntries(
      bodies.flatMap(({ lang, html, markdown, text }) => {
        const head = toPublicHead(site, releaseId, lang, headlines[lang]);
        return head ? [[lang, { ...head, html, markdown, text }]] : [];
      }),
    ),
    attachments: metadata.attachments.map((file) => ({
      id: file.id,
      url: site.origin + paths.file(file),
      filename: file.filename,
      mediaType: file.mediaType,
      size: file.size,
      sha256: file.sha256,
      title: file.title,
      lang: file.lang,
      ...detailsOf(file),
      renditions: offeredRenditions(site, file).map((one) => toRendition(site, file, one)),
    })),
    corrections: metadata.corrections.map(({ at, note }) => ({ at: formatInstant(at), note })),
    withdrawal: withdrawal && {
      mode: withdrawal.mode,
      at: formatInstant(withdrawal.at),
      note: withdrawal.note,
    },
  };
}

/** The JSON of `toPublic`, from bodies that are JSON already. */
export function toPublicJson(
  site: Site,
  taxonomy: Taxonomy,
  publication: Publication,
  bodies: JsonBodies,
): string {
  const { releaseId, headlines } = publication;
  const editions = Object.entries(bodies).flatMap(([lang, members]) => {
    const head = toPublicHead(site, releaseId, lang, headlines[lang]);
    return head ? `${JSON.stringify(lang)}:${JSON.stringify(head).slice(0, -1)},${members}}` : [];
  });
  // Within a text the quotation marks would be escaped: this is the member itself.
  return JSON.stringify(toPublic(site, taxonomy, publication, [])).replace(
    '"editions":{}',
    () => `"editions":{${editions.join()}}`,
  );
}

function toPublicHead(site: Site, releaseId: string, lang: string, headline: Headline | undefined) {
  if (!headline) return null;
  const { title, slug, summary, place } = headline;
  const url = site.origin + paths.release(site, lang, releaseId, slug);
  return { title, slug, url, summary, place };
}

export type PublicRelease = ReturnType<typeof toPublic>;
