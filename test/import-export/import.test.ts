/** Moving in, on a real site: what was broken off goes on, what is there stays, what is wrong is told. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../../client/client.ts';
import { holdersOn } from '../../import-export/deliver/addresses.ts';
import { Delivery } from '../../import-export/deliver/delivery.ts';
import { importItems } from '../../import-export/deliver/moving.ts';
import { readParseResults } from '../../import-export/readers/formats.ts';
import { type Item, type ItemContext, toItem } from '../../import-export/resolve/item.ts';
import { noMapping } from '../../import-export/resolve/mapping.ts';
import { findNewsroom } from '../../import-export/resolve/newsroom.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Ended, runImport } from './command.ts';
import { removeFolder, write } from './reading.ts';
import { wordpressExport } from './wordpress-archive.ts';

let site: Newsroom;
let client: Client;
let setting: ItemContext;
beforeAll(async () => {
  site = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  client = new Client(site.url, { token: site.tokens.admin });
  const newsroom = await findNewsroom(client);
  setting = {
    newsroom,
    mapping: noMapping,
    draftsOnly: false,
    undated: { date: null },
    now: Date.now(),
  };
});
afterAll(async () => {
  await site.dispose();
  await removeFolder();
});

const line = (number: number, changes: object = {}) => ({
  sourceId: `item ${number}`,
  publishedAt: `2010-01-02T03:${String(number % 60).padStart(2, '0')}:00Z`,
  kind: 'press-release',
  date: '2010-01-02',
  legacyUrls: [`/node/${number}`],
  editions: { en: { title: `Item ${number}`, markdown: 'Text.' } },
  ...changes,
});
const ndjson = (lines: object[]) => lines.map((one) => `${JSON.stringify(one)}\n`).join('');

const moveFile = (path: string, uploads: string | null = null) => {
  const delivery = new Delivery(client);
  return importItems({
    paths: [path],
    uploads,
    setting,
    deliver: (item: Item) => delivery.deliver(item),
    findHolders: holdersOn(client),
    parallel: 4,
    signal: new AbortController().signal,
  });
};

const everything = async () =>
  JSON.stringify(
    await Promise.all(
      [
        'releases',
        'revisions',
        'publications',
        'audit',
        'attachments',
        'blobs',
        'legacy_addresses',
      ].map((table) => site.db.prepare(`select * from ${table}`).raw()),
    ),
  );

/** The command itself; killed as soon as it has brought in `killedAfter` releases. */
async function command(args: string[], killedAfter = Infinity): Promise<Ended> {
  let timer: NodeJS.Timeout | undefined;
  const ended = await runImport(site.url, site.tokens.admin, args, (child) => {
    timer = setInterval(async () => {
      const made = await site.db.prepare('select count(*) as n from releases').first<number>('n');
      if ((made ?? 0) >= killedAfter) child.kill('SIGKILL');
    }, 20);
  });
  clearInterval(timer);
  return ended;
}

test('an import that is killed goes on with the next run; a third one changes nothing', async () => {
  const path = await write(
    'killed.ndjson',
    ndjson(Array.from({ length: 24 }, (_, number) => line(number))),
  );
  const killedReport = await write('killed-report.ndjson', '');
  const killed = await command(['--report', killedReport, path], 8);
  expect(killed.code).toBeNull();
  const entries = (await readFile(killedReport, 'utf8')).split('\n');
  expect(entries.pop()).toBe('');
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) expect(JSON.parse(entry)).toMatchObject({ outcome: 'published' });
  const begun =
    (await site.db.prepare('select count(*) as n from releases').first<number>('n')) ?? 0;
  expect(begun).toBeLessThan(24);

  const resumed = await command([path]);
  expect([resumed.code, resumed.out]).toEqual([0, expect.stringMatching(/\d+ {2}published/)]);
  const { results } = await site.db
    .prepare(
      'select (select count(*) from releases) as r, (select count(*) from publications) as p, (select count(*) from revisions) as v',
    )
    .all();
  expect(results).toEqual([{ r: 24, p: 24, v: 24 }]);
  const old = await site.get('/node/23', Date.now());
  expect([old.status, old.headers.get('Location')]).toEqual([
    301,
    expect.stringMatching(/item-23$/),
  ]);

  const before = await everything();
  const report = await moveFile(path);
  expect([...report.counts]).toEqual([['there', 24]]);
  expect(await everything()).toBe(before);
});

test('whichever request of an item is the last before the end, the next run completes it', async () => {
  await write('a.pdf', '%PDF-1.7\n');
  const attachments = ['a.pdf', 'b.pdf'].map((filename) => ({
    path: 'a.pdf',
    filename,
    mediaType: 'application/pdf',
    title: filename,
  }));
  for (const [number, when] of Array.from({ length: 4 }, (_, at) => at).flatMap(
    (at) =>
      [
        [at, 'before'],
        [at, 'after'],
      ] as const,
  )) {
    const name = 1000 + number * 10 + (when === 'after' ? 1 : 0);
    const path = await write('one.ndjson', ndjson([line(name, { attachments })]));
    let left = number;
    const dying: typeof fetch = async (...request) => {
      const last = left-- === 0;
      if (last && when === 'before') throw new TypeError('killed');
      const answer = await fetch(...request);
      if (left < 0) throw new TypeError('killed');
      return answer;
    };
    const mortal = new Client(site.url, { token: site.tokens.admin, fetch: dying, attempts: 1 });
    const [item] = await items(path);
    await expect(new Delivery(mortal).deliver(item)).rejects.toThrow('does not respond');
    const outcome = await new Delivery(client).deliver(item);
    expect(['published', 'finished', 'there']).toContain(outcome);
    const { document } = await client.send('GET /releases/{id}', { params: { id: item.id } });
    expect([document.version, document.attachments.map(({ filename }) => filename)]).toEqual([
      3,
      ['a.pdf', 'b.pdf'],
    ]);
    expect(await new Delivery(client).deliver(item)).toBe('there');
  }
});

async function items(path: string): Promise<[Item]> {
  for await (const finding of readParseResults(path, null)) {
    if (!('sourceId' in finding)) throw new Error(JSON.stringify(finding));
    return [toItem(finding, setting) as Item];
  }
  throw new Error('nothing');
}

test('two machines that move in the same at once bring it in once', async () => {
  const path = await write(
    'twice.ndjson',
    ndjson(Array.from({ length: 12 }, (_, number) => line(2000 + number))),
  );
  const reports = await Promise.all([moveFile(path), moveFile(path)]);
  expect(reports.flatMap(({ failures }) => [...failures.keys()])).toEqual([]);
  const list = await site.edit('GET', '/releases?q=Item%202', null);
  const titles = list.json.items.map(({ titles }: { titles: { en: string } }) => titles.en);
  const ours = titles.filter((title: string) => /^Item 20\d\d$/.test(title));
  expect([ours.length, new Set(ours).size]).toEqual([12, 12]);
});

test('one bad item stops nothing, leaves nothing, and is told with its reason', async () => {
  const holder = {
    kind: 'press-release',
    legacyUrls: ['/node/held'],
    editions: { en: { title: 'Holder of an old address', markdown: 'Text.' } },
  };
  const { id } = (await site.edit('POST', '/releases', holder)).json;
  expect((await site.edit('PUT', `/releases/${id}/publication`, {})).status).toBe(200);
  const lines = [
    line(3000),
    line(3001, { legacyUrls: ['/node/3000'] }),
    line(3002, { kind: 'unheard-of' }),
    line(3003, { legacyUrls: ['/node/held'] }),
    line(3004, { legacyUrls: ['/api/x'] }),
    line(3000),
    line(3005),
  ];
  const path = await write('bad.ndjson', ndjson(lines));
  const { code, out } = await command([path]);
  expect(code).toBe(1);
  expect(out).toMatch(/5 {2}published[\s\S]*2 {2}not imported/);
  for (const reason of [
    /2 {2}old addresses are taken and were left out: \/node\/3000 is also of \S+bad\.ndjson:1, /,
    /1 {2}“unheard-of” is not a term of kinds\n\s+\S+bad\.ndjson:3\n/,
    /\/node\/held belongs to the release \w+\n\s+\S+bad\.ndjson:2, \S+bad\.ndjson:4\n/,
    /its old address \/api\/x cannot redirect here\n\s+\S+bad\.ndjson:5\n/,
    /the release \w+ belongs to \S+bad\.ndjson:1\n\s+\S+bad\.ndjson:6\n/,
    /Next:[\s\S]*run the same command again/,
  ]) {
    expect(out).toMatch(reason);
  }
  const list = await site.edit('GET', '/releases?q=Item%20300', null);
  expect(list.json.items).toHaveLength(5);
  const again = await command([path]);
  expect([again.code, again.out]).toEqual([1, expect.stringMatching(/5 {2}exist already\n/)]);
});

test('what an editor has changed since is left alone, and told', async () => {
  const path = await write(
    'edited.ndjson',
    ndjson([line(4000), line(4001, { publishedAt: null })]),
  );
  await moveFile(path);
  const list = await site.edit('GET', '/releases?q=Item%20400', null);
  for (const { id, version } of list.json.items) {
    const body = {
      kind: 'press-release',
      date: '2010-01-02',
      editions: { en: { title: 'Rewritten', markdown: 'New.' } },
    };
    expect((await site.edit('PUT', `/releases/${id}`, body, { etag: `"${version}"` })).status).toBe(
      200,
    );
  }
  const before = await everything();
  const report = await moveFile(path);
  expect([...report.counts]).toEqual([['changed', 2]]);
  expect(await everything()).toBe(before);
});

test('a rehearsal writes nothing and tells of each item; a mapping tells what is what', async () => {
  const path = await write('wordpress.xml', wordpressExport(36));
  const mapping = await write(
    'mapping.yaml',
    'kind: press-release\nterms: { old-law: fields-of-work/rule-of-law, River watch: null, page: kinds/press-release }\nauthors: { Press desk: structures/secretariat }\nlanguages: { pt: en }\n',
  );
  const before = await everything();
  const rehearsal = await command(['--dry-run', '--mapping', mapping, path]);
  expect(rehearsal.out).toMatch(
    /published {2}2012-03-05 {2}press-release, en: A post of blocks \(\S+wordpress\.xml:\d+\)/,
  );
  expect(rehearsal.out).toMatch(/14 {2}would be published\s+5 {2}would be imported as drafts/);
  expect(rehearsal.out).not.toMatch(/matches no term/);
  expect(rehearsal.out).toMatch(/\npublished 14, drafts 5, refused 1, flagged \d+\n$/);
  const counts = await command(['--dry-run', '--counts', '--mapping', mapping, path]);
  expect(counts.out).toMatch(/\n +14 +5 +0 +1 +\d+ +0 {2}\S+wordpress\.xml\n/);
  expect(counts.out).not.toContain('A post of blocks');
  expect(await everything()).toBe(before);
  const moved = await command(['--mapping', mapping, path]);
  expect(moved.out).toMatch(/14 {2}published\s+5 {2}imported as drafts\s+1 {2}not imported/);
  const classic = await site.get(
    '/api/v1/releases?fields-of-work=rule-of-law&since=2012-03-05&until=2012-03-05',
    Date.now(),
  );
  expect(classic.json.items[0]).toMatchObject({
    publishedAt: '2012-03-05T09:15:00Z',
    sources: [{ slug: 'secretariat' }],
    editions: { en: { title: 'A classic post & its captions' } },
  });
  for (const hidden of ['/post-3/', '/post-4/', '/post-5/', '/post-6/', '/post-7/']) {
    expect((await site.get(hidden, Date.now())).status).toBe(404);
  }
  expect((await command(['--mapping', mapping, path])).out).toMatch(/19 {2}exist already/);
}, 180_000);

test('a faulty mapping, a token that may not and a site that is not there end it with a word', async () => {
  const path = await write('last.ndjson', ndjson([line(5000)]));
  const mapping = await write('faulty.yaml', 'terms: { a: policing }\nkinds: x\n');
  const faulty = await command(['--mapping', mapping, path]);
  expect([faulty.code, faulty.out]).toEqual([
    2,
    expect.stringMatching(/terms\.a: must be .*kinds: is not a field of the mapping/),
  ]);
  const author = await command(['--token', site.tokens.author, path]);
  expect([author.code, author.out]).toEqual([
    2,
    expect.stringMatching(/Stopped: .*editor or more.*--draft/),
  ]);
  const foretold = await command(['--token', site.tokens.author, '--dry-run', path]);
  expect(foretold.out).toMatch(/1 {2}would be published[\s\S]*This token may not publish/);
  const missing = await command([`${path}.gone`]);
  expect([missing.code, missing.out]).toEqual([1, expect.stringContaining('no such file')]);
  const list = await site.edit('GET', '/releases?q=Item%205000', null);
  expect(list.json.items).toEqual([]);
});
