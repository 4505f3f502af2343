/** Pasting into the text of a release, in a real browser: what Word, Google Docs and web pages copy. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clipboardOf, pasteInto } from './clipboard.ts';
import { openScriptedDesk, type ScriptedDesk, type ScriptedVisit } from './scripted.ts';

const area = '[name="editions.en.markdown"]';

let desk: ScriptedDesk;
let visit: ScriptedVisit;
let page: Page;
beforeAll(async () => {
  desk = await openScriptedDesk();
  visit = await desk.signIn('author');
  page = visit.page;
});
afterAll(() => desk.close());
beforeEach(async () => {
  await page.goto('/desk/releases/new');
});

const paste = (html: string, plain?: string) => pasteInto(page, area, html, plain);

test('a text of Word keeps headings, lists, tables, links, emphasis and footnotes', async () => {
  expect(await paste(clipboardOf('word'))).toBe(true);
  expect(await page.inputValue(area)).toBe(
    [
      '# Regional mission opens',
      '**ASTANA, 1 July 2026** – The mission’s head said: “We *begin* today.” It works in 12 regions and covers 40\u00a0000\u00a0km², on the 3rd floor.[^1]',
      '## Tasks',
      '- Police\n  - Training of 30 officers\n- Courts',
      'In this order:',
      '1. Registration\n2. Opening, [see the programme](https://ord.example/programme%282026%29)',
      '| Year | Officers \\| courts |\n| --- | --- |\n| 2025 | 30 in two groups |',
      'The budget is 4 million.',
      '[^1]: Decision No. 1482.',
    ].join('\n\n'),
  );
});

test('a text of Google Docs keeps what its styles say', async () => {
  expect(await paste(clipboardOf('google-docs'))).toBe(true);
  expect(await page.inputValue(area)).toBe(
    [
      '## Results',
      'The court met **twice** *in public*. See [the record](https://ord.example/court), E = mc²',
      '- Judges\n  - of appeal\n- Clerks',
      '| Case | Days |\n| --- | --- |\n| None open |  |',
    ].join('\n\n'),
  );
});

test('a text of a web page runs no script, loads no picture, and shows what it showed', async () => {
  const requests: string[] = [];
  const own = new URL(page.url()).origin;
  page.on('request', (request) => {
    if (!request.url().startsWith(own)) requests.push(request.url());
  });
  const title = await page.title();
  expect(await paste(clipboardOf('web'))).toBe(true);
  expect(await page.inputValue(area)).toBe(
    [
      '# Dam of Aral\\_Sea opened',
      'The **dam**:holds 1 \\* 2 \\<b> cubic metres[^1], says the ministry at https://water.example/aral_sea.',
      '> “A good day.”',
      '**First**',
      '**Second**',
      'Levels',
      '| Year | Metres |\n| --- | --- |\n|  | mean |\n| 2025 | 42 rising |',
      'press here',
      '[^1]: Ministry of Water.',
    ].join('\n\n'),
  );
  expect(await page.evaluate('window.pasted')).toBeUndefined();
  expect(await page.title()).toBe(title);
  expect(requests.filter((url) => !url.startsWith('blob:'))).toEqual([]);
});

test('nothing that is pasted is reported in the console', async () => {
  const reports: string[] = [];
  page.on('console', (message) => reports.push(message.text()));
  const odd = '<p title=" style=" STYLE=color:red>One</p><p class=a/style = "top:0">Two</p>';
  for (const html of [...['word', 'google-docs', 'web'].map(clipboardOf), odd]) {
    expect(await paste(html)).toBe(true);
  }
  expect(reports).toEqual([]);
});

test('footnotes that are there keep their numbers; blocks stand apart; Ctrl+Z takes all back', async () => {
  await page.fill(area, 'Before[^1]\n\n[^1]: The first.');
  await page.locator(area).press('Home');
  await page.evaluate(`document.querySelector('${area}').setSelectionRange(6, 6)`);
  await paste('<p>One<a href="#n" id="r">1</a></p><p id="n"><a href="#r">1</a> Note.</p>');
  const text = await page.inputValue(area);
  expect(text).toBe('Before\n\nOne[^2]\n\n[^2]: Note.\n\n[^1]\n\n[^1]: The first.');
  await page.locator(area).press('Control+z');
  expect(await page.inputValue(area)).toBe('Before[^1]\n\n[^1]: The first.');
});

test('a text without structure, and one that is asked for as plain text, are left to the browser', async () => {
  expect(await paste('<meta charset="utf-8"><span style="color: red">**words**</span>')).toBe(
    false,
  );
  const editor = '<div style="white-space: pre;"><div><span># Title</span></div></div>';
  expect(await paste(editor, '# Title')).toBe(false);
  await page.locator(area).focus();
  await page.keyboard.down('Control');
  await page.keyboard.down('Shift');
  await page.keyboard.down('V');
  expect(await paste('<h2>Heading</h2>', 'Heading')).toBe(false);
  for (const key of ['V', 'Shift', 'Control']) await page.keyboard.up(key);
  expect(await paste('<h2>Heading</h2>', 'Heading')).toBe(true);
});

test('what the clipboard of the browser holds is pasted with Ctrl+V', async () => {
  await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`(() => {
    const blob = (type, text) => ({ [type]: new Blob([text], { type }) });
    const html = blob('text/html', '<h2>Heading</h2><p>A <b>bold</b> word</p>');
    const plain = blob('text/plain', 'Heading\\nA bold word');
    return navigator.clipboard.write([new ClipboardItem({ ...html, ...plain })]);
  })()`);
  await page.locator(area).press('Control+v');
  await expect.poll(() => page.inputValue(area)).toBe('## Heading\n\nA **bold** word');
  await page.fill(area, '');
  await page.locator(area).press('Control+Shift+v');
  await expect.poll(() => page.inputValue(area)).toBe('Heading\nA bold word');
});

test('200 KB are pasted whole', async () => {
  const paragraph =
    '<p class=MsoNormal><span lang=EN-GB>Forty <b>judges</b> met today.<o:p></o:p></span></p>';
  const count = 7000;
  expect(await paste(paragraph.repeat(count))).toBe(true);
  const text = await page.inputValue(area);
  expect(text.length).toBeGreaterThan(200_000);
  expect(text.split('\n\n')).toEqual(Array(count).fill('Forty **judges** met today.'));
});
