/** Tables of releases: CSV in the ways of different programs, and Excel workbooks. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { csvTemplate, writeTemplate } from '../../import-export/commands/template.ts';
import { readMapping } from '../../import-export/resolve/mapping.ts';
import { toImportEntry } from '../../src/domain/import-entry.ts';
import { readImportFile } from '../../src/domain/import-file.ts';
import { Taxonomy } from '../../src/domain/taxonomy.ts';
import { workbook } from './office-parts.ts';
import { folder, hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const iso = (at: number | null) => at !== null && new Date(at).toISOString();

test('rows of one key are one release in several languages', async () => {
  await write('rows/note.txt', 'A note.');
  const path = await write(
    'rows/releases.csv',
    `Key,Language,Title,Date,Place,Summary,Body,Type,Department,Topics,URL,Files,Status,Internal remark
12,en,"Office opens ""registry""",2021-05-05T10:00:00+02:00,Vienna,"First, of its kind","One.

Two **bold**.",Statement,Secretariat,Policing; Rule of law,https://old.example/12,note.txt,published,x
13,en,Other,5 May 2020,,,Text,,,,,,draft,
12,fr,Le bureau ouvre,,Vienne,,<p>Un <b>deux</b>.</p>,,,,,gone.pdf,,
`,
  );
  const { items, left, refused } = await hear(path);
  expect(refused).toEqual([]);
  expect(left).toEqual([
    { place: `${path}:1`, leftOut: 'the column “Internal remark” was not read' },
  ]);
  expect(items.map(({ place, at }) => [place, iso(at)])).toEqual([
    [`${path}:2`, '2021-05-05T08:00:00.000Z'],
    [`${path}:5`, false],
  ]);
  expect(items[0]?.release).toMatchObject({
    kind: 'statement',
    sources: ['secretariat'],
    fieldsOfWork: ['policing', 'rule-of-law'],
    legacyUrls: ['/12'],
    editions: {
      en: {
        title: 'Office opens "registry"',
        summary: 'First, of its kind',
        place: 'Vienna',
        markdown: 'One.\n\nTwo **bold**.',
      },
      fr: { title: 'Le bureau ouvre', place: 'Vienne', markdown: 'Un **deux**.' },
    },
  });
  expect(items[0]?.files.map(({ filename }) => filename)).toEqual(['note.txt']);
  expect(items[0]?.notes).toContain('a file was left out: gone.pdf is not beside releases.csv');
  expect(items[1]?.notes).toContain('its status is “draft”: stays a draft');
});

test.each<[how: string, content: string | Buffer]>([
  [
    'semicolons, windows-1252',
    Buffer.from('Titel;Datum;Text\r\nCaf\xe9 \x96 offen;05.05.2021;Inhalt\r\n', 'latin1'),
  ],
  [
    'tabs, UTF-16',
    Buffer.from('\uFEFFTitel\tDatum\tText\r\nCafé – offen\t05.05.2021\tInhalt\r\n', 'utf16le'),
  ],
  ['a byte order mark', '\uFEFFtitre,date,texte\nCafé – offen,2021-05-05,Inhalt\n'],
  ['the separator in a line of its own', 'sep=|\ntitle|date|body\nCafé – offen|5 May 2021|Inhalt'],
  ['a column that only the mapping knows', 'Betreff,Tag,Nachricht\nCafé – offen,2021-05-05,Inhalt'],
  ['names in Russian', 'Заголовок;Дата;Текст\nCafé – offen;5 мая 2021;Inhalt'],
])('%s', async (_, content) => {
  const columns = { Betreff: 'title', Tag: 'date', Nachricht: 'body' } as const;
  const { release } = await hearOne(await write('way.csv', content), { columns });
  expect([release.date, release.editions.en?.title, release.editions.en?.markdown]).toEqual([
    '2021-05-05',
    'Café – offen',
    'Inhalt',
  ]);
});

test('a table is known by its columns, whatever its name is', async () => {
  const { release } = await hearOne(
    await write('export.txt', 'Title\tDate\tBody\nRegistry\t2021-05-05\tText\n'),
  );
  expect(release.editions.en).toEqual({ title: 'Registry', markdown: 'Text' });
});

test('a row that fails is told with its line, and the others are read', async () => {
  const path = await write(
    'faults.csv',
    'title,date,body\n,2021-05-05,Text\nOne,soon,Text\n"Two\nlines",2021-05-05,Text\nThree,2021-05-06,Text,more\n',
  );
  const { items, refused } = await hear(path);
  expect(refused).toEqual([
    { place: `${path}:2`, reason: 'has no title' },
    { place: `${path}:3`, reason: 'its date cannot be read: soon' },
  ]);
  expect(items.map(({ place, title }) => [place, title])).toEqual([
    [`${path}:4`, 'Two lines'],
    [`${path}:6`, 'Three'],
  ]);
});

test.each([
  'key,language,title,date,body\n7,en,A,2021-05-05,B\n7,fr,A,,B\n',
  'title,date,body,address\nA,2021-05-05,B,/a\n',
  'title,date,body\nA,2021-05-05,B\nC,2021-05-06,D\n',
  'title,date,body,language\nA,2021-05-05T10:00:00Z,B,fr\n',
  'title,date,body,key\nA,2021-05-05,B,9\nA,2021-05-05,B,\n',
])('the desk and the command line give the releases of a table the same ids: %#', async (text) => {
  const { items, refused } = await hear(await write('same.csv', text));
  const site = {
    languages: ['en', 'fr'],
    defaultLanguage: 'en',
    timeZone: 'Europe/Vienna',
    taxonomy: new Taxonomy([]),
    now: Date.UTC(2026, 10, 24, 12),
  };
  const file = await readImportFile('same.csv', text, site);
  const entries = await Promise.all((file?.releases ?? []).map((raw) => toImportEntry(raw, site)));
  expect([refused, entries.map(({ id }) => id)]).toEqual([[], items.map(({ id }) => id)]);
});

test('a table without a title column names its columns, and an open quotation its line', async () => {
  await expect(hear(await write('none.csv', 'a,b\n1,2\n'))).rejects.toThrow(
    /^has no column of titles: its columns are “a”, “b”\. Name them in the mapping/,
  );
  await expect(hear(await write('open.csv', 'title,date,body\nA,2021-05-05,"x\n'))).rejects.toThrow(
    /^line 2: Quote Not Closed/,
  );
});

test.each([
  ['markdown', '1 < 2 *x*', '1 < 2 *x*'],
  ['html', 'One<br>two', 'One\\\ntwo'],
  ['text', '1 *x*\nTwo', '1 \\*x\\*\n\nTwo'],
  ['', 'First line.\nSecond line.', 'First line.\n\nSecond line.'],
  ['', '- a\n- b', '- a\n- b'],
])('a body in the format “%s”: %j', async (format, body, markdown) => {
  const path = await write(
    'format.csv',
    `title,date,format,body\nT,2021-05-05,${format},"${body}"`,
  );
  expect((await hearOne(path)).release.editions.en?.markdown).toBe(markdown);
});

test('columns of the mapping, in either direction', async () => {
  const path = await write(
    'mapping.yaml',
    'columns: { Betreff: title, body: Nachricht, Tag: null }',
  );
  expect((await readMapping(path)).columns).toEqual({
    Betreff: 'title',
    Nachricht: 'body',
    Tag: null,
  });
  const wrong = await write('wrong.yaml', 'columns: { Betreff: titel }');
  await expect(readMapping(wrong)).rejects.toThrow(
    /columns: must map names of columns to null or one of key, language, title/,
  );
});

test('the template is a release in two languages', async () => {
  const path = await write('template/table.csv', csvTemplate());
  const { items, left, refused } = await hear(path);
  expect([left, refused]).toEqual([[], []]);
  expect(items).toHaveLength(1);
  const { editions, kind, sources, contacts, legacyUrls } = items[0]?.release ?? {};
  expect({ kind, sources, legacyUrls, contacts }).toEqual({
    kind: 'press-release',
    sources: ['secretariat'],
    legacyUrls: ['/press/2021/registry.html'],
    contacts: [{ name: 'Press office', email: 'press@example.org' }],
  });
  expect(editions).toMatchObject({
    en: { place: 'VIENNA', markdown: expect.stringContaining('[link](https://example.org/)') },
    fr: { markdown: 'Le premier alinéa.\n\nLe second alinéa.' },
  });
});

test('the template is written once, and never over another file', async () => {
  const path = join(folder, 'made.csv');
  expect(await writeTemplate(path)).toMatch(/^Wrote .*made\.csv\. Replace its example/);
  await expect(writeTemplate(path)).rejects.toThrow(`${path} exists already: name another file.`);
});

describe('Excel', () => {
  test('days and times are cells of dates, and only the first sheet is read', async () => {
    const bytes = workbook(
      [
        ['Key', 'Language', 'Title', 'Date', 'Body'],
        ['1', 'en', 'Registry & more', 44321, 'One.\nTwo.'],
        [null, null, null, null, null],
        ['2', 'fr', 'Deux', 44321.5, 'Texte'],
        ['1', 'ru', 'Реестр', null, 'Текст'],
      ],
      ['Notes'],
    );
    const path = await write('releases.xlsx', bytes);
    const { items, left } = await hear(path);
    expect(left).toEqual([
      { place: path, leftOut: 'the sheet “Notes” was not read: only the first one is' },
    ]);
    expect(items.map(({ place, at }) => [place, iso(at)])).toEqual([
      [`${path}:row 2`, '2021-05-05T10:00:00.000Z'],
      [`${path}:row 4`, '2021-05-05T10:00:00.000Z'],
    ]);
    expect(items[0]?.release.editions).toMatchObject({
      en: { title: 'Registry & more', markdown: 'One.\n\nTwo.' },
      ru: { title: 'Реестр' },
    });
  });

  test.each([
    ['1900', 44321, false],
    ['1904', 42859, true],
  ])('each minute of a day is read as it is shown, in the calendar of %s', async (_, day, from) => {
    const minutes = Array.from({ length: 1440 }, (_, minute) => minute);
    const rows = minutes.map((minute) => [`${minute}`, 'Title', day + minute / 1440, 'Text']);
    const bytes = workbook([['Key', 'Title', 'Date', 'Body'], ...rows], [], from);
    const { items } = await hear(await write('minutes.xlsx', bytes), { timeZone: 'UTC' });
    // A day alone stands for its noon.
    const shown = (minute: number) => Date.UTC(2021, 4, 5, 0, minute || 720);
    expect(items).toHaveLength(1440);
    expect(items.filter(({ at }, minute) => at !== shown(minute)).map(({ at }) => iso(at))).toEqual(
      [],
    );
  });

  test('one that is damaged, or unpacks to too much, is refused', async () => {
    const whole = workbook([['Title', 'Date', 'Body']]);
    const cut = await write('cut.xlsx', whole.subarray(0, whole.length - 100));
    await expect(hear(cut)).rejects.toThrow(/^is damaged or truncated/);
    const bomb = Buffer.from(whole);
    bomb.writeUInt32LE(0x7fff_ffff, bomb.indexOf('PK\x01\x02') + 24);
    await expect(hear(await write('bomb.xlsx', bomb))).rejects.toThrow(
      /^unpacks .* to 2147483647 bytes; the limit is/,
    );
  });
});
