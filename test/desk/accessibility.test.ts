/** Every screen of the desk in a real browser: accessible, narrow, light and dark, in both directions. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsOn } from '../pages/axe-violations.ts';
import { fillDesk, screenAddress, screens } from './screens.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

/** The most bytes of a screen with its styles and scripts, compressed. */
const largest = 100 * 1024;

const looks = [
  { lang: 'en', width: 1280, colorScheme: 'light' },
  { lang: 'ar', width: 320, colorScheme: 'dark' },
] as const;

let desk: ScriptedDesk;
let axe: string;
let values: Record<string, string>;
const pages = new Map<string, Page>();
const logged: string[] = [];

beforeAll(async () => {
  desk = await openScriptedDesk();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  values = await fillDesk(desk.newsroom);
  for (const { lang, width, colorScheme } of looks) {
    const { page } = await desk.signIn('admin', {
      viewport: { width, height: 900 },
      colorScheme,
      locale: lang,
    });
    page.on('console', (message) => {
      if (message.type() === 'error') logged.push(message.text());
    });
    page.on('pageerror', (error) => logged.push(error.message));
    pages.set(lang, page);
  }
});
afterAll(() => desk.close());

describe.each(looks)('in $lang, $width pixels wide, $colorScheme', ({ lang, width }) => {
  test.each(screens.map((route) => ({ path: route.path, route })))('$path', async ({ route }) => {
    const page = pages.get(lang) as Page;
    logged.length = 0;
    const response = await page.goto(screenAddress(route, values));
    expect(response?.status()).toBe(200);
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    await page.evaluate(axe);
    expect(await violationsOn(page, 'light')).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(logged).toEqual([]);
  });
});

test('no screen weighs more than 100 KB with its styles and scripts, compressed', async () => {
  const page = pages.get('en') as Page;
  const weights: Record<string, number> = {};
  for (const route of screens) {
    const response = await page.goto(screenAddress(route, values));
    const html = (await response?.text()) ?? '';
    const assets = [...new Set(html.match(/\/desk\/assets\/\w+\.(?:css|js)/g) ?? [])];
    const texts = await Promise.all(
      assets.map(async (path) => (await desk.newsroom.get(path, Date.now())).text),
    );
    weights[route.path] = [html, ...texts].reduce((sum, text) => sum + gzipSync(text).length, 0);
  }
  expect(Object.entries(weights).filter(([, weight]) => weight > largest)).toEqual([]);
});
