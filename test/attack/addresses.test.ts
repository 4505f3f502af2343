/** Addresses in misleading spellings, and requests with headers that must not be trusted. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Exchange, type RawResponse } from '../api/raw-exchange.ts';
import { type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
const hour = 3_600_000;

let newsroom: Newsroom;
let exchange: Exchange;
let one: { id: string; slug: string };
let hidden: { id: string; slug: string };
let file: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false, limits: { WRITES: 1e9, FAILURES: 1e9 } });
  exchange = new Exchange(newsroom.url);
  for (let at = 25; at > 0; at--) one = await release(newsroom, { now: now - at * hour });
  hidden = await release(newsroom, { now, at: now + hour });
  const text = new TextEncoder().encode('The programme.');
  const put = await newsroom.edit('PUT', `/releases/${one.id}/attachments/a.txt`, text, {
    now,
    headers: { 'Content-Type': 'text/plain' },
  });
  file = new URL(put.json.url).pathname;
  const etag = put.headers.get('ETag') ?? '';
  const order = { note: { en: 'With the programme.' } };
  await newsroom.edit('PUT', `/releases/${one.id}/publication`, order, { now, etag });
});
afterAll(async () => {
  exchange.close();
  await newsroom.dispose();
});

const at = { 'X-Test-Now': String(now) };

function ask(target: string, headers: Record<string, string> = {}, method = 'GET') {
  return exchange.send({
    method,
    target,
    headers: { ...at, ...headers },
    body: null,
    chunked: false,
  });
}

/** An answer as an outsider sees it, without the headers of the test's instruments. */
function view({ status, headers, text }: RawResponse) {
  const own = Object.entries(headers).filter(([name]) => !/^(?:x-test-|date$)/.test(name));
  return { status, headers: Object.fromEntries(own), text };
}

const publicPages = () => [
  '/',
  '/fr',
  `/releases/${one.id}/${one.slug}`,
  `/releases/${one.id}/history`,
  `/releases/${one.id}.md`,
  `/releases/${one.id}.json`,
  `/releases/${one.id}.ninjs.json`,
  '/kinds',
  '/kinds/press-release',
  '/fr/kinds/press-release',
  '/archive',
  '/archive/2026',
  '/archive/2026/07',
  '/search',
  '/feed.xml',
  '/opensearch.xml',
  '/sitemap.xml',
  '/sitemaps/pages.xml',
  '/robots.txt',
  '/llms.txt',
  '/favicon.ico',
  '/.well-known/security.txt',
  file,
];

describe('canonical URLs:', () => {
  test('unknown parameters redirect to the page without them, without a query and uncached', async () => {
    for (const path of publicPages()) {
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
      for (const query of [
        'utm_source=x',
        'fbclid=1&gclid=2',
        '&',
        '%',
        '=',
        'cursor[]=1',
        '__proto__=1',
      ]) {
        const { status, headers } = await ask(`${path}?${query}`);
        expect([path, query, status, headers.location]).toEqual([path, query, 301, path]);
        expect(headers['cache-control']).toBe('no-store');
        expect(headers['cloudflare-cdn-cache-control']).toBeUndefined();
        expect(headers['x-test-calls']).toBe('');
      }
    }
  });

  test('known parameters stay, and a single one stays once', async () => {
    const next = /cursor=([0-9a-z-]+)/.exec((await ask('/')).text)?.[1];
    expect((await ask(`/?cursor=${next}`)).status).toBe(200);
    const leads = async (path: string) => (await ask(path)).headers.location;
    expect(await leads(`/?utm_source=x&cursor=${next}&cursor=${next}&b`)).toBe(`/?cursor=${next}`);
    expect(await leads('/search?kind=press-release&q=%22a%20b%22&kind=x&since=&until=')).toBe(
      '/search?q=%22a+b%22&kind=press-release&kind=x',
    );
    expect(await leads('/search?q=a+%26&x=1&q=b')).toBe('/search?q=a+%26');
    expect(await leads('/fr/search?utm_medium=mail&q=a')).toBe('/fr/search?q=a');
  });

  test('needless percent-encoding is removed', async () => {
    const page = `/releases/${one.id}/${one.slug}`;
    const escaped = page.replace(
      one.slug,
      `%${one.slug.charCodeAt(0).toString(16)}${one.slug.slice(1)}`,
    );
    const { status, headers } = await ask(escaped);
    expect([status, headers.location, headers['x-test-calls']]).toEqual([301, page, '']);
    expect((await ask('/%6Binds/press%2drelease')).headers.location).toBe('/kinds/press-release');
  });

  test('a hidden release responds to all spellings like one that never existed', async () => {
    const never = '0123456789ab';
    for (const rest of [
      '',
      `/${hidden.slug}`,
      '?download',
      '.json?x',
      '.md?x=1',
      '/%61',
      '/history?x',
    ]) {
      const [secret, nothing] = [
        await ask(`/releases/${hidden.id}${rest}`),
        await ask(`/releases/${never}${rest}`),
      ];
      const same = (answer: RawResponse, id: string) =>
        JSON.stringify(view(answer)).replaceAll(id, '');
      expect(same(secret, hidden.id)).toBe(same(nothing, never));
    }
  });

  test('the API names an unknown parameter', async () => {
    for (const path of [
      '/releases',
      `/releases/${one.id}`,
      '/taxonomies',
      '/taxonomies/kinds',
      '/openapi.json',
    ]) {
      const { status, text, headers } = await ask(`/api/v1${path}?utm_source=x`);
      expect([path, status, headers['cache-control']]).toEqual([path, 400, 'no-store']);
      expect(JSON.parse(text).errors).toMatchObject([{ pointer: '/utm_source' }]);
    }
  });
});

/** Headers that servers and frameworks are known to trust. */
const believed: Record<string, string> = {
  Host: 'elsewhere.example',
  'X-Forwarded-Host': 'elsewhere.example',
  'X-Forwarded-Proto': 'http',
  'X-Forwarded-Scheme': 'nothttps',
  'X-Forwarded-For': '127.0.0.1',
  'X-Forwarded-Prefix': '/elsewhere.example',
  'X-Host': 'elsewhere.example',
  'X-Original-URL': '/api/v1/editor/releases',
  'X-Rewrite-URL': '/api/v1/editor/releases',
  'X-HTTP-Method-Override': 'DELETE',
  'X-Method-Override': 'DELETE',
  Forwarded: 'host=elsewhere.example;proto=http',
  Origin: 'https://elsewhere.example',
  Referer: 'https://elsewhere.example/',
  Cookie: 'preview=1; lang=fr; session=elsewhere.example',
  'Accept-Language': 'fr',
  'User-Agent': '"><script>alert(1)</script>elsewhere.example',
  'X-Requested-With': 'XMLHttpRequest',
  'CF-Connecting-IP': '203.0.113.9',
  Via: 'elsewhere.example',
};

/** The lifetimes of an answer in a browser and at the edge. */
const lifetimesOf = ({ headers }: RawResponse) => [
  headers['cache-control'],
  headers['cloudflare-cdn-cache-control'],
];

describe('a request’s headers and host', () => {
  test('change no byte of a response that the edge caches', async () => {
    const paths = [
      ...publicPages(),
      '/api/v1/releases',
      `/api/v1/releases/${one.id}`,
      '/releases/nowhere',
      '/kinds/x',
    ];
    for (const path of paths) {
      const plain = view(await ask(path));
      const all = view(await ask(path, believed));
      expect({ path, ...all }).toEqual({ path, ...plain });
    }
    for (const [name, value] of Object.entries(believed)) {
      const plain = view(await ask('/'));
      expect({ name, ...view(await ask('/', { [name]: value })) }).toEqual({ name, ...plain });
    }
  });

  test('are never repeated: every link and redirect has the site’s own origin', async () => {
    const paths = [
      ...publicPages(),
      '/en/kinds',
      `/releases/${one.id}`,
      `/releases/${one.id}/x`,
      '/?x',
      '/api/v1/releases?limit=2',
    ];
    for (const path of paths) {
      const { text, headers } = await ask(path, believed);
      expect(`${path} ${text} ${JSON.stringify(headers)}`).not.toContain('elsewhere');
      expect(`${headers.location ?? '/'}`).toMatch(/^\/(?!\/)/);
    }
    const { headers, text } = await ask('/api/v1/releases?limit=2', believed);
    expect(headers.link).toContain(`<${origin}/api/v1/releases?limit=2&cursor=`);
    expect(text).toContain(`"url":"${origin}/releases/`);
    expect((await ask('/', believed)).text).toContain(`<link rel="canonical" href="${origin}/"`);
  });

  test('in absolute form count as the path alone', async () => {
    const plain = view(await ask('/kinds'));
    expect(view(await ask('http://elsewhere.example/kinds'))).toEqual(plain);
  });

  test('make no editors’ response cacheable, whatever its extension', async () => {
    const headers = { Authorization: `Bearer ${newsroom.tokens.admin}` };
    for (const path of ['releases', `releases/${one.id}`, 'audit', 'editors']) {
      for (const rest of [
        '',
        '.css',
        '/x.css',
        '/..%2fx.css',
        ';x.css',
        '%3fx.css',
        '%23.css',
        '?x.css',
        '/%0ax.css',
        '/',
        '//',
      ]) {
        for (const who of [headers, {}]) {
          const answer = await ask(`/api/v1/editor/${path}${rest}`, who);
          expect([path, rest, ...lifetimesOf(answer)]).toEqual([
            path,
            rest,
            'private, no-store',
            undefined,
          ]);
        }
      }
    }
    for (const rest of ['', '/', '//', '/x.css', '/files/x.css', '.css', '/en/x.css']) {
      const answer = await ask(`/preview/0123456789ab${rest}?key=0123456789`);
      expect([rest, ...lifetimesOf(answer)]).toEqual([
        rest,
        expect.stringMatching(/no-store/),
        undefined,
      ]);
    }
  });
});

describe('an open redirect', () => {
  const ways = [
    '//elsewhere.example',
    '///elsewhere.example',
    '/\\elsewhere.example',
    '/%5Celsewhere.example',
    '/%2F/elsewhere.example',
    '/.//elsewhere.example',
    '/%2e%2f/elsewhere.example',
    '/%09/elsewhere.example',
    '/;@elsewhere.example',
    '/@elsewhere.example',
    '/%0d%0aLocation:%20https://elsewhere.example',
    '/https:/elsewhere.example',
    '/https://elsewhere.example',
    '/%68ttps:%2f%2felsewhere.example',
  ];

  test('does not exist: no redirect of the site leaves it', async () => {
    for (const way of ways) {
      for (const path of [
        way,
        `/en${way}`,
        `/fr${way}`,
        `/releases/${one.id}${way}`,
        `/kinds${way}`,
        `/search?next=${way}`,
      ]) {
        const { status, headers } = await ask(path);
        expect([path, status < 500]).toEqual([path, true]);
        if (headers.location === undefined) continue;
        const { origin: led } = new URL(headers.location as string, origin);
        expect([path, led]).toEqual([path, origin]);
      }
    }
  });

  test('is refused where an editor could set one, except with https', async () => {
    const refused = [
      ...ways.slice(0, 3),
      'javascript:alert(1)',
      'data:text/html,x',
      'http://elsewhere.example/',
      'https:elsewhere.example',
      'https://',
      'ftp://elsewhere.example/',
      '/a\r\nSet-Cookie: x=1',
      '/a b',
    ];
    for (const target of refused) {
      const made = await newsroom.edit('POST', '/redirects', { path: '/out', target }, { now });
      expect([target, made.status]).toEqual([target, 422]);
      const order = { mode: 'redirect', redirectTo: target };
      const taken = await newsroom.edit('PUT', `/releases/${one.id}/withdrawal`, order, {
        now,
        etag: '*',
      });
      expect([target, taken.status]).toEqual([target, 422]);
    }
  });
});

describe('a path traversal', () => {
  const steps = [
    '..',
    '%2e%2e',
    '%252e%252e',
    '..%2f',
    '..%5c',
    '%c0%ae%c0%ae',
    '%e0%80%ae',
    '....//',
    '..;',
    '%00',
    '%ff',
    '~root',
    'a%00.txt',
  ];
  test.each([
    '/{}',
    '/fr/{}',
    ...['/releases/{}', '/releases/{}/x', '/files/{}/a.txt', '/files/0123456789ab/{}'],
    ...['/pictures/{}/640.webp', '/pictures/0123456789ab/{}'],
    '/assets/{}',
    '/sitemaps/{}',
    '/archive/{}',
    '/archive/2026/{}',
    '/kinds/{}',
    '/preview/{}',
    '/preview/0123456789ab/files/{}',
    '/api/v1/{}',
    '/api/v1/releases/{}',
    '/api/v1/taxonomies/{}',
  ])('reaches no file or route: %s', async (address) => {
    for (const step of steps) {
      for (const path of [step, `${step}/${step}/etc/passwd`, `${step}/attachments/`]) {
        const { status, text } = await ask(address.replace('{}', path));
        expect([address, path, [200, 301, 400, 404].includes(status)]).toEqual([
          address,
          path,
          true,
        ]);
        expect(text).not.toMatch(/root:|attachments\/[0-9a-z]{26}|<rss/);
      }
    }
  });

  test('fails for an editor, too', async () => {
    const headers = { Authorization: `Bearer ${newsroom.tokens.admin}`, 'If-Match': '*' };
    for (const address of [
      '/releases/{}',
      '/releases/{}/revisions',
      `/releases/${one.id}/revisions/{}`,
      `/releases/${one.id}/previews/{}`,
      '/taxonomies/{}/terms',
      '/taxonomies/kinds/terms/{}',
      '/redirects/{}',
      '/editors/{}',
      '/editors/{}/tokens',
    ]) {
      for (const step of steps) {
        const { status } = await ask(`/api/v1/editor${address.replace('{}', step)}`, headers);
        expect([address, step, [200, 400, 404].includes(status)]).toEqual([address, step, true]);
      }
    }
  });
});
