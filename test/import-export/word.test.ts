/** Word documents, put together from the parts that Word writes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { zip } from '../attack/archives.ts';
import { inlinePicture, paragraph, run, wordDocument } from './office-parts.ts';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);
const png = await readFile(
  join(import.meta.dirname, '../../dev/sample/files/officers-trained-2016-2025.png'),
);

const text = 'The office opened its registry on Wednesday, and the minister was there.';
const item = (content: string, list: 1 | 2, level = 0) =>
  paragraph(content, '', `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
const cell = (content: string) => `<w:tc>${paragraph(content)}</w:tc>`;
const noteCall = (kind: 'footnote' | 'endnote', id: number) =>
  `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:${kind}Reference w:id="${id}"/></w:r>`;

test('title, headings, lists, a table, a link, a picture, notes', async () => {
  const bytes = wordDocument({
    body: [
      paragraph('Office opens registry', 'Titel'),
      paragraph('The first of its kind', 'Untertitel'),
      paragraph(
        run('VIENNA, 5 May 2021 – The office opened a ') +
          run('registry', '<w:b/>') +
          noteCall('footnote', 1) +
          run('.') +
          noteCall('endnote', 1),
      ),
      paragraph('Background', 'berschrift2'),
      item('One', 1),
      item('Within', 1, 1),
      item('First', 2),
      `<w:tbl>${['a', 'b'].map((row) => `<w:tr>${cell(`${row}1`)}${cell(`${row}2`)}</w:tr>`).join('')}</w:tbl>`,
      paragraph(
        `<w:hyperlink r:id="rIdLink">${run('The site')}</w:hyperlink>${run(' and ')}${inlinePicture('map.png', 'A map')}`,
      ),
    ].join(''),
    footnotes: ['According to the census.'],
    endnotes: [paragraph(run('See ') + run('there', '<w:i/>')) + paragraph('Second part.')],
    links: { rIdLink: 'https://example.org/a?b=1&amp;c=2' },
    pictures: { 'map.png': png },
  });
  const { release, files, notes, at } = await hearOne(await write('registry.docx', bytes));
  expect(release.date).toBe('2021-05-05');
  expect(at).not.toBeNull();
  expect(release.editions).toEqual({
    en: {
      title: 'Office opens registry',
      summary: 'The first of its kind',
      place: 'VIENNA',
      markdown: `VIENNA, 5 May 2021 – The office opened a **registry**[^1].[^2]

## Background

- One
  - Within

1. First

| a1 | a2 |
| - | - |
| b1 | b2 |

[The site](https://example.org/a?b=1\\&c=2) and ![A map](registry-1.png)

[^1]: According to the census.

[^2]: See *there*

    Second part.`,
    },
  });
  expect(files).toMatchObject([
    { filename: 'registry-1.png', mediaType: 'image/png', title: 'A map' },
  ]);
  expect(await readFile(files[0]?.path ?? '')).toEqual(png);
  expect(notes).toEqual(['has no kind: press-release']);
});

describe('the title', () => {
  test.each<[where: string, body: string]>([
    ['heading 1', paragraph('A line above') + paragraph('The title', 'berschrift1')],
    ['in bold', paragraph('A line above') + paragraph(run('The title', '<w:b/>'))],
    ['in large letters', paragraph(run('The title', '<w:sz w:val="36"/>'))],
    ['first line', paragraph('The title')],
    [
      'below the kind and the release line',
      paragraph(run('PRESS RELEASE', '<w:b/>')) +
        paragraph(run('FOR IMMEDIATE RELEASE', '<w:b/>')) +
        paragraph(run('The title', '<w:b/>')),
    ],
    [
      'below a letterhead',
      paragraph(run('Example Office', '<w:b/>')) +
        paragraph('Press release') +
        paragraph('No. 12/2021') +
        paragraph(run('The title', '<w:b/>')),
    ],
    ['in two paragraphs of its style', paragraph('The', 'Titel') + paragraph('title', 'Titel')],
    ['in two bold paragraphs', paragraph(run('The', '<w:b/>')) + paragraph(run('title', '<w:b/>'))],
    ['with a break in it', paragraph('<w:r><w:t>The</w:t><w:br/><w:t>title</w:t></w:r>', 'Titel')],
  ])('%s', async (_, body) => {
    const bytes = wordDocument({ body: body + paragraph(text) });
    const { title, release } = await hearOne(await write('title.docx', bytes));
    expect(title).toBe('The title');
    expect(release.editions.en?.markdown.endsWith(text)).toBe(true);
    expect(release.editions.en?.markdown).not.toMatch(/title|release$/im);
  });
});

test('kind, place and date of lines of their own, in the language of the document', async () => {
  const body = [
    paragraph('Communiqué de presse'),
    paragraph('Paris, le 5 mai 2021'),
    paragraph('Ouverture du registre', 'Titel'),
    paragraph('Le bureau a ouvert son registre.'),
  ];
  const bytes = wordDocument({ body: body.join(''), lang: 'fr-FR' });
  const { release, notes } = await hearOne(await write('fr.docx', bytes));
  expect(release).toMatchObject({ kind: 'press-release', date: '2021-05-05' });
  expect(release.editions).toEqual({
    fr: {
      title: 'Ouverture du registre',
      place: 'Paris',
      markdown: 'Le bureau a ouvert son registre.',
    },
  });
  expect(notes).toEqual([]);
});

test('the date of a letterhead that is a table', async () => {
  const row = `<w:tr>${cell('Example Office')}${cell('Date: 5 May 2021')}</w:tr>`;
  const body = `<w:tbl>${row}</w:tbl>${paragraph('A title', 'Titel')}${paragraph(text)}`;
  const { release } = await hearOne(await write('letterhead.docx', wordDocument({ body })));
  expect([release.date, release.editions.en?.title]).toEqual(['2021-05-05', 'A title']);
  expect(release.editions.en?.markdown).toContain('Example Office');
});

test('the language of most of the text wins, and letters and words against a mark', async () => {
  const french = '<w:lang w:val="fr-CH"/>';
  const marked = wordDocument({
    body:
      paragraph('Heading', 'Titel') + paragraph(run('Un texte plus long que le titre.', french)),
  });
  const first = await hearOne(await write('marked.docx', marked));
  expect(Object.keys(first.release.editions)).toEqual(['fr']);
  const untold = 'Le bureau a ouvert le registre des dons dans la ville, et les gens sont venus.';
  const mistaken = wordDocument({ body: paragraph('Ouverture', 'Titel') + paragraph(untold) });
  const third = await hearOne(await write('mistaken.docx', mistaken));
  expect(Object.keys(third.release.editions)).toEqual(['fr']);
  const unmarked = wordDocument({
    body: paragraph('Открыт реестр', 'Titel') + paragraph('Бюро открыло новый реестр в среду.'),
  });
  const second = await hearOne(await write('unmarked.docx', unmarked));
  expect(Object.keys(second.release.editions)).toEqual(['ru']);
  expect(second.notes).toContain('is marked as “en-GB”: read as “ru”, a guess from its words');
});

test('without a date in the text: the file name, else the core properties, told as a guess', async () => {
  const bytes = wordDocument({ body: paragraph('A title', 'Titel') + paragraph(text) });
  const named = await hearOne(await write('20210504_registry.docx', bytes));
  expect(named.release.date).toBe('2021-05-04');
  const unnamed = await hearOne(await write('registry.docx', bytes));
  expect(unnamed.release.date).toBe('2021-05-01');
  expect(unnamed.notes).toContain(
    'has no date in its text: 2021-05-01 is a guess from its properties (created)',
  );
});

test('tracked changes: insertions stay, deletions and comments go and are told', async () => {
  const change = 'w:id="1" w:author="A. Person" w:date="2021-05-01T00:00:00Z"';
  const body = `<w:p><w:commentRangeStart w:id="0"/>${run('It was ')}<w:del ${change}><w:r><w:delText>not </w:delText></w:r></w:del><w:ins ${change}>${run('clearly ')}</w:ins>${run('opened.')}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`;
  const bytes = wordDocument({
    body: paragraph('A title', 'Titel') + body,
    comments: ['Is this so?'],
  });
  const { release, notes } = await hearOne(await write('tracked.docx', bytes));
  expect(release.editions.en?.markdown).toBe('It was clearly opened.');
  expect(notes).toEqual(
    expect.arrayContaining([
      'tracked insertions were taken as accepted (1)',
      'tracked deletions were left out (1)',
      'comments were left out (1)',
    ]),
  );
});

test('hidden text is left out and told', async () => {
  const hidden = run('Do not publish. ', '<w:i/><w:vanish/><w:sz w:val="20"/>');
  const shown = run('Opened.', '<w:vanish w:val="0"/>');
  const bytes = wordDocument({ body: paragraph('T', 'Titel') + paragraph(hidden + shown) });
  const { release, notes } = await hearOne(await write('hidden.docx', bytes));
  expect(release.editions.en?.markdown).toBe('Opened.');
  expect(notes).toContain('hidden text was left out (1)');
});

test.each([
  [
    'in the text',
    { body: paragraph('EMBARGOED UNTIL 5 May 2035, 10:00') + paragraph('T', 'Titel') },
  ],
  ['in the header', { body: paragraph('T', 'Titel'), header: 'Sperrfrist: Mittwoch, 10 Uhr' }],
])('an embargo %s makes a draft', async (_, document) => {
  const bytes = wordDocument({ ...document, body: document.body + paragraph(text) });
  const { at, title, notes } = await hearOne(await write('embargo.docx', bytes));
  expect([at, title]).toEqual([null, 'T']);
  expect(notes.join('\n')).toMatch(/is under embargo \(.*\): stays a draft/);
});

test('contents that the text cannot carry are told', async () => {
  const formula = '<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>';
  const bytes = wordDocument({
    body:
      paragraph('T', 'Titel') +
      paragraph(run('It is ') + formula + inlinePicture('a.emf', 'A logo')),
    header: 'Example Office',
    pictures: { 'a.emf': Buffer.from('emf') },
  });
  const { files, notes } = await hearOne(await write('losses.docx', bytes));
  expect(files).toEqual([]);
  expect(notes).toEqual(
    expect.arrayContaining([
      'formulas were left out (1)',
      'headers and footers of its pages were left out (“Example Office”)',
      'the file losses-1.emf was not imported: files of this type are not accepted',
    ]),
  );
});

const compound = (stream: string) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(5_000_000),
    Buffer.from(stream, 'utf16le'),
  ]);

test.each<[name: string, bytes: Uint8Array | string, reason: RegExp]>([
  ['a.doc', compound('WordDocument'), /^is a Word 97–2003 document: save it .* as \.docx$/],
  ['a.xls', compound('Workbook'), /^is an Excel 97–2003 workbook: save it .* as \.xlsx or \.csv$/],
  ['locked.docx', compound('EncryptedPackage'), /^is protected by a password/],
  ['a.rtf', '{\\rtf1\\ansi Text}', /^is a rich text document \(RTF\): save it .* as \.docx$/],
  [
    'a.odt',
    zip([
      { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
      { name: 'content.xml', content: '<x/>' },
    ]),
    /^is an OpenDocument text: save it .* as \.docx$/,
  ],
  ['a.zip', zip([{ name: 'a.txt', content: 'x' }]), /^is an archive: unpack it/],
  ['cut.docx', wordDocument({ body: '' }).subarray(0, 900), /^is damaged or truncated/],
  ['empty.docx', wordDocument({ body: '' }), /^has no text$/],
  [
    'broken.docx',
    zip([{ name: 'word/document.xml', content: '<w:document>' }]),
    /^is damaged: word\/document\.xml, line 1: /,
  ],
])('%s is refused with what to do', async (name, bytes, reason) => {
  await expect(hear(await write(name, bytes))).rejects.toThrow(reason);
});
