/** The toolbar of a text and the counters of title and summary, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';
import { Visitor } from './visitor.ts';

const area = '[name="editions.en.markdown"]';
const toolbar = 'desk-toolbar';

let desk: ScriptedDesk;
let page: Page;
beforeAll(async () => {
  desk = await openScriptedDesk();
  ({ page } = await desk.signIn('author'));
});
afterAll(() => desk.close());
beforeEach(async () => {
  await page.goto('/desk/releases/new');
});

const select = (from: number, to: number) =>
  page.evaluate(`document.querySelector('${area}').setSelectionRange(${from}, ${to})`);

test('each button has a name and formats the text; Ctrl+Z takes it back', async () => {
  const names = await page
    .locator(`${toolbar} button`)
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  expect(names).toEqual([
    'Bold',
    'Italic',
    'Heading',
    'List',
    'Numbered list',
    'Link',
    'Quotation',
    'Table',
  ]);
  await page.locator(area).pressSequentially('Forty judges met');
  await select(6, 12);
  await page.click(`${toolbar} [aria-label="Bold"]`);
  expect(await page.inputValue(area)).toBe('Forty **judges** met');
  await page.click(`${toolbar} [aria-label="Quotation"]`);
  expect(await page.inputValue(area)).toBe('> Forty **judges** met');
  await page.locator(area).press('Control+z');
  expect(await page.inputValue(area)).toBe('Forty **judges** met');
  await page.locator(area).press('Control+z');
  expect(await page.inputValue(area)).toBe('Forty judges met');
});

test('Ctrl+B, I and K format also on a Cyrillic keyboard, and leave AltGr and composing alone', async () => {
  await page.locator(area).pressSequentially('judges');
  await page.locator(area).press('Control+b');
  expect(await page.inputValue(area)).toBe('**judges**');
  await page.locator(area).press('Control+b');
  await page.locator(area).press('Control+i');
  expect(await page.inputValue(area)).toBe('*judges*');
  await page.locator(area).press('Control+i');
  const press = (options: object) =>
    page.locator(area).dispatchEvent('keydown', { bubbles: true, cancelable: true, ...options });
  await press({ key: 'л', code: 'KeyK', ctrlKey: true });
  expect(await page.inputValue(area)).toBe('[judges](https://)');
  await press({ key: 'b', code: 'KeyB', ctrlKey: true, altKey: true });
  await press({ key: 'Dead', code: 'KeyB', isComposing: true, ctrlKey: true });
  await press({ key: 'b', code: 'KeyB' });
  expect(await page.inputValue(area)).toBe('[judges](https://)');
});

test('arrows lead from button to button, in Arabic the other way', async () => {
  const current = () => page.evaluate("document.activeElement.getAttribute('data-format')");
  await page.focus(`${toolbar} button`);
  await page.keyboard.press('ArrowRight');
  expect(await current()).toBe('italic');
  await page.keyboard.press('End');
  expect(await current()).toBe('table');
  await page.keyboard.press('ArrowRight');
  expect(await current()).toBe('bold');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.name')).toBe('editions.en.markdown');

  const arab = await desk.signIn('author', { locale: 'ar' });
  await arab.page.goto('/desk/releases/new');
  await arab.page.focus(`${toolbar} button`);
  await arab.page.keyboard.press('ArrowLeft');
  expect(await arab.page.evaluate('document.activeElement.dataset.format')).toBe('italic');
  await arab.context.close();
});

test('title and summary are counted as they are typed, and said once the typing pauses', async () => {
  // The frame of the preview may still be loading, and the clock enters every frame.
  await page.goto('about:blank');
  await page.clock.install();
  await page.goto('/desk/releases/new');
  const title = '[name="editions.en.title"]';
  const count = page.locator('desk-count').first();
  const said = count.locator('[role=status]');
  await page.locator(title).pressSequentially('Café 👩‍⚖️');
  expect(await count.locator('span').first().textContent()).toBe(
    'Characters: 6. Search engines show about 60, social cards about 70.',
  );
  expect(await said.textContent()).toBe('');
  await page.clock.runFor(2000);
  expect(await said.textContent()).toContain('Characters: 6.');
  await page.fill(title, 'a'.repeat(61));
  expect(await count.getAttribute('class')).toBe('long');
});

test('without scripts there is the text area alone, with the count of what is saved', async () => {
  const visitor = new Visitor(desk.newsroom);
  const signedIn = await visitor.signIn('author');
  expect(signedIn.status).toBe(200);
  const form = await visitor.open('/desk/releases/new');
  expect(form.text1('desk-toolbar')).toBe('');
  expect(form.text1('desk-count')).toContain('Characters: 0.');
});
