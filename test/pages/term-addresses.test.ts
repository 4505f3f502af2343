/** Addresses of terms whose slugs are not in Latin letters: percent-encoded wherever a program reads them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const asciiOnly = /^[\x20-\x7e]*$/;
const encoded = `/countries/${encodeURIComponent('казахстан')}`;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
  await release(newsroom, { now: noon });
  const names = { en: 'Kazakhstan', ru: 'Казахстан' };
  const slugs = ['казахстан', 'казахстан-республика'];
  const rename = async (from: string, slug: string) => {
    const path = `/taxonomies/countries/terms/${encodeURIComponent(from)}`;
    const put = await newsroom.edit('PUT', path, { slug, names }, { now: noon, etag: '*' });
    expect(put.status, put.text).toBe(200);
  };
  await rename('kazakhstan', slugs[1] as string);
  await rename(slugs[1] as string, slugs[0] as string);
});
afterAll(() => newsroom.dispose());

const get = (path: string) => newsroom.get(path, noon);

test('the page and its feeds are there, with headers in ASCII', async () => {
  for (const path of ['', '/feed.xml', '/atom.xml', '/feed.json', '/corrections']) {
    const { status, headers } = await get(encoded + path);
    expect(status, path).toBe(200);
    for (const [name, value] of headers) expect(value, name).toMatch(asciiOnly);
  }
  expect((await get(`${encoded}/feed.xml`)).headers.get('Link')).toContain(`${encoded}/feed.xml>`);
});

test('a former address leads to the new one', async () => {
  const former = `/countries/${encodeURIComponent('казахстан-республика')}`;
  for (const [from, to] of [
    [former, encoded],
    [`${former}/feed.xml`, `${encoded}/feed.xml`],
    [`/fr${former}/corrections`, `/fr${encoded}/corrections`],
  ] as const) {
    const { status, headers } = await get(from);
    expect([status, headers.get('Location')]).toEqual([301, to]);
  }
});

test('pages, sitemaps, feeds and data name it as a URI', async () => {
  for (const path of ['/countries', '/sitemaps/countries.xml', `${encoded}/feed.xml`, encoded]) {
    const { text } = await get(path);
    const addresses = [...text.matchAll(/(?:href="|<loc>|<link>)([^"<]*)/g)].map(([, one]) => one);
    expect(addresses.join(' '), path).toContain(encoded);
    for (const one of addresses) expect(one, path).toMatch(asciiOnly);
  }
  const { json } = await get('/api/v1/releases');
  expect(JSON.stringify(json)).toContain(`https://newsroom.example${encoded}"`);
});
