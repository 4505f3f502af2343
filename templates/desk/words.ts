/**
 * The words of the desk's interface. They are in words/, in all languages; the Worker has those of the
 * languages that people of this isolate use, from its static assets (src/desk/desk-words.ts).
 */
import type { deskEn } from './words/en.ts';

export type DeskWords = typeof deskEn;

const loaded = new Map<string, DeskWords>();

export const hasDeskWords = (lang: string): boolean => loaded.has(lang);

/** Keeps the words of a language for the pages that follow. */
export function keepDeskWords(lang: string, words: DeskWords): void {
  loaded.set(lang, words);
}

/**
 * The words of a language.
 * @throws Error if they were not loaded: each request of the desk does so first
 */
export function deskWords(lang: string): DeskWords {
  const words = loaded.get(lang);
  if (!words) throw new Error(`The words of the desk are not loaded: ${lang}.`);
  return words;
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
