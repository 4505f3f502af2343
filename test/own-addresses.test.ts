/** Addresses that the site answers itself: a redirect or an old address there would never work. */
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../dev/local.ts';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const elsewhere = 'https://elsewhere.example/';
let newsroom: Newsroom;
let plain: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({
    vars: { LANGUAGES: 'en fr', CONTACTS_PAGE: 'true' },
    limits: { WRITES: 1e9, FAILURES: 1e9 },
  });
  plain = await openNewsroom({ vars: { LANGUAGES: 'en fr' } });
  const event = {
    start: '2026-08-01T08:00:00Z',
    end: '2026-08-01T09:00:00Z',
    timeZone: 'Europe/Vienna',
    location: { en: 'x' },
  };
  const texts = { title: 'Here', markdown: 'Text.' };
  ({ id } = await release(newsroom, {
    now: noon,
    countries: ['kazakhstan'],
    editions: { en: texts, fr: texts },
    event,
  }));
});
afterAll(() => Promise.all([newsroom.dispose(), plain.dispose()]));

const post = (path: string, site = newsroom) =>
  site.edit('POST', '/redirects', { path, target: elsewhere }, { now: noon });

/** The GET routes of the pages, as patterns of Hono. They are bundled, since templates are JSX. */
async function pagePatterns(): Promise<string[]> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/pages/routes.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    loader: { '.svg': 'text', '.png': 'empty', '.ico': 'empty' },
    define: { SITE_STYLES_FINGERPRINT: '""' },
  });
  const module = Buffer.from(outputFiles[0]?.text ?? '').toString('base64');
  const { pageRoutes } = await import(`data:text/javascript;base64,${module}`);
  const routes: { method: string; path: string }[] = pageRoutes().routes;
  return [...new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path))];
}

/** Values for the parameters of a route. */
const values: Record<string, string> = {
  taxonomy: 'countries',
  slug: 'kazakhstan',
  year: '2026',
  month: '07',
  lang: 'fr',
  filename: 'programme.txt',
};

/** An address that a route answers. */
function addressOf(pattern: string): string {
  return pattern
    .replace(/:file\{\[[^\]]*\]\{[^}]*\}(.*?)\}/, (_, end: string) => id + end.replaceAll('\\', ''))
    .replace(/:name\{\\d.*\}$/, '320.webp')
    .replace(/:(\w+)(?:\{(?:[^{}]|\{[^}]*\})*\})?\??/g, (_, name: string) => values[name] ?? id);
}

describe('where the site answers', () => {
  test.each([
    '/search',
    '/fr/search?q=x',
    '/archive',
    '/archive/2009',
    '/archive/2009/07',
    '/countries',
    '/fr/meetings/',
    '/countries/kazakhstan',
    '/fr/countries/kazakhstan/feed.xml',
    '/events',
    '/contacts',
    '/corrections/atom.xml',
    '/oembed?url=x',
  ])('%s is no redirect and no old address', async (path) => {
    expect((await post(path)).json.errors).toEqual([
      { pointer: '/path', detail: 'is an address of the site itself' },
    ]);
    const made = await newsroom.edit('POST', '/releases', draft({ legacyUrls: [path] }));
    expect(made.json.errors).toEqual([
      { pointer: '/legacyUrls/0', detail: 'is an address of this site' },
    ]);
  });

  test.each([
    '/archive/press/2009',
    '/countries/nowhere',
    '/countries/kazakhstan/press/12',
    '/events/12',
    '/searching',
    '/de/search',
    '/en/press/12',
  ])('%s is not: an old address there leads to its release', async (path) => {
    const { id, slug } = await release(newsroom, { now: noon, legacyUrls: [path] });
    const { status, headers } = await newsroom.get(path, noon);
    expect([status, headers.get('Location')]).toEqual([301, `/releases/${id}/${slug}`]);
  });

  test('there is no page of contacts without the setting, so its address is free', async () => {
    expect((await post('/contacts', plain)).status).toBe(201);
    expect((await plain.get('/contacts', noon)).headers.get('Location')).toBe(elsewhere);
  });

  test('a record is restored with an old address that became the site’s own', async () => {
    const { json } = await newsroom.edit('GET', `/records/${id}`, null);
    const revisions = json.revisions.map((one: object) => ({ ...one, legacyUrls: ['/search'] }));
    const record = { ...json, id: 'rec0rd000001', revisions };
    const { status, text } = await newsroom.edit('PUT', `/records/${record.id}`, record);
    expect(status, text).toBe(201);
  });

  test('no redirect is accepted; where one is accepted, it works', {
    timeout: 180_000,
  }, async () => {
    const patterns = await pagePatterns();
    expect(patterns.length).toBeGreaterThan(250);
    const common = patterns.filter((path) => !/^\/[a-z]{2}(?:\/|$)/.test(path));
    const dead: string[] = [];
    let accepted = 0;
    for (const address of new Set(['/', ...common.map(addressOf)])) {
      const spellings = [address, `/fr${address}`, `/en${address}`, `/de${address}`];
      for (const path of spellings.flatMap((one) => [
        one,
        `${one.replace(/\/$/, '')}/`,
        `${one}?x=1`,
      ])) {
        if ((await post(path)).status !== 201) continue;
        accepted++;
        const { status, headers } = await newsroom.get(path, noon);
        if (status !== 301 || headers.get('Location') !== elsewhere)
          dead.push(`${path}: ${status}`);
      }
    }
    expect(dead).toEqual([]);
    // The routes of languages that this site does not have.
    expect(accepted).toBeGreaterThan(50);
  });
});
