/** The words of the interface. To add a language, add a file in words/ and its entry in `all` below. */
import type { ReleasePart } from '../src/domain/history.ts';
import { ar } from './words/ar.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { ru } from './words/ru.ts';

export interface Words {
  /** The language's own name. */
  language: string;
  /** A colon, with the space before it in languages that need one. */
  colon: string;
  newsroom: string;
  latest: string;
  /** Kind of content, in descriptions for search engines. */
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
  downloadAll: string;
  contacts: string;
  corrections: string;
  corrected: string;
  updated: string;
  alsoIn: string;
  resultsIn: string;
  notInLanguage: string;
  previous: string;
  next: string;
  inTopic: string;
  closed: string;
  within: string;
  footnotes: string;
  backToText: string;
  table: string;
  /** Label of a block of preformatted text. */
  code: string;
  menu: string;
  browse: string;
  archive: string;
  /** History of a release. */
  history: string;
  firstPublished: string;
  cite: string;
  copyText: string;
  events: string;
  comingEvents: string;
  laterEvents: string;
  pastEvents: string;
  olderEvents: string;
  /** Labels of an event's date and hours, and of its place. */
  when: string;
  where: string;
  registration: string;
  addToCalendar: string;
  allEvents: string;
  /** Before the names of the parts of a release that a version changed. */
  changed: string;
  parts: Record<ReleasePart, string>;
  search: string;
  searchTerms: string;
  searchButton: string;
  results: string;
  moreThan: string;
  noResults: string;
  /** Before a similar search, with a colon. */
  didYouMean: string;
  /** For a search by terms or dates without words. */
  noMatches: string;
  /** For a search that has not reached the oldest releases. A date follows. */
  searchedSince: string;
  searchOlder: string;
  from: string;
  until: string;
  removeFilter: string;
  /** Of the form that filters a list. */
  filter: string;
  year: string;
  /** No choice among the terms of a filter. */
  any: string;
  filterResults: string;
  activeFilters: string;
  notFound: string;
  notFoundText: string;
  gone: string;
  goneText: string;
  /** For status 451. */
  barred: string;
  /** `{}` stands for who made the legal demand. */
  demanded: string;
  reinstated: string;
  failed: string;
  failedText: string;
  badAddress: string;
  /** For an address with a filter that does not exist. */
  invalidFilter: string;
  toNewsroom: string;
}

const all: Readonly<Record<string, Words>> = { en, fr, de, it, ru, es, ar };

/** The languages of the interface. */
export const interfaceLanguages = Object.keys(all);

/** The words of a language, or those of English if the interface does not have it. */
export function wordsOf(lang: string): Words {
  return all[lang] ?? en;
}
