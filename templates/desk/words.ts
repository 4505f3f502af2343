/** The words of the desk's interface. */
import { deskEn } from './words/en.ts';

export type DeskWords = typeof deskEn;

const all: Readonly<Record<string, DeskWords>> = { en: deskEn };

/** The words of a language, or those of English if the desk does not have it. */
export function deskWords(lang: string): DeskWords {
  return all[lang] ?? deskEn;
}

/** A phrase with its values: in order for `{}`, by name for `{name}`. */
export function fill(
  phrase: string,
  ...values: (string | number | Record<string, string>)[]
): string {
  const named = values.find((value) => typeof value === 'object') ?? {};
  const plain = values.filter((value) => typeof value !== 'object');
  return phrase.replace(/\{(\w*)\}/g, (_, name: string) =>
    name === '' ? String(plain.shift() ?? '') : (named[name] ?? ''),
  );
}
