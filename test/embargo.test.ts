/** Embargo: until its instant a release does not exist on any surface; then it is everywhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, type Reply, release } from './newsroom.ts';
import { banner } from './pages/photograph.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const embargo = noon + 3 * 60 * 60 * 1000;
const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

const event = {
  start: '2026-07-02T08:00:00Z',
  end: '2026-07-02T10:00:00Z',
  timeZone: 'Asia/Almaty',
};

let newsroom: Newsroom;
let shown: { id: string; slug: string };
let hidden: { id: string; slug: string; file: string; picture: string };

beforeAll(async () => {
  newsroom = await openNewsroom();
  shown = await release(newsroom, { now: noon - 60_000 });
  const edition = { title: 'The secret treaty', markdown: 'Nobody knows.', place: 'ASTANA' };
  const made = await newsroom.edit(
    'POST',
    '/releases',
    draft({ editions: { en: edition, fr: edition }, event }),
    {
      now: noon - 30_000,
    },
  );
  const path = `/releases/${made.json.id}`;
  const put = await newsroom.edit('PUT', `${path}/attachments/treaty.pdf`, pdf, {
    now: noon - 30_000,
    headers: { 'Content-Type': 'application/pdf' },
  });
  const drawn = await newsroom.edit('PUT', `${path}/attachments/treaty.jpg`, banner, {
    now: noon - 30_000,
    etag: '*',
    headers: { 'Content-Type': 'image/jpeg' },
  });
  const order = { at: new Date(embargo).toISOString() };
  const published = await newsroom.edit('PUT', `${path}/publication`, order, { now: noon });
  expect(published.json).toMatchObject({
    state: 'scheduled',
    at: '2026-07-01T15:00:00Z',
    local: { timeZone: 'Europe/Vienna', time: '2026-07-01T17:00:00+02:00', weekday: 'Wednesday' },
  });
  hidden = {
    id: made.json.id,
    slug: made.json.editions.en.slug,
    file: new URL(put.json.url).pathname,
    picture: `/pictures/${drawn.json.id}/640.webp`,
  };
});
afterAll(() => newsroom.dispose());

/** An answer as a reader gets it from the edge, which removes its own headers. */
function seen({ status, headers, text }: Reply) {
  const passed = [...headers].filter(
    ([name]) => !/^(?:date|x-test-.*|cloudflare-cdn-cache-control|cache-tag)$/.test(name),
  );
  return { status, headers: passed.sort(), text };
}

const addresses = () => [
  [`/releases/${hidden.id}/${hidden.slug}`, '/releases/0123456789ab/never-was'],
  [`/releases/${hidden.id}`, '/releases/0123456789ab'],
  [`/releases/${hidden.id}/wrong-slug`, '/releases/0123456789ab/wrong-slug'],
  [`/fr/releases/${hidden.id}/${hidden.slug}`, '/fr/releases/0123456789ab/never-was'],
  [`/ru/releases/${hidden.id}/${hidden.slug}`, '/ru/releases/0123456789ab/never-was'],
  [hidden.file, '/files/0123456789ab/treaty.pdf'],
  [hidden.picture, '/pictures/0123456789ab/640.webp'],
  [`/api/v1/releases/${hidden.id}`, '/api/v1/releases/0123456789ab'],
  ...['.md', '.txt', '.bib', '.csl.json', '.ics', '.json', '.ninjs.json', '/history'].map(
    (form) => [`/releases/${hidden.id}${form}`, `/releases/0123456789ab${form}`],
  ),
];

const lists = [
  '/',
  '/fr',
  '/ru',
  '/fields-of-work/policing',
  '/fr/fields-of-work/policing',
  '/countries/participating-states',
  '/kinds/press-release',
  '/archive/2026/07',
  '/events',
  '/fr/events',
  '/events.ics',
  '/api/v1/releases',
  '/api/v1/releases?lang=fr',
  '/api/v1/releases?fields-of-work=policing&countries=kazakhstan',
];

describe('before its instant', () => {
  test.each([1, 1000, embargo - noon - 1])(
    'each address responds, %d ms after, like one that never existed',
    async (after) => {
      for (const [address, never] of addresses()) {
        const hidden = seen(await newsroom.get(address as string, noon + after));
        expect(hidden.status).toBe(404);
        expect(hidden).toEqual(seen(await newsroom.get(never as string, noon + after)));
      }
    },
  );

  test('a range, a condition or a HEAD reveals no more of its files', async () => {
    for (const file of [hidden.file, hidden.picture]) {
      for (const headers of [
        { Range: 'bytes=0-3' },
        { 'If-None-Match': '*' },
        { 'If-Range': '"x"' },
      ]) {
        expect((await newsroom.get(file, embargo - 1, headers)).status).toBe(404);
      }
      const head = await newsroom.fetch(file, {
        method: 'HEAD',
        headers: { 'X-Test-Now': String(embargo - 1) },
      });
      expect(head.status).toBe(404);
    }
  });

  test('nothing is made of its picture', async () => {
    await newsroom.get(hidden.picture, embargo - 1);
    expect((await newsroom.bucket.list({ prefix: 'renditions/' })).objects).toEqual([]);
  });

  test('refusals are cached by no browser, and at the edge for two seconds at most', async () => {
    for (const [address] of addresses()) {
      const { headers } = await newsroom.get(address as string, noon);
      expect(headers.get('Cache-Control')).toBe('no-store');
      const policy = headers.get('Cloudflare-CDN-Cache-Control') ?? 'public, max-age=0, ';
      expect(policy).toMatch(/^public, max-age=[02], /);
    }
  });

  test('no list, feed or sitemap differs from a newsroom without it', async () => {
    const other = await openNewsroom();
    try {
      await release(other, { now: noon - 60_000 });
      const text = async (room: Newsroom, path: string) => {
        const reply = await room.get(path, embargo - 1);
        const ids = /(?<=releases\/|"id":"|urn:dateline:)[0-9a-z]{12}/g;
        return { status: reply.status, text: reply.text.replace(ids, '(id)') };
      };
      await newsroom.tickAt(embargo - 1);
      await other.tickAt(embargo - 1);
      for (const path of [
        ...lists,
        '/feed.xml',
        '/fr/feed.xml',
        '/sitemap.xml',
        '/sitemaps/1.xml',
      ]) {
        expect(await text(newsroom, path), path).toEqual(await text(other, path));
      }
    } finally {
      await other.dispose();
    }
  });

  test('every list is fresh at the edge until the instant at most, and not stale after it', async () => {
    for (const path of lists) {
      for (const left of [1, 999, 1000, 5000, 59_000]) {
        const { headers } = await newsroom.get(path, embargo - left);
        const policy = headers.get('Cloudflare-CDN-Cache-Control') ?? '';
        const fresh = Number(/max-age=(\d+)/.exec(policy)?.[1]);
        expect(fresh * 1000, `${path} ${left}`).toBeLessThanOrEqual(left);
        expect(policy).not.toContain('stale-while-revalidate');
        expect(headers.get('Cache-Control')).toBe('public, max-age=0, must-revalidate');
      }
    }
  });
});

describe('at its instant, without any job', () => {
  test('page, translation, file and API show it', async () => {
    for (const path of [
      `/releases/${hidden.id}/${hidden.slug}`,
      `/fr/releases/${hidden.id}/${hidden.slug}`,
      hidden.file,
      hidden.picture,
      `/api/v1/releases/${hidden.id}`,
    ]) {
      expect((await newsroom.get(path, embargo)).status, path).toBe(200);
      expect((await newsroom.get(path, embargo + 1)).status, path).toBe(200);
    }
  });

  test.each(lists.filter((path) => !path.startsWith('/ru')))('%s contains it', async (path) => {
    expect((await newsroom.get(path, embargo - 1)).text).not.toContain('secret treaty');
    expect((await newsroom.get(path, embargo)).text).toContain('secret treaty');
  });
});

test('the previous release of its topic links to it from its instant on, and it links back', async () => {
  const neighbour = `/releases/${shown.id}/${shown.slug}`;
  expect((await newsroom.get(neighbour, embargo - 1)).text).not.toContain('rel="next"');
  expect((await newsroom.get(neighbour, embargo)).text).toContain(
    `href="/releases/${hidden.id}/${hidden.slug}" rel="next"`,
  );
  const itself = await newsroom.get(`/releases/${hidden.id}/${hidden.slug}`, embargo);
  expect(itself.text).toContain(`href="${neighbour}" rel="prev"`);
});

test('without a tick, feeds and the sitemap contain it at its instant, with the earlier releases', async () => {
  expect((await newsroom.get('/feed.xml', embargo)).text).toContain('secret treaty');
  expect((await newsroom.get('/fr/feed.xml', embargo)).text).toContain('secret treaty');
  const sitemap = (await newsroom.get('/sitemaps/1.xml', embargo)).text;
  expect(sitemap).toContain(`/releases/${hidden.id}/${hidden.slug}`);
  expect(sitemap).toContain('astana-workshop');
});

test('an idle tick makes one query and reads a row for each kind of work', async () => {
  await newsroom.tickAt(embargo + 60_000);
  const idle = await newsroom.tickAt(embargo + 120_000);
  expect(idle.headers.get('X-Test-Trips')).toBe('1');
  expect(Number(idle.headers.get('X-Test-Rows'))).toBeLessThanOrEqual(20);
});
