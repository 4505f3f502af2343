/** Places in a release's document: their names in forms, and the ids of their fields. */
import { interfaceLanguages, wordsOf } from '../words.ts';
import { type DeskWords, fill } from './words.ts';

const placeWords: Readonly<Record<string, keyof DeskWords>> = {
  markdown: 'text',
  attachments: 'files',
  editions: 'languages',
  version: 'auditVersion',
  note: 'correction',
  at: 'date',
  start: 'eventStart',
  end: 'eventEnd',
  timeZone: 'eventTimeZone',
  location: 'eventLocation',
  registration: 'eventRegistration',
  expiresAt: 'previewDays',
  recipient: 'previewFor',
  file: 'filename',
  lang: 'fileLanguage',
  names: 'termNames',
  parent: 'termParent',
  closed: 'closedTerm',
  enabled: 'webhookEnabled',
  url: 'webhookUrl',
  release: 'pinRelease',
  until: 'pinPlace',
  scopes: 'tokenScopes',
  label: 'webhookLabel',
  path: 'redirectPath',
  target: 'redirectTarget',
};

/** The name of a place in the document, as its form calls it; the pointer itself if it has none. */
export function placeName(pointer: string, words: DeskWords): string {
  if (pointer === '') return words.fault;
  const [first = '', second, third, fourth] = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const label = (key: string): string | null => {
    const word = placeWords[key] ?? key;
    return Object.hasOwn(words, word) ? words[word as keyof DeskWords] : null;
  };
  if (first === 'editions' && second !== undefined) {
    const field = third === undefined ? null : label(third);
    return field === null ? languageName(second) : `${field} (${languageName(second)})`;
  }
  if (first === 'event' && second !== undefined) {
    const field = label(second) ?? second;
    return third === undefined ? field : `${field} (${languageName(third)})`;
  }
  const whole = label(first);
  if (whole === null) return pointer;
  if (second === undefined) return whole;
  const entry = /^\d+$/.test(second)
    ? `${whole} ${Number(second) + 1}`
    : `${whole} (${languageName(second)})`;
  const part = third === undefined ? null : label(third);
  if (part === null) return entry;
  const named = fourth === undefined ? part : `${part} (${languageName(fourth)})`;
  return fill(words.placeWithin, { whole: entry, part: named });
}

const languageName = (lang: string) =>
  interfaceLanguages.includes(lang) ? wordsOf(lang).language : lang;

/**
 * The id of the form's field for a place in the document, or of the fields of an edition. The entries
 * of a list have one field together, except for contacts.
 */
export function fieldId(pointer: string): string {
  const [, edition] = /^\/editions\/([^/]+)$/.exec(pointer) ?? [];
  if (edition !== undefined) return `edition-${edition}`;
  const field = pointer.startsWith('/contacts/') ? pointer : pointer.replace(/\/\d+$/, '');
  return `field${field.replace(/[^A-Za-z0-9_-]/g, '-')}`;
}
