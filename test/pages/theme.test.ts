/** The theme: the organization's colours and pictures, weight, print, extreme content. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../dev/local.ts';
import { openBrowser } from '../browser.ts';
import { type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';

const colours = { light: '#7a1f3d', dark: '#f0a9c0' };
const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let browser: Browser;
let text: string;
let path: string;

beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { SITE_COLOURS: colours } });
  const { id, slug } = await release(newsroom, { now: now - 1000 });
  path = `/releases/${id}/${slug}`;
  ({ text } = await newsroom.get(path, now));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom?.dispose();
});

const first = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
const meta = (property: string) => first(new RegExp(`property="${property}" content="([^"]*)"`));
const stylesheet = () => first(/<link rel="stylesheet" href="([^"]+)"/);

async function open(address: string, options: Parameters<Browser['newPage']>[0]): Promise<Page> {
  const page = await browser.newPage(options);
  await page.setExtraHTTPHeaders({ 'X-Test-Now': String(now) });
  await page.goto(new URL(address, newsroom.url).href);
  return page;
}

describe('the organization', () => {
  test('has its colours in the stylesheet, light and dark, under a fingerprinted address', async () => {
    const { text: css } = await newsroom.get(stylesheet(), now);
    expect(css).toContain(`--brand:${colours.light}`);
    expect(css).toMatch(new RegExp(`prefers-color-scheme:dark\\)[^@]*--brand:${colours.dark}`));
    const other = await openNewsroom();
    try {
      expect((await other.get('/', now)).text).not.toContain(stylesheet());
    } finally {
      await other.dispose();
    }
  });

  test('has a share picture of 1200 by 630 for a release without one, with its name as text', async () => {
    expect(meta('og:image')).toMatch(new RegExp(`^${origin}/assets/[0-9a-f]{16}\\.png$`));
    expect([meta('og:image:width'), meta('og:image:height')]).toEqual(['1200', '630']);
    expect(meta('og:image:alt')).toBe('Organization for Regional Dialogue');
    const picture = await newsroom.fetch(new URL(meta('og:image')).pathname);
    const bytes = new DataView(await picture.arrayBuffer());
    expect(picture.headers.get('Content-Type')).toBe('image/png');
    expect([bytes.getUint32(16), bytes.getUint32(20)]).toEqual([1200, 630]);
    expect(bytes.byteLength).toBeLessThan(12_000);
  });

  test('has stylesheet, icon, logo and picture cached for ever; former ones are 404', async () => {
    const logo = first(/"logo":\{[^}]*"url":"https:\/\/newsroom\.example([^"]+)"/);
    const icon = first(/<link rel="icon" href="([^"]+)"/);
    for (const one of [stylesheet(), icon, logo, new URL(meta('og:image')).pathname]) {
      const { status, headers } = await newsroom.get(one, now);
      expect([status, headers.get('Cache-Control')], one).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    expect((await newsroom.get('/assets/0123456789abcdef.png', now)).status).toBe(404);
  });

  test('serves the former stylesheet to a page from before a deployment', async () => {
    const { status, headers } = await newsroom.get('/assets/0123456789abcdef.css', now);
    expect([status, headers.get('Location')]).toEqual([302, stylesheet()]);
    expect(headers.get('Cache-Control')).toBe('no-store');
  });
});

test('the mark is inline in each page, in the surrounding colour', async () => {
  const mark = await readFile(join(root, 'organization/mark.svg'), 'utf8');
  expect(text).toContain(mark.trim().replace('<svg', '<svg class="mark" aria-hidden="true"'));
});

test('a release takes two requests and, with its stylesheet, at most 14 KB', async () => {
  const page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.setExtraHTTPHeaders({ 'X-Test-Now': String(now) });
  await page.goto(new URL(path, newsroom.url).href, { waitUntil: 'networkidle' });
  await page.close();
  expect(asked).toEqual([path, stylesheet()]);
  const css = await newsroom.get(stylesheet(), now);
  const weight = gzipSync(text).length + gzipSync(css.text).length;
  expect(weight).toBeLessThanOrEqual(14 * 1024);
});

const telephone = { viewport: { width: 320, height: 700 } };
const word = 'Donaudampfschifffahrtsgesellschaft';
const naughty: Record<string, Record<string, unknown>> = {
  'a title of 300 letters': { title: 'The Council and its committees '.repeat(10).slice(0, 300) },
  'one word of 200 letters': { title: word.repeat(6).slice(0, 200), place: word.repeat(2) },
  'emoji and both directions': {
    title: `${'👩‍👩‍👧‍👦'.repeat(20)} العربية 42 %`,
    markdown: `שלום ${'🔥'.repeat(300)}`,
  },
  'a table of 1,000 rows': {
    markdown: [
      '|Country|Total|Share|Note|\n|-|-:|-:|-|',
      ...Array.from({ length: 1_000 }, (_, row) => `|C${row}|${row}|9|n|`),
    ].join('\n'),
  },
  'lists and quotations thirty deep': {
    markdown: [
      ...Array.from({ length: 30 }, (_, level) => `${'  '.repeat(level)}- some words that go on`),
      `\n${'> '.repeat(30)}deep`,
    ].join('\n'),
  },
  'addresses and code without a gap': {
    markdown: `https://example.org/${'x'.repeat(300)} \`${'y'.repeat(300)}\`\n\n    ${'z'.repeat(300)}`,
  },
};

test.each(Object.entries(naughty))('%s fits a screen of 320 pixels', async (name, parts) => {
  const editions = { en: { title: name, place: 'VIENNA', markdown: 'Text.', ...parts } };
  const contacts = [{ name: word.repeat(2), email: `${'a'.repeat(60)}@ord.example` }];
  const made = await release(newsroom, { now: now - 500, editions, contacts });
  const page = await open(`/releases/${made.id}/${made.slug}`, telephone);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.close();
});

test('a list of all of these is also within the limit', async () => {
  const page = await open('/', telephone);
  expect(await page.locator('.releases > li').count()).toBe(1 + Object.keys(naughty).length);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.close();
});

test('nothing is animated, and nothing covers the focused element', async () => {
  const { text: css } = await newsroom.get(stylesheet(), now);
  expect(css).not.toMatch(/animation|transition|@keyframes|smooth|sticky|fixed/);
});

test('every target has 24 pixels or enough space, on a telephone too', async () => {
  const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  const axe = await readFile(source, 'utf8');
  for (const address of ['/', path, '/structures', '/search?q=judges']) {
    const page = await open(address, { ...telephone, bypassCSP: true });
    await page.evaluate(axe);
    const found = await page.evaluate(
      `axe.run({ runOnly: ['target-size'] }).then(({ violations }) =>
        violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))`,
    );
    expect(found, address).toEqual([]);
    await page.close();
  }
});

test('the keyboard focus is visible on every page, with forced colours as well', async () => {
  for (const forcedColors of ['none', 'active'] as const) {
    const page = await open(path, { viewport: { width: 1280, height: 900 }, forcedColors });
    for (let step = 0; step < 14; step++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(
        `const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        [document.activeElement.tagName, outlineStyle, outlineWidth]`,
      );
      expect(focus, `${forcedColors} ${step}`).toEqual([
        expect.stringMatching(/^(?:A|INPUT|BUTTON)$/),
        'solid',
        '3px',
      ]);
    }
    await page.close();
  }
});
