/** A change takes out of the edge exactly what it touches: the rest is still a hit. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Reply, release } from '../newsroom.ts';
import { type EdgeNewsroom, openBehindEdge, seen, statusOf } from './behind-edge.ts';

const start = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const pdf = new TextEncoder().encode('%PDF-1.7\nThe programme of the day.\n');

let edge: EdgeNewsroom;
/** Each act has an hour of its own, so that nothing of the one before is kept. */
let now = start;
const releases: Record<string, { id: string; slug: string }> = {};
const addresses: string[] = [];

const inFrench = { fr: { title: 'En français seulement', markdown: 'Texte.' } };
const titled = (title: string) => ({ en: { title, markdown: `${title}, word by word.` } });

beforeAll(async () => {
  edge = await openBehindEdge();
  const at = (days: number) => start - days * 24 * 60 * minute;
  const make = async (name: string, days: number, parts: Record<string, unknown>) => {
    releases[name] = await release(edge, { now: at(days), ...parts });
  };
  await make('older', 40, {
    editions: titled('An older one on policing'),
    fieldsOfWork: ['policing'],
  });
  await make('latest', 30, {
    editions: titled('The latest on policing'),
    fieldsOfWork: ['policing'],
  });
  await make('law', 20, {
    editions: titled('On the law'),
    fieldsOfWork: ['rule-of-law'],
    countries: [],
  });
  await make('french', 10, { editions: inFrench, fieldsOfWork: ['rule-of-law'], countries: [] });
  const { id } = releases.law ?? { id: '' };
  const before = await edge.edit('GET', `/releases/${id}`, null, { now: at(19) });
  const etag = before.headers.get('ETag') ?? '';
  const uploaded = await edge.edit('PUT', `/releases/${id}/attachments/programme.pdf`, pdf, {
    etag,
    now: at(19),
    headers: { 'Content-Type': 'application/pdf' },
  });
  await edge.edit(
    'PUT',
    `/releases/${id}/publication`,
    { minor: true },
    {
      now: at(19),
      etag: uploaded.headers.get('ETag') ?? '',
    },
  );
  const file = new URL((await edge.get(`/api/v1/releases/${id}`, at(18))).json.attachments[0].url);
  await edge.tickAt(start - minute);
  for (const [name, one] of Object.entries(releases)) {
    const lang = name === 'french' ? '/fr' : '';
    addresses.push(`${lang}/releases/${one.id}/${one.slug}`);
    addresses.push(`${lang}/releases/${one.id}/history`, `/releases/${one.id}.json`);
  }
  addresses.push(
    ...['/', '/fr', '/kinds', '/kinds/press-release', '/fr/kinds/press-release'],
    ...[
      '/fields-of-work/policing',
      '/fields-of-work/rule-of-law',
      '/fr/fields-of-work/rule-of-law',
    ],
    ...['/countries', '/countries/kazakhstan', '/countries/participating-states'],
    ...[
      '/archive',
      '/archive/2026',
      '/archive/2026/05',
      '/archive/2026/06',
      '/archive/2026/07',
      '/fr/archive/2026/06',
    ],
    ...['/search?q=word', '/fr/search?q=texte', '/search?q=word&fields-of-work=rule-of-law'],
    ...['/search?year=2026', '/search?lang=fr', '/search?countries=kazakhstan&year=2026'],
    ...['/api/v1/releases', '/api/v1/releases?lang=fr', '/api/v1/releases?lang=de'],
    ...['/api/v1/releases?fields-of-work=policing', '/api/v1/releases?countries=kazakhstan&q=word'],
    ...['/api/v1/taxonomies', '/api/v1/taxonomies/kinds', '/robots.txt', '/llms.txt'],
    ...['/feed.xml', '/fr/feed.xml', file.pathname],
  );
});
afterAll(() => edge.dispose());

/** Fills the edge: everything that may be kept is. */
async function warm(): Promise<Map<string, string>> {
  const before = new Map<string, string>();
  for (const path of addresses) before.set(path, seen(await edge.get(path, now)));
  return before;
}

/**
 * Performs an act behind the edge. Every address that it changes must be right at the next request;
 * every other one must still be a hit, except `own`, the addresses of the act's releases.
 * @returns the addresses that changed
 */
async function expectExact(act: () => Promise<unknown>, own: string[] = []): Promise<string[]> {
  now += 60 * minute;
  await edge.tickAt(now);
  const before = await warm();
  await act();
  const changed: string[] = [];
  for (const path of addresses) {
    const fresh = await edge.origin(path, now);
    const reply = await edge.get(path, now);
    expect(seen(reply), path).toBe(seen(fresh));
    if (seen(fresh) !== before.get(path)) changed.push(path);
    else if (
      reply.status < 400 &&
      !own.some((one) => (one.startsWith('/') ? path === one : path.includes(one)))
    ) {
      expect(statusOf(reply), `${path} was not touched`).toBe('HIT');
    }
  }
  return changed;
}

const idOf = (name: string) => releases[name]?.id ?? '';

/** An editor's act upon a release as it is. */
async function edit(name: string, method: string, part: string, body: unknown) {
  const read = await edge.edit('GET', `/releases/${idOf(name)}`, null, { now });
  const etag = read.headers.get('ETag') ?? '';
  const reply = await edge.edit(method, `/releases/${idOf(name)}${part}`, body, { now, etag });
  expect(reply.status, reply.text).toBeLessThan(300);
}

/** Periods of the archive are made anew with every publication in them: each names its languages. */
const overviews = ['archive'];

/** A change of a release purges its lists, even if they show the same of it. */
const lists = [
  '/',
  '/kinds/press-release',
  '/countries/kazakhstan',
  '/countries/participating-states',
  'search?year=2026',
];

describe('the next request gets every changed page fresh and every other from the cache when', () => {
  test('a release is published in one language and one topic', async () => {
    const changed = await expectExact(
      () =>
        release(edge, {
          now,
          editions: titled('News of policing'),
          fieldsOfWork: ['policing'],
          countries: [],
        }),
      [...overviews, idOf('latest')],
    );
    expect(changed).toEqual(
      expect.arrayContaining([
        '/',
        '/fields-of-work/policing',
        '/archive/2026/07',
        '/api/v1/releases',
      ]),
    );
    const neighbour = `/releases/${idOf('latest')}/${releases.latest?.slug}`;
    expect(changed).toContain(neighbour);
    for (const path of [
      '/fr',
      '/fr/feed.xml',
      '/fields-of-work/rule-of-law',
      '/countries/kazakhstan',
    ]) {
      expect(changed).not.toContain(path);
    }
  });

  test('a release is corrected', async () => {
    const changed = await expectExact(async () => {
      await edit(
        'older',
        'PUT',
        '',
        draft({ editions: titled('Put right'), fieldsOfWork: ['policing'] }),
      );
      await edit('older', 'PUT', '/publication', { note: { en: 'The title was wrong.' } });
    }, [...overviews, idOf('older'), idOf('latest')]);
    expect(changed).toContain('/archive/2026/05');
    expect(changed).toContain('/countries/participating-states');
    expect(changed).not.toContain('/archive/2026/07');
  });

  test('a release moves to another topic, and takes its neighbours with it', async () => {
    await expectExact(async () => {
      const moved = { editions: titled('The latest on policing'), fieldsOfWork: ['rule-of-law'] };
      await edit('latest', 'PUT', '', draft(moved));
      await edit('latest', 'PUT', '/publication', { minor: true });
    }, [...overviews, ...lists, idOf('latest'), idOf('older'), idOf('law')]);
  });

  test('a release is withdrawn with a notice, reinstated, and withdrawn without a trace', async () => {
    const concerned = [...overviews, idOf('law'), idOf('latest'), 'programme.pdf'];
    const withdraw = (mode: Record<string, unknown>) =>
      expectExact(() => edit('law', 'PUT', '/withdrawal', mode), concerned);
    const notice = { mode: 'notice', note: { en: 'It was not so.' } };
    expect(await withdraw(notice)).toContain('/fields-of-work/rule-of-law');
    // Its page leads on to the releases beside it, of which none leads to it.
    const beside = await expectExact(async () => {
      const mended = { editions: titled('The latest, put right'), fieldsOfWork: ['rule-of-law'] };
      await edit('latest', 'PUT', '', draft(mended));
      await edit('latest', 'PUT', '/publication', { minor: true });
    }, [...concerned, idOf('older'), ...lists]);
    expect(beside).toContain(`/releases/${idOf('law')}/${releases.law?.slug}`);
    const reinstated = await expectExact(
      () => edit('law', 'DELETE', '/withdrawal', null),
      concerned,
    );
    expect(reinstated).toContain('/archive/2026/06');
    expect(await withdraw({ mode: 'vanish' })).toContain('/');
  });

  test('a term is added below another', async () => {
    const term = { slug: 'astana', parent: 'kazakhstan', names: { en: 'Astana' } };
    const changed = await expectExact(() =>
      edge.edit('POST', '/taxonomies/countries/terms', term, { now }),
    );
    // The filters of every list offer it; releases do not name it.
    const offering = [
      '/',
      '/countries',
      '/countries/kazakhstan',
      '/archive/2026/06',
      '/search?q=word',
    ];
    expect(changed).toEqual(expect.arrayContaining(offering));
    expect(changed.filter((path) => /releases|feed|api/.test(path))).toEqual([]);
  });

  test('a term is closed', async () => {
    const term = {
      slug: 'press-release',
      closed: true,
      names: { en: 'Press release', fr: 'Communiqué de presse' },
    };
    const changed = await expectExact(() =>
      edge.edit('PUT', '/taxonomies/kinds/terms/press-release', term, { now, etag: '"1"' }),
    );
    expect(changed).toContain('/api/v1/taxonomies/kinds');
    expect(changed.filter((path) => path.startsWith('/releases'))).toEqual([]);
  });

  test('a redirect is set, changed and removed', async () => {
    addresses.push('/old');
    const set = { path: '/old', target: '/kinds/press-release' };
    let made = '';
    await expectExact(async () => {
      const { headers, text } = await edge.edit('POST', '/redirects', set, { now });
      made = headers.get('Location')?.split('/editor')[1] ?? text;
    });
    const changed = { path: '/old', target: '/countries/kazakhstan' };
    await edge.edit('PUT', made, changed, { now, etag: '"1"' });
    expect((await edge.get('/old', now)).headers.get('Location')).toBe('/countries/kazakhstan');
    await edge.edit('DELETE', made, null, { now, etag: '"2"' });
    expect((await edge.get('/old', now)).status).toBe(404);
  });

  test('something is scheduled for another day: nothing is purged or revealed', async () => {
    const changed = await expectExact(() => release(edge, { now, at: now + 24 * 60 * minute }));
    expect(changed).toEqual([]);
  });
});

test('a renamed term has its new name wherever it is named', async () => {
  const term = { slug: 'police', names: { en: 'Police work' } };
  const changed = await expectExact(
    () => edge.edit('PUT', '/taxonomies/fields-of-work/terms/policing', term, { now, etag: '"1"' }),
    [''],
  );
  expect(changed).toContain('/fields-of-work/policing');
  expect(changed).toContain(`/releases/${idOf('older')}.json`);
});

test('after the tick, feeds and sitemaps that changed are fresh', async () => {
  const made = await release(edge, { now, editions: titled('For the feeds'), fieldsOfWork: [] });
  await edge.tickAt(now);
  for (const path of ['/feed.xml', '/sitemap.xml']) {
    expect(seen(await edge.get(path, now))).toBe(seen(await edge.origin(path, now)));
  }
  expect((await edge.get('/feed.xml', now)).text).toContain(made.id);
});

test('the sitemap of a release is fresh at once, without a tick, and others are still cached', async () => {
  now += 60 * minute;
  await edge.tickAt(now);
  await edge.db.exec(
    `update publications set sitemap = 2 where release_id = '${idOf('older')}'; insert into sitemaps (number, members, bytes, modified_at) values (2, 1, 100, 0);`,
  );
  const ranges = ['/sitemaps/1.xml', '/sitemaps/2.xml'];
  for (const path of ranges) expect((await edge.get(path, now)).status).toBe(200);
  await edit('latest', 'PUT', '', draft({ editions: titled('Mended'), fieldsOfWork: [] }));
  await edit('latest', 'PUT', '/publication', { note: { en: 'It was wrong.' } });
  const [mine, others] = await Promise.all(ranges.map((path) => edge.get(path, now)));
  expect(mine?.text).toContain(`${idOf('latest')}/mended`);
  expect(statusOf(others as Reply)).toBe('HIT');
  await edit('older', 'PUT', '/withdrawal', { mode: 'gone', note: { en: 'Wrong.' } });
  expect((await edge.get('/sitemaps/2.xml', now)).text).not.toContain(idOf('older'));
  const made = await release(edge, {
    now,
    editions: titled('The newest of all'),
    fieldsOfWork: [],
  });
  expect((await edge.get('/sitemaps/2.xml', now)).text).toContain(made.id);
});
