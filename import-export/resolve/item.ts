/** A release as it is going to be sent: with its identity, its instant, its files. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { checkTexts } from '../../src/domain/checks.ts';
import { encodeBase32 } from '../../src/domain/identifier.ts';
import { dayInZone, formatInstant, instantsOfLocal, startOfDay } from '../../src/domain/instant.ts';
import { canonicalPath, isReserved } from '../../src/domain/redirect.ts';
import {
  type ReleaseInput,
  releaseInput,
  type TermField,
  termFields,
} from '../../src/domain/release.ts';
import type { TaxonomySlug } from '../../src/domain/taxonomy.ts';
import type {
  Enclosure,
  ForeignRelease,
  Found,
  Label,
  NativeRelease,
  Text,
  Unreadable,
} from '../readers/parse-result.ts';
import type { Mapping } from './mapping.ts';
import { type Newsroom, termsOf } from './newsroom.ts';

export interface Item {
  place: string;
  /** The id under which it lives here: the same for the same source, on whatever machine. */
  id: string;
  title: string;
  release: ReleaseInput;
  /** The instant in the past at which it was public; null: it stays a draft. */
  at: number | null;
  files: Enclosure[];
  notes: string[];
}

/**
 * The release's id: 80 bits of the digest of what its source calls it. Whoever moves the same thing in
 * again, from wherever, meets it under this id.
 */
export function idOf(sourceId: string): string {
  const digest = createHash('sha256').update(`dateline import ${sourceId}`).digest();
  return encodeBase32(digest.subarray(0, 16));
}

export interface ItemContext {
  newsroom: Newsroom;
  mapping: Mapping;
  /** Whether nothing is to be published. */
  draftsOnly: boolean;
  now: number;
}

/** What the newsroom makes of a release that was found; a reason where it can make nothing of it. */
export function toItem(
  found: ForeignRelease | NativeRelease,
  setting: ItemContext,
): Item | Unreadable {
  return 'release' in found
    ? placed(found, found.release, found.published, setting)
    : retold(found, setting);
}

function retold(story: ForeignRelease, setting: ItemContext): Item | Unreadable {
  const { newsroom, mapping } = setting;
  const notes = [...story.notes];
  const zone = mapping.timeZone ?? newsroom.timeZone;
  const published = instantOf(story, zone, setting.now, notes);
  const date = story.date ?? (published === null ? null : dayInZone(published, zone));
  if (date === null) return { place: story.place, reason: 'has no date' };
  const texts = editionsOf(story.texts, setting, notes);
  if (texts.size === 0) {
    const told = story.texts.map(({ lang }) => `“${lang}”`).join(', ');
    return {
      place: story.place,
      reason: `is in ${told || 'no language'}, which this site does not have`,
    };
  }
  const fields = namedTerms(story, setting, notes);
  const [kind] = fields.kinds;
  const fallback = mapping.kind ?? 'press-release';
  if (!kind) {
    if (!newsroom.terms.has({ taxonomy: 'kinds', slug: fallback })) {
      return { place: story.place, reason: 'does not tell its kind: say one in the mapping' };
    }
    if (!mapping.kind) notes.push(`does not tell its kind: taken for ${fallback}`);
  }
  const sources = fields.structures.length > 0 ? fields.structures : mapping.sources;
  const editions = Object.fromEntries(
    [...texts].map(([lang, { title, slug, summary, place, markdown }]) => [
      lang,
      {
        title,
        ...(slug && { slug }),
        ...(summary && { summary }),
        ...(place && { place }),
        markdown,
      },
    ]),
  );
  const release = {
    kind: kind ?? fallback,
    date,
    sources,
    fieldsOfWork: fields['fields-of-work'],
    countries: fields.countries,
    meetings: fields.meetings,
    contacts: story.contacts,
    legacyUrls: pathsOf(story.addresses, newsroom, notes),
    editions,
  };
  return placed({ ...story, notes }, release, published, setting);
}

function placed(
  story: Found & { id?: string | null },
  release: unknown,
  published: number | null,
  { newsroom, draftsOnly, now }: ItemContext,
): Item | Unreadable {
  const checked = v.safeParse(releaseInput, release);
  if (!checked.success)
    return { place: story.place, reason: checked.issues.map(sentenceOf).join('; ') };
  const { output } = checked;
  if (published === null && output.date === undefined) {
    return { place: story.place, reason: '/date is missing' };
  }
  const notes = [...story.notes];
  const unknown = unknownIn(output, newsroom);
  if (unknown.length > 0) return { place: story.place, reason: unknown.join('; ') };
  const at = published ?? withinDay(output.date ?? '', newsroom.timeZone, now);
  const wanted = story.status !== 'draft';
  const isPublished = wanted && !draftsOnly && at <= now;
  const { errors } = checkTexts(isPublished ? output.editions : {}, story.files);
  if (errors.length > 0) {
    const reason = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    return { place: story.place, reason };
  }
  if (wanted && at > now) notes.push(`is of ${formatInstant(at)}, which is to come: stays a draft`);
  if (story.status === 'draft') notes.push(`${story.because ?? 'is a draft'}: stays a draft`);
  const [main] = newsroom.languages.filter((lang) => output.editions[lang]);
  return {
    place: story.place,
    id: story.id ?? idOf(story.sourceId),
    title: output.editions[main ?? '']?.title ?? '',
    release: output,
    at: isPublished ? at : null,
    files: story.files,
    notes,
  };
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const missing = issue.input === undefined ? 'is missing' : issue.message;
  return `/${(v.getDotPath(issue) ?? '').replaceAll('.', '/')} ${missing}`;
}

function unknownIn(
  release: v.InferOutput<typeof releaseInput>,
  { terms, languages }: Newsroom,
): string[] {
  const named = (Object.entries(termFields) as [TermField, TaxonomySlug][]).flatMap(
    ([field, taxonomy]) => release[field].map((slug) => ({ taxonomy, slug })),
  );
  const strange = [{ taxonomy: 'kinds' as const, slug: release.kind }, ...named]
    .filter((term) => !terms.has(term))
    .map(({ taxonomy, slug }) => `“${slug}” is not a term of ${taxonomy}`);
  const foreign = Object.keys(release.editions)
    .filter((lang) => !languages.includes(lang))
    .map((lang) => `“${lang}” is not a language of this site`);
  return [...strange, ...foreign];
}

/** The instant that stands for a day: its noon, which is that day also in UTC; today its beginning. */
function withinDay(date: string, zone: string, now: number): number {
  const [noon = startOfDay(date, zone)] = instantsOfLocal(`${date}T12:00`, zone) ?? [];
  return noon <= now ? noon : startOfDay(date, zone);
}

function instantOf(
  { published, date }: ForeignRelease,
  zone: string,
  now: number,
  notes: string[],
): number | null {
  if (published === null) return date === null ? null : withinDay(date, zone, now);
  if ('at' in published) return published.at;
  const instants = instantsOfLocal(published.local, zone);
  const [first] = instants ?? [];
  if (first === undefined) {
    notes.push(`${published.local} is no time in ${zone}: the day alone is kept`);
    return withinDay(published.local.slice(0, 10), zone, now);
  }
  notes.push(`its time has no zone: taken in ${zone}`);
  return first;
}

/** Texts by the site's languages; what has no language here is named. */
function editionsOf(
  texts: Text[],
  { newsroom, mapping }: ItemContext,
  notes: string[],
): Map<string, Text> {
  const editions = new Map<string, Text>();
  const own = mapping.language ?? newsroom.languages[0] ?? 'en';
  for (const text of texts) {
    const lang = text.lang === null ? own : languageOf(text.lang, newsroom, mapping);
    if (lang === null)
      notes.push(`“${text.lang}” is not a language of this site: that text was left out`);
    else if (editions.has(lang)) notes.push(`has two texts in ${lang}: the second was left out`);
    else editions.set(lang, text);
  }
  return editions;
}

function languageOf(
  tag: string,
  { languages }: Newsroom,
  { languages: mapped }: Mapping,
): string | null {
  const wanted = mapped[tag] ?? tag.replace('_', '-');
  const exact = languages.find((lang) => lang.toLowerCase() === wanted.toLowerCase());
  const [primary = ''] = wanted.toLowerCase().split('-');
  return exact ?? languages.find((lang) => lang.toLowerCase() === primary) ?? null;
}

function namedTerms(
  { labels }: ForeignRelease,
  { newsroom, mapping }: ItemContext,
  notes: string[],
) {
  const named: Record<TaxonomySlug, string[]> = {
    kinds: [],
    'fields-of-work': [],
    countries: [],
    structures: [],
    meetings: [],
  };
  for (const label of labels.flatMap((one) => taken(one, newsroom, mapping))) {
    const terms = termsOf(label, newsroom.terms, mapping);
    if (terms === null && label.of !== 'author')
      notes.push(`“${label.name}” is none of our terms (${label.of})`);
    for (const { taxonomy, slug } of terms ?? []) {
      if (!named[taxonomy].includes(slug)) named[taxonomy].push(slug);
    }
  }
  return named;
}

/** The names in a list that is one text: the longest that are terms, since a name may have commas. */
function taken(label: Label, { terms }: Newsroom, mapping: Mapping): Label[] {
  if (!label.listed) return [label];
  const parts = label.name.split(/[,;،]/).flatMap((part) => part.trim() || []);
  const found: Label[] = [];
  for (let at = 0; at < parts.length; ) {
    const longer = (end: number) => ({ of: label.of, name: parts.slice(at, end).join(', ') });
    let end = parts.length;
    while (end > at + 1 && !termsOf(longer(end), terms, mapping)) end--;
    found.push(longer(end));
    at = end;
  }
  return found;
}

/** Paths of addresses on the old site, as `legacyUrls` has them; what cannot lead on is named. */
function pathsOf(addresses: string[], { languages }: Newsroom, notes: string[]): string[] {
  const paths = new Set<string>();
  for (const address of addresses) {
    if (!URL.canParse(address, 'https://old.invalid')) continue;
    const { pathname, search, protocol } = new URL(address, 'https://old.invalid');
    if (!/^https?:$/.test(protocol)) continue;
    const path = canonicalPath(pathname + search);
    // Front pages and short links by number are no addresses of a release here.
    if (pathname === '/') continue;
    if (path === null || path.length > 2000 || isReserved({ languages }, path)) {
      notes.push(`its old address ${pathname}${search} cannot lead on here`);
    } else paths.add(path);
  }
  return [...paths].slice(0, 50);
}
