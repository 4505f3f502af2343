/** Releases of a file that the desk imports: their terms by name, their dates, their ids on this site. */
import { digestOf } from './digest.ts';
import { encodeBase32 } from './identifier.ts';
import { dayInZone, instantsOfLocal, isCalendarDate, parseInstant } from './instant.ts';
import { termFieldNames, termFields } from './release.ts';
import type { Taxonomy, TaxonomySlug } from './taxonomy.ts';

/** The site into which a file is imported. */
export interface ImportSite {
  languages: readonly string[];
  defaultLanguage: string;
  timeZone: string;
  taxonomy: Taxonomy;
  now: number;
}

/** A release of a file, before it is checked. Terms are slugs or names. */
export interface RawRelease {
  /** The file and the place in it. */
  place: string;
  /** The identifier in the source: a second import finds the release by it. */
  sourceId: string;
  /** The id that it had on another site of this kind, or null. */
  id: string | null;
  /** When it was published, as it is written; empty if that is not said. */
  published: string;
  isDraft: boolean;
  document: Record<string, unknown>;
  notes: string[];
}

/** A release that can be imported. */
export interface ImportEntry {
  place: string;
  id: string;
  document: Record<string, unknown>;
  /** A past instant, or null for one that stays a draft in any case. */
  at: number | null;
  notes: string[];
}

/** The id of an imported release, as the command line derives it. */
export async function importedId(sourceId: string): Promise<string> {
  const digest = new Uint8Array(await digestOf(`dateline import ${sourceId}`));
  return encodeBase32(digest.subarray(0, 16));
}

/** Fits a release to the site: terms by slugs, an instant of publication, an id. */
export async function toImportEntry(raw: RawRelease, site: ImportSite): Promise<ImportEntry> {
  const notes = [...raw.notes];
  const document = { ...raw.document };
  for (const field of termFieldNames) {
    const names = namesOf(document[field]);
    if (names.length > 0) document[field] = slugsOf(site.taxonomy, termFields[field], names, notes);
  }
  document.kind = kindOf(site.taxonomy, document.kind, notes);
  const instant = instantOf(raw.published, site.timeZone);
  const at = instant !== null && instant <= site.now ? instant : null;
  if (!raw.isDraft && raw.published !== '' && at === null) {
    notes.push(
      instant === null
        ? `“${raw.published}” is no date such as 2009-07-01 or 2009-07-01T08:00:00Z`
        : 'is dated in the future: schedule it by hand',
    );
  }
  const day = instant === null ? raw.published.slice(0, 10) : dayInZone(instant, site.timeZone);
  if (document.date === undefined && isCalendarDate(day)) document.date = day;
  const id = raw.id ?? (await importedId(raw.sourceId));
  return { place: raw.place, id, document, at: raw.isDraft ? null : at, notes };
}

const namesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );

const plain = (text: string): string => text.trim().toLowerCase();

function findTerm(taxonomy: Taxonomy, slug: TaxonomySlug, name: string) {
  return (
    taxonomy.bySlug(slug, name) ??
    taxonomy
      .list(slug)
      .find(({ names }) => Object.values(names).some((one) => plain(one) === plain(name))) ??
    null
  );
}

function slugsOf(taxonomy: Taxonomy, of: TaxonomySlug, names: string[], notes: string[]) {
  return names.flatMap((name) => {
    const term = findTerm(taxonomy, of, name);
    if (!term) notes.push(`“${name}” is no term of ${of}: left out`);
    return term ? [term.slug] : [];
  });
}

/** The kind; without one that the site has, its first open one. */
function kindOf(taxonomy: Taxonomy, value: unknown, notes: string[]): string {
  const [name = ''] = namesOf(value);
  const named = name === '' ? null : findTerm(taxonomy, 'kinds', name);
  if (named) return named.slug;
  const first = taxonomy.list('kinds').find(({ closed }) => !closed)?.slug ?? '';
  notes.push(name === '' ? `has no kind: ${first}` : `“${name}” is no kind: ${first}`);
  return first;
}

/** Noon of a day, a local time of the site, or an instant; null for any other text. */
function instantOf(text: string, timeZone: string): number | null {
  if (isCalendarDate(text)) return instantsOfLocal(`${text}T12:00`, timeZone)?.[0] ?? null;
  return parseInstant(text) ?? instantsOfLocal(text.replace(' ', 'T'), timeZone)?.[0] ?? null;
}
