/** The look at a site that was just deployed. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { smokeTest } from '../../dev/deploy/smoke-test.ts';
import { type Local, startLocal } from '../../dev/local.ts';

const named = 'https://newsroom.ord.int';
let site: Local;
beforeAll(async () => {
  site = await startLocal({ worker: inject('deployed'), vars: { SITE_ORIGIN: named } });
});
afterAll(() => site.dispose());

/** As a reader gets it: the edge takes its own lifetimes off. */
async function throughTheEdge(url: string): Promise<Response> {
  const { pathname } = new URL(url);
  const response = await site.fetch(pathname);
  const headers = new Headers(response.headers);
  headers.delete('Cloudflare-CDN-Cache-Control');
  return new Response(response.body, { status: response.status, headers });
}

test('finds nothing amiss at a site that is well', async () => {
  const look = { patience: 0, fetch: throughTheEdge };
  expect(await smokeTest(named, named, look)).toEqual([]);
});

test('finds a missing edge, another’s origin, an open door and silence', async () => {
  const bare = { patience: 0, fetch: (url: string) => site.fetch(new URL(url).pathname) };
  expect((await smokeTest(named, named, bare)).join()).toContain('edge’s cache');
  const elsewhere = { patience: 0, fetch: throughTheEdge };
  const faults = await smokeTest(named, 'https://elsewhere.int', elsewhere);
  expect(faults).toEqual(['/robots.txt: not so: names the sitemap of this origin']);
  const open = async () => new Response('{"items":[]}');
  expect(await smokeTest(named, named, { patience: 0, fetch: open })).toContain(
    '/api/v1/editor/releases: 200 in place of 401',
  );
  const silent = async () => Promise.reject(new Error('refused'));
  expect((await smokeTest(named, named, { patience: 0, fetch: silent }))[0]).toContain('refused');
});

test('waits for an address that is slow to come up', async () => {
  let asked = 0;
  const slow = (url: string) =>
    asked++ < 6 ? Promise.reject(new Error('no such host')) : throughTheEdge(url);
  expect(await smokeTest(named, named, { patience: 60_000, pause: 1, fetch: slow })).toEqual([]);
});
