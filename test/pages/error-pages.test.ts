/** Error pages in the language of the address, with the security headers. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startLocal } from '../../dev/local.ts';
import { securityHeaders } from '../../src/http/security.ts';
import { type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let page: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const { id, slug } = await release(newsroom, { now: noon });
  page = `/releases/${id}/${slug}`;
});
afterAll(() => newsroom.dispose());

test.each([
  ['an unknown language', '/xx', 404, 'Page not found'],
  ['an unknown language of a release', '/xx/releases/0123456789ab', 404, 'Page not found'],
  ['an unknown term', '/fr/countries/nowhere', 404, 'Page introuvable'],
  ['an unknown taxonomy', '/de/nothing/nowhere', 404, 'Seite nicht gefunden'],
  ['an unknown release', '/ru/releases/0123456789ab', 404, 'Страница не найдена'],
  ['an invalid id', '/es/releases/1', 404, 'Página no encontrada'],
  ['an invalid cursor', '/ar?cursor=nowhere', 400, 'عنوان غير صالح'],
  ['a cursor of a term', '/it/kinds/press-release?cursor=%F0', 400, 'Indirizzo non valido'],
  ['a month that does not exist', '/fr/archive/2026/13', 404, 'Page introuvable'],
  ['a year before the earliest', '/fr/archive/1066', 404, 'Page introuvable'],
  ['an address that is not well encoded', '/%E0%A4%A', 404, 'Page not found'],
  ['a filter that does not exist', '/ru/search?year=x', 400, 'Недопустимый адрес'],
])('%s', async (_what, path, expected, heading) => {
  const { status, text } = await newsroom.get(path, noon);
  expect(status).toBe(expected);
  expect(text).toContain(`<h1>${heading}</h1>`);
  expect(text).toMatch(/<html lang="[a-z]{2}" dir="(?:ltr|rtl)">/);
});

test('a search of 10 KB leads to what of it is sought', async () => {
  const { status, headers } = await newsroom.get(`/fr/search?q=${'x'.repeat(10_000)}`, noon);
  expect([status, headers.get('Location')]).toEqual([301, `/fr/search?q=${'x'.repeat(200)}`]);
});

test('a method that a page does not support is refused with Allow', async () => {
  const { status, headers } = await newsroom.fetch(page, { method: 'POST' });
  expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
});

test('a release without an edition in the language links to its editions', async () => {
  const { status, text } = await newsroom.get(`/de${page}`, noon);
  expect(status).toBe(404);
  expect(text).toContain('Diese Mitteilung');
  expect(text).toContain(`<a href="${page}" lang="en"`);
});

describe('an invalid setting', () => {
  test('stops the start: a language without words is named, with its missing file', async () => {
    const vars = { SITE_ORIGIN: origin, LANGUAGES: 'en pt-BR' };
    await expect(startLocal({ worker: inject('clocked'), vars })).rejects.toThrow(
      'LANGUAGES: the interface has no words in pt-BR: add templates/words/pt-BR.ts',
    );
  });
});

describe('every response', () => {
  const paths = () => [
    page,
    '/',
    '/nowhere',
    '/feed.xml',
    '/api/v1/releases',
    '/oembed',
    '/robots.txt',
  ];

  test('forbids scripts, frames and content sniffing', async () => {
    for (const path of paths()) {
      const { headers } = await newsroom.get(path, noon);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy, path).toMatch(/^default-src 'none'/);
      expect(policy, path).not.toMatch(/script-src|unsafe|\*/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Referrer-Policy')).toBe('strict-origin-when-cross-origin');
      expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=63072000/);
      expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
      expect(headers.get('Set-Cookie')).toBeNull();
      for (const name of ['Server', 'X-Powered-By']) expect(headers.get(name)).toBeNull();
    }
  });

  test('may be embedded by other sites if it is data or a feed, never if it is a page', async () => {
    const guard = async (path: string) =>
      (await newsroom.get(path, noon)).headers.get('Cross-Origin-Resource-Policy');
    for (const path of ['/feed.xml', '/sitemap.xml', '/api/v1/releases', '/robots.txt']) {
      expect(await guard(path), path).toBe('cross-origin');
    }
    for (const path of [page, '/', '/nowhere']) expect(await guard(path), path).toBe('same-origin');
  });

  test('over https upgrades insecure requests', () => {
    const policy = (protocol: string) => {
      const headers = new Headers();
      securityHeaders(headers, new Request(`${protocol}://newsroom.example/`));
      return headers.get('Content-Security-Policy');
    };
    expect(policy('https')).toMatch(/; upgrade-insecure-requests$/);
    expect(policy('http')).not.toContain('upgrade-insecure-requests');
  });
});
