/** The page and the feeds of corrections: what was corrected, and nothing that is still to come. */
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const embargo = noon + 100 * hour;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

/** A public release. @returns its id */
async function published(title: string, languages = ['en']): Promise<string> {
  const editions = Object.fromEntries(
    languages.map((lang) => [lang, { title, markdown: 'Text.' }]),
  );
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
  await publish(made.json.id, noon, {});
  return made.json.id;
}

async function publish(id: string, now: number, order: Record<string, unknown>): Promise<void> {
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag: '*' });
  expect(put.status, put.text).toBe(200);
}

async function corrected(id: string, now: number, order: Record<string, unknown>): Promise<void> {
  const { json } = await newsroom.edit('GET', `/releases/${id}`, null, { now });
  const path = `/releases/${id}/revisions/${json.version}/restore`;
  const restored = await newsroom.edit('POST', path, null, { now });
  expect(restored.status, restored.text).toBe(200);
  await publish(id, now, order);
}

const page = async (path: string, now: number) => (await newsroom.get(path, now)).text;
const entriesOf = (text: string) =>
  [
    ...text.matchAll(/<h2><a href="[^"]*">([^<]*)<\/a><\/h2>(?:<p class="summary">(.*?)<\/p>)?/g),
  ].map(([, title, notes = '']) => [
    title,
    [...notes.matchAll(/<span[^>]*>([^<]*)</g)].map(([, one]) => one),
  ]);

test('Corrected releases are listed by their last correction, with all notes, in each language.', async () => {
  const [first, second] = [await published('First', ['en', 'fr']), await published('Second')];
  await published('Never corrected');
  await corrected(first, noon + hour, { note: { en: 'A name.', fr: 'Un nom.' } });
  await corrected(second, noon + 2 * hour, { note: { en: 'A figure.' } });
  expect(entriesOf(await page('/corrections', noon + 2 * hour))).toEqual([
    ['Second', ['A figure.']],
    ['First', ['A name.']],
  ]);
  await corrected(first, noon + 3 * hour, { note: { en: 'A place.', fr: 'Un lieu.' } });
  const reply = await newsroom.get('/corrections', noon + 3 * hour);
  expect(entriesOf(reply.text)).toEqual([
    ['First', ['A place.', 'A name.']],
    ['Second', ['A figure.']],
  ]);
  expect(reply.text).toContain('1 July 2026, <bdi>17:00 CEST</bdi>');
  expect(reply.headers.get('X-Test-Trips')).toBe('1');
  expect(entriesOf(await page('/fr/corrections', noon + 3 * hour))).toEqual([
    ['First', ['Un lieu.', 'Un nom.']],
  ]);
  expect(await page('/ar/corrections', noon + 3 * hour)).toContain('dir="rtl"');
});

test('A scheduled correction is nowhere before its instant; a withdrawn release is nowhere after.', async () => {
  const id = await published('Under embargo');
  const addresses = ['/corrections', '/corrections/feed.xml', '/corrections/feed.json'];
  const all = (now: number) => Promise.all(addresses.map((address) => page(address, now)));
  const before = await all(noon + 5 * hour);
  const order = { note: { en: 'Not yet.' }, at: new Date(embargo).toISOString() };
  await corrected(id, noon + 4 * hour, order);
  expect(await all(noon + 5 * hour)).toEqual(before);
  expect((await all(embargo - 1)).join('')).not.toContain('Not yet.');
  for (const text of await all(embargo)) expect(text).toContain('Not yet.');
  const gone = { mode: 'gone', note: { en: 'Withdrawn.' } };
  const now = embargo + hour;
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, gone, { now, etag: '*' });
  expect((await all(now)).join('')).not.toContain('Not yet.');
});

test('Each correction is an entry of the feeds, which another program reads to the same data.', async () => {
  const now = noon + 3 * hour;
  const [rss, atom, json] = await Promise.all(
    ['feed.xml', 'atom.xml', 'feed.json'].map((name) => newsroom.get(`/corrections/${name}`, now)),
  );
  const notes = ['A place.', 'A figure.', 'A name.'];
  expect(parseRssFeed(rss?.text ?? '').items?.map((one) => one.description)).toEqual(notes);
  const entries = parseAtomFeed(atom?.text ?? '').entries;
  expect(entries?.map((one) => one.summary?.value ?? one.summary)).toEqual(notes);
  expect(new Set(entries?.map((one) => one.id)).size).toBe(3);
  const feed = parseJsonFeed(JSON.parse(json?.text ?? ''));
  expect(feed.feed_url).toBe('https://newsroom.example/corrections/feed.json');
  expect(feed.items?.map((one) => one.summary)).toEqual(notes);
  expect(json?.headers.get('Content-Type')).toContain('application/feed+json');
});

test('Older corrections are on further pages; a cursor that is none is refused.', async () => {
  for (let one = 0; one < 21; one++) {
    await corrected(await published(`Many ${one}`), noon + 10 * hour + one, {
      note: { en: 'Note.' },
    });
  }
  const now = noon + 11 * hour;
  const first = await page('/corrections', now);
  const older = /rel="next" href="([^"]+)"/.exec(first)?.[1] ?? '';
  const [one, other] = [entriesOf(first), entriesOf(await page(older, now))];
  const titles = [...one, ...other].map(([title]) => title);
  expect(titles.slice(0, 21)).toEqual(Array.from({ length: 21 }, (_, at) => `Many ${20 - at}`));
  expect(new Set(titles).size).toBe(titles.length);
  expect((await newsroom.get('/corrections?cursor=x', now)).status).toBe(400);
});
