/** The places at which two versions of a release differ, with their texts, in words. */
import { fileSize } from '../../templates/dates.ts';
import { placeName } from '../../templates/desk/place-names.ts';
import type { ChangedPlace } from '../../templates/desk/versions.tsx';
import type { DeskWords } from '../../templates/desk/words.ts';
import { differences } from '../domain/difference.ts';
import { isObject } from '../domain/json-object.ts';
import { pointer } from '../domain/problem.ts';
import { type TermField, termFieldNames, termFields } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';
import type { Document } from './api-call.ts';
import { wordDiff } from './word-diff.ts';

type Change = Document<'GET /releases/{id}/revisions/{number}/diff'>['changes'][number];
type Attachment = Document<'GET /releases/{id}'>['attachments'][number];

interface Surroundings {
  words: DeskWords;
  lang: string;
  site: Site;
  taxonomy: Taxonomy;
}

/** A text before and after; empty where there was none. */
interface Leaf {
  keys: string[];
  before: string;
  after: string;
}

export function changedPlaces(
  changes: readonly Change[],
  surroundings: Surroundings,
): ChangedPlace[] {
  return changes
    .flatMap((change) => leavesOf(change, surroundings))
    .filter(({ before, after }) => before !== after)
    .map(({ keys, before, after }) => ({
      name: placeName(pointer(...keys), surroundings.words),
      lang: keys[0] === 'editions' ? (keys[1] ?? null) : null,
      before,
      after,
      passages: wordDiff(before, after),
    }));
}

/** The texts of a change. Files are compared each with the file of the same name. */
function leavesOf({ pointer: place, before, after }: Change, surroundings: Surroundings): Leaf[] {
  const keys = place
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (place !== '/attachments') return expand(keys, before, after, surroundings);
  const [one, other] = [before, after].map((list) => byFilename(list, surroundings.lang));
  return differences(one, other, place).flatMap((change) => {
    const [, , filename = '', ...rest] = change.pointer.split('/');
    const name = filename.replaceAll('~1', '/').replaceAll('~0', '~');
    return expand(['attachments', name, ...rest], change.before, change.after, surroundings);
  });
}

/** The parts of a file that a person may change. */
function byFilename(list: unknown, lang: string): Record<string, object> {
  const files = (list ?? []) as Attachment[];
  return Object.fromEntries(
    files.map(({ filename, sha256, size, ...file }) => {
      const { title, lang: language, alt, caption, credit, licence, order, lead } = file;
      const content = `${fileSize(size, lang)}, SHA-256 ${sha256.slice(0, 16)}…`;
      const details = { alt, caption, credit, licence, order, lead };
      return [filename, { title, lang: language, content, ...details }];
    }),
  );
}

/** Splits what was added or removed whole into its texts. */
function expand(
  keys: string[],
  before: unknown,
  after: unknown,
  surroundings: Surroundings,
): Leaf[] {
  if (!isObject(before) && !isObject(after)) {
    const text = (value: unknown) => textOf(keys, value, surroundings);
    return [{ keys, before: text(before), after: text(after) }];
  }
  const [one, other] = [before, after].map((value) => (isObject(value) ? value : {}));
  return [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])].flatMap((key) =>
    expand([...keys, key], one?.[key], other?.[key], surroundings),
  );
}

function textOf([field = '']: string[], value: unknown, surroundings: Surroundings): string {
  const { lang, site, taxonomy } = surroundings;
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return '✓';
  const isTerms = termFieldNames.includes(field as TermField);
  const named = field === 'kind' ? 'kinds' : isTerms ? termFields[field as TermField] : null;
  const one = (entry: unknown): string => {
    if (isObject(entry)) return Object.values(entry).join(', ');
    const term = named && taxonomy.bySlug(named, String(entry));
    return term ? termName(term, lang, site.languages) : String(entry);
  };
  return Array.isArray(value) ? value.map(one).join('\n') : one(value);
}
