/** The words of the desk in all its languages. To add one, add a file here and its entry in `allDeskWords`. */
import type { DeskWords } from '../words.ts';
import { deskAr } from './ar.ts';
import { deskDe } from './de.ts';
import { deskEn } from './en.ts';
import { deskEs } from './es.ts';
import { deskFr } from './fr.ts';
import { deskIt } from './it.ts';
import { deskRu } from './ru.ts';

export const allDeskWords: Readonly<Record<string, DeskWords>> = {
  ar: deskAr,
  de: deskDe,
  en: deskEn,
  es: deskEs,
  fr: deskFr,
  it: deskIt,
  ru: deskRu,
};
