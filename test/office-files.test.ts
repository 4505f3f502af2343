/**
 * Uploads of office files, in workerd, whose DecompressionStream differs from that of Node. Each
 * package is written in the way of some program.
 */
import { constants } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Part, type Writer, zip } from './attack/archives.ts';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
const now = Date.UTC(2026, 6, 1, 12);

const forms = {
  docx: ['wordprocessingml.document', 'word/document.xml'],
  xlsx: ['spreadsheetml.sheet', 'xl/workbook.xml'],
  pptx: ['presentationml.presentation', 'ppt/presentation.xml'],
} as const;
type Form = keyof typeof forms;

const noise = (length: number) =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(at + 1, 2654435761) >>> 16) & 0xff);

/** The parts of a package, with a list of types as long as that of a real document. */
function partsOf(form: Form): { types: Part; rest: Part[] } {
  const [type, path] = forms[form];
  const folder = path.slice(0, path.indexOf('/'));
  const others = Array.from(
    { length: 30 },
    (_, n) =>
      `<Override PartName="/${folder}/part${n}.xml" ContentType="${office}.part${(n * 7919) % 97}+xml"/>`,
  );
  return {
    types: {
      name: '[Content_Types].xml',
      content: `<?xml version="1.0"?><Types>${others.join('')}<Override PartName="/${path}" ContentType="${office}.${type}.main+xml"/></Types>`,
    },
    rest: [
      { name: '_rels/.rels', content: '<Relationships/>' },
      { name: 'docProps/app.xml', content: '<Properties/>' },
      { name: path, content: `<document>${'Forty judges met. '.repeat(500)}</document>` },
      { name: `${folder}/media/image1.jpeg`, content: noise(90_000) },
      { name: `${folder}/embeddings/sheet.xlsx`, content: zip([]), stored: true },
    ],
  };
}

const orders: Record<string, (form: Form) => Part[]> = {
  'types first': (form) => [partsOf(form).types, ...partsOf(form).rest],
  'types last, as Google writes': (form) => [...partsOf(form).rest, partsOf(form).types],
  'types behind a large picture': (form) => {
    const { types, rest } = partsOf(form);
    const [, path] = forms[form];
    const picture = { name: `${path.split('/')[0]}/media/a.png`, content: noise(1_200_000) };
    return [{ ...picture, stored: true }, ...rest, types];
  },
};

const writers: Record<string, Writer> = {
  plain: {},
  fast: { deflate: { level: 1 } },
  'fixed codes': { deflate: { strategy: constants.Z_FIXED } },
  'not compressed': { deflate: { level: 0 } },
  'padded, as Office does': { padding: 260 },
  'streamed with descriptors': { descriptor: 'signed' },
  'streamed with bare descriptors': { descriptor: 'bare' },
  'streamed with long descriptors': { descriptor: 'long' },
  'as ZIP64': { zip64: true },
  'as ZIP64, streamed': { zip64: true, descriptor: 'long' },
};

let newsroom: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false });
  id = (await newsroom.edit('POST', '/releases', draft(), { now })).json.id;
});
afterAll(() => newsroom.dispose());

let sent = 0;
async function put(extension: string, type: string, bytes: Uint8Array) {
  const path = `/releases/${id}/attachments/f${sent++}.${extension}`;
  const etag = (await newsroom.edit('GET', `/releases/${id}`, null, { now })).headers.get('ETag');
  return newsroom.edit('PUT', path, bytes, {
    now,
    headers: { 'Content-Type': type, 'If-Match': etag ?? '' },
  });
}

test.each(Object.entries(writers))(
  'a package that is written %s is accepted',
  async (_, writer) => {
    for (const form of ['docx', 'xlsx', 'pptx'] as const) {
      for (const [order, parts] of Object.entries(orders)) {
        if (form !== 'docx' && order !== 'types first') continue;
        const answer = await put(form, `${office}.${forms[form][0]}`, zip(parts(form), writer));
        expect([form, order, answer.status, answer.text]).toEqual([form, order, 201, answer.text]);
      }
    }
  },
);

test.each(['text', 'spreadsheet', 'presentation'])(
  'an OpenDocument %s is accepted',
  async (kind) => {
    const mediaType = `${openDocument}.${kind}`;
    const extension = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' }[kind] ?? '';
    const rest = [
      { name: 'Thumbnails/thumbnail.png', content: noise(5_000), stored: true },
      { name: 'content.xml', content: '<office:document-content/>'.repeat(40) },
      { name: 'META-INF/manifest.xml', content: '<manifest:manifest/>' },
    ];
    for (const stored of [true, false]) {
      const parts = [{ name: 'mimetype', content: mediaType, stored }, ...rest];
      for (const writer of [{}, { descriptor: 'signed' }, { zip64: true }] as Writer[]) {
        const answer = await put(extension, mediaType, zip(parts, writer));
        expect(answer.status, answer.text).toBe(201);
      }
    }
  },
);

const docx = `${office}.${forms.docx[0]}`;
const late = (name: string): Part[] => [
  ...(orders['types first']?.('docx') ?? []),
  { name: 'word/media/image2.png', content: noise(1_500_000), stored: true },
  { name, content: noise(3_000) },
];

test.each<[what: string, bytes: Uint8Array, type: string]>([
  [
    'a document with macros',
    zip([
      ...(orders['types first']?.('docx') ?? []),
      { name: 'word/vbaProject.bin', content: 'Sub' },
    ]),
    docx,
  ],
  ['one whose macros stand behind a megabyte', zip(late('word/vbaProject.bin')), docx],
  [
    'one whose macros are streamed',
    zip(late('word/vbaProject.bin'), { descriptor: 'signed' }),
    docx,
  ],
  ['a spreadsheet as a document', zip(orders['types first']?.('xlsx') ?? []), docx],
  [
    'a list of types that does not unpack',
    new Uint8Array(zip(orders['types first']?.('docx') ?? [])).fill(7, 60, 90),
    docx,
  ],
])('%s is refused', async (_, bytes, type) => {
  const answer = await put('docx', type, bytes);
  expect(answer.status, answer.text).toBe(415);
});

const odt = (): Uint8Array =>
  zip([
    { name: 'mimetype', content: `${openDocument}.text`, stored: true },
    { name: 'content.xml', content: '<office:document-content/>'.repeat(40) },
  ]);
const photos = () => zip([{ name: 'photos/a.jpg', content: noise(9_000) }]);

describe.each<[extension: string, type: string, whole: () => Uint8Array]>([
  ['docx', docx, () => zip(orders['types first']?.('docx') ?? [])],
  ['xlsx', `${office}.${forms.xlsx[0]}`, () => zip(orders['types first']?.('xlsx') ?? [])],
  ['pptx', `${office}.${forms.pptx[0]}`, () => zip(orders['types first']?.('pptx') ?? [])],
  ['odt', `${openDocument}.text`, odt],
  ['zip', 'application/zip', photos],
])('an archive sent as %s', (extension, type, whole) => {
  const cut = (length: number) => whole().slice(0, length);
  const directoryAt = (bytes: Uint8Array) =>
    Buffer.from(bytes).readUInt32LE(bytes.length - 22 + 16);

  test.each<[where: string, spoilt: () => Uint8Array]>([
    ['within its end record', () => cut(whole().length - 1)],
    ['before its end record', () => cut(whole().length - 22)],
    ['within its directory', () => cut(directoryAt(whole()) + 10)],
    ['before its directory', () => cut(directoryAt(whole()))],
    ['within an entry', () => cut(directoryAt(whole()) - 200)],
    ['and ended by another archive', () => Buffer.concat([cut(directoryAt(whole())), zip([])])],
  ])('that is cut off %s is refused', async (_where, spoilt) => {
    const answer = await put(extension, type, new Uint8Array(spoilt()));
    expect(answer.status, answer.text).toBe(415);
  });

  test('is accepted with a comment, or with bytes after its end', async () => {
    const commented = Buffer.concat([whole(), Buffer.from('By us')]);
    commented.writeUInt16LE(5, whole().length - 2);
    for (const bytes of [commented, Buffer.concat([whole(), Buffer.from('\r\n')])]) {
      const answer = await put(extension, type, new Uint8Array(bytes));
      expect(answer.status, answer.text).toBe(201);
    }
  });
});

test('the central directory decides which entries an archive has', async () => {
  const renamed = (bytes: Uint8Array, from: string, to: string) => {
    const copy = Buffer.from(bytes);
    copy.write(to, copy.lastIndexOf(from), 'latin1');
    return new Uint8Array(copy);
  };
  const without = renamed(zip(orders['types first']?.('docx') ?? []), '[Content_Types]', 'x');
  expect((await put('docx', docx, without)).status).toBe(415);
  const program = renamed(
    zip([{ name: 'classes.txt', content: 'x' }]),
    'classes.txt',
    'classes.dex',
  );
  expect((await put('zip', 'application/zip', program)).status).toBe(415);
  const other = renamed(odt(), 'mimetype', 'mimetypo');
  expect((await put('odt', `${openDocument}.text`, other)).status).toBe(415);
});

test('archives with many invalid headers are refused quickly', async () => {
  const header = Buffer.from('PK\x03\x04\x14\0\x08\0\x08\0', 'latin1');
  const bytes = new Uint8Array(
    Buffer.concat(Array(30_000).fill(Buffer.concat([header, Buffer.alloc(20)]))),
  );
  expect((await put('docx', docx, bytes)).status).toBe(415);
});

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

test.each([
  ['image/jpg', 'jpg', latin1('\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01'), 'image/jpeg'],
  ['audio/mp3', 'mp3', latin1('ID3\x04\0\0'), 'audio/mpeg'],
  ['text/rtf', 'rtf', latin1('{\\rtf1\\ansi Forty judges met.}'), 'application/rtf'],
])('%s gets its own media type', async (type, extension, bytes, mediaType) => {
  const answer = await put(extension, type, bytes);
  expect([answer.status, answer.json.mediaType]).toEqual([201, mediaType]);
});

test('text in windows-1252 is refused with the reason, at any position', async () => {
  const early = latin1('Caf\xe9 in Astana.');
  const deep = latin1(`${'plain '.repeat(300_000)}Caf\xe9`);
  const cut = latin1(`${'plain '.repeat(300_000)}Caf\xc3`);
  for (const [extension, type, bytes] of [
    ['txt', 'text/plain', early],
    ['csv', 'text/csv', deep],
    ['txt', 'text/plain', cut],
    ['srt', 'application/x-subrip', latin1('1\n00:00:01,000 --> 00:00:02,000\nCaf\xe9')],
  ] as const) {
    const answer = await put(extension, type, bytes);
    expect(answer.status).toBe(415);
    expect(answer.json.detail).toMatch(/not UTF-8 .*windows-1252/);
  }
});
