/** Every kind of page, in a real browser and under the checkers: nothing to report. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import type { Newsroom } from '../newsroom.ts';
import { openSampleNewsroom, type SampleItem } from '../sample-newsroom.ts';

let newsroom: Newsroom;
let browser: Browser;
let axe: string;
let addresses: Record<string, string>;

beforeAll(async () => {
  const sample = await openSampleNewsroom();
  newsroom = sample.newsroom;
  const { items, path } = sample;
  const [withdrawn, gone] = items.slice(-2) as [SampleItem, SampleItem];
  for (const [{ id }, mode] of [
    [withdrawn, 'notice'],
    [gone, 'gone'],
  ] as const) {
    const order = {
      mode,
      note: { en: 'The figures were wrong.', fr: 'Les chiffres étaient faux.' },
    };
    const put = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { etag: '*' });
    expect(put.status, put.text).toBe(200);
  }
  addresses = {
    newsroom: '/',
    'the newsroom in Arabic': '/ar',
    'a term with terms below it': '/structures/field-operations',
    'a corrected release': path(({ corrections }) => corrections.length > 0, 'en'),
    'a release in Russian': path(({ editions }) => 'ru' in editions, 'ru'),
    'a release in Arabic': path(({ editions }) => 'ar' in editions, 'ar'),
    'a release with a table': path(
      ({ editions }) => editions.en?.html.includes('<table>') === true,
      'en',
    ),
    'a release with a picture': path(
      ({ editions, attachments }) =>
        'en' in editions && attachments.some(({ mediaType }) => mediaType.startsWith('image/')),
      'en',
    ),
    'a withdrawn release': `/releases/${withdrawn.id}`,
    'a release that is gone': `/releases/${gone.id}`,
    'a history': `${path(({ corrections }) => corrections.length > 0, 'en').replace(/[^/]+$/, '')}history`,
    'a tree of terms': '/structures',
    'the archive': '/archive',
    'a year of the archive in Arabic': '/ar/archive/2026',
    'a month of the archive': '/archive/2026/09',
    'a search with results': '/search?q=border',
    'a search in Arabic': `/ar/search?q=${encodeURIComponent('الأمن')}`,
    'a search without results': '/de/search?q=zzz&since=2020-01-01',
    'a page that is not there': '/it/nowhere',
  };
  browser = await openBrowser();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.dispose();
});

const names = [
  'newsroom',
  'the newsroom in Arabic',
  'a term with terms below it',
  'a corrected release',
  'a release in Russian',
  'a release in Arabic',
  'a release with a table',
  'a release with a picture',
  'a withdrawn release',
  'a release that is gone',
  'a history',
  'a tree of terms',
  'the archive',
  'a year of the archive in Arabic',
  'a month of the archive',
  'a search with results',
  'a search in Arabic',
  'a search without results',
  'a page that is not there',
];

interface Violation {
  id: string;
  nodes: { html: string }[];
}

test.each(names)('%s: axe reports nothing, wide and narrow, light and dark', async (name) => {
  for (const width of [1280, 320]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(new URL(addresses[name] as string, newsroom.url).href);
      await page.evaluate(axe);
      const violations = (await page.evaluate(
        'axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)',
      )) as Violation[];
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((one) => one.html)}`);
      expect(told, `${width} ${colorScheme}`).toEqual([]);
      await context.close();
    }
  }
});

test.each(names)('%s: text that is spaced out stays readable and fits', async (name) => {
  const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
  await page.goto(new URL(addresses[name] as string, newsroom.url).href);
  await page.evaluate(
    'for (const one of document.querySelectorAll("body *")) { one.style.lineHeight = "1.5"; one.style.letterSpacing = "0.12em"; one.style.wordSpacing = "0.16em"; }',
  );
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.close();
});

describe('the HTML', () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:document'],
    rules: {
      // Hono's JSX closes void elements with a slash and leaves text as it is.
      'void-style': 'off',
      'no-raw-characters': 'off',
      // A telephone number may be broken where the line ends.
      'tel-non-breaking': 'off',
      // The stylesheet is the site's own, under the hash of its content.
      'require-sri': ['error', { target: 'crossorigin' }],
    },
  });

  test.each(names)('of %s has nothing to report, in any language that it has', async (name) => {
    const first = await newsroom.get(addresses[name] as string, 0);
    const links = [...first.text.matchAll(/hreflang="[^"]+" href="https?:\/\/[^/]+([^"]+)"/g)];
    const paths = [addresses[name] as string, ...links.map(([, path]) => path as string)];
    for (const path of new Set(paths)) {
      const moved = await newsroom.get(path, 0);
      const { text } =
        moved.status === 301 ? await newsroom.get(moved.headers.get('Location') ?? '', 0) : moved;
      const { results } = await validator.validateString(text);
      const told = results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`),
      );
      expect(told, path).toEqual([]);
    }
  });
});
