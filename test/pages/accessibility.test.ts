/** Every kind of page, in a real browser and under the checkers: nothing to report. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import type { Newsroom } from '../newsroom.ts';
import { openSampleNewsroom, type SampleItem } from '../sample-newsroom.ts';
import { violationsOn } from './axe-violations.ts';
import { checkWithNu, hasJava } from './nu-checker.ts';
import { faultsOf } from './structured-data-rules.ts';

let newsroom: Newsroom;
let browser: Browser;
let axe: string;
let addresses: Record<string, string>;
/** Every page of every kind in every language that it has, by its address. */
let pages: Map<string, string>;

beforeAll(async () => {
  const sample = await openSampleNewsroom();
  newsroom = sample.newsroom;
  const { items, path } = sample;
  const [withdrawn, gone, barred] = items.slice(-3) as [SampleItem, SampleItem, SampleItem];
  for (const [{ id }, manner] of [
    [withdrawn, { mode: 'notice' }],
    [gone, { mode: 'gone' }],
    [barred, { mode: 'gone', demandedBy: 'Regional Court of Vienna' }],
  ] as const) {
    const order = {
      ...manner,
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
    'a release that is barred by law': `/releases/${barred.id}`,
    'a release that is not in the asked language': path(
      ({ editions }) => !('it' in editions),
      'en',
    ).replace('/', '/it/'),
    'a page of a list that is not there': '/ru?cursor=nowhere',
    'a history': `${path(({ corrections }) => corrections.length > 0, 'en').replace(/[^/]+$/, '')}history`,
    'a list with a further page': '/countries/participating-states',
    'a tree of terms': '/structures',
    'the archive': '/archive',
    'the corrections': '/corrections',
    'the corrections of a term': '/kinds/press-release/corrections',
    'the contacts': '/contacts',
    'the events': '/events',
    'the events in Arabic': '/ar/events',
    'a release with an event': path(({ event }) => event !== undefined, 'en'),
    'a year of the archive in Arabic': '/ar/archive/2026',
    'a month of the archive': '/archive/2026/09',
    'a search with results': '/search?q=border',
    'a search in Arabic': `/ar/search?q=${encodeURIComponent('الأمن')}`,
    'a search without results': '/de/search?q=zzz&since=2020-01-01',
    'a filtered list': '/search?kind=press-release&countries=kazakhstan&year=2026',
    'a filtered list in Arabic': '/ar/search?lang=en&kind=press-release&since=2026-01-01',
    'a filter that does not exist': '/es/search?year=x',
    'a page that is not there': '/it/nowhere',
  };
  pages = await readPages();
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
  'a release that is barred by law',
  'a release that is not in the asked language',
  'a page of a list that is not there',
  'a history',
  'a list with a further page',
  'a tree of terms',
  'the archive',
  'the corrections',
  'the corrections of a term',
  'the contacts',
  'the events',
  'the events in Arabic',
  'a release with an event',
  'a year of the archive in Arabic',
  'a month of the archive',
  'a search with results',
  'a search in Arabic',
  'a search without results',
  'a filtered list',
  'a filtered list in Arabic',
  'a filter that does not exist',
  'a page that is not there',
];

/** Opens the navigation and the filters. */
const openAll = 'for (const one of document.querySelectorAll("details")) one.open = true';

const tongues = ['fr', 'de', 'it', 'ru', 'es', 'ar'];

async function readPages(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const address of Object.values(addresses)) {
    const { text } = await follow(address);
    const links = [...text.matchAll(/hreflang="[^"]+" href="https?:\/\/[^/]+([^"]+)"/g)];
    const own = address.replace(new RegExp(`^/(?:${tongues.join('|')})(?=[/?]|$)`), '') || '/';
    const versions =
      links.length > 0 && !address.includes('?')
        ? links.map(([, path]) => path as string)
        : [own, ...tongues.map((tongue) => `/${tongue}${own}`.replace(/\/(?=\?|$)/, ''))];
    found.set(address, text);
    for (const path of new Set(versions)) {
      if (!found.has(path)) found.set(path, (await follow(path)).text);
    }
  }
  return found;
}

async function follow(path: string) {
  const moved = await newsroom.get(path, 0);
  return moved.status === 301 ? newsroom.get(moved.headers.get('Location') ?? '', 0) : moved;
}

test('there are pages of every kind in every language', () => {
  expect(pages.size).toBeGreaterThan(100);
  for (const lang of ['en', ...tongues]) {
    const some = [...pages.values()].filter((text) => text.includes(`<html lang="${lang}"`));
    expect(some.length, lang).toBeGreaterThan(8);
  }
});

test.each(names)(
  '%s makes no request to other sites, runs no script, stores nothing and logs nothing',
  async (name) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    const logged: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => logged.push(message.text()));
    page.on('pageerror', (error) => logged.push(error.message));
    const response = await page.goto(new URL(addresses[name] as string, newsroom.url).href);
    // A browser logs that a page was refused, which is so; anything else is not.
    const refused = `Failed to load resource: the server responded with a status of ${response?.status()}`;
    expect(logged.filter((text) => !text.startsWith(refused))).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(newsroom.url.origin))).toEqual([]);
    const scripts = await page.evaluate(
      '[...document.scripts].filter(({ type }) => type !== "application/ld+json").length',
    );
    expect(scripts).toBe(0);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    await context.close();
  },
);

test('the structured data of every page is valid, and every release has an article and a breadcrumb', async () => {
  let articles = 0;
  for (const [path, text] of pages) {
    const data = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)];
    for (const [, json] of data) {
      const document = JSON.parse(json as string);
      if (document['@type'] === 'NewsArticle') articles += 1;
      expect(await faultsOf(document), path).toEqual([]);
    }
    const [isRelease, hasEvent] = ['article class="release"', 'dl class="event"'].map((tag) =>
      text.includes(`<${tag}`),
    );
    if (isRelease) expect(data, path).toHaveLength(hasEvent ? 3 : 2);
  }
  expect(articles).toBeGreaterThan(10);
});

if (hasJava) {
  test('the Nu HTML checker reports nothing on any page', async () => {
    expect(await checkWithNu(pages)).toEqual([]);
  });
} else {
  console.log('There is no Java here: the Nu HTML checker did not run; html-validate does.');
}

test.each(names)('%s: axe reports nothing, wide and narrow, light and dark', async (name) => {
  for (const width of [1280, 320]) {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ viewport, colorScheme: 'light', bypassCSP: true });
    const page = await context.newPage();
    await page.goto(new URL(addresses[name] as string, newsroom.url).href);
    await page.evaluate(axe);
    await page.evaluate(openAll);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const findings = await violationsOn(page, colorScheme);
      expect(findings, `${width} ${colorScheme}`).toEqual([]);
    }
    await context.close();
  }
});

test.each(names)('%s: text with wider spacing stays readable and fits', async (name) => {
  const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
  await page.goto(new URL(addresses[name] as string, newsroom.url).href);
  await page.evaluate(openAll);
  await page.evaluate(
    `for (const { style } of document.querySelectorAll('body *')) {
      style.lineHeight = '1.5';
      style.letterSpacing = '0.12em';
      style.wordSpacing = '0.16em';
    }`,
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

  test('has nothing to report, on any page', async () => {
    for (const [path, text] of pages) {
      const { results } = await validator.validateString(text);
      const findings = results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`),
      );
      expect(findings, path).toEqual([]);
    }
  });
});
