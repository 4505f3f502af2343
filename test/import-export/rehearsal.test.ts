/** A rehearsal foretells what the import does, for items with faults of all kinds. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, type Refusal } from '../../client/client.ts';
import { holdersOn } from '../../import-export/deliver/addresses.ts';
import { Delivery } from '../../import-export/deliver/delivery.ts';
import { importItems, type Result } from '../../import-export/deliver/moving.ts';
import { readParseResults } from '../../import-export/readers/formats.ts';
import type { Item, ItemContext } from '../../import-export/resolve/item.ts';
import { noMapping } from '../../import-export/resolve/mapping.ts';
import { findNewsroom } from '../../import-export/resolve/newsroom.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { removeFolder, write } from './reading.ts';
import { wordpressExport } from './wordpress-archive.ts';

let site: Newsroom;
let client: Client;
let setting: ItemContext;
beforeAll(async () => {
  site = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  client = new Client(site.url, { token: site.tokens.admin });
  const newsroom = await findNewsroom(client);
  const undated = { date: null };
  setting = { newsroom, mapping: noMapping, draftsOnly: false, undated, now: Date.now() };
  await release(site, { legacyUrls: ['/held/release'] });
  await release(site, { at: Date.now() + 1e8, legacyUrls: ['/held/scheduled'] });
  await site.edit('POST', '/redirects', { path: '/held/redirect', target: '/kinds/press-release' });
  for (const [name, bytes] of Object.entries(files)) await write(name, bytes);
});
afterAll(async () => {
  await site.dispose();
  await removeFolder();
});

const png = (width: number, height: number) => {
  const bytes = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000000000000008060000001f15c489',
    'hex',
  );
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const files = {
  'a.pdf': '%PDF-1.7\n',
  'b.pdf': 'no document',
  'c.png': png(640, 480),
  'd.png': png(60_000, 60_000),
  'e.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
  'f.zip': Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]),
  'g.pdf': '',
};
const file = (path: string, changes: object = {}) => ({
  path,
  filename: path,
  mediaType: path.endsWith('.png') ? 'image/png' : 'application/pdf',
  title: 'A file',
  ...changes,
});

interface Line {
  sourceId: string;
  publication?: { at: string } | null;
  release: {
    [field: string]: unknown;
    legacyUrls: string[];
    editions: Record<string, Record<string, unknown>>;
  };
  attachments: object[];
}

const lineOf = (number: number): Line => ({
  sourceId: `item ${number}`,
  publication: { at: '2010-01-02T03:04:05Z' },
  release: {
    kind: 'press-release',
    date: '2010-01-02',
    legacyUrls: [`/node/${number}`],
    editions: { en: { title: `Item ${number}`, markdown: `Text ${number}.` } },
  },
  attachments: [],
});

type Change = (line: Line) => void;
const edition =
  (changes: object): Change =>
  ({ release }) => {
    Object.assign(release.editions.en ?? {}, changes);
  };
const fields =
  (changes: object): Change =>
  ({ release }) => {
    Object.assign(release, changes);
  };
const attach =
  (...added: object[]): Change =>
  ({ attachments }) => {
    attachments.push(...added);
  };
const old =
  (...paths: string[]): Change =>
  ({ release }) => {
    release.legacyUrls.push(...paths);
  };
const whole =
  (changes: object): Change =>
  (line) => {
    Object.assign(line, changes);
  };

const changes: Record<string, Change> = {
  'a draft': whole({ publication: null }),
  'no publication': whole({ publication: undefined }),
  'in the future': whole({ publication: { at: '2100-01-01T00:00:00Z' } }),
  'before the range': whole({ publication: { at: '1700-01-01T00:00:00Z' } }),
  'a repeated sourceId': whole({ sourceId: 'again' }),
  'an unknown kind': fields({ kind: 'unheard-of' }),
  'no kind': fields({ kind: undefined }),
  'an unknown term': fields({ fieldsOfWork: ['policing', 'unheard-of'] }),
  'a term twice': fields({ fieldsOfWork: ['policing', 'policing'] }),
  'a day that does not exist': fields({ date: '2010-02-30' }),
  'an unknown field': fields({ byline: 'X' }),
  'a contact without a name': fields({ contacts: [{ email: 'press@ord.example' }] }),
  'a mail address that is none': fields({ contacts: [{ name: 'A', email: 'x' }] }),
  'another language': ({ release }) => {
    release.editions.fr = { title: 'Titre', markdown: 'Texte.' };
  },
  'a language that the site does not have': ({ release }) => {
    release.editions.pt = { title: 'Título', markdown: 'Texto.' };
  },
  'no title': edition({ title: undefined }),
  'an empty title': edition({ title: ' ' }),
  'a title of two lines': edition({ title: 'One\ntwo' }),
  'a title that is too long': edition({ title: 'x'.repeat(301) }),
  'a slug that is none': edition({ slug: 'Not a slug' }),
  'no text': edition({ markdown: '' }),
  'a text that is too long': edition({ markdown: 'x'.repeat(200_001) }),
  'a control character': edition({ markdown: 'a\u0001b' }),
  'a text that is too complex': edition({ markdown: '*a **b '.repeat(20_000) }),
  'texts that are too large together': ({ release }) => {
    for (const lang of setting.newsroom.languages) {
      release.editions[lang] = { title: 'Large', markdown: 'ö '.repeat(99_000) };
    }
  },
  'a picture that it does not have': edition({ markdown: '![Map](map.png)' }),
  'a picture that it has': (line) => {
    edition({ markdown: '![Map](c.png)' })(line);
    attach(file('c.png'))(line);
  },
  'an old address of a release': old('/held/release'),
  'an old address of a scheduled release': old('/held/scheduled', '/free/%C3%BC'),
  'an old address that is a redirect': old('/held/redirect'),
  'an old address of another item': old('/shared'),
  'an address of the site': old('/feed.xml', '/api/x'),
  'an address that is none': old('nowhere'),
  'too many old addresses': old(...Array.from({ length: 60 }, (_, at) => `/many/${at}`)),
  'a file': attach(file('a.pdf')),
  'a file in another language': attach(file('a.pdf', { lang: 'fr' })),
  'a file in an unknown language': attach(file('a.pdf', { lang: 'pt' })),
  'a file that is missing': attach(file('missing.pdf')),
  'a file whose bytes are of another type': attach(file('b.pdf')),
  'a file of a type that is not accepted': attach(
    file('a.pdf', { filename: 'a.svg', mediaType: 'image/svg+xml' }),
  ),
  'a file whose extension is of another type': attach(file('a.pdf', { filename: 'a.png' })),
  'a file whose name is none': attach(file('a.pdf', { filename: 'a:b.pdf' })),
  'a file whose title is none': attach(file('a.pdf', { title: 'One\u202Etwo' })),
  'an empty file': attach(file('g.pdf')),
  'a picture of too many pixels': attach(file('d.png')),
  'a text that is not UTF-8': attach(file('e.txt', { mediaType: 'text/plain' })),
  'an archive that was cut off': attach(file('f.zip', { mediaType: 'application/zip' })),
  'two files of one name': attach(file('a.pdf'), file('c.png', { filename: 'c.png' })),
  'a name twice': attach(file('a.pdf'), file('a.pdf', { title: 'Again' })),
};
const names = Object.keys(changes);

/** The lines of a file: each change alone, then mixtures. */
function linesOf(mixtures: readonly string[][], from: number): Line[] {
  return [[], ...names.map((name) => [name]), ...mixtures].map((some, at) => {
    const line = lineOf(from + at);
    for (const name of some) changes[name]?.(line);
    return line;
  });
}

const ndjson = (lines: object[]) => lines.map((one) => `${JSON.stringify(one)}\n`).join('');

/** The results by place, and everything that the report has of them. */
async function results(paths: string[], isRehearsal: boolean) {
  const found = new Map<string, object>();
  const delivery = new Delivery(client);
  const record = ({ place, item, outcome, reason }: Result) => {
    const { release = null, files = [], notes = [], at = null, id = null } = item ?? {};
    const names = files.map(({ filename }) => filename);
    found.set(`${place} ${found.has(place) ? found.size : ''}`, {
      ...{ outcome, reason, id, at, notes, release, files: names },
    });
  };
  await importItems({
    paths,
    uploads: null,
    setting,
    deliver: (item: Item) => (isRehearsal ? delivery.predict(item) : delivery.deliver(item)),
    findHolders: holdersOn(client),
    parallel: isRehearsal ? 1 : 4,
    signal: new AbortController().signal,
    onResult: record,
  });
  return found;
}

const sorted = (found: Map<string, object>) => [...found].sort(([a], [b]) => (a < b ? -1 : 1));
const outcomesIn = (found: Map<string, object>) =>
  new Set([...found.values()].map((one) => (one as { outcome: string }).outcome));

test('every outcome, reason, note and file is that of the import, and of its repetition', async () => {
  const mixtures = fc.sample(fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }), {
    numRuns: 24,
    seed: 8,
  });
  const paths = [
    await write('rehearsed.ndjson', ndjson(linesOf(mixtures, 1))),
    await write('rehearsed.xml', wordpressExport(36)),
  ];
  const foretold = await results(paths, true);
  const done = await results(paths, false);
  expect(sorted(done)).toEqual(sorted(foretold));
  expect(outcomesIn(done)).toEqual(new Set(['published', 'drafted', 'failed', 'left-out']));

  for (const one of done.values()) {
    const { outcome, id, release, files } = one as ReturnType<typeof expected>;
    if (outcome !== 'published' && outcome !== 'drafted') continue;
    const { document } = await client.send('GET /editor/releases/{id}', { params: { id } });
    expect({
      state: document.state,
      kind: document.kind,
      languages: Object.keys(document.editions).sort(),
      files: document.attachments.map(({ filename }) => filename).sort(),
      legacyUrls: document.legacyUrls,
    }).toEqual({
      state: outcome === 'published' ? 'public' : 'draft',
      kind: release.kind,
      languages: Object.keys(release.editions).sort(),
      files: files.toSorted(),
      legacyUrls: release.legacyUrls,
    });
  }

  // Of what is there, one draft is edited and one is completed by the next run.
  const drafts = [...done.values()].filter(
    (one) => (one as { outcome: string }).outcome === 'drafted',
  );
  const [edited] = drafts as { id: string }[];
  const body = { kind: 'press-release', editions: { en: { title: 'Edited' } } };
  await site.edit('PUT', `/releases/${edited?.id}`, body, { etag: '*' });
  const again = await results(paths, true);
  expect(sorted(await results(paths, false))).toEqual(sorted(again));
  expect(outcomesIn(again)).toEqual(new Set(['there', 'changed', 'failed', 'left-out']));
}, 300_000);

const expected = (one: {
  outcome: Result['outcome'];
  id: string;
  release: Item['release'];
  files: string[];
}) => one;

test('an item that was begun is foretold to be completed', async () => {
  const path = await write('begun.ndjson', ndjson([lineOf(9000)]));
  const begun = await results([path], true);
  const { id, release } = [...begun.values()][0] as { id: string; release: Item['release'] };
  await client.send('PUT /editor/releases/{id}', { params: { id }, body: release, absent: true });
  const foretold = await results([path], true);
  expect(outcomesIn(foretold)).toEqual(new Set(['finished']));
  expect(sorted(await results([path], false))).toEqual(sorted(foretold));
});

test('what is refused before it is sent would be refused by the site', async () => {
  const lines = linesOf([], 10_000);
  const path = await write('refused.ndjson', ndjson(lines));
  const foretold = await results([path], true);
  const policies = /belongs to|has no date|does not exist below|another file|^publication/;
  const accepted: string[] = [];
  let number = 0;
  for await (const found of readParseResults(path, null)) {
    number += 1;
    const { outcome, reason } = foretold.get(`${path}:${number} `) as Result;
    if (outcome !== 'failed' || policies.test(reason ?? '')) continue;
    if (!('release' in found)) throw new Error(JSON.stringify(found));
    const { place, release, notes } = found;
    const at = found.status === 'draft' ? null : (found.published ?? Date.parse('2010-01-02'));
    const sent = { id: `0ther${String(number).padStart(7, '0')}`, title: '', place, notes };
    const item = { ...sent, release: release as Item['release'], at, files: found.files };
    await new Delivery(client).deliver(item).then(
      () => accepted.push(`${names[number - 2]}: ${reason}`),
      (error) => expect([400, 413, 415, 422], error.message).toContain((error as Refusal).status),
    );
  }
  expect(accepted).toEqual([]);
});
