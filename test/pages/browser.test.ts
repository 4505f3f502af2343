/** The sample newsroom in a real browser: what it shows, what it asks for, whether it fits. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow, openBrowser } from '../browser.ts';
import type { Newsroom } from '../newsroom.ts';
import { openSampleNewsroom } from '../sample-newsroom.ts';

let newsroom: Newsroom;
let browser: Browser;
let addresses: Record<string, string>;

beforeAll(async () => {
  const sample = await openSampleNewsroom();
  newsroom = sample.newsroom;
  const { path } = sample;
  addresses = {
    newsroom: '/',
    'newsroom in Arabic': '/ar',
    'a term': '/structures/field-operations',
    'a release': path(({ corrections }) => corrections.length > 0, 'en'),
    'a release in Russian': path(({ editions }) => 'ru' in editions, 'ru'),
    'a release in Arabic': path(({ editions }) => 'ar' in editions, 'ar'),
    'a release with a table': path(
      ({ editions }) => editions.en?.html.includes('<table>') === true,
      'en',
    ),
  };
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await newsroom.dispose();
});

async function open(
  path: string,
  width: number,
): Promise<{ page: Page; asked: string[]; said: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const [asked, said]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (!message.text().includes('favicon')) said.push(message.text());
  });
  await page.goto(new URL(path, newsroom.url).href);
  return { page, asked, said };
}

const names = [
  'newsroom',
  'newsroom in Arabic',
  'a term',
  'a release',
  'a release in Russian',
  'a release in Arabic',
  'a release with a table',
];

test.each(names)(
  '%s fits at 320 and at 1280 px, makes no request to other sites, runs no script',
  async (name) => {
    for (const width of [320, 1280]) {
      const { page, asked, said } = await open(addresses[name] as string, width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('script:not([type="application/ld+json"])').count()).toBe(0);
      expect(await page.evaluate('document.cookie')).toBe('');
      expect(asked.filter((url) => !url.startsWith(newsroom.url.origin))).toEqual([]);
      expect(said).toEqual([]);
      await page.close();
    }
  },
);

test('the language of a page is that of its address, with its direction', async () => {
  for (const [name, lang, dir] of [
    ['a release in Russian', 'ru', 'ltr'],
    ['a release in Arabic', 'ar', 'rtl'],
  ] as const) {
    const { page } = await open(addresses[name] as string, 1280);
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    expect(await page.getAttribute('html', 'dir')).toBe(dir);
    await page.close();
  }
});

test('a reader goes from the newsroom to a release, its topic, its translation and its file', async () => {
  const { page } = await open('/', 1280);
  await follow(page, '.releases h2 a >> nth=3');
  expect(await page.locator('article.release').count()).toBe(1);
  const download = page.waitForEvent('download');
  await page.click('.attachments a >> nth=0');
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
  await follow(page, '.labels dd a >> nth=-1');
  expect(await page.locator('.releases li').count()).toBeGreaterThan(0);
  await page.goto(new URL(addresses['a release'] as string, newsroom.url).href);
  expect(await page.locator('.corrections li').count()).toBe(1);
  await follow(page, '.also a >> nth=0');
  expect(await page.getAttribute('html', 'lang')).not.toBe('en');
  await page.close();
});

test.each(['a release', 'a release in Arabic'])('%s prints as one page of A4', async (name) => {
  const { page } = await open(addresses[name] as string, 1280);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const box = /\/MediaBox\s*\[([^\]]+)\]/.exec(pdf)?.[1]?.trim().split(/\s+/) ?? [];
  expect(box.map((points) => Math.round(Number(points)))).toEqual([0, 0, 595, 842]);
  await page.close();
});

test('a printed release has the organization at its top and its address at its bottom', async () => {
  const { page } = await open(addresses['a release'] as string, 1280);
  await page.emulateMedia({ media: 'print' });
  expect(await page.isVisible('.masthead .name')).toBe(true);
  expect(await page.isVisible('.masthead .mark')).toBe(true);
  for (const part of ['.kind', '.byline time', '.dateline', '.contacts']) {
    expect(await page.isVisible(`.release ${part} >> nth=0`), part).toBe(true);
  }
  const short = addresses['a release']?.split('/').slice(0, -1).join('/');
  expect(await page.textContent('.printed:visible')).toMatch(new RegExp(`${short}$`));
  const onScreen = [
    '.menu',
    '.languages',
    '.neighbours',
    '.skip',
    '.search-form',
    '.labels',
    '.colophon a',
  ];
  for (const hidden of onScreen) {
    expect(await page.isVisible(`${hidden} >> nth=0`), hidden).toBe(false);
  }
  await page.close();
});

test('the sample is complete: 36 releases, two of them scheduled, in seven languages', async () => {
  const count = (query: string) => newsroom.db.prepare(query).first<number>('n');
  expect(await count('select count(*) as n from releases')).toBe(36);
  const now = Date.now();
  expect(await count(`select count(*) as n from publications where visible_from > ${now}`)).toBe(2);
  expect(await count('select count(distinct lang) as n from editions')).toBe(7);
  expect(await count("select count(*) as n from terms where taxonomy = 'fields-of-work'")).toBe(23);
});
