/** Files chosen or dropped at the desk, in a real browser: one after the other, nothing lost or twice. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draft } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

/** One transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const text = (name: string, content = name) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

let desk: ScriptedDesk;
let page: Page;
let id: string;
beforeAll(async () => {
  desk = await openScriptedDesk();
  ({ page } = await desk.signIn('editor'));
});
afterAll(() => desk.close());
beforeEach(async () => {
  const made = await desk.newsroom.edit('POST', '/releases', draft());
  id = made.json.id;
  await page.goto(`/desk/releases/${id}/files`);
});

const stored = async (): Promise<string[]> => {
  const { json } = await desk.newsroom.edit('GET', `/releases/${id}`, null);
  return json.attachments.map(({ filename }: { filename: string }) => filename);
};
const rows = () => page.locator('.uploads small').allTextContents();
const counted = (phrase: string) =>
  page.locator('desk-upload [role=status]', { hasText: phrase }).waitFor();

async function choose(files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.setInputFiles('input[type=file]', files);
  await page.click('form[enctype] button.main');
}

/** Drops `count` files of some bytes on the form. */
const drop = (names: string[]) =>
  page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    for (const name of ${JSON.stringify(names)}) {
      dataTransfer.items.add(new File([name], name, { type: 'text/plain', lastModified: 1 }));
    }
    const init = { dataTransfer, bubbles: true, cancelable: true };
    document.querySelector('form[enctype]').dispatchEvent(new DragEvent('drop', init));
  })()`);

test('several files are sent, pictures with a thumbnail; the list of the page shows them', async () => {
  await choose([text('one.txt'), { name: 'two.png', mimeType: 'image/png', buffer: png }]);
  await counted('Uploaded: 2 of 2');
  expect(await rows()).toEqual(['Uploaded', 'Uploaded']);
  expect(await stored()).toEqual(['one.txt', 'two.png']);
  expect(await page.locator('.files bdi').allTextContents()).toEqual(['one.txt', 'two.png']);
  expect(await page.locator('.release-head').textContent()).toContain('Version 3');
  const thumbnail = page.locator('.uploads img');
  expect(await thumbnail.count()).toBe(1);
  expect(
    await thumbnail.evaluate(
      (image) => (image as unknown as { naturalWidth: number }).naturalWidth,
    ),
  ).toBe(1);
});

test('each refusal is said beside its file: too large before it is sent, unknown, there already', async () => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
  });
  const large = { ...text('large.txt'), buffer: Buffer.alloc(20 * 1024 * 1024 + 1) };
  await choose([large, text('program.exe'), text('fine.txt')]);
  await counted('Uploaded: 1 of 3');
  expect(await rows()).toEqual([
    expect.stringContaining('The file is larger than 21 MB.'),
    expect.stringContaining('Files with this extension are not accepted.'),
    'Uploaded',
  ]);
  expect(sent).toHaveLength(2);
  await choose([text('fine.txt', 'other')]);
  await expect
    .poll(async () => (await rows()).at(-1))
    .toContain('There is a file fine.txt already.');
  await page.check('[name=replace]');
  await choose([text('fine.txt', 'a third')]);
  await counted('Uploaded: 2 of 5');
  expect(await stored()).toEqual(['fine.txt']);
});

test('a lost connection stops the line; Try again goes on, and sends nothing twice', async () => {
  const posts: string[] = [];
  let isLost = true;
  await page.route(`**/desk/releases/${id}/files`, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    posts.push(route.request().url());
    if (!isLost || posts.length < 2) return route.fallback();
    // The server stores the file, and its answer is lost.
    await route.fetch({ maxRedirects: 0 });
    return route.abort();
  });
  await choose([text('one.txt'), text('two.txt'), text('three.txt')]);
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  expect(await rows()).toEqual([
    'Uploaded',
    'The connection was lost. What was uploaded is kept.',
    'Waiting',
  ]);
  isLost = false;
  await again.click();
  await counted('Uploaded: 3 of 3');
  expect(posts).toHaveLength(3);
  expect(await stored()).toEqual(['one.txt', 'two.txt', 'three.txt']);
  expect(await again.isVisible()).toBe(false);
});

test('a hundred files are dropped; those that are dropped again are not sent again', async () => {
  const names = Array.from({ length: 100 }, (_, place) => `file-${place}.txt`);
  await drop(names);
  await drop(names.slice(0, 10));
  await page
    .locator('desk-upload [role=status]', { hasText: 'Uploaded: 100 of 100' })
    .waitFor({ timeout: 100_000 });
  expect(await stored()).toEqual(names);
  expect(await page.locator('.uploads li').count()).toBe(100);
}, 150_000);
