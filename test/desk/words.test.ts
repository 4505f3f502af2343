/** The desk's words: complete in every language of the public interface. */
import { expect, test } from 'vitest';
import { typeOfName } from '../../src/domain/attachment.ts';
import { fileKind } from '../../templates/desk/file-kind.ts';
import { placeName } from '../../templates/desk/place-names.ts';
import { allDeskWords } from '../../templates/desk/words/all.ts';
import { deskEn as english } from '../../templates/desk/words/en.ts';
import type { DeskWords } from '../../templates/desk/words.ts';
import { interfaceLanguages } from '../../templates/words.ts';

const deskLanguages = Object.keys(allDeskWords);
const phrasesOf = (lang: string) => Object.entries(allDeskWords[lang] as DeskWords);
const placeholders = (phrase: string) => (phrase.match(/\{\w*\}/g) ?? []).toSorted();
const others = deskLanguages.filter((lang) => lang !== 'en');

/** Phrases that some languages write as English does. */
const loans: ReadonlySet<string> = new Set<keyof DeskWords>([
  'adminWebhooks',
  'auditPerson',
  'nounAttachment',
  'nounPasskey',
  'nounPerson',
  'nounSession',
  'nounWebhook',
  'date',
  'editor',
  'email',
  'fault',
  'filename',
  'importDated',
  'inTime',
  'kind',
  'licence',
  'name',
  'passage',
  'placeWithin',
  'public',
  'sources',
  'text',
  'version',
  'versions',
]);

test.each([
  ['a.png', 'image/png', 'Picture (PNG)'],
  ['a.pdf', 'application/pdf', 'PDF'],
  ['a.xls', 'application/vnd.ms-excel', 'Table (XLS)'],
  ['a.DOC', 'application/msword', 'Text document (DOC)'],
])('The file %s of type %s is called “%s”.', (filename, mediaType, kind) => {
  expect(typeOfName(filename)).toBe(mediaType);
  expect(fileKind(filename, mediaType, english)).toBe(kind);
});

test('No phrase has a number of the protocol or a media type.', () => {
  const codes = /\((?:404|410)\)|\b(?:image|application|video|audio)\//;
  expect(deskLanguages.flatMap(phrasesOf).filter(([, phrase]) => codes.test(phrase))).toEqual([]);
});

test('The desk speaks every language of the public interface.', () => {
  expect(deskLanguages.toSorted()).toEqual(interfaceLanguages.toSorted());
});

test.each(others)('Phrases in %s have the placeholders of the English ones.', (lang) => {
  const found = Object.fromEntries(phrasesOf(lang).map(([key, one]) => [key, placeholders(one)]));
  const wanted = Object.fromEntries(phrasesOf('en').map(([key, one]) => [key, placeholders(one)]));
  expect(found).toEqual(wanted);
});

test.each(others)('No phrase in %s is empty or left in English.', (lang) => {
  const left = phrasesOf(lang).filter(
    ([key, phrase]) =>
      phrase.trim() === '' || (phrase === english[key as keyof typeof english] && !loans.has(key)),
  );
  expect(left).toEqual([]);
});

test.each([
  ['/editions/fr/title', 'Title (Français)'],
  ['/editions/de', 'Deutsch'],
  ['/contacts/0/email', 'Press contacts 1: E-mail'],
  ['/legacyUrls/0', 'Old addresses 1'],
  [
    '/attachments/map.png/alt',
    'Pictures and files (map.png): Text for readers who cannot see the picture',
  ],
  ['/attachments/a~1b.png/caption/fr', 'Pictures and files (a/b.png): Caption (Français)'],
  ['/kind', 'Type'],
  ['/sources', 'Sources'],
  ['', 'Error'],
  ['/unknown/0', '/unknown/0'],
])('The place %s is called “%s”.', (pointer, name) => {
  expect(placeName(pointer, english)).toBe(name);
});
