/** The desk's words: complete in every language of the public interface. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { typeOfName } from '../../src/domain/attachment.ts';
import { faultInWords, refusalInWords } from '../../templates/desk/fault-words.ts';
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
  ['/note/fr', 'Public correction note (Français)'],
  ['/editions', 'Languages'],
  ['/version', 'Version number'],
  ['/sources', 'Sources'],
  ['', 'Error'],
  ['/unknown/0', '/unknown/0'],
])('The place %s is called “%s”.', (pointer, name) => {
  expect(placeName(pointer, english)).toBe(name);
});

const root = join(import.meta.dirname, '../..');

/** Sources whose faults a form of the desk can give. */
const sources = [
  ...['attachment', 'attachment-details', 'checks', 'contact-book', 'editor', 'explanation'],
  ...['inspection', 'language', 'markdown-complexity', 'release', 'review', 'text-checks'],
  ...['two-person-rule', 'webhook'],
]
  .map((name) => `domain/${name}`)
  .concat(
    ['attachment-details', 'attachments', 'editors', 'previews', 'publications', 'redirects']
      .concat(['releases', 'terms', 'tokens', 'webhooks', 'withdrawals'])
      .map((name) => `api/editor/${name}`),
    ['contact-book', 'publications', 'redirects', 'releases', 'snapshots', 'withdrawals'].map(
      (name) => `store/editorial/${name}`,
    ),
    ['http/input', 'store/access/editors', 'store/taxonomy/term-changes'],
  );

/** The strings of a source, without comments, with a sample for each value. */
function stringsOf(source: string): string[] {
  const text = readFileSync(join(root, 'src', `${source}.ts`), 'utf8')
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/'\s*\+\s*'/g, '');
  return [...text.matchAll(/'((?:[^'\\\n]|\\.)+)'|`([^`]+)`/g)].map(([, plain, template]) =>
    (plain ?? template ?? '')
      .replace(/\$\{(?:quoted\([^}]*)\}/g, '“x”')
      .replace(/\$\{[^}]*(?:lang|Language|changed)[^}]*\}/g, 'fr')
      .replace(/\$\{day\}/g, '2026-12-01')
      .replace(/\$\{which\}/g, ' in fr')
      .replace(/\$\{[^}]*\}/g, '7'),
  );
}

const wordsIn = (lang: string) => allDeskWords[lang] as DeskWords;
const german = wordsIn('de');
const begins = /^(?:must|is|has|belongs|redirects|says|may be|a (?:minor|picture|link)|“) ?.* /;

test.each(sources)('Each fault of src/%s.ts has words.', (source) => {
  const details = stringsOf(source).filter((one) => begins.test(one) && !one.includes('${'));
  expect(details.filter((detail) => faultInWords(detail, 'de', german) === null)).toEqual([]);
});

test('Each conflict that a form can meet has words of its own.', () => {
  const bare = sources.flatMap((source) => {
    const text = readFileSync(join(root, 'src', `${source}.ts`), 'utf8').replace(/'\s*\+\s*'/g, '');
    const found = text.matchAll(/new Problem\(\s*'conflict',\s*(?:'([^']+)'|`([^`]+)`)/g);
    return [...found]
      .map(([, plain, template]) => (plain ?? template ?? '').replace(/\$\{[^}]*\}/g, '7'))
      .filter((message) => {
        const words = refusalInWords({ code: 'conflict', message }, 'de', german);
        return words === null || words === german.problemConflict;
      });
  });
  expect(bare).toEqual([
    'A term of this release was removed meanwhile: read it again.',
    'The parent was removed or moved below this term meanwhile: read the terms again.',
  ]);
});

test.each([
  [
    'is missing: the text in fr changed; or name fr in "minor"',
    'en',
    /^is missing: the text in Français/,
  ],
  ['is missing: the text in fr changed; or name fr in "minor"', 'de', /Der Text in Français wurde/],
  [
    'line 3: “a.png” is not among the files of this release',
    'fr',
    /^ligne 3 : « a\.png » n’est pas/,
  ],
  ['says what it said before, while de, fr changed', 'en', /: Deutsch, Français$/],
  ['is not the day of publication, which is 2026-12-01', 'de', /1\. Dezember 2026$/],
  ['The bytes are not those of image/jpeg.', 'en', /its type: Picture\.$/],
  ['must be at most 300 characters long', 'es', /300 caracteres/],
  ['must be at most 300 characters long', 'en', /^must be at most 300 characters long$/],
])('“%s” is put in words in %s.', (detail, lang, words) => {
  expect(faultInWords(detail, lang, wordsIn(lang))).toMatch(words);
});

test('A refusal without words of its own has those of its kind, in each language but English.', () => {
  const refusal = { code: 'stale', message: 'Somebody else changed this: read it.' } as const;
  expect(others.map((lang) => refusalInWords(refusal, lang, wordsIn(lang)))).toEqual(
    others.map((lang) => wordsIn(lang).problemStale),
  );
  expect(refusalInWords(refusal, 'en', english)).toBe(null);
});
