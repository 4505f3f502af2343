/** The pickers of terms and the countdown, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, release } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

const picker = 'desk-terms[data-field=countries]';
const names = ['Österreich', 'Albania', 'Belgium', 'Canada', 'Denmark', 'Estonia', 'Finland'];

let desk: ScriptedDesk;
let page: Page;
beforeAll(async () => {
  desk = await openScriptedDesk();
  for (const name of names) {
    const term = { slug: `c-${name.slice(1).toLowerCase()}`, names: { en: name } };
    const made = await desk.newsroom.edit('POST', '/taxonomies/countries/terms', term);
    if (made.status !== 201) throw new Error(made.text);
  }
  ({ page } = await desk.signIn('editor'));
});
afterAll(() => desk.close());

const visible = () =>
  page
    .locator(`${picker} .choice:not([hidden])`)
    .allTextContents()
    .then((all) => all.map((one) => one.trim()));
const chips = () => page.locator(`${picker} .chips button`).allTextContents();
const chosen = () =>
  page
    .locator(`${picker} input:checked`)
    .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('value')));

test('terms are found without accents, chosen with Enter and taken away by their chips', async () => {
  await page.goto('/desk/releases/new');
  const search = page.locator(`${picker} [type=search]`);
  expect(await search.getAttribute('aria-label')).toBe('Search: Countries');
  await search.pressSequentially('osterr');
  expect(await visible()).toEqual(['Österreich']);
  expect(await page.locator(`${picker} [role=status]`).textContent()).toBe('Matches: 1');
  await search.press('Enter');
  expect(page.url()).toMatch(/\/desk\/releases\/new$/);
  expect(await chosen()).toEqual(['c-sterreich']);
  expect(await visible()).toHaveLength(9);

  await search.pressSequentially('participating kaz');
  expect(await visible()).toEqual(['Participating States › Kazakhstan']);
  await search.press('ArrowDown');
  await page.keyboard.press('Space');
  expect(await chips()).toEqual(['Kazakhstan×', 'Österreich×']);
  await page.click(`${picker} button[aria-label="Remove Kazakhstan"]`);
  expect(await chosen()).toEqual(['c-sterreich']);
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Remove Österreich',
  );
});

test('chosen terms are saved, and offered for the next release', async () => {
  await page.fill('[name="editions.en.title"]', 'With a country');
  await page.click('button[value=save]');
  await page.waitForURL(/done=saved/);
  expect(await chips()).toEqual(['Österreich×']);
  await page.goto('/desk/releases/new');
  expect(await chips()).toEqual([]);
  await page.click(`${picker} .recent button`);
  expect(await chips()).toEqual(['Österreich×']);
  expect(await chosen()).toEqual(['c-sterreich']);
});

test('a short list has no search', async () => {
  expect(await page.locator('desk-terms[data-field=sources] [type=search]').count()).toBe(0);
  expect(await page.locator('desk-terms[data-field=sources] input').count()).toBeGreaterThan(0);
});

test('what is left until a release goes out is counted by the server’s clock', async () => {
  const title = 'Goes out soon';
  const editions = { en: { title, markdown: 'Text.' } };
  const { id } = await release(desk.newsroom, {
    ...draft({ editions }),
    at: Date.now() + 2 * 60 * 60_000,
  });
  // The frame of the preview may still be loading, and the clock enters every frame.
  await page.goto('about:blank');
  await page.clock.install({ time: '2001-01-01T00:00:00Z' });
  const shown = page.locator('desk-countdown');
  for (const path of ['/desk', `/desk/releases/${id}`]) {
    await page.goto(path);
    await page.clock.pauseAt(((await page.evaluate('Date.now()')) as number) + 1000);
    const left = Number(await shown.getAttribute('data-left'));
    expect(await shown.textContent()).toMatch(/^in 1:5\d:\d\d$/);
    expect(await page.textContent('main')).not.toMatch(/in \d+ (?:hours?|minutes)/);
    const before = await shown.textContent();
    await page.clock.runFor(1000);
    expect(await shown.textContent()).not.toBe(before);
    await page.clock.fastForward(left);
    expect(await shown.textContent()).toBe('Going out now');
    await page.clock.resume();
  }
});
