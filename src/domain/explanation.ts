/** The public explanation of a change: which languages it must speak in, and where it is missing. */
import { type Fault, pointer } from './problem.ts';
import type { EditionText, LocalizedText } from './release.ts';

/** Everything of small substance, nothing, or the languages whose text changed without substance. */
export type Minor = boolean | readonly string[];

export interface Explanation {
  note: LocalizedText | null;
  minor: Minor;
}

type Editions = Readonly<Record<string, EditionText>>;

const readable = ['title', 'summary', 'place', 'markdown'] as const;

/**
 * Languages of which readers see a changed text. A new or removed language does not count: its readers
 * have nothing to compare with, or no page that could show a note.
 */
export function changedLanguages(before: Editions, after: Editions): string[] {
  return Object.entries(after).flatMap(([lang, text]) => {
    const old = before[lang];
    return old && readable.some((part) => old[part] !== text[part]) ? [lang] : [];
  });
}

/**
 * Faults of an explanation of a change: it must say something, and for each language whose text
 * changed either what, or that it is minor.
 * @param changed null for a first publication, which needs no explanation
 */
export function explanationFaults(
  { note, minor }: Explanation,
  changed: readonly string[] | null,
): Fault[] {
  const listed = Array.isArray(minor) ? (minor as string[]) : [];
  const said = Object.keys(note ?? {});
  const twice = listed.filter((lang) => said.includes(lang));
  if (twice.length > 0) {
    return twice.map((lang) => ({
      pointer: pointer('note', lang),
      detail: 'has a note and is minor: send one of the two',
    }));
  }
  const open = changed?.filter((lang) => !said.includes(lang)) ?? [];
  if (minor === true) {
    return note && open.length === 0
      ? [{ pointer: '/note', detail: 'a minor change has no public note' }]
      : [];
  }
  if (changed === null) return [];
  if (!note && listed.length === 0) {
    const which = changed.length > 0 ? ` in ${changed.join(', ')}` : '';
    const detail = `must tell readers what changed${which}; or send "minor": true`;
    return [{ pointer: '/note', detail }];
  }
  return open
    .filter((lang) => !listed.includes(lang))
    .map((lang) => ({
      pointer: pointer('note', lang),
      detail: `is missing: the text in ${lang} changed; or name ${lang} in "minor"`,
    }));
}
