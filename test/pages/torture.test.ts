/** A release with every construct of Markdown passes all checkers of pages and feeds. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { openBrowser } from '../browser.ts';
import { faultsOfSitemaps } from '../feeds/sitemap-rules.ts';
import { textsOf } from '../feeds/xml-reader.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { violationsOn } from './axe-violations.ts';
import { checkWithNu, hasJava } from './nu-checker.ts';
import { faultsOf } from './structured-data-rules.ts';
import { editions } from './torture.ts';

const now = Date.UTC(2026, 6, 1, 12);
const html = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:document'],
  rules: {
    'void-style': 'off',
    'no-raw-characters': 'off',
    'tel-non-breaking': 'off',
    'require-sri': ['error', { target: 'crossorigin' }],
  },
});
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let newsroom: Newsroom;
let browser: Browser;
let axe: string;
const pages = new Map<string, string>();

beforeAll(async () => {
  newsroom = await openNewsroom();
  const edit = async (method: string, path: string, body: unknown, type = 'application/json') => {
    const headers = { 'Content-Type': type };
    const reply = await newsroom.edit(method, path, body, { now, etag: '*', headers });
    expect(reply.status, reply.text).toBeLessThan(300);
    return reply;
  };
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now });
  expect(made.status, made.text).toBe(201);
  const path = `/releases/${made.json.id}`;
  await edit('PUT', `${path}/attachments/picture.png`, new Uint8Array(png), 'image/png');
  const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
  await edit('PUT', `${path}/attachments/programme.pdf`, pdf, 'application/pdf');
  await edit('PUT', `${path}/publication`, {});
  await edit('PUT', path, draft({ editions, countries: [] }));
  const note = { en: 'It was <wrong> & “long”.', ar: 'كان خطأ.' };
  await edit('PUT', `${path}/publication`, { note });
  for (const lang of ['en', 'ar'] as const) {
    const before = lang === 'en' ? '' : `/${lang}`;
    const { slug } = made.json.editions[lang];
    for (const end of [`/${encodeURIComponent(slug)}`, '/history']) {
      const { status, text } = await newsroom.get(`${before}${path}${end}`, now);
      expect(status, text).toBe(200);
      pages.set(`${before}${path}${end}`, text);
    }
    const listed = `${before}/search?since=2020-01-01`;
    pages.set(listed, (await newsroom.get(listed, now)).text);
  }
  browser = await openBrowser();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.dispose();
});

test('every Markdown construct is on the page', () => {
  const [text = ''] = pages.values();
  for (const tag of ['h2', 'h6', 'pre', 'table', 'blockquote', 'figure', 'ol', 'ul', 'hr', 'img']) {
    expect(text).toContain(`<${tag}`);
  }
  expect(text).toContain('data-footnote-backref');
  expect(text).not.toMatch(/<(?:script>|b |div class="x")/);
});

test('regions are labelled in the language of the page', () => {
  const [english = '', , , arabic = ''] = pages.values();
  expect(english).toContain('<pre role="region" tabindex="0" aria-label="Code 2">');
  expect(arabic).toContain('<pre role="region" tabindex="0" aria-label="نص برمجي 2">');
});

test('html-validate and the rules of structured data report nothing', async () => {
  for (const [path, text] of pages) {
    const { results } = await html.validateString(text);
    const findings = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`),
    );
    expect(findings, path).toEqual([]);
    for (const [, json] of text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)) {
      expect(await faultsOf(JSON.parse(json ?? '')), path).toEqual([]);
    }
  }
});

if (hasJava) {
  test('the Nu HTML checker reports nothing', async () => {
    expect(await checkWithNu(pages)).toEqual([]);
  });
}

describe.each([1280, 320])('at %d pixels', (width) => {
  test('axe reports nothing, light and dark, in either direction, and nothing is too wide', async () => {
    for (const [path] of pages) {
      const viewport = { width, height: 900 };
      const page = await browser.newPage({ viewport, colorScheme: 'light', bypassCSP: true });
      await page.setExtraHTTPHeaders({ 'X-Test-Now': String(now) });
      await page.goto(new URL(path, newsroom.url).href);
      await page.evaluate(axe);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const findings = await violationsOn(page, colorScheme);
        expect(findings, `${path} ${colorScheme}`).toEqual([]);
      }
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(width);
      await page.close();
    }
  });
});

test.each(['', '/ar'])('the feeds and sitemaps under “%s” are valid', async (before) => {
  await newsroom.tickAt(now);
  const read = async (path: string) => {
    const { status, text } = await newsroom.get(path, now);
    expect(status, path).toBe(200);
    return text;
  };
  const inRss = await read(`${before}/feed.xml`);
  const inAtom = await read(`${before}/atom.xml`);
  const { title, summary } = editions[before === '' ? 'en' : 'ar'];
  expect(textsOf(inRss).get('rss/channel/item/title')).toEqual([title]);
  expect(textsOf(inAtom).get('feed/entry/title')).toEqual([title]);
  expect(textsOf(inRss).get('rss/channel/item/description')).toEqual([escapeHtml(summary)]);
  expect(parseRssFeed(inRss).items).toHaveLength(1);
  expect(parseAtomFeed(inAtom).entries).toHaveLength(1);
  const { items = [] } = parseJsonFeed(JSON.parse(await read(`${before}/feed.json`)));
  const content = items[0]?.content_html ?? '';
  for (const [, address = ''] of content.matchAll(/(?:href|src)="([^"]*)"/g)) {
    expect(address).toMatch(/^(?:https?:\/\/|mailto:|tel:)/);
  }
  expect(content).not.toMatch(/<(?:script|style)|<[^>]* (?:id|tabindex|role|on\w+)=/);
  const maps = { one: await read('/sitemaps/1.xml'), news: await read('/sitemaps/news.xml') };
  expect(await faultsOfSitemaps(maps)).toEqual([]);
});
