/** Well-known files: robots.txt, llms.txt, opensearch.xml, security.txt and the icon. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startLocal } from '../../dev/local.ts';
import { textsOf } from '../feeds/xml-reader.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 15, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const get = (path: string, headers?: Record<string, string>) => newsroom.get(path, now, headers);

describe.each([
  ['/robots.txt', 'text/plain; charset=utf-8'],
  ['/llms.txt', 'text/plain; charset=utf-8'],
  ['/opensearch.xml', 'application/opensearchdescription+xml; charset=utf-8'],
  ['/ar/opensearch.xml', 'application/opensearchdescription+xml; charset=utf-8'],
  ['/.well-known/security.txt', 'text/plain; charset=utf-8'],
  ['/favicon.ico', 'image/x-icon'],
])('%s', (path, type) => {
  test('has its media type and cache policy, and makes no query', async () => {
    const { status, headers } = await get(path);
    expect([status, headers.get('Content-Type')]).toEqual([200, type]);
    const kept = path === '/favicon.ico' ? 'max-age=86400' : 'max-age=0, must-revalidate';
    expect(headers.get('Cache-Control')).toBe(`public, ${kept}`);
    expect(headers.get('X-Test-Trips')).toBe('0');
  });

  test('supports HEAD, and responds with 304 to a client that has it', async () => {
    const { headers } = await get(path);
    const etag = headers.get('ETag') ?? '';
    expect(etag).toMatch(/^"/);
    expect((await get(path, { 'If-None-Match': etag })).status).toBe(304);
    const head = await newsroom.fetch(path, {
      method: 'HEAD',
      headers: { 'X-Test-Now': String(now) },
    });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('ETag')).toBe(etag);
  });
});

test('robots.txt allows all but the editors’ API and previews, and names the sitemap', async () => {
  const lines = (await get('/robots.txt')).text.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('Disallow:'))).toEqual([
    'Disallow: /api/v1/editor',
    'Disallow: /preview',
  ]);
  expect(lines).toContain('Sitemap: https://newsroom.example/sitemap.xml');
});

describe('the content signals of robots.txt', () => {
  /** The lines above the first rule. */
  const beginning = async (CONTENT_SIGNALS?: string) => {
    const room = await startLocal({
      worker: inject('clocked'),
      ...(CONTENT_SIGNALS !== undefined && { vars: { CONTENT_SIGNALS } }),
    });
    try {
      const text = await (await room.fetch('/robots.txt')).text();
      return text.slice(0, text.indexOf('Disallow:')).trim().split('\n');
    } finally {
      await room.dispose();
    }
  };
  const meaning = '# The Content-Signal line has its meaning from https://contentsignals.org.';

  test('allow search and answers, and say nothing of training', async () => {
    const signals = 'Content-Signal: search=yes, ai-input=yes';
    expect(await beginning()).toEqual([meaning, 'User-agent: *', signals]);
  });

  test('are as configured, and a restriction reserves the rights', async () => {
    expect(await beginning('search=yes,ai-train=no')).toEqual([
      meaning,
      '# Its restrictions are express reservations of rights: Directive (EU) 2019/790, Article 4.',
      'User-agent: *',
      'Content-Signal: search=yes, ai-train=no',
    ]);
  });

  test('may be left out', async () => {
    expect(await beginning('')).toEqual(['User-agent: *']);
  });
});

test('llms.txt has nothing but links below its headings, as its parsers expect', async () => {
  const [, ...sections] = (await get('/llms.txt')).text.split(/^## /m);
  expect(sections.length).toBeGreaterThan(2);
  for (const section of sections) {
    const [title, ...lines] = section.split('\n').filter(Boolean);
    const others = lines.filter((line) => !/^- \[[^\]]+\]\([^\s)]+\)(?:: .+)?$/.test(line));
    expect([title, others]).toEqual([title, []]);
  }
});

test('llms.txt is Markdown with links to trees, feeds and the API, all of which respond', async () => {
  const { text } = await get('/llms.txt');
  expect(text).toMatch(/^# Organization for Regional Dialogue\n\n> /);
  const links = [...text.matchAll(/\]\(https:\/\/newsroom\.example([^)]*)\)/g)].map(
    ([, path]) => path as string,
  );
  expect(links.length).toBeGreaterThan(15);
  expect(links).toContain('/mcp');
  for (const path of links.filter((one) => one !== '/search' && one !== '/mcp')) {
    expect((await get(path)).status, path).toBe(200);
  }
  expect(text).toContain('Accept: text/markdown');
});

test('llms.txt of a newsroom with one language names no other', async () => {
  const alone = await openNewsroom({ vars: { LANGUAGES: 'en' } });
  try {
    const { status, text } = await alone.get('/llms.txt', Date.now());
    expect(status).toBe(200);
    expect(text).toContain('Addresses are in en.\n');
    expect(text).not.toContain('Other languages');
  } finally {
    await alone.dispose();
  }
});

test('opensearch.xml is within the lengths of its standard and searches in its language', async () => {
  for (const [path, search] of [
    ['/opensearch.xml', '/search'],
    ['/ar/opensearch.xml', '/ar/search'],
  ]) {
    const { text } = await get(path as string);
    const texts = textsOf(text);
    const value = (name: string) => texts.get(`OpenSearchDescription/${name}`)?.[0] ?? '';
    expect(value('ShortName').length).toBeGreaterThan(0);
    expect(value('ShortName').length).toBeLessThanOrEqual(16);
    expect(value('LongName').length).toBeLessThanOrEqual(48);
    expect(value('Description').length).toBeLessThanOrEqual(1024);
    expect(text).toContain(`template="https://newsroom.example${search}?q={searchTerms}"`);
  }
});

describe('security.txt', () => {
  test('has the contact, and expires in less than a year', async () => {
    const fields = new Map(
      (await get('/.well-known/security.txt')).text
        .trim()
        .split('\n')
        .map((line) => line.split(': ') as [string, string]),
    );
    expect(fields.get('Contact')).toBe('mailto:security@newsroom.example');
    const expires = Date.parse(fields.get('Expires') ?? '');
    expect(fields.get('Expires')).toBe('2027-06-30T23:59:59Z');
    expect(expires - now).toBeLessThan(365 * 86_400_000);
    expect(fields.get('Canonical')).toBe('https://newsroom.example/.well-known/security.txt');
  });

  test('is a 404 without a configured contact', async () => {
    const room = await openNewsroom({ vars: { SECURITY_CONTACT: '' } });
    try {
      expect((await room.get('/.well-known/security.txt', now)).status).toBe(404);
    } finally {
      await room.dispose();
    }
  });
});

test('favicon.ico is an icon of two sizes in at most 1.5 KB', async () => {
  const response = await newsroom.fetch('/favicon.ico');
  const bytes = new DataView(await response.arrayBuffer());
  expect(bytes.byteLength).toBeLessThanOrEqual(1536);
  expect([0, 2, 4].map((offset) => bytes.getUint16(offset, true))).toEqual([0, 1, 2]);
  const images = [0, 1].map((index) => 6 + 16 * index);
  expect(images.map((offset) => bytes.getUint8(offset))).toEqual([16, 32]);
  const ends = images.map((o) => bytes.getUint32(o + 8, true) + bytes.getUint32(o + 12, true));
  expect(ends.at(-1)).toBe(bytes.byteLength);
});
