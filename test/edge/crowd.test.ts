/** E4, E8: a crowd of readers through the edge, about an instant: nobody is early, nobody gets an error. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft } from '../newsroom.ts';
import { type EdgeNewsroom, openBehindEdge } from './behind-edge.ts';

const instant = Date.UTC(2026, 6, 1, 15);
const minute = 60_000;
const readers = 64;
const title = 'The crowd waits for this';

let edge: EdgeNewsroom;
let own: string[];
beforeAll(async () => {
  edge = await openBehindEdge();
  const now = instant - 60 * minute;
  const editions = { en: { title, markdown: `${title}.` }, fr: { title, markdown: `${title}.` } };
  const { json } = await edge.edit('POST', '/releases', draft({ editions }), { now });
  const at = new Date(instant).toISOString();
  const put = await edge.edit('PUT', `/releases/${json.id}/publication`, { at }, { now });
  expect(put.status, put.text).toBe(200);
  const slug = json.editions.en.slug;
  own = [`/releases/${json.id}/${slug}`, `/fr/releases/${json.id}/${slug}`];
  own.push(`/releases/${json.id}.md`, `/api/v1/releases/${json.id}`);
});
afterAll(() => edge.dispose());

const lists = ['', '/fr'].flatMap((lang) => [
  ...[lang || '/', `${lang}/kinds/press-release`],
  ...['feed.xml', 'atom.xml', 'feed.json'].map((name) => `${lang}/${name}`),
]);
const files = [...lists, '/sitemaps/1.xml', '/sitemaps/news.xml', '/api/v1/releases'];

/** Readers of every address at once. */
const crowd = (now: number) => {
  const all = [...files, ...own];
  const asked = Array.from({ length: readers }, (_, n) => all[n % all.length] as string);
  return Promise.all(asked.map(async (path) => ({ path, reply: await edge.get(path, now) })));
};

test.each([-minute, -1000, -1])(
  '%d ms from the instant nobody sees the release',
  async (before) => {
    for (const { path, reply } of await crowd(instant + before)) {
      expect(reply.status, path).toBeLessThan(500);
      expect(reply.text.includes(title), path).toBe(false);
    }
  },
);

test.each([0, 1, minute])('%d ms after the instant everybody sees it', async (after) => {
  const [answers] = await Promise.all([crowd(instant + after), edge.tickAt(instant + after)]);
  for (const { path, reply } of answers) {
    const named = path.startsWith('/sitemaps/1') || reply.text.includes(title);
    expect([path, reply.status, named]).toEqual([path, 200, true]);
  }
});
