/** Ways into the archive in a real browser: navigation, breadcrumbs, columns of terms, lists in Arabic. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import type { Newsroom } from '../newsroom.ts';
import { openSampleNewsroom } from '../sample-newsroom.ts';

let newsroom: Newsroom;
let browser: Browser;
beforeAll(async () => {
  ({ newsroom } = await openSampleNewsroom());
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.dispose();
});

const languages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'];
const below = (lang: string, path: string) => (lang === 'en' ? path : `/${lang}${path}`);
const places = ['/fields-of-work', '/countries', '/structures', '/meetings', '/archive'];

/** The page without scripts. */
async function open(path: string, width: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  await page.goto(new URL(path, newsroom.url).href);
  return page;
}

/** The element with the focus: the target of a link, or the text of another element. */
const focused = `(() => {
  const { activeElement: one } = document;
  return one.getAttribute('href') ?? one.textContent;
})()`;

async function tab(page: Page, times: number): Promise<unknown[]> {
  const stops: unknown[] = [];
  for (let time = 0; time < times; time++) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(focused));
  }
  return stops;
}

describe('the navigation', () => {
  test.each(languages)('in %s follows the link to the content, in a row', async (lang) => {
    const page = await open(below(lang, '/'), 1280);
    const links = places.map((place) => below(lang, place));
    expect(await tab(page, 6)).toEqual(['#content', ...links]);
    const boxes = await Promise.all(
      links.map((link) => page.locator(`.menu a[href="${link}"]`).boundingBox()),
    );
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1);
    expect(await page.isVisible('.menu summary')).toBe(false);
    await page.context().close();
  });

  test.each(languages)('in %s is one disclosure on a narrow screen', async (lang) => {
    const page = await open(below(lang, '/countries'), 320);
    const link = page.locator(`.menu a[href="${below(lang, '/archive')}"]`);
    expect(await link.isVisible()).toBe(false);
    const [, menu, next] = await tab(page, 3);
    expect(menu).toBe(await page.textContent('.menu summary'));
    expect(next).toBe(below(lang, '/').replace(/(.)\/$/, '$1'));
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await link.isVisible()).toBe(true);
    expect(await tab(page, 5)).toEqual(places.map((place) => below(lang, place)));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.context().close();
  });

  test.each([
    ['/', null, null],
    ['/countries', '/countries', 'page'],
    ['/countries/kazakhstan', '/countries', 'true'],
    ['/fr/fields-of-work', '/fr/fields-of-work', 'page'],
    ['/archive/2026', '/archive', 'true'],
    ['/ar/archive', '/ar/archive', 'page'],
    ['/kinds', null, null],
    ['/search?q=border&year=2026', null, null],
    ['/nowhere', null, null],
  ])('on %s marks the current place', async (path, place, value) => {
    const page = await open(path, 1280);
    const marked = page.locator('.menu [aria-current]');
    expect(await marked.count()).toBe(place === null ? 0 : 1);
    if (place !== null) {
      expect(await marked.getAttribute('href')).toBe(place);
      expect(await marked.getAttribute('aria-current')).toBe(value);
    }
    await page.context().close();
  });
});

test('the footer leads everywhere, in every language', async () => {
  for (const lang of languages) {
    const page = await open(below(lang, '/'), 320);
    const links = await page
      .locator('.browse a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const all = ['/kinds', ...places, '/corrections', '/events', '/contacts', '/search'];
    expect(links).toEqual(all.map((place) => below(lang, place)));
    await page.context().close();
  }
});

test('a reporter finds all of a country in a year, without writing an address', async () => {
  const page = await open('/', 320);
  await page.click('.menu summary');
  await page.click('.menu a[href="/countries"]');
  await page.click('.tree a[href="/countries/kazakhstan"]');
  await page.click('form.filter summary');
  await page.fill('#year', '2026');
  await page.selectOption('#kind', { label: 'Press release' });
  await page.click('form.filter button');
  expect(new URL(page.url()).search).toBe('?kind=press-release&countries=kazakhstan&year=2026');
  expect(await page.locator('.releases li').count()).toBeGreaterThan(0);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await page.click('.chosen a >> nth=0');
  expect(new URL(page.url()).search).toBe('?countries=kazakhstan&year=2026');
  await page.context().close();
});

/** Parents and children of a tree whose columns differ: a parent's first child, a last child alone. */
const strays = `[...document.querySelectorAll('.tree li > ul')].flatMap((list) => {
  const columnOf = (one) => Math.round(one.getBoundingClientRect().left / 60);
  const name = list.previousElementSibling.textContent;
  const [first, ...more] = [...list.children].map((one) => one.querySelector('a'));
  const beyond = (one, other) => Math.abs(columnOf(one) - columnOf(other)) > 1;
  const parent = list.parentElement.querySelector('a');
  const last = more.at(-1);
  return [
    ...(beyond(parent, first) ? [name + ' is parted from ' + first.textContent] : []),
    ...(last && beyond(last, more.at(-2) ?? first) ? [last.textContent + ' is alone'] : []),
  ];
})`;

test.each(['/structures', '/de/structures', '/fields-of-work', '/ru/fields-of-work', '/countries'])(
  'no column of %s begins with the first or the last child of a term',
  async (path) => {
    for (let width = 720; width <= 1400; width += 68) {
      const page = await open(path, width);
      expect(await page.evaluate(strays), String(width)).toEqual([]);
      await page.context().close();
    }
  },
);

/** The distances between the baselines of an entry's date, kind and place. */
const unevenness = `[...document.querySelectorAll('.front > :nth-child(-n + 4) .meta')].map((meta) => {
  const baselines = [...meta.children].map((part) => {
    const mark = document.createElement('span');
    mark.style.display = 'inline-block';
    part.append(mark);
    const { bottom } = mark.getBoundingClientRect();
    mark.remove();
    return bottom;
  });
  return Math.max(...baselines) - Math.min(...baselines);
})`;

test.each(['/', '/ar'])(
  'date, kind and place in the list of %s stand on one line',
  async (path) => {
    const page = await open(path, 1280);
    const distances = (await page.evaluate(unevenness)) as number[];
    expect(distances.length).toBeGreaterThan(2);
    expect(Math.max(...distances)).toBeLessThan(1);
    await page.context().close();
  },
);

test('On the front page the first release has its picture beside date, title and summary.', async () => {
  const page = await open('/', 1280);
  const lead = page.locator('.front > :first-child .pictured');
  const [meta, title, summary, picture] = await Promise.all(
    ['.meta', 'h2 a', '.summary', 'img'].map((part) => lead.locator(part).boundingBox()),
  );
  expect(picture?.y).toBeCloseTo(meta?.y ?? 0, -1);
  expect(picture?.x).toBeGreaterThan((title?.x ?? 0) + (title?.width ?? 0));
  expect((summary?.y ?? 0) - (title?.y ?? 0) - (title?.height ?? 0)).toBeLessThan(40);
  await page.context().close();
});
