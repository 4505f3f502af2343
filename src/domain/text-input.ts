/** The schemas of texts that editors write. */
import * as v from 'valibot';

/** The schema of a line of text that may be empty. */
export const lineOrNone = (longest: number) =>
  v.pipe(
    v.string('must be a text'),
    v.normalize(),
    v.trim(),
    v.maxLength(longest, `must be at most ${longest} characters long`),
    v.check((text) => text.isWellFormed(), 'must be well-formed Unicode'),
    v.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line without control characters'),
    v.check((text) => character.test(text), noCharacter),
    v.check((text) => directed.test(text), 'must not contain controls of the direction of writing'),
  );

export const character = /^\P{Noncharacter_Code_Point}*$/u;
export const noCharacter = 'must not contain code points that Unicode keeps from being characters';

/** Controls of direction: in one line they can only disguise what it says. */
const directed = /^[^\u202A-\u202E\u2066-\u2069]*$/u;

/**
 * Whether a text leaves the direction around it unchanged: it has no override, and each of its
 * paragraphs closes the embeddings and isolates that it opens.
 */
export function isContained(text: string): boolean {
  const closers: string[] = [];
  for (const [control] of text.matchAll(/[\u202A-\u202E\u2066-\u2069\n]/g)) {
    if (/[\u202D\u202E]/.test(control) || (control === '\n' && closers.length > 0)) return false;
    if (/[\u202A\u202B]/.test(control)) closers.push('\u202C');
    else if (/[\u2066-\u2068]/.test(control)) closers.push('\u2069');
    else if (control !== '\n' && closers.pop() !== control) return false;
  }
  return closers.length === 0;
}

/** The schema of a line of text. */
export const line = (longest: number) =>
  v.pipe(lineOrNone(longest), v.minLength(1, 'must not be empty'));

/** A line of text by BCP 47 tag: the names of a term, a public note. */
export const names = v.pipe(
  v.record(v.string(), line(300), 'must be texts by language'),
  v.check((texts) => Object.keys(texts).length <= 100, 'must be in 100 languages at most'),
);

/** A public note about a change, by language. */
export const note = v.pipe(
  v.record(v.string(), line(2000), 'must be texts by language'),
  v.check((texts) => Object.keys(texts).length > 0, 'must have at least one language'),
);

/** The schema of an e-mail address. */
export const emailAddress = v.pipe(line(254), v.email('must be an e-mail address'));
