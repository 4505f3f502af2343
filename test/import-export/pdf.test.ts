/** PDF files: a guess from the layout, told as such, and the file itself. */
import { afterAll, expect, test } from 'vitest';
import { pdfFile } from './pdf-file.ts';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const page = [
  { text: 'PRESS RELEASE', y: 780, size: 16 },
  { text: 'Office opens registry in the northern', y: 740, size: 18 },
  { text: 'district', y: 718, size: 18 },
  { text: 'VIENNA, 5 May 2021 - The office opened a new registry for the', y: 680 },
  { text: 'northern dis-', y: 666 },
  { text: 'trict on Wednesday, which is the first of its kind in the region.', y: 652 },
  { text: 'The minister said that it was a good day for the town and its people.', y: 624 },
  { text: 'Background', y: 590, size: 14 },
  { text: '\x95 The first point of it', y: 570 },
  { text: '\x95 The second point of it', y: 556 },
];

test('title, date, place and paragraphs from positions and sizes', async () => {
  const path = await write('registry.pdf', pdfFile({ pages: [page], title: 'Microsoft Word - x' }));
  const { release, at, files, notes } = await hearOne(path);
  expect(at).not.toBeNull();
  expect(release).toMatchObject({ kind: 'press-release', date: '2021-05-05' });
  expect(release.editions).toEqual({
    en: {
      title: 'Office opens registry in the northern district',
      place: 'VIENNA',
      markdown: `VIENNA, 5 May 2021 - The office opened a new registry for the northern district on Wednesday, which is the first of its kind in the region.

The minister said that it was a good day for the town and its people.

## Background

- The first point of it
- The second point of it`,
    },
  });
  expect(files).toMatchObject([{ path, filename: 'registry.pdf', mediaType: 'application/pdf' }]);
  expect(notes).toEqual(
    expect.arrayContaining([
      'title, date and text are a guess from the layout of the PDF (date from its text)',
      'names no language: read as “en”, a guess from its words',
    ]),
  );
});

test('the properties name the title and the day, where the text does not', async () => {
  const lines = page.slice(4).map((line) => ({ ...line, size: 11 }));
  const pages = [[{ text: 'A title as small as the text', y: 700 }, ...lines]];
  const bytes = pdfFile({ pages, title: 'A Title as Small as the Text' });
  const { release, notes } = await hearOne(await write('small.pdf', bytes));
  expect([release.date, release.editions.en?.title]).toEqual([
    '2021-05-01',
    'A title as small as the text',
  ]);
  expect(notes).toContain(
    'title, date and text are a guess from the layout of the PDF (date from its properties)',
  );
});

test('lines that end very early are paragraphs of their own', async () => {
  const long = 'This line goes as far to the right as the longest one of the page does, and it';
  const lines = ['A title', 'The first item', 'The second item', long, 'goes on in the next one.'];
  const pages = [lines.map((text, at) => ({ text, y: 700 - at * 14, size: at === 0 ? 18 : 11 }))];
  const { release } = await hearOne(await write('items.pdf', pdfFile({ pages })));
  expect(release.editions.en?.markdown).toBe(
    `The first item\n\nThe second item\n\n${long} goes on in the next one.`,
  );
});

test('what every page repeats is left out and told', async () => {
  const pages = ['One', 'Two', 'Three'].map((word, at) => [
    { text: 'Example Office', y: 820 },
    { text: `${word} is a paragraph of its own, which is long enough to be the text.`, y: 600 },
    { text: `Page ${at + 1} of 3`, y: 30 },
  ]);
  const { release, notes } = await hearOne(await write('pages.pdf', pdfFile({ pages })));
  expect(JSON.stringify(release)).not.toMatch(/Example Office|Page \d/);
  expect(notes).toContain('a line that pages repeat was left out (“Example Office”)');
});

test('a scan becomes a draft with the file', async () => {
  const path = await write('2021-05-04_registry_opens.pdf', pdfFile({ pages: [[]] }));
  const { at, title, release, files, notes } = await hearOne(path);
  expect([at, title, release.date]).toEqual([null, 'registry opens', '2021-05-04']);
  expect(release.editions.en?.markdown).toBe('[registry opens](<2021-05-04_registry_opens.pdf>)');
  expect(files).toHaveLength(1);
  expect(notes).toContain(
    'is a PDF without text beside a title, probably a scan: only the file was imported: stays a draft',
  );
});

test('a report of many pages is not read as a release', async () => {
  const pages = Array.from({ length: 61 }, () => page);
  const { at, notes } = await hearOne(await write('report.pdf', pdfFile({ pages })));
  expect(at).toBeNull();
  expect(notes.join()).toMatch(/has 61 pages, too many for a release/);
});

test('a damaged file is refused', async () => {
  const path = await write('broken.pdf', '%PDF-1.4\nnothing');
  await expect(hear(path)).rejects.toThrow(/^is a PDF that cannot be read/);
});
