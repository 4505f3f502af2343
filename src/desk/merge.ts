/**
 * Three states of a release brought together: the one that a person began with (base), the one that
 * was saved meanwhile (theirs), and the one that the person typed (mine). A change of one side is taken
 * over; where both changed the same place, mine stays and both are reported.
 */

import { diff3Merge } from 'node-diff3';
import type { FormEvent } from '../../templates/desk/event-fields.tsx';
import type { FormEdition, ReleaseFields } from '../../templates/desk/release-form.tsx';
import type { BookContact } from '../domain/contact-book.ts';
import { type TermField, termFieldNames } from '../domain/release.ts';
import { eventText } from './event-form.ts';

/** A place at which the merged fields differ from mine. */
export interface TakenPlace {
  pointer: string;
  before: string;
  after: string;
}

/** A place, or lines of a text, that both sides changed in different ways. */
export interface ConflictingPlace {
  pointer: string;
  base: string;
  theirs: string;
  mine: string;
}

export interface Merge {
  fields: ReleaseFields;
  taken: TakenPlace[];
  conflicts: ConflictingPlace[];
}

/** The most pairs of equal lines that are tried: a text with more, or with more lines, conflicts as a whole. */
const mostPairs = 40_000;
const mostLines = 2000;

/** Texts that are merged by lines. The others are merged as wholes. */
const longTexts: ReadonlySet<string> = new Set(['summary', 'markdown']);
const textNames = ['title', 'place', 'summary', 'markdown', 'slug'] as const;

/** The fields with the texts as the API stores them, so that two states can be compared. */
export function normalized(fields: ReleaseFields): ReleaseFields {
  const text = (one: string) => one.normalize().replace(/\r\n?/g, '\n');
  const line = (one: string) => text(one).trim();
  return {
    ...fields,
    contacts: fields.contacts.map(({ name, role, email, phone }) => ({
      name: line(name),
      role: line(role),
      email: line(email),
      phone: line(phone),
    })),
    event: {
      start: line(fields.event.start),
      end: line(fields.event.end),
      timeZone: line(fields.event.timeZone),
      registration: line(fields.event.registration),
      location: Object.fromEntries(
        Object.entries(fields.event.location)
          .map(([lang, text]) => [lang, line(text)] as const)
          .toSorted(),
      ),
    },
    legacyUrls: fields.legacyUrls.map(line),
    editions: fields.editions.map(({ lang, title, slug, summary, place, markdown }) => ({
      lang,
      title: line(title),
      slug: line(slug),
      summary: line(summary),
      place: line(place),
      markdown: text(markdown),
    })),
  };
}

/** Whether two states of a release say the same. */
export function isSame(one: ReleaseFields, other: ReleaseFields): boolean {
  const [left, right] = [one, other].map((fields) => {
    const { editions, ...facts } = normalized(fields);
    const byLanguage = editions.toSorted((a, b) => (a.lang < b.lang ? -1 : 1));
    return JSON.stringify([...Object.entries(facts).toSorted(), byLanguage]);
  });
  return left === right;
}

export function mergeReleases(
  base: ReleaseFields,
  theirs: ReleaseFields,
  mine: ReleaseFields,
): Merge {
  const [b, t, m] = [normalized(base), normalized(theirs), normalized(mine)];
  const merge: Merge = { fields: m, taken: [], conflicts: [] };
  const { taken } = merge;
  const note = (pointer: string, before: string, after: string) => {
    if (before !== after) taken.push({ pointer, before, after });
  };
  const editions = mergeEditions(merge, b.editions, t.editions, m.editions, note);
  const date = m.date === '' ? b.date : m.date;
  const terms = termFieldNames.map((field): [TermField, string[]] => {
    const merged = mergeSets(b[field], t[field], m[field]);
    note(`/${field}`, m[field].join('\n'), merged.join('\n'));
    return [field, merged];
  });
  const legacyUrls = mergeSets(b.legacyUrls, t.legacyUrls, m.legacyUrls);
  note('/legacyUrls', m.legacyUrls.join('\n'), legacyUrls.join('\n'));
  merge.fields = {
    ...(Object.fromEntries(terms) as Record<TermField, string[]>),
    kind: mergeText(merge, '/kind', b.kind, t.kind, m.kind),
    date: mergeText(merge, '/date', b.date, t.date, date),
    contacts: mergeContacts(merge, b.contacts, t.contacts, m.contacts),
    event: mergeEvent(merge, b.event, t.event, m.event),
    legacyUrls,
    editions,
  };
  return merge;
}

/** Merges a text as a whole. */
function mergeText(merge: Merge, pointer: string, base: string, theirs: string, mine: string) {
  if (theirs === base || theirs === mine) return mine;
  if (mine === base) {
    merge.taken.push({ pointer, before: mine, after: theirs });
    return theirs;
  }
  merge.conflicts.push({ pointer, base, theirs, mine });
  return mine;
}

/** Merges an event as a whole: its hours and its place belong together. */
function mergeEvent(merge: Merge, ...sides: [FormEvent, FormEvent, FormEvent]): FormEvent {
  const [base, theirs, mine] = sides.map(eventText) as [string, string, string];
  return mergeText(merge, '/event', base, theirs, mine) === mine ? sides[2] : sides[1];
}

/** Merges a text line by line. Lines that both sides changed stay mine. */
function mergeLines(merge: Merge, pointer: string, base: string, theirs: string, mine: string) {
  if (theirs === base || theirs === mine || mine === base) {
    return mergeText(merge, pointer, base, theirs, mine);
  }
  const [b, t, m] = [base, theirs, mine].map((text) => text.split('\n')) as [
    string[],
    string[],
    string[],
  ];
  if (!isMergeable(b, t) || !isMergeable(b, m)) {
    return mergeText(merge, pointer, base, theirs, mine);
  }
  const merged = diff3Merge<string>(m, b, t).flatMap(({ ok, conflict }) => {
    if (!conflict) return ok ?? [];
    merge.conflicts.push({
      pointer,
      base: conflict.o.join('\n'),
      theirs: conflict.b.join('\n'),
      mine: conflict.a.join('\n'),
    });
    return conflict.a;
  });
  const text = merged.join('\n');
  if (text !== mine) merge.taken.push({ pointer, before: mine, after: text });
  return text;
}

/** Whether two texts can be compared line by line in a moment. */
function isMergeable(base: string[], other: string[]): boolean {
  if (Math.max(base.length, other.length) > mostLines) return false;
  const counts = new Map<string, number>();
  for (const line of base) counts.set(line, (counts.get(line) ?? 0) + 1);
  const pairs = other.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
  return pairs <= mostPairs;
}

/** Merges lists without order: theirs, without what I removed, and with what I added. */
function mergeSets(base: string[], theirs: string[], mine: string[]): string[] {
  if (theirs.join('\n') === base.join('\n')) return mine;
  if (mine.join('\n') === base.join('\n')) return theirs;
  const removed = base.filter((one) => !mine.includes(one));
  const kept = theirs.filter((one) => !removed.includes(one));
  return [...kept, ...mine.filter((one) => !base.includes(one) && !kept.includes(one))];
}

/** Merges the contacts in their order. Rows that both sides changed stay mine. */
function mergeContacts(
  merge: Merge,
  base: BookContact[],
  theirs: BookContact[],
  mine: BookContact[],
): BookContact[] {
  const rows = (contacts: BookContact[]) => contacts.map((one) => JSON.stringify(one));
  const text = (contacts: BookContact[]) =>
    contacts.map((one) => Object.values(one).filter(Boolean).join(', ')).join('\n');
  const parsed = (lines: string[]) => lines.map((one) => JSON.parse(one) as BookContact);
  const merged = diff3Merge<string>(rows(mine), rows(base), rows(theirs)).flatMap(
    ({ ok, conflict }) => {
      if (!conflict) return ok ?? [];
      const [a, o, b] = [conflict.a, conflict.o, conflict.b].map((one) => text(parsed(one)));
      const sides = { base: o ?? '', theirs: b ?? '', mine: a ?? '' };
      merge.conflicts.push({ pointer: '/contacts', ...sides });
      return conflict.a;
    },
  );
  const contacts = parsed(merged);
  const [before, after] = [text(mine), text(contacts)];
  if (before !== after) merge.taken.push({ pointer: '/contacts', before, after });
  return contacts;
}

/** All texts of an edition. */
const textOf = (edition: FormEdition | undefined): string =>
  edition ? textNames.flatMap((name) => edition[name] || []).join('\n\n') : '';

function mergeEditions(
  merge: Merge,
  base: FormEdition[],
  theirs: FormEdition[],
  mine: FormEdition[],
  note: (pointer: string, before: string, after: string) => void,
): FormEdition[] {
  const languages = new Set([...mine, ...theirs].map(({ lang }) => lang));
  return [...languages].flatMap((lang) => {
    const [b, t, m] = [base, theirs, mine].map((list) => list.find((one) => one.lang === lang));
    const pointer = `/editions/${lang}`;
    if (m && t) return [mergeEdition(merge, pointer, b, t, m)];
    const [before, after] = [textOf(m), textOf(t)];
    const present = m ?? t;
    if (!b || !present) {
      if (t) note(pointer, before, after);
      return present ? [present] : [];
    }
    if (textOf(present) !== textOf(b)) {
      merge.conflicts.push({ pointer, base: textOf(b), theirs: after, mine: before });
      return [present];
    }
    if (m) note(pointer, before, after);
    return [];
  });
}

function mergeEdition(
  merge: Merge,
  pointer: string,
  base: FormEdition | undefined,
  theirs: FormEdition,
  mine: FormEdition,
): FormEdition {
  const texts = textNames.map((name) => {
    const sides = [base?.[name] ?? '', theirs[name], mine[name]] as const;
    const combine = longTexts.has(name) ? mergeLines : mergeText;
    return [name, combine(merge, `${pointer}/${name}`, ...sides)];
  });
  return { ...mine, ...Object.fromEntries(texts) };
}
