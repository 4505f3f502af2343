/** Odd and invalid links, wherever they come from, break nothing. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOfSitemaps } from '../feeds/sitemap-rules.ts';
import { textsOf } from '../feeds/xml-reader.ts';
import { draft, type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';
import { ninjsRules } from './ninjs-validator.ts';
import { checkWithNu, hasJava } from './nu-checker.ts';
import { faultsOf } from './structured-data-rules.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const holdsRules = ajv.compile(ninjsRules);
const html = new HtmlValidate({
  extends: ['html-validate:document'],
  rules: { 'void-style': 'off', 'no-raw-characters': 'off', 'require-sri': 'off' },
});

/** Each with the address that a reader's link has; null where it is no link. */
const links: [string, string | null][] = [
  ['https://[::1]/', 'https://[::1]/'],
  ['https://[::1]/a[b]?c=[d]&e#f[g]', 'https://[::1]/a%5Bb%5D?c=%5Bd%5D&e#f%5Bg%5D'],
  ['http://[::1', null],
  ['https://%zz/', null],
  ['https://a b/', null],
  ['https://xn--/', null],
  ['https://', null],
  ['https:///', null],
  ['https://a.example:99999/', null],
  ['https:a.example/b', 'https://a.example/b'],
  ['https://a.example/%zz?%#%', 'https://a.example/%25zz?%25#%25'],
  ['https://a.example/#b#c', 'https://a.example/#b%23c'],
  ['https://a.example/"\'&amp;&c`{|}^', "https://a.example/%22'&&c%60%7B%7C%7D%5E"],
  ['https://xn--a-.example/', null],
  ['//a.example/', 'https://a.example/'],
  ['https://ü.example/ü?ü', 'https://%C3%BC.example/%C3%BC?%C3%BC'],
  ['https://a@b:c@d.example/', null],
  ['mailto:%zz', 'mailto:%25zz'],
  ['mailto:a@b.example?subject=a b&cc=%', 'mailto:a@b.example?subject=a%20b&cc=%25'],
  ['mailto:', 'mailto:'],
  ['tel:+43 1', 'tel:+43%201'],
  ['javascript:alert(1)', null],
  ['ftp://a.example/', null],
  ['\u{fffd}:\u{e000}', null],
  [`https://a.example/${'x'.repeat(4000)}`, `https://a.example/${'x'.repeat(4000)}`],
  [`https://${'x'.repeat(64)}.example/`, null],
  [`https://${'x.'.repeat(130)}example/`, null],
];

/** Each with a name, and with what it has. */
const named = links.map(([url, address]) => [url.slice(0, 40), url, address] as const);

const bodyOf = (url: string) =>
  [
    `[a link](<${url}>) and <${url}> and ${url} and [another][odd] and ![a picture](<${url}>)`,
    `![a picture](<${url}> "of its own")`,
    `| ${url} | [b](<${url}>) |\n|-|-|\n| <${url}> | ![c](<${url}>) |`,
    `[odd]: <${url}> "odd"`,
  ].join('\n\n');

let newsroom: Newsroom;
const pages = new Map<string, string>();

beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

async function get(path: string, accepted = [200]): Promise<Reply> {
  const reply = await newsroom.get(path, noon);
  expect(accepted, `${path.slice(0, 200)}: ${reply.status} ${reply.text.slice(0, 300)}`).toContain(
    reply.status,
  );
  return reply;
}

async function publish(changes: Record<string, unknown>): Promise<string | null> {
  const made = await newsroom.edit('POST', '/releases', draft(changes), { now: noon });
  expect([201, 422], made.text).toContain(made.status);
  if (made.status !== 201) return null;
  const path = `/releases/${made.json.id}/publication`;
  const put = await newsroom.edit('PUT', path, {}, { now: noon });
  expect([200, 422], put.text).toContain(put.status);
  return put.status === 200 ? made.json.id : null;
}

describe('in a body', () => {
  test.each(named)('%s is a link that can be followed, or text', async (_, url, address) => {
    const markdown = bodyOf(url);
    const editions = { en: { title: 'Odd', summary: 'Odd.', markdown } };
    const id = await publish({ editions });
    // What may not be followed is no picture either, and an address without a scheme leads elsewhere.
    expect(id === null).toBe(!/^(?:https?|mailto|tel):/.test(url));
    if (id === null) return;
    const { text } = await get(`/releases/${id}/odd`);
    pages.set(url.slice(0, 60), text);
    const body = /<div class="body"[^>]*>([\s\S]*?)<\/article>/.exec(text)?.[1] ?? text;
    const first = /<a href="([^"]*)"[^>]*>a link<\/a>/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    expect(first ?? null).toBe(address);
    const { results } = await html.validateString(text);
    expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
    for (const [, json] of text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) {
      expect(await faultsOf(JSON.parse(json ?? ''))).toEqual([]);
    }
    expect((await get(`/releases/${id}.md`)).text).toContain(markdown);
    expect((await get(`/releases/${id}.json`)).json.editions.en.title).toBe('Odd');
    holdsRules((await get(`/releases/${id}.ninjs.json`)).json);
    expect(holdsRules.errors).toBeNull();
    const card = await get(
      `/oembed?url=${encodeURIComponent(`https://newsroom.example/releases/${id}`)}`,
    );
    expect(card.json.title).toBe('Odd');
  });

  test('links are well-formed and absolute in every feed and sitemap', async () => {
    await newsroom.tickAt(noon);
    const feeds = await Promise.all(
      ['/feed.xml', '/atom.xml', '/feed.json'].map((path) => get(path)),
    );
    const [inRss, inAtom, json] = feeds.map(({ text }) => text) as [string, string, string];
    textsOf(inRss);
    textsOf(inAtom);
    expect(parseRssFeed(inRss).items?.length).toBeGreaterThan(10);
    expect(parseAtomFeed(inAtom).entries?.length).toBeGreaterThan(10);
    const { items = [] } = parseJsonFeed(JSON.parse(json));
    for (const { content_html: text = '' } of items) {
      for (const [, href = ''] of text.matchAll(/<a href="([^"]*)"/g)) {
        expect(href).toMatch(/^(?:https?:\/\/|mailto:|tel:)/);
        expect(URL.canParse(href), href).toBe(true);
      }
    }
    const index = await get('/sitemap.xml');
    const maps = [...index.text.matchAll(/<loc>https:\/\/[^/]+([^<]+)/g)].map(
      ([, path]) => path ?? '',
    );
    const texts = await Promise.all(
      maps.map(async (path) => [`map${path.replaceAll('/', '-')}`, (await get(path)).text]),
    );
    expect(await faultsOfSitemaps(Object.fromEntries(texts))).toEqual([]);
  });

  if (hasJava) {
    test('the Nu HTML checker reports nothing about them', async () => {
      expect(await checkWithNu(pages)).toEqual([]);
    });
  }
});

const paths = [
  '/%zz',
  '/%',
  '/%00',
  '/%c3%28',
  '/%ed%a0%80',
  '/a%2fb',
  '/a%5cb',
  '/[::1]',
  '/a b',
  '/"<>`{|}^',
  '/%E2%80%AE',
  `/${'x'.repeat(1900)}`,
  '/x?%zz=%zz&=&&a=b=c',
];

describe.each(paths)('the path %s', (path) => {
  test('gets a response from every route, and never an error', async () => {
    const slug = path.slice(1);
    for (const before of [
      '',
      '/fr',
      '/releases',
      '/releases/0123456789ab',
      '/files/0123456789ab',
      '/countries',
      '/archive',
      '/preview',
      '/assets',
      '/sitemaps',
      '/api/v1',
      '/api/v1/releases',
      '/search?q=',
      '/oembed?url=',
    ]) {
      const address = before + (before.endsWith('=') ? slug : path);
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const { status } = await newsroom.fetch(address, { method, redirect: 'manual' });
        expect(status, `${method} ${address}`).toBeLessThan(500);
      }
    }
  });

  test('is accepted or refused equally as source and target of a redirect, and as a legacy address', async () => {
    for (const order of [
      { path: `/from${path}`, target: '/countries/kazakhstan' },
      { path: `/x/${path.length}`, target: path },
    ]) {
      const made = await newsroom.edit('POST', '/redirects', order, { now: noon });
      expect([201, 409, 422], made.text).toContain(made.status);
      if (made.status !== 201) continue;
      const { status, headers } = await get(made.json.path, [301]);
      expect([status, headers.get('Location')]).toEqual([301, made.json.target]);
    }
    const id = await publish({ legacyUrls: [`/legacy${path}`] });
    if (id !== null) {
      const { headers } = await get(`/legacy${path}`, [301]);
      expect(headers.get('Location')).toContain(id);
    }
  });
});

describe('an address of another site', () => {
  test.each(named)('%s is accepted or refused as the target of a redirect', async (_, url) => {
    const order = { path: `/to/${links.findIndex(([one]) => one === url)}`, target: url };
    const made = await newsroom.edit('POST', '/redirects', order, { now: noon });
    expect([201, 422], made.text).toContain(made.status);
    if (made.status === 201) {
      const { headers } = await get(order.path, [301]);
      expect(headers.get('Location')).toBe(made.json.target);
      expect(URL.canParse(made.json.target)).toBe(true);
    }
    const id = await publish({});
    const withdrawal = { mode: 'redirect', redirectTo: url };
    const options = { now: noon, etag: '*' };
    const put = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, withdrawal, options);
    expect([200, 400, 422], put.text).toContain(put.status);
    await get(`/releases/${id}`, [200, 301, 308]);
  });

  test.each(named)('%s has no oEmbed card', async (_, url) => {
    await get(`/oembed?url=${encodeURIComponent(url)}`, [400, 404]);
  });
});

test.each([
  'a@[::1]',
  '%zz@a.example',
  'a b@c.example',
  'a&b"<c>@d.example',
  "o'neil+a%b@c.example",
  'ü@ü.example',
  'a@xn--',
  `${'x'.repeat(240)}@a.example`,
])('%s is an e-mail address that is encoded correctly, or refused', async (email) => {
  const editions = { en: { title: 'Mail', summary: 'Odd.', markdown: 'Text.' } };
  const id = await publish({ editions, contacts: [{ name: 'A', email }] });
  if (id === null) return;
  const { text } = await get(`/releases/${id}/mail`);
  const { results } = await html.validateString(text);
  expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).toEqual([]);
  const href = /href="(mailto:[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(decodeURIComponent(href)).toBe(`mailto:${email}`);
});
