/** Hostile content is shown as text, fits on the page, and never runs. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

let newsroom: Newsroom;
let browser: Browser;
beforeAll(async () => {
  newsroom = await openNewsroom();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await newsroom?.dispose();
});

const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const rows = Array.from({ length: 2_000 }, (_, row) => `| ${row} | a cell with words in it | x |`);
const schemes = [
  'javascript:window.ran=1',
  'data:text/html,<script>window.ran=1</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'JaVaScRiPt&colon;window.ran=1',
  'mailto:a@b.example',
  'tel:+431',
  'https://ok.example',
];

const contents: Record<string, { title: string; markdown: string }> = {
  'a title of 300 characters': {
    title: 'Words and words '.repeat(18).slice(0, 300).trim(),
    markdown: 'Text.',
  },
  'a title of one long word': {
    title: word.repeat(3).slice(0, 200),
    markdown: `${word.repeat(20)}`,
  },
  'a title of emoji and marks of direction': {
    title: '👩‍👩‍👧‍👦🇦🇹 ‏RTL‏ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚',
    markdown: '🙂'.repeat(500),
  },
  'raw HTML': {
    title: '<b>Bold</b><script>window.ran=1</script>',
    markdown: [
      '<script>window.ran=1</script>',
      '<img src=x onerror="window.ran=1">',
      '<style>body{display:none}</style>',
      '<iframe src="https://elsewhere.example"></iframe>',
    ].join('\n\n'),
  },
  'deep nesting': {
    title: 'Deep',
    markdown: [
      `${'> '.repeat(100)}deep\n`,
      ...Array.from({ length: 50 }, (_, depth) => `${'  '.repeat(depth)}- item`),
    ].join('\n'),
  },
  'a table of two thousand rows': {
    title: 'Long',
    markdown: `| a | b | c |\n|---|---|---|\n${rows.join('\n')}`,
  },
  'a wide table': {
    title: 'Wide',
    markdown: `|${' column |'.repeat(40)}\n|${'---|'.repeat(40)}\n|${` ${word} |`.repeat(40)}`,
  },
  'links of every scheme': {
    title: 'Links',
    markdown: schemes.map((url) => `[link](<${url}>)`).join('\n\n'),
  },
};

test.each(Object.entries(contents))('%s', async (_, edition) => {
  const { id } = await release(newsroom, { editions: { en: edition } });
  const moved = await newsroom.get(`/releases/${id}`, Date.now());
  const path = moved.headers.get('Location') ?? '';
  const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const response = await page.goto(new URL(path, newsroom.url).href);
  expect(response?.status()).toBe(200);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(await page.locator('h1').textContent()).toBe(edition.title.normalize());
  expect(await page.isVisible('.body')).toBe(true);
  const links = (await page.evaluate(
    '[...document.querySelectorAll(".body :is(a, img)")].map((one) => one.href ?? one.src)',
  )) as string[];
  expect(links.filter((url) => !/^(?:https?|mailto|tel):/.test(url))).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(newsroom.url.origin))).toEqual([]);
  await page.close();
});
