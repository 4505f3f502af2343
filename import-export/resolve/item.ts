/** A release as it is going to be sent: with its identity, its instant, its files. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { encodeBase32 } from '../../src/domain/identifier.ts';
import {
  dayInZone,
  formatInstant,
  instantsOfLocal,
  isInRange,
  range,
  startOfDay,
} from '../../src/domain/instant.ts';
import { type ReleaseInput, releaseInput } from '../../src/domain/release-input.ts';
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
import { describeIssue, faultsOf } from './acceptance.ts';
import { cleanContact, cleanLabel, cleanText } from './clean-text.ts';
import type { Mapping } from './mapping.ts';
import { type Newsroom, termsOf } from './newsroom.ts';
import { legacyPaths, withoutReserved } from './old-addresses.ts';

export interface Item {
  place: string;
  /** The id on this site, derived from the identifier in the source. */
  id: string;
  title: string;
  release: ReleaseInput;
  /** The past instant of its publication; null for a draft. */
  at: number | null;
  files: Enclosure[];
  notes: string[];
}

/**
 * The id of an imported release: 80 bits of the digest of its identifier in the source. A second import
 * finds it under this id.
 */
export function idOf(sourceId: string): string {
  const digest = createHash('sha256').update(`dateline import ${sourceId}`).digest();
  return encodeBase32(digest.subarray(0, 16));
}

export interface ItemContext {
  newsroom: Newsroom;
  mapping: Mapping;
  /** Whether everything stays a draft. */
  draftsOnly: boolean;
  /** Items without a date become drafts, or take this date; without one they are refused. */
  undated: 'draft' | { date: string | null };
  now: number;
}

/** Fits a parsed release to the newsroom; returns a reason if it cannot be imported. */
export function toItem(
  found: ForeignRelease | NativeRelease,
  context: ItemContext,
): Item | Unreadable {
  return 'release' in found
    ? finalize(found, found.release, found.published, context)
    : fromForeign(found, context);
}

/** The zone of dates without one, and of the day of an instant. */
const zoneOf = ({ newsroom, mapping }: ItemContext): string =>
  mapping.timeZone ?? newsroom.timeZone;

function fromForeign(foreign: ForeignRelease, context: ItemContext): Item | Unreadable {
  const { newsroom, mapping } = context;
  const notes = [...foreign.notes];
  const published = instantOf(foreign, zoneOf(context), context.now, notes);
  const texts = editionsOf(foreign.texts, context, notes);
  if (texts.size === 0) {
    const languages = foreign.texts.map(({ lang }) => `“${lang}”`).join(', ');
    return {
      place: foreign.place,
      reason: `is in ${languages || 'no language'}, which this site does not have`,
    };
  }
  const fields = matchTerms(foreign, context, notes);
  const [kind] = fields.kinds;
  const fallback = mapping.kind ?? 'press-release';
  if (!kind) {
    if (!newsroom.terms.has({ taxonomy: 'kinds', slug: fallback })) {
      return { place: foreign.place, reason: 'has no kind: set one in the mapping' };
    }
    if (!mapping.kind) notes.push(`has no kind: ${fallback}`);
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
    ...(foreign.date !== null && { date: foreign.date }),
    sources,
    fieldsOfWork: fields['fields-of-work'],
    countries: fields.countries,
    meetings: fields.meetings,
    contacts: foreign.contacts.map(cleanContact),
    ...(foreign.event && { event: foreign.event }),
    legacyUrls: legacyPaths(foreign.addresses, newsroom, notes),
    editions,
  };
  return finalize({ ...foreign, notes }, release, published, context);
}

interface Dating {
  /** The instant of publication; null if there is no date. */
  at: number | null;
  /** The date of the release; undefined if there is none. */
  date: string | undefined;
  note: string | null;
}

/** The time of a release: its own, else as the options say; null if it is refused without one. */
function dateOf(
  { status }: Found,
  published: number | null,
  date: string | undefined,
  context: ItemContext,
): Dating | null {
  const { newsroom, undated, now } = context;
  const noonOf = (day: string) => instantOfDay(day, newsroom.timeZone, now);
  if (published !== null) {
    return { at: published, date: date ?? dayInZone(published, zoneOf(context)), note: null };
  }
  if (date !== undefined) return { at: noonOf(date), date, note: null };
  if (undated === 'draft') return { at: null, date, note: 'has no date: stays a draft' };
  const given = undated.date;
  if (given === null) return status === 'draft' ? { at: null, date, note: null } : null;
  return { at: noonOf(given), date: given, note: `has no date: ${given} is from --date` };
}

function finalize(
  found: Found & { id?: string | null },
  release: unknown,
  published: number | null,
  context: ItemContext,
): Item | Unreadable {
  const { newsroom, draftsOnly, now } = context;
  const checked = v.safeParse(releaseInput, release);
  if (!checked.success)
    return { place: found.place, reason: checked.issues.map(describeIssue).join('; ') };
  const { output } = checked;
  const dating = dateOf(found, published, output.date, context);
  if (dating === null) return { place: found.place, reason: 'has no date' };
  const { at, date, note } = dating;
  const notes = [...found.notes, ...(note === null ? [] : [note])];
  const wanted = found.status !== 'draft';
  if (wanted && at !== null && !isInRange(at)) {
    return { place: found.place, reason: `its publication is not in the accepted range: ${range}` };
  }
  const isPublished = wanted && !draftsOnly && at !== null && at <= now;
  const legacyUrls = withoutReserved(output.legacyUrls, newsroom, notes);
  const accepted = { ...output, ...(date !== undefined && { date }), legacyUrls };
  const faults = faultsOf(accepted, isPublished, found.files, newsroom);
  if (faults.length > 0) return { place: found.place, reason: faults.join('; ') };
  if (wanted && at !== null && at > now)
    notes.push(`is of ${formatInstant(at)}, which is in the future: stays a draft`);
  if (found.status === 'draft') notes.push(`${found.because ?? 'is a draft'}: stays a draft`);
  const [main] = newsroom.languages.filter((lang) => output.editions[lang]);
  return {
    place: found.place,
    id: found.id ?? idOf(found.sourceId),
    title: output.editions[main ?? '']?.title ?? '',
    release: accepted,
    at: isPublished ? at : null,
    files: found.files,
    notes,
  };
}

/** The instant that represents a day: its noon, or its beginning if noon is in the future. */
function instantOfDay(date: string, zone: string, now: number): number {
  const [noon = startOfDay(date, zone)] = instantsOfLocal(`${date}T12:00`, zone) ?? [];
  return noon <= now ? noon : startOfDay(date, zone);
}

function instantOf(
  { published, date }: ForeignRelease,
  zone: string,
  now: number,
  notes: string[],
): number | null {
  if (published === null) return date === null ? null : instantOfDay(date, zone, now);
  if ('at' in published) return published.at;
  const instants = instantsOfLocal(published.local, zone);
  const [first] = instants ?? [];
  if (first === undefined) {
    notes.push(`${published.local} does not exist in ${zone}: only the day is used`);
    return instantOfDay(published.local.slice(0, 10), zone, now);
  }
  notes.push(`its time has no zone: read as ${zone}`);
  return first;
}

/** Texts by the site's languages. Other texts are reported in `notes`. */
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
    else editions.set(lang, cleanText(text, notes));
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

function matchTerms(
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
  for (const label of labels.map(cleanLabel).flatMap((one) => splitNames(one, newsroom, mapping))) {
    const terms = termsOf(label, newsroom.terms, mapping);
    if (terms === null && label.of !== 'author')
      notes.push(`“${label.name}” matches no term (${label.of})`);
    for (const { taxonomy, slug } of terms ?? []) {
      if (!named[taxonomy].includes(slug)) named[taxonomy].push(slug);
    }
  }
  return named;
}

/** Splits a list of names. The longest match with a term wins, because names may contain commas. */
function splitNames(label: Label, { terms }: Newsroom, mapping: Mapping): Label[] {
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
