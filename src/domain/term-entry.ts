/** An entry of a file of terms: its fields with their places, and the checked term. */
import * as v from 'valibot';
import { isLanguageTag, languageIn } from './language.ts';
import { slugify, slugPattern } from './slug.ts';
import { isTaxonomy, type TaxonomySlug, taxonomySlugs } from './taxonomy.ts';
import { names as namesSchema } from './text-input.ts';

/** A value and its place in the file, such as `terms.yaml:3:9`. */
export interface TermCell {
  value: unknown;
  place: string;
}

/** The fields of an entry as the file has them. */
export interface RawTerm {
  place: string;
  taxonomy: TermCell;
  slug: TermCell | null;
  /** Null if the file does not say it: an existing term keeps its parent. */
  parent: TermCell | null;
  closed: TermCell | null;
  names: readonly [lang: string, name: TermCell][];
}

export interface TermEntry {
  place: string;
  taxonomy: TaxonomySlug;
  slug: string;
  /** The slug of a name without elisions, where the file has none: earlier versions made that one. */
  plainSlug?: string;
  /** Undefined if the file does not say it. */
  parent?: string | null;
  closed?: boolean;
  /** Names in the languages that the file has. */
  names: Record<string, string>;
}

export interface PlacedFault {
  place: string;
  reason: string;
}

/** The circumstances in which a file of terms is read. */
export interface TermFileContext {
  /** The name of the file, for the places of faults. */
  path: string;
  /** The languages of the site, the default one first. */
  languages: readonly string[];
  /** The taxonomy that the file's name says, for entries without one, or null. */
  taxonomy: string | null;
}

/** A file that cannot be read as terms at all. */
export class TermFault extends Error {
  override readonly name = 'TermFault';
  readonly fault: PlacedFault;

  constructor(place: string, reason: string) {
    super(`${place}: ${reason}`);
    this.fault = { place, reason };
  }
}

/** Checks an entry. Every fault is added to `faults`; null if there is one. */
export function toTermEntry(
  raw: RawTerm,
  language: string,
  faults: PlacedFault[],
): TermEntry | null {
  const found = faults.length;
  const fault = ({ place }: { place: string }, reason: string) => faults.push({ place, reason });
  const names = readNames(raw, fault);
  const taxonomy = taxonomyOf(raw.taxonomy, fault);
  const lang = languageIn(names, language, []) ?? language;
  const name = names[lang] ?? '';
  const slug = slugOf(raw, slugify(name, '', lang), fault);
  const closed = closedOf(raw.closed, fault);
  const parent = parentOf(raw.parent, fault);
  if (faults.length > found || taxonomy === null) return null;
  return {
    place: raw.place,
    taxonomy,
    slug,
    ...(isEmpty(raw.slug?.value) && { plainSlug: slugify(name, '') }),
    ...(parent !== undefined && { parent }),
    ...(closed !== undefined && { closed }),
    names,
  };
}

type AddFault = (at: { place: string }, reason: string) => void;

const isEmpty = (value: unknown) =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

const written = (value: unknown): string => String(value).normalize().trim();

function readNames({ names }: RawTerm, fault: AddFault): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [lang, cell] of names) {
    if (isEmpty(cell.value)) continue;
    if (!isLanguageTag(lang)) {
      fault(cell, `“${lang}” is not a language tag such as en or pt-BR`);
      continue;
    }
    const name = typeof cell.value === 'object' ? cell.value : written(cell.value);
    const checked = v.safeParse(namesSchema, { [lang]: name });
    if (checked.success) Object.assign(read, checked.output);
    else fault(cell, `the name in ${lang} ${checked.issues[0].message}`);
  }
  return read;
}

function taxonomyOf(cell: TermCell, fault: AddFault): TaxonomySlug | null {
  const kinds = `one of ${taxonomySlugs.join(', ')}`;
  if (isEmpty(cell.value)) fault(cell, `has no taxonomy: write ${kinds}`);
  else {
    const slug = slugify(written(cell.value));
    if (isTaxonomy(slug)) return slug;
    fault(cell, `“${written(cell.value)}” is not a taxonomy: write ${kinds}`);
  }
  return null;
}

/** @param derived the slug of the name, for an entry without one */
function slugOf({ place, slug }: RawTerm, derived: string, fault: AddFault): string {
  if (slug !== null && !isEmpty(slug.value)) {
    const value = written(slug.value);
    if (value.length <= 150 && slugPattern.test(value)) return value;
    const proposal = slugify(value, '');
    const hint = proposal === '' ? '' : `, such as ${proposal}`;
    fault(slug, `“${value}” is not a slug: write lower-case letters and digits joined by -${hint}`);
    return '';
  }
  if (derived === '') fault({ place }, 'has neither a slug nor a name of which one can be made');
  return derived;
}

const closedWords = new Map<string, boolean>([
  ...['true', 'yes', 'x', '1', 'closed'].map((word) => [word, true] as const),
  ...['false', 'no', '0', 'open'].map((word) => [word, false] as const),
]);

function closedOf(cell: TermCell | null, fault: AddFault): boolean | undefined {
  if (cell === null || isEmpty(cell.value)) return undefined;
  const closed = closedWords.get(written(cell.value).toLowerCase());
  if (closed === undefined) fault(cell, `“${written(cell.value)}” is neither true nor false`);
  return closed;
}

function parentOf(cell: TermCell | null, fault: AddFault): string | null | undefined {
  if (cell === null) return undefined;
  if (isEmpty(cell.value)) return null;
  if (typeof cell.value !== 'object') return written(cell.value);
  fault(cell, 'the parent must be a slug');
  return undefined;
}
