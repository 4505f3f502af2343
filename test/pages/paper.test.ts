/** Lists on paper, as a browser prints them: no entry of a list is parted by the end of a page. */
import type { Browser } from 'playwright-core';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

/** Letters and digits alone: a PDF has neither the spaces nor the line breaks of the page. */
const letters = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '');

test.each([
  ['/', 'A5'],
  ['/kinds/press-release', 'A4'],
  ['/kinds/press-release', 'A5'],
  ['/ru', 'A5'],
])('%s on %s has title and summary of each release on one page', async (path, format) => {
  const page = await browser.newPage();
  await page.goto(new URL(path, newsroom.url).href);
  const entries = await page
    .locator('.releases article')
    .evaluateAll((all) =>
      all.map((one) => [
        one.querySelector('h2')?.textContent ?? '',
        one.querySelector('.summary')?.textContent ?? '',
      ]),
    );
  const { text } = await extractText(new Uint8Array(await page.pdf({ format })));
  await page.close();
  expect(entries.length).toBeGreaterThan(0);
  const sheets = text.map(letters);
  for (const [title = '', summary = ''] of entries) {
    const whole = letters(title + summary);
    expect(
      sheets.some((sheet) => sheet.includes(whole)),
      title,
    ).toBe(true);
  }
});
