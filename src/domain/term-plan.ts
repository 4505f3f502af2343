/** Compares the terms of a file with those of the site: new ones, changed ones, and faults. */
import { slugify } from './slug.ts';
import { type TaxonomySlug, taxonomySlugs } from './taxonomy.ts';
import type { PlacedFault, TermEntry } from './term-entry.ts';

/** A term as the editors' API has it. */
export interface SiteTerm {
  slug: string;
  parent: string | null;
  closed: boolean;
  names: Record<string, string>;
  formerSlugs: string[];
}

/** The terms of a site by taxonomy. */
export type SiteTerms = Readonly<Record<TaxonomySlug, readonly SiteTerm[]>>;

export type TermBody = Pick<SiteTerm, 'slug' | 'parent' | 'closed' | 'names'>;

/** A term that is made or changed. */
export interface TermStep {
  act: 'make' | 'change';
  place: string;
  taxonomy: TaxonomySlug;
  body: TermBody;
  /** The term as it is on the site; null for a new one. */
  before: SiteTerm | null;
  /** Descriptions of the differences, for the report. */
  changes: string[];
}

export interface TermPlan {
  /** Steps with parents before their children. */
  steps: TermStep[];
  /** The number of terms of the file that are on the site as they are. */
  same: number;
  /** The number of terms of the site that are not in the file. They stay. */
  others: number;
  faults: PlacedFault[];
}

interface Wanted {
  entry: TermEntry;
  before: SiteTerm | null;
  body: TermBody;
}

/** @param language the default language of the site, in which every term has a name */
export function planTerms(
  entries: readonly TermEntry[],
  site: SiteTerms,
  language: string,
): TermPlan {
  const plan: TermPlan = { steps: [], same: 0, others: 0, faults: [] };
  for (const taxonomy of taxonomySlugs) {
    const own = entries.filter((entry) => entry.taxonomy === taxonomy);
    planTaxonomy(taxonomy, own, site[taxonomy], language, plan);
  }
  return plan;
}

function planTaxonomy(
  taxonomy: TaxonomySlug,
  all: readonly TermEntry[],
  existing: readonly SiteTerm[],
  language: string,
  plan: TermPlan,
): void {
  const bySlug = new Map(existing.map((term) => [term.slug, term]));
  const entries = all.map((entry) => withSiteSlug(entry, bySlug));
  const renamed = new Map(existing.flatMap((term) => term.formerSlugs.map((old) => [old, term])));
  const wanted = new Map<string, Wanted>();
  const known = new Set([...bySlug.keys(), ...entries.map(({ slug }) => slug)]);
  for (const entry of entries) {
    const before = bySlug.get(entry.slug) ?? null;
    const fault = (reason: string) => plan.faults.push({ place: entry.place, reason });
    const twin = wanted.get(entry.slug);
    if (twin) fault(`${taxonomy}/${entry.slug} is also at ${twin.entry.place}`);
    const heir = before ? undefined : renamed.get(entry.slug);
    if (heir) fault(`${taxonomy}/${entry.slug} was renamed to ${heir.slug}: write that slug`);
    const parent = parentOf(entry, before, known, language);
    if (parent === undefined) fault(`its parent “${entry.parent}” is not a term of ${taxonomy}`);
    const names = { ...before?.names, ...entry.names };
    if (!names[language]) fault(`${taxonomy}/${entry.slug} has no name in ${language}`);
    const closed = entry.closed ?? before?.closed ?? false;
    const body = { slug: entry.slug, parent: parent ?? null, closed, names };
    if (!twin) wanted.set(entry.slug, { entry, before, body });
  }
  plan.others += existing.filter(({ slug }) => !wanted.has(slug)).length;
  plan.faults.push(...circlesIn(wanted, bySlug));
  for (const { entry, before, body } of parentsFirst(wanted)) {
    const changes = before ? differences(before, body) : [];
    if (before && changes.length === 0) plan.same++;
    else {
      const act = before ? 'change' : 'make';
      plan.steps.push({ act, place: entry.place, taxonomy, body, before, changes });
    }
  }
}

/** The entry with the slug that its term has on the site, if that is the plain one. */
function withSiteSlug(entry: TermEntry, bySlug: ReadonlyMap<string, SiteTerm>): TermEntry {
  const { slug, plainSlug } = entry;
  return plainSlug && !bySlug.has(slug) && bySlug.has(plainSlug)
    ? { ...entry, slug: plainSlug }
    : entry;
}

/** The slug of the parent; null for none; undefined if there is no such term. */
function parentOf(
  { parent }: TermEntry,
  before: SiteTerm | null,
  known: ReadonlySet<string>,
  language: string,
): string | null | undefined {
  if (parent === undefined) return before?.parent ?? null;
  if (parent === null) return null;
  // A name instead of a slug is common in tables.
  const slugs = [parent, slugify(parent, '', language), slugify(parent, '')];
  return slugs.find((slug) => known.has(slug));
}

/** Terms that are above themselves. Each circle is one fault, at the first of its terms. */
function circlesIn(
  wanted: ReadonlyMap<string, Wanted>,
  existing: ReadonlyMap<string, SiteTerm>,
): PlacedFault[] {
  const faults: PlacedFault[] = [];
  const reported = new Set<string>();
  for (const [slug, { entry }] of wanted) {
    const line: string[] = [];
    for (
      let up: string | null = slug;
      up !== null && !line.includes(up);
      up = (wanted.get(up)?.body ?? existing.get(up))?.parent ?? null
    ) {
      line.push(up);
    }
    const last = line.at(-1) ?? slug;
    const closes = (wanted.get(last)?.body ?? existing.get(last))?.parent === slug;
    if (!closes || reported.has(slug)) continue;
    for (const one of line) reported.add(one);
    faults.push({
      place: entry.place,
      reason: `is above itself: ${[...line, slug].join(' below ')}`,
    });
  }
  return faults;
}

/** Terms with parents before their children, otherwise in the order of the file. */
function parentsFirst(wanted: ReadonlyMap<string, Wanted>): Wanted[] {
  const ordered = new Set<Wanted>();
  const visiting = new Set<string>();
  const visit = (slug: string) => {
    const term = wanted.get(slug);
    if (!term || ordered.has(term) || visiting.has(slug)) return;
    visiting.add(slug);
    if (term.body.parent !== null) visit(term.body.parent);
    ordered.add(term);
  };
  for (const slug of wanted.keys()) visit(slug);
  return [...ordered];
}

function differences(before: SiteTerm, after: TermBody): string[] {
  const names = Object.entries(after.names).filter(([lang, name]) => before.names[lang] !== name);
  return [
    ...(before.parent === after.parent
      ? []
      : [after.parent === null ? 'no parent' : `below ${after.parent}`]),
    ...(before.closed === after.closed ? [] : [after.closed ? 'closed' : 'open']),
    ...names.map(([lang, name]) => `${lang}: ${name}`),
  ];
}
