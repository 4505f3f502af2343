/** The words of the desk's interface. To add a language, add a file in words/ and its entry in `all`. */
import { deskAr } from './words/ar.ts';
import { deskDe } from './words/de.ts';
import { deskEn } from './words/en.ts';
import { deskEs } from './words/es.ts';
import { deskFr } from './words/fr.ts';
import { deskIt } from './words/it.ts';
import { deskRu } from './words/ru.ts';

export type DeskWords = typeof deskEn;

const all: Readonly<Record<string, DeskWords>> = {
  ar: deskAr,
  de: deskDe,
  en: deskEn,
  es: deskEs,
  fr: deskFr,
  it: deskIt,
  ru: deskRu,
};

export const deskLanguages: readonly string[] = Object.keys(all);

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
