/** The scripts of the desk: their weight and address, and that each form is sent once. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { release } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

const largest = 40 * 1024;

let desk: ScriptedDesk;
beforeAll(async () => {
  desk = await openScriptedDesk();
});
afterAll(() => desk.close());

const scriptsIn = (html: string) =>
  [...html.matchAll(/<script\b([^>]*)>([^<]*)/g)].map(([, attributes = '', text = '']) => ({
    src: /\bsrc="([^"]*)"/.exec(attributes)?.[1],
    isModule: attributes.includes('type="module"'),
    text,
  }));

test(`the frame loads one module, immutable, of at most ${largest} bytes compressed`, async () => {
  const page = await desk.newsroom.get('/desk/sign-in', Date.now());
  const scripts = scriptsIn(page.text);
  expect(scripts).toEqual([
    { src: expect.stringMatching(/^\/desk\/assets\/\w+\.js$/), isModule: true, text: '' },
  ]);
  expect(page.headers.get('Content-Security-Policy')).toMatch(/script-src 'self';/);

  const script = await desk.newsroom.get(scripts[0]?.src ?? '', Date.now());
  expect(script.status).toBe(200);
  expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('Cache-Control')).toContain('immutable');
  expect(gzipSync(script.text).length).toBeLessThanOrEqual(largest);
  const other = await desk.newsroom.get('/desk/assets/other.js', Date.now());
  expect(other.status).toBe(404);
});

test('public pages have no script', async () => {
  const { id, slug } = await release(desk.newsroom);
  for (const path of ['/', `/releases/${id}/${slug}`, '/search?q=evidence']) {
    const page = await desk.newsroom.get(path, Date.now());
    expect(page.status, path).toBe(200);
    expect(page.text, path).not.toMatch(/<script(?! type="application\/ld\+json")/);
    expect(page.text, path).not.toContain('/desk/');
  }
});

test('a link that is shown once has a button that copies it', async () => {
  const { page, context } = await desk.signIn('admin');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/desk/people');
  await page.fill('[name=name]', 'Copied link');
  await page.click('form[action="/desk/people"] button.main');
  const link = ((await page.textContent('.secret')) ?? '').trim();
  expect(link).toContain('/desk/link/dk_');
  await page.click('desk-copy button');
  await expect.poll(() => page.textContent('desk-copy [role=status]')).toBe('Copied');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
  await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))`);
  await page.click('desk-copy button');
  await expect.poll(() => page.textContent('desk-copy [role=status]')).toContain('select the text');
  expect(await page.evaluate('getSelection().toString().trim()')).toBe(link);
  await context.close();
});

test('a button that is pressed again while its form is under way sends nothing more', async () => {
  const { page, context } = await desk.signIn('author');
  await page.goto('/desk/releases/new');
  await page.fill('[name="editions.en.title"]', 'Sent once');
  const sent = await page.evaluate(`(() => {
    let sent = 0;
    window.addEventListener('submit', (event) => {
      if (!event.defaultPrevented) sent++;
      event.preventDefault();
    });
    const button = document.querySelector('button[value=save]');
    for (let time = 0; time < 3; time++) button.click();
    return sent;
  })()`);
  expect(sent).toBe(1);

  await page.goto('/desk/releases/new');
  await page.fill('[name="editions.en.title"]', 'Sent once');
  await page.dblclick('button[value=save]');
  await page.waitForURL(/done=saved/);
  await page.fill('[name="editions.en.title"]', 'Sent again, from the next page');
  await page.click('button[value=save]');
  await page.locator('main > h1', { hasText: 'Sent again, from the next page' }).waitFor();
  await context.close();
});
