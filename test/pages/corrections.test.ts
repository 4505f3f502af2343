/** The page and the feeds of corrections: what was corrected, and nothing that is still to come. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../dev/local.ts';
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

describe('The corrections of a term', () => {
  const term = '/countries/participating-states';
  const now = noon + 20 * hour;
  /** A release of other terms than `draft` names, with its corrections. */
  async function elsewhere(title: string, note: string): Promise<string> {
    const editions = { en: { title, markdown: 'Text.' }, fr: { title, markdown: 'Texte.' } };
    const made = await newsroom.edit('POST', '/releases', draft({ countries: [], editions }), {
      now: noon,
    });
    await publish(made.json.id, noon, {});
    await corrected(made.json.id, noon + 12 * hour, { note: { en: note, fr: note } });
    return made.json.id;
  }
  const titles = async (path: string, at = now) =>
    entriesOf(await page(path, at)).map(([title]) => title);

  test('are those of its releases and of those of its descendants, in each language, in one trip.', async () => {
    await elsewhere('Of another term', 'Not here.');
    const id = await published('Of Kazakhstan', ['en', 'fr']);
    await corrected(id, noon + 13 * hour, { note: { en: 'A river.', fr: 'Un fleuve.' } });
    const reply = await newsroom.get(`${term}/corrections`, now);
    expect(entriesOf(reply.text)[0]).toEqual(['Of Kazakhstan', ['A river.']]);
    expect(reply.text).toContain('<h1>Corrections: Participating States</h1>');
    expect(reply.text).not.toContain('Of another term');
    expect(reply.headers.get('X-Test-Trips')).toBe('1');
    expect(Number(reply.headers.get('X-Test-Rows'))).toBeLessThanOrEqual(120);
    expect(entriesOf(await page('/fr/countries/kazakhstan/corrections', now))[0]).toEqual([
      'Of Kazakhstan',
      ['Un fleuve.'],
    ]);
    expect(await titles('/corrections')).toContain('Of another term');
    expect(await titles('/meetings/summit-meetings/corrections')).toEqual([]);
  });

  test('continue on further pages, and have feeds.', async () => {
    const first = await page(`${term}/corrections`, now);
    const older = /rel="next" href="([^"]+)"/.exec(first)?.[1] ?? '';
    expect(older).toContain(`${term}/corrections?cursor=`);
    const all = [...(await titles(`${term}/corrections`)), ...(await titles(older))];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toContain('Many 0');
    const feed = parseJsonFeed(JSON.parse(await page(`${term}/corrections/feed.json`, now)));
    expect(feed.feed_url).toBe(`https://newsroom.example${term}/corrections/feed.json`);
    expect(feed.home_page_url).toBe(`https://newsroom.example${term}/corrections`);
    expect(feed.title).toBe(
      'Organization for Regional Dialogue: Corrections – Participating States',
    );
    expect(feed.items?.[0]?.summary).toBe('A river.');
    expect(parseRssFeed(await page(`${term}/corrections/feed.xml`, now)).items).toHaveLength(25);
    expect(first).toContain(`href="https://newsroom.example${term}/corrections/atom.xml"`);
    const atom = parseAtomFeed(await page(`/fr${term}/corrections/atom.xml`, now));
    expect(atom.id).not.toBe(parseAtomFeed(await page('/fr/corrections/atom.xml', now)).id);
  });

  test('are linked from its page if there are any, in that language.', async () => {
    const link = (path: string) => `<a href="${path}/corrections">`;
    expect(await page(term, now)).toContain(link(term));
    expect(await page(`/de${term}`, now)).not.toContain(link(`/de${term}`));
    const none = '/meetings/summit-meetings';
    expect(await page(none, now)).not.toContain(link(none));
    const { headers } = await newsroom.get(term, now);
    expect(headers.get('X-Test-Trips')).toBe('1');
  });

  test('have no trace of a scheduled one before its instant, nor of a removed or withdrawn one.', async () => {
    const path = '/structures/secretariat/corrections';
    const listed = () => titles(path);
    const at = noon + 200 * hour;
    const id = await published('Held back');
    const order = { note: { en: 'Not yet.' }, at: new Date(at).toISOString() };
    const before = await page(path, now);
    await corrected(id, noon + 14 * hour, order);
    expect(await page(path, now)).toBe(before);
    expect(await titles(path, at - 1)).not.toContain('Held back');
    expect(await titles(path, at)).toContain('Held back');
    await corrected(id, noon + 15 * hour, { note: { en: 'A typing error.' } });
    expect(await listed()).toContain('Held back');
    const act = { now: noon + 16 * hour, etag: '*' };
    const withdrawal = `/releases/${id}/withdrawal`;
    await newsroom.edit('PUT', withdrawal, { mode: 'gone', note: { en: 'W.' } }, act);
    expect(await listed()).not.toContain('Held back');
    await newsroom.edit('DELETE', withdrawal, null, { ...act, now: noon + 17 * hour });
    expect(await listed()).toContain('Held back');
    await corrected(id, noon + 18 * hour, { note: { en: 'Another.' } });
    const remove = (number: number) =>
      newsroom.edit('DELETE', `/releases/${id}/corrections/${number}`, null, {
        ...act,
        now: noon + 19 * hour,
      });
    expect((await remove(2)).status).toBeLessThan(300);
    expect(entriesOf(await page(path, now)).find(([title]) => title === 'Held back')?.[1]).toEqual([
      'A typing error.',
    ]);
    expect((await remove(1)).status).toBeLessThan(300);
    for (const one of [path, '/corrections']) expect(await titles(one)).not.toContain('Held back');
  });

  test('are those of before migration 0044, too.', async () => {
    const rows = async () => {
      const sql = "select * from listings where lang like 'corrected:%'";
      return (await newsroom.db.prepare(sql).all()).results;
    };
    const file = await readFile(join(root, 'migrations/0044_corrections_by_term.sql'), 'utf8');
    const before = await rows();
    await newsroom.db.exec("delete from listings where lang like 'corrected:%'");
    await newsroom.db.exec(file.split('\n\n')[1]?.trim() ?? '');
    expect(before.length).toBeGreaterThan(100);
    expect(await rows()).toEqual(before);
  });

  test('move with a term that gets another parent or another slug.', async () => {
    const kazakhstan = '/taxonomies/countries/terms/kazakhstan';
    const { json } = await newsroom.edit('GET', kazakhstan, null, { now });
    const change = async (part: object) => {
      const { slug, names, closed, parent } = { ...json, ...part };
      const path = `/taxonomies/countries/terms/${json.slug}`;
      const put = await newsroom.edit(
        'PUT',
        path,
        { slug, names, closed, parent },
        { now, etag: '*' },
      );
      expect(put.status, put.text).toBe(200);
    };
    expect(await titles(`${term}/corrections`)).toContain('Of Kazakhstan');
    await change({ parent: null });
    expect(await titles(`${term}/corrections`)).toEqual([]);
    await change({ slug: 'qazaqstan' });
    expect(await titles('/countries/qazaqstan/corrections')).toContain('Of Kazakhstan');
    for (const below of ['corrections?cursor=x1-0123456789ab', 'corrections/feed.xml']) {
      const moved = await newsroom.fetch(`/fr/countries/kazakhstan/${below}`, {
        redirect: 'manual',
        headers: { 'X-Test-Now': String(now) },
      });
      expect([moved.status, moved.headers.get('Location')]).toEqual([
        301,
        `/fr/countries/qazaqstan/${below}`,
      ]);
    }
    for (const path of [
      '/countries/nowhere/corrections',
      '/countries/nowhere/corrections/feed.xml',
    ]) {
      expect((await newsroom.get(path, now)).status, path).toBe(404);
    }
  });
});

describe('The feeds of corrections of another newsroom', () => {
  const hub = 'https://hub.example/';
  let first: Newsroom;
  beforeAll(async () => {
    first = newsroom;
    newsroom = await openNewsroom({ vars: { WEBSUB_HUB: hub } });
  });
  afterAll(async () => {
    await newsroom.dispose();
    newsroom = first;
  });

  test('have the headers and the direction of all feeds, and name no hub.', async () => {
    const id = await published('In Arabic', ['ar']);
    await corrected(id, noon + hour, { note: { ar: 'خطأ' } });
    const { headers, text } = await newsroom.get('/ar/corrections/feed.json', noon + hour);
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(headers.get('Content-Language')).toBe('ar');
    expect(text).not.toContain(hub);
    expect(await page('/ar/feed.json', noon + hour)).toContain(hub);
    expect(JSON.parse(text).items[0].content_html).toMatch(/^<div dir="rtl" lang="ar"><p>خطأ/);
  });

  test('have an entry for each correction that is dated back to before the release.', async () => {
    const id = await published('Dated back');
    const at = new Date(noon - hour).toISOString();
    for (const [place, note] of ['One.', 'Two.', 'Three.'].entries())
      await corrected(id, noon + hour + place, { note: { en: note }, at, backdate: true });
    const { items } = JSON.parse(await page('/corrections/feed.json', noon + 2 * hour));
    const entries = items as { id: string; summary: string }[];
    expect(entries.map(({ summary }) => summary)).toEqual(['Three.', 'Two.', 'One.']);
    expect(new Set(entries.map((one) => one.id)).size).toBe(3);
  });
});
