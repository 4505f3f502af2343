/** The desk on a host of its own: nothing of it elsewhere, and nothing else there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../dev/local.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { SoftPasskey } from './authenticator.ts';
import { type Issuer, openIssuer } from './issuer.ts';
import { optionsAt, ownPasskeys, signInPath } from './passkey-person.ts';
import { Visitor } from './visitor.ts';

let newsroom: Newsroom;
let issuer: Issuer;
/** One server under two names. */
let [site, desk] = ['', ''];
/** The same newsroom as browsers reach it at the host of the desk, and at that of the site. */
let atDesk: Newsroom;
let atSite: Newsroom;
beforeAll(async () => {
  const port = await freePort();
  [site, desk] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  issuer = await openIssuer();
  newsroom = await openNewsroom({
    port,
    limits: { FAILURES: 1e9, WRITES: 1e9 },
    vars: {
      SITE_ORIGIN: site,
      DESK_ORIGIN: desk,
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: 'desk',
    },
  });
  atDesk = { ...newsroom, fetch: (path, init) => newsroom.fetch(desk + path, init) };
  atSite = { ...newsroom, fetch: (path, init) => newsroom.fetch(site + path, init) };
});
afterAll(() => Promise.all([newsroom.dispose(), issuer.close()]));

test('no other host answers for it, in any spelling', async () => {
  const visitor = new Visitor(atSite);
  const { text } = await new Visitor(atDesk).open('/desk/sign-in');
  const [sheet] = /\/desk\/assets\/\w+\.css/.exec(text) ?? [''];
  for (const path of [
    '/desk',
    '/desk/',
    '/Desk',
    '//desk',
    '/desk/sign-in',
    '/desk/releases',
    '/desk/link/dk_0',
    sheet,
  ]) {
    const page = await visitor.request(path);
    expect([path, page.status, page.headers.get('Location')]).toEqual([path, 404, null]);
  }
  expect((await visitor.send('/desk/sign-in/passkey', { credential: 'x' })).status).toBe(404);
});

test('its host answers for the desk and the assets alone', async () => {
  const visitor = new Visitor(atDesk);
  const { id, slug } = await release(newsroom);
  const made = await newsroom.edit('POST', '/releases', draft());
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const path = `/releases/${made.json.id}/previews`;
  const { json: preview } = await newsroom.edit('POST', path, { expiresAt });
  expect(preview.url.startsWith(`${site}/preview/`)).toBe(true);
  for (const path of [
    `/releases/${id}/${slug}`,
    '/fr',
    '/feed.xml',
    '/sitemap.xml',
    '/robots.txt',
    '/search',
    '/api/v1/releases',
    '/favicon.ico',
    preview.url.slice(site.length),
  ]) {
    expect([path, (await visitor.request(path)).status]).toEqual([path, 404]);
    expect([path, (await new Visitor(atSite).open(path)).status]).not.toEqual([path, 404]);
  }
  const Authorization = `Bearer ${newsroom.tokens.admin}`;
  const api = await visitor.request('/api/v1/editor/releases', { headers: { Authorization } });
  expect([api.status, api.json.type]).toEqual([404, 'urn:dateline:problem:not-found']);
  const front = await visitor.request('/');
  expect([front.status, front.headers.get('Location')]).toEqual([302, '/desk']);
  expect(front.headers.get('Cache-Control')).toBe('private, no-store');
  const page = await visitor.open('/desk/sign-in');
  const addresses = [...page.document.querySelectorAll('link')].map((one) =>
    one.getAttribute('href'),
  );
  for (const address of addresses) {
    expect([address, (await visitor.request(address ?? '')).status]).toEqual([address, 200]);
  }
});

test('people sign in and work there; links lead there, and to the public site', async () => {
  const visitor = new Visitor(atDesk);
  const today = await visitor.signIn('admin', 'Ada');
  expect(today.text1('h1')).toBe('Today');
  const home = today.document.querySelector('.desk-foot a')?.getAttribute('href');
  expect(home).toBe(`${site}/`);
  const invited = await visitor.submit(await visitor.open('/desk/people'), { name: 'Bo' });
  expect(invited.text1('.secret')?.startsWith(`${desk}/desk/link/dk_`)).toBe(true);
  const { id, slug } = await release(newsroom);
  const page = await visitor.open(`/desk/releases/${id}`);
  const links = [...page.document.querySelectorAll('main a')].map((one) =>
    one.getAttribute('href'),
  );
  expect(links).toContain(`${site}/releases/${id}/${slug}`);
});

test('posts come from its own origin; the public site is another one', async () => {
  const visitor = new Visitor(atDesk);
  await visitor.signIn('admin', 'Cleo');
  const fields = { name: 'Nobody', role: 'author' };
  for (const [Origin, status] of [
    [site, 403],
    [desk, 200],
  ] as const) {
    const page = await visitor.send('/desk/people', fields, { 'Sec-Fetch-Site': '', Origin });
    expect([Origin, page.status]).toEqual([Origin, status]);
  }
  const same = await visitor.send('/desk/people', fields, {
    'Sec-Fetch-Site': 'same-site',
    Origin: site,
  });
  expect(same.status).toBe(403);
});

test('passkeys and OpenID Connect belong to its host', async () => {
  const visitor = new Visitor(atDesk);
  await visitor.signIn('author', 'Dag');
  const passkey = new SoftPasskey(desk);
  const options = await optionsAt(visitor, `${ownPasskeys}/options`);
  expect(options.rp.id).toBe('localhost');
  const added = await visitor.post(ownPasskeys, { credential: passkey.register(options) });
  expect(added.status).toBe(200);
  for (const [origin, status] of [
    [site, 403],
    [desk, 200],
  ] as const) {
    const other = new Visitor(atDesk);
    const request = await optionsAt(other, `${signInPath}/request`);
    const page = await other.post(signInPath, { credential: passkey.sign(request, { origin }) });
    expect([origin, page.status]).toEqual([origin, status]);
  }
  const begun = await visitor.request('/desk/sign-in/openid');
  const address = new URL(begun.headers.get('Location') ?? '');
  expect(address.searchParams.get('redirect_uri')).toBe(`${desk}/desk/sign-in/openid/answer`);
});
