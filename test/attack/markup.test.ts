/**
 * Thousands of ways to make a browser run a script, in every text that anybody can set. Every page,
 * feed and document with them is opened in a real browser without the site's own policy.
 *
 * ATTACK_BODIES sets the number of releases that carry them (`npm run attack`).
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Chamber, openChamber } from './chamber.ts';
import { arm, attackNoon, type Targets, withdraw } from './targets.ts';
import { lineOf, live, markdown, markup, some } from './vectors.ts';

const bodies = Number(process.env.ATTACK_BODIES ?? 3);
const perBody = 900;
const searches = Math.min(markup.length, bodies * 15);

let newsroom: Newsroom;
let browser: Browser;
let chamber: Chamber;
let targets: Targets;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  targets = await arm(newsroom, perBody, bodies);
  browser = await openBrowser();
  chamber = await openChamber(browser);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await newsroom.dispose();
});

const clean = { ran: 0, requests: [], dangerous: [], stable: true };

async function expectClean(what: string, html: string, fragment = false): Promise<void> {
  const { length, ...found } = await chamber.open(html, fragment);
  expect({ what, ...found }).toEqual({ what, ...clean });
  expect(length, what).toBeGreaterThan(0);
}

const pages = () => {
  const [first] = targets.releases;
  return [
    '/',
    '/fr',
    '/archive/2026/07',
    ...targets.terms,
    ...targets.terms.map((path) => `/fr${path}`),
    ...targets.releases.map(({ path }) => path),
    `/releases/${first?.id}/history`,
    `/fr/releases/${first?.id}/history`,
    targets.preview,
    '/search?q=zebra',
    '/fr/search?q=zèbre&kind=hostile',
  ];
};

test('there are thousands of vectors, and the browser runs those that are alive', async () => {
  expect(markup.length + markdown.length).toBeGreaterThan(7000);
  expect(targets.count).toBeGreaterThan(bodies * perBody);
  let [ran, dangerous, requested] = [0, 0, 0];
  for (const vector of live) {
    const found = await chamber.open(`<!doctype html><body>${vector}</body>`);
    ran += found.ran;
    dangerous += found.dangerous.length;
    requested += found.requests.length;
  }
  expect(ran).toBeGreaterThan(15);
  expect(dangerous).toBeGreaterThan(live.length - 6);
  expect(requested).toBeGreaterThan(4);
});

test('no page runs, requests or contains any of them', async () => {
  for (const path of pages()) {
    const { status, text } = await newsroom.get(path, attackNoon);
    expect([path, status]).toEqual([path, 200]);
    await expectClean(path, text);
  }
}, 600_000);

test('a search term is shown as text', async () => {
  for (const vector of some(markup, searches)) {
    const sought = lineOf(vector, 200);
    const query = new URLSearchParams({ q: sought.trim() });
    const { status, text } = await newsroom.get(`/search?${query}`, attackNoon);
    expect([sought, status]).toEqual([sought, 200]);
    await expectClean(sought, text);
  }
}, 600_000);

test('an address that is a vector is not repeated', async () => {
  for (const vector of some(markup, 20)) {
    const word = encodeURIComponent(lineOf(vector, 100));
    const missing = (await newsroom.get('/nowhere', attackNoon)).text;
    for (const path of [`/${word}`, `/releases/${word}`, `/kinds/${word}`, `/?cursor=${word}`]) {
      const { status, text } = await newsroom.get(path, attackNoon);
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
      if (status === 404) expect(text).toBe(missing);
      else await expectClean(path, text);
    }
  }
});

test('no page violates its own Content-Security-Policy', async () => {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('dialog', (dialog) => {
    said.push(dialog.message());
    return dialog.dismiss();
  });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).origin));
  for (const path of ['/', targets.releases[0]?.path ?? '', '/search?q=zebra']) {
    await page.goto(new URL(path, newsroom.url).href);
  }
  expect(said.filter((text) => !text.includes('favicon'))).toEqual([]);
  expect([...new Set(requests)]).toEqual([newsroom.url.origin]);
  await page.close();
});

describe('in other formats', () => {
  test('feeds are well-formed XML, and their HTML is harmless', async () => {
    for (const path of ['/feed.xml', '/fr/feed.xml']) {
      const { headers, text } = await newsroom.get(path, attackNoon);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      const contents = await chamber.read(text, 'content:encoded');
      expect(contents.length).toBe(bodies);
      for (const content of contents) await expectClean(path, content, true);
      for (const name of ['link', 'guid']) {
        for (const link of await chamber.read(text, name))
          expect(link).toMatch(/^https:|^urn:|^tag:/);
      }
    }
  }, 300_000);

  test('sitemaps and the OpenSearch description are well-formed XML', async () => {
    for (const path of ['/sitemap.xml', '/sitemaps/pages.xml', '/sitemaps/1.xml']) {
      const { text } = await newsroom.get(path, attackNoon);
      for (const link of await chamber.read(text, 'loc'))
        expect(link).toMatch(/^https:\/\/newsroom/);
    }
    await chamber.read((await newsroom.get('/opensearch.xml', attackNoon)).text, 'Url');
  });

  test('JSON and Markdown have their own media types, and their HTML is harmless', async () => {
    const [first] = targets.releases;
    const answers = {
      json: await newsroom.get(`/releases/${first?.id}.json`, attackNoon),
      api: await newsroom.get(`/api/v1/releases/${first?.id}`, attackNoon),
      ninjs: await newsroom.get(`/releases/${first?.id}.ninjs.json`, attackNoon),
      markdown: await newsroom.get(`/releases/${first?.id}.md`, attackNoon),
    };
    for (const [form, { headers }] of Object.entries(answers)) {
      const type = form === 'markdown' ? 'text/markdown' : 'application/json';
      expect(headers.get('Content-Type')).toBe(`${type}; charset=utf-8`);
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    }
    await expectClean('json', answers.json.json.editions.en.html, true);
    await expectClean('api', answers.api.json.editions.en.html, true);
    const inHtml = answers.ninjs.json.bodies.filter(
      ({ contentType }: { contentType: string }) => contentType === 'text/html',
    );
    expect(inHtml.length).toBeGreaterThan(0);
    for (const { value } of inHtml) await expectClean('ninjs', value, true);
  });
});

test.each([
  ['notice', 200],
  ['gone', 410],
])('the reason of a withdrawal (%s) is shown as text', async (mode, status) => {
  const last = targets.releases.at(mode === 'gone' ? -1 : -2);
  await withdraw(newsroom, last?.id ?? '', mode);
  const page = await newsroom.get(last?.path ?? '', attackNoon + 2000);
  expect(page.status).toBe(status);
  await expectClean(mode, page.text);
});
