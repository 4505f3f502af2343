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

test('a double click on a button sends its form once', async () => {
  const { page, context } = await desk.signIn('author');
  const posts: string[] = [];
  page.on('request', (request) => {
    const isOfForm = !/\/(preview|autosave|presence)$/.test(request.url());
    if (request.method() === 'POST' && isOfForm) posts.push(request.url());
  });
  await page.goto('/desk/releases/new');
  await page.fill('[name="editions.en.title"]', 'Sent once');
  await page.fill('[name="editions.en.markdown"]', 'Text.');
  await page.dblclick('button[value=save]');
  await page.waitForURL(/\/desk\/releases\/\w+\?.*done=saved$/);
  expect(posts).toHaveLength(1);

  await page.fill('[name="editions.en.title"]', 'Sent twice, one after the other');
  await page.click('button[value=save]');
  await page.waitForURL(/done=saved$/);
  await expect.poll(() => posts.length).toBe(2);
  await context.close();
});
