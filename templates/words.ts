/** The interface's own words. A new language is a new file in words/, and a name in the table below. */
import { ar } from './words/ar.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { ru } from './words/ru.ts';

export interface Words {
  /** The language's name in itself. */
  language: string;
  /** A colon, with the space before it that some languages want. */
  colon: string;
  newsroom: string;
  latest: string;
  /** What is found on the pages, for those who only read of them. */
  news: string;
  skip: string;
  languages: string;
  older: string;
  nothingYet: string;
  feeds: string;
  sources: string;
  fieldsOfWork: string;
  countries: string;
  meetings: string;
  kinds: string;
  embargo: string;
  notYetPublic: string;
  /** `{}` stands for the person's name. */
  forOnePerson: string;
  attachments: string;
  contacts: string;
  corrections: string;
  corrected: string;
  updated: string;
  alsoIn: string;
  notInLanguage: string;
  previous: string;
  next: string;
  inTopic: string;
  closed: string;
  within: string;
  footnotes: string;
  backToText: string;
  table: string;
  /** A piece of text that is shown as it is written, such as a program. */
  code: string;
  browse: string;
  archive: string;
  /** Of a release. */
  history: string;
  firstPublished: string;
  search: string;
  searchTerms: string;
  searchButton: string;
  results: string;
  moreThan: string;
  noResults: string;
  /** Where terms or days were asked for, and no words. */
  noMatches: string;
  /** Where a search did not look at all there is: a day comes after it. */
  searchedSince: string;
  searchOlder: string;
  from: string;
  until: string;
  removeFilter: string;
  filterResults: string;
  activeFilters: string;
  notFound: string;
  notFoundText: string;
  gone: string;
  goneText: string;
  /** Withheld on a legal demand. */
  barred: string;
  /** `{}` stands for who demanded it. */
  demanded: string;
  reinstated: string;
  failed: string;
  failedText: string;
  badAddress: string;
  toNewsroom: string;
}

const all: Readonly<Record<string, Words>> = { en, fr, de, it, ru, es, ar };

/** The languages that the interface speaks. */
export const interfaceLanguages = Object.keys(all);

/** The words of a language; of English where the interface does not speak it. */
export function wordsOf(lang: string): Words {
  return all[lang] ?? en;
}
