/** A file that the desk imports: its identities, its marks of drafts, its front matter, its dates. */
import { expect, test } from 'vitest';
import { type ImportSite, toImportEntry } from '../../src/domain/import-entry.ts';
import { readImportFile } from '../../src/domain/import-file.ts';
import { Taxonomy } from '../../src/domain/taxonomy.ts';

const site: ImportSite = {
  languages: ['en', 'fr'],
  defaultLanguage: 'en',
  timeZone: 'Europe/Vienna',
  taxonomy: new Taxonomy([]),
  now: Date.UTC(2026, 10, 24, 12),
};

const read = async (name: string, text: string) => {
  const file = await readImportFile(name, text, site);
  if (!file) throw new Error(`${name} was not read`);
  const entries = await Promise.all(file.releases.map((raw) => toImportEntry(raw, site)));
  return { entries, faults: file.faults };
};

const markdown = (...fields: string[]) => `---\n${fields.join('\n')}\n---\nText`;

test.each([
  ["'L''OSCE condamne'", "L'OSCE condamne"],
  ["''", ''],
  ['"He said \\"no\\""', 'He said "no"'],
  ['"A \\u00e9 # B" # a remark', 'A é # B'],
  ["'A # B' # a remark", 'A # B'],
  ['The first # a remark', 'The first'],
  ['Issue#7: C# and more', 'Issue#7: C# and more'],
  ['# only a remark', ''],
  ["L'OSCE et l'Europe", "L'OSCE et l'Europe"],
  ['5" pipes', '5" pipes'],
])('the summary %s is read as YAML has it', async (written, summary) => {
  const { entries, faults } = await read('a.md', markdown('title: T', `summary: ${written}`));
  expect(faults).toEqual([]);
  expect(entries[0]?.document.editions).toEqual({
    en: { title: 'T', ...(summary !== '' && { summary }), markdown: 'Text' },
  });
});

test.each([
  '"A" and "B"',
  "'A' and 'B'",
  "'It's'",
  '"A',
  "'A",
  '"A"# no remark',
  '"\\x"',
  '| ',
  '>-',
  '[A',
  '{ a: b }',
  '*alias',
  '&anchor A',
  '!tag A',
  '@at',
  '["A" and "B", C]',
])('the value %s is a fault with its line', async (written) => {
  const { entries, faults } = await read('a.md', markdown('date: 2021-05-05', `title: ${written}`));
  const reason = `“title: ${written.trim()}” cannot be read here`;
  expect([entries, faults]).toEqual([[], [{ place: 'a.md:3', reason }]]);
});

test('lists in brackets and below their names have the same values', async () => {
  const fields = [
    `aliases: [/a, "/b, c", '/d''e', /l'f] # old`,
    'redirect_from: # older',
    '  - /g # first',
    '  - "/h"',
    "  - '/i''j'",
  ];
  const { entries } = await read('a.md', markdown('title: T', ...fields));
  expect(entries[0]?.document.legacyUrls).toEqual([
    '/a',
    '/b, c',
    "/d'e",
    "/l'f",
    '/g',
    '/h',
    "/i'j",
  ]);
});

test('a long line is read in a moment', async () => {
  const long = `${' '.repeat(200_000)}x${"'".repeat(200_000)}`;
  const start = performance.now();
  for (const written of [long, `'${long}`, `"${long}`, `[${long}`, `[${']'.repeat(200_000)}x`]) {
    await read('a.md', markdown(`title: ${written}`));
  }
  expect(performance.now() - start).toBeLessThan(5000);
});

test.each([
  'published: false',
  'published: 2031-01-01',
  'publishDate: 2031-01-01',
  'draft: True',
  'draft: yes',
  'draft: maybe',
  'draft: [true]',
  'draft:\n  - true',
  'draft: true # until Monday',
  'status: draft',
  'visibility: private',
  'embargo: 2031-01-01',
  'embargo: soon',
  'withdrawn: 2020-01-01',
  'expiryDate: 2020-01-01',
  'password: x',
])('Markdown with “%s” is a draft, and a note says why', async (field) => {
  const { entries } = await read('a.md', markdown('title: T', 'date: 2021-05-05', field));
  const [entry] = entries;
  expect([entry?.at, entry?.document.date, entry?.notes[0]]).toEqual([
    null,
    expect.stringMatching(/^20[23]1-/),
    expect.stringContaining(`is marked “${field.split(':')[0]?.toLowerCase()}: `),
  ]);
});

test.each(['draft: false # at last', 'draft:', 'published: true', 'embargo: 2020-01-01'])(
  'Markdown with “%s” can be published',
  async (field) => {
    const { entries } = await read('a.md', markdown('title: T', 'date: 2021-05-05', field));
    expect(entries[0]?.at).toBe(Date.UTC(2021, 4, 5, 10));
    expect(entries[0]?.document.date).toBe('2021-05-05');
  },
);

test.each([
  ['title,body,date', 'A,B,2021-05-05', 'New,C,2021-05-06'],
  ['title,body,date,language', 'A,B,,fr', 'New,C,,fr'],
  ['title,body', 'A,B', 'New,C'],
])('a row of a table with %s alone keeps its id when another stands above it', async (...lines) => {
  const [head, row, other] = lines;
  const { entries: first } = await read('a.csv', `${head}\n${row}\n`);
  const { entries: second } = await read('a.csv', `${head}\n${other}\n${row}\n`);
  expect(second.map(({ id }) => id)).toEqual([
    expect.not.stringMatching(first[0]?.id ?? ''),
    first[0]?.id,
  ]);
});

test('two rows without a key that say the same have one id, so the second is refused', async () => {
  const { entries, faults } = await read('a.csv', 'title,body\nA,B\nA,C\n');
  expect([new Set(entries.map(({ id }) => id)).size, entries.length, faults]).toEqual([1, 2, []]);
});

test('a table with one language that is no longer public is a draft', async () => {
  const rows = '1,en,A,B,published\n1,fr,A,B,withdrawn\n';
  const text = `key,language,title,body,status,date\n${rows.replaceAll('\n', ',2021-05-05\n')}`;
  const { entries } = await read('a.csv', text);
  expect(entries.map(({ at }) => at)).toEqual([null]);
});

test.each([
  ['2009-06-30T22:30:00Z', '2009-07-01'],
  ['2009-07-01T00:30:00+05:00', '2009-06-30'],
  ['2009-07-01 00:30', '2009-07-01'],
  ['2009-07-01', '2009-07-01'],
  ['2030-12-31T23:30:00Z', '2031-01-01'],
])('a release that is published at %s is of %s in the zone of the site', async (at, day) => {
  const { entries } = await read('a.csv', `title,body,date\nA,B,${at}\n`);
  expect(entries.map(({ document }) => document.date)).toEqual([day]);
});
