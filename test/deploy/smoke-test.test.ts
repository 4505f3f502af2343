/** The look at a site that was just deployed. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { purgeFromTick } from '../../dev/deploy/exchange.ts';
import { type Answerer, answererAt, type Fetch } from '../../dev/deploy/host.ts';
import { smokeTest } from '../../dev/deploy/smoke-test.ts';
import { type Local, startLocal } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';

const named = 'https://newsroom.ord.int';
let site: Local;
let token: string;
beforeAll(async () => {
  const edge = inject('edge');
  const vars = { SITE_ORIGIN: named };
  site = await startLocal({ worker: inject('deployed'), edge, alwaysHttps: true, vars });
  token = await createEditor(site.db, { name: 'The admin', role: 'admin' });
});
afterAll(() => site.dispose());

/** As a reader gets it, over the scheme of the address. */
const live: Fetch = (url, init) => {
  const { protocol, pathname, search } = new URL(url);
  const headers = new Headers(init?.headers);
  headers.set('X-Forwarded-Proto', protocol.slice(0, -1));
  return site.fetch(pathname + search, { ...init, headers });
};

/** The live site with something between it and who asks. */
const changed =
  (change: (response: Response, text: string) => Response): Fetch =>
  async (url, init) => {
    const response = await live(url, init);
    return change(response, await response.text());
  };

const withHeaders = (response: Response, text: string, headers: Record<string, string>) => {
  const body = [204, 301, 304].includes(response.status) ? null : text;
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(body, { status: response.status, headers: all });
};

const look = (fetch: Fetch, options: object = {}) =>
  smokeTest(named, named, { patience: 0, pause: 1, fetch, ...options });

describe('the smoke test of the live site', () => {
  test('reports no fault at a healthy site, and lists the checks that it skipped', async () => {
    const said: string[] = [];
    expect(await look(live, { log: (line: string) => said.push(line) })).toEqual([]);
    expect(said.join()).toContain('DATELINE_TOKEN');
  });

  test('detects a missing edge cache, a wrong origin, an open editors’ API and no response', async () => {
    const bare = changed((response, text) =>
      withHeaders(response, text, { 'Cloudflare-CDN-Cache-Control': 'max-age=60' }),
    );
    expect((await look(bare)).join()).toContain('edge’s cache');
    expect(await smokeTest(named, 'https://elsewhere.int', { patience: 0, fetch: live })).toEqual([
      '/robots.txt: failed: names the sitemap of this origin',
    ]);
    const open = async () => new Response('{"items":[]}');
    expect(await look(open)).toContain('/api/v1/editor/releases: 200 in place of 401');
    const silent = async () => Promise.reject(new Error('refused'));
    expect((await look(silent))[0]).toContain('refused');
  });

  test.each<[string, Fetch]>([
    [
      'is DYNAMIC in place of HIT',
      changed((response, text) => withHeaders(response, text, { 'Cf-Cache-Status': 'DYNAMIC' })),
    ],
    [
      'a feature of the zone rewrites pages',
      changed((response, text) =>
        withHeaders(response, text.replaceAll('press@organization.example', '[protected]'), {}),
      ),
    ],
    [
      'a feature of the zone rewrites pages',
      changed((response, text) =>
        withHeaders(response, text.replace('</body>', '<i></i></body>'), {}),
      ),
    ],
    ['in place of 301 to https', (url, init) => live(url.replace('http:', 'https:'), init)],
    [
      'in place of 304',
      changed((response, text) => withHeaders(response, text, { ETag: 'W/"other"' })),
    ],
  ])('reports: %s', async (fault, ask) => {
    expect((await look(ask)).join('\n')).toContain(fault);
  });

  test('waits for an address that does not respond yet, and says so', async () => {
    let asked = 0;
    const said: string[] = [];
    const slow: Fetch = (url, init) =>
      asked++ < 6 ? Promise.reject(new Error('no such host')) : live(url, init);
    const options = { patience: 60_000, log: (line: string) => said.push(line) };
    expect(await look(slow, options)).toEqual([]);
    expect(said.join()).toContain('waiting for DNS and the certificate');
  });

  test('writes with a compressed response’s ETag and a token, and leaves nothing behind', async () => {
    const said: string[] = [];
    expect(await look(live, { token, log: (line: string) => said.push(line) })).toEqual([]);
    expect(said.join()).toContain('15 minutes');
    const left = await site.db.prepare('select count(*) as n from redirects').first('n');
    expect(left).toBe(0);
    const strict: Fetch = async (url, init) =>
      init?.method === 'DELETE' ? new Response(null, { status: 412 }) : live(url, init);
    expect((await look(strict, { token })).join()).toContain('412 in place of 204');
  });

  test('looks for the desk: at the site, at its own host alone, or behind Access', async () => {
    const deskOrigin = 'https://desk.ord.int';
    expect(await look(live, { deskOrigin: named })).toEqual([]);
    const [both] = await look(live, { deskOrigin });
    expect(both).toContain('/desk/sign-in: 200 in place of 404: the desk is at https://desk.ord');
    const split: Fetch = (url, init) => {
      const isDesk = new URL(url).pathname.startsWith('/desk');
      const isThere = url.startsWith(deskOrigin);
      return isDesk === isThere || !isDesk ? live(url, init) : live('https://x.int/none', init);
    };
    expect(await look(split, { deskOrigin })).toEqual([]);
    const Location = 'https://ord.cloudflareaccess.com/cdn-cgi/access/login';
    const access: Fetch = async (url, init) =>
      url.startsWith(deskOrigin)
        ? new Response(null, { status: 302, headers: { Location } })
        : split(url, init);
    expect(await look(access, { deskOrigin })).toEqual([]);
    const shop: Fetch = async (url, init) =>
      url.startsWith(deskOrigin) ? new Response('<h1>Our shop</h1>') : split(url, init);
    expect((await look(shop, { deskOrigin })).join()).toContain('not the sign-in page of the desk');
  });

  test('checks for a purge by a tick: skipped before the first tick, a fault without a purge', async () => {
    await site.tick();
    await site.db.exec(
      `insert into outbox (task, payload, at, due_at) values ('purge', '{"tags":["a"]}', 1, ${Date.now() + 60_000})`,
    );
    const once = { patience: 0, pause: 1 };
    expect((await purgeFromTick(named, live, token, once))?.join()).toContain('waiting purges');
    await site.db.exec("update outbox set due_at = 1 where task = 'purge'");
    await site.tick();
    await site.db.exec("delete from outbox where due_at > 1 and task = 'purge'");
    expect(await purgeFromTick(named, live, token, once)).toEqual([]);
  });
});

test.each<[Answerer, Fetch]>([
  ['dateline', live],
  // The host of previews or of the desk, which has no API.
  ['dateline', (url, init) => live(url.replace('/editor/releases', '/none'), init)],
  ['something else', async () => new Response('<h1>Our shop</h1>')],
  ['something else', async () => new Response(null, { status: 522 })],
  ['something else', () => Promise.reject(new Error('certificate has expired'))],
  [
    'access',
    async () =>
      new Response(null, {
        status: 302,
        headers: { Location: 'https://a.cloudflareaccess.com/x' },
      }),
  ],
  ['nobody', () => Promise.reject(new TypeError('failed', { cause: { code: 'ENOTFOUND' } }))],
])('a host is recognized as %s', async (answerer, ask) => {
  expect(await answererAt(named, ask)).toBe(answerer);
});
