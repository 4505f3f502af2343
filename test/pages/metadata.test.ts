/** Metadata for machines agrees with what readers see. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release, renew } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const png = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ),
  (character) => character.charCodeAt(0),
);
const site = 'https://newsroom.example';

let newsroom: Newsroom;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom();
  const edition = (title: string) => ({ title, markdown: 'Text.', place: 'ASTANA' });
  const editions = {
    en: edition('A </script> & "treaty"'),
    fr: edition('Traité'),
    ar: edition('معاهدة'),
  };
  const made = await newsroom.edit('POST', '/releases', draft({ editions }), { now: noon });
  id = made.json.id;
  const headers = { 'Content-Type': 'image/png' };
  const path = `/releases/${id}/attachments/dot.png?title=A+dot`;
  const put = await newsroom.edit('PUT', path, png, { now: noon, headers });
  expect(put.status, put.text).toBe(201);
  await newsroom.edit('PUT', `/releases/${id}/publication`, {}, { now: noon });
});
afterAll(() => newsroom.dispose());

async function read(lang = '', now = noon) {
  const moved = await newsroom.get(`${lang}/releases/${id}`, now);
  const path = moved.headers.get('Location') ?? '';
  const { text } = await newsroom.get(path, now);
  const data = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)];
  const [article, trail] = data.map(([, json]) => JSON.parse(json as string));
  const alternates = Object.fromEntries(
    [...text.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)].map(
      ([, tongue, href]) => [tongue, href],
    ),
  );
  const meta = (name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(text)?.[1];
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(text)?.[1];
  return { path, text, article, trail, alternates, meta, canonical };
}

test('every edition links to all editions, to itself too, and to the default', async () => {
  const all = await Promise.all(['', '/fr', '/ar'].map((lang) => read(lang)));
  const [english] = all;
  for (const one of all) {
    expect(one.canonical).toBe(site + one.path);
    expect(one.alternates).toEqual(english?.alternates);
  }
  expect(english?.alternates).toEqual({
    en: all[0]?.canonical,
    fr: all[1]?.canonical,
    ar: all[2]?.canonical,
    'x-default': all[0]?.canonical,
  });
});

describe('the structured data', () => {
  test('has the content of the page, and cannot end its script element', async () => {
    const { article, text, canonical } = await read();
    expect(article).toMatchObject({
      '@type': 'NewsArticle',
      headline: 'A </script> & "treaty"',
      url: canonical,
      inLanguage: 'en',
      genre: 'Press release',
      datePublished: '2026-07-01T12:00:00Z',
      contentLocation: { name: 'ASTANA' },
      publisher: { name: 'Organization for Regional Dialogue' },
      image: [{ '@type': 'ImageObject', url: expect.stringContaining('/dot.png') }],
    });
    expect(
      article.workTranslation.map(({ inLanguage }: { inLanguage: string }) => inLanguage),
    ).toEqual(['fr', 'ar']);
    const { article: french } = await read('/fr');
    expect(french.workTranslation).toBeUndefined();
    expect(french.translationOfWork).toMatchObject([{ inLanguage: 'en', url: canonical }]);
    expect(text).toContain('A &lt;/script&gt; &amp; &quot;treaty&quot;</h1>');
  });

  test('has a breadcrumb from the newsroom through the main topic to the release', async () => {
    const { trail, canonical } = await read('/fr');
    expect(
      trail.itemListElement.map(({ name, item }: { name: string; item: string }) => [name, item]),
    ).toEqual([
      ['Espace presse', `${site}/fr`],
      ['Rule of law', `${site}/fr/fields-of-work/rule-of-law`],
      ['Traité', canonical],
    ]);
  });

  test('has a date of change only after a change of substance', async () => {
    expect((await read()).article.dateModified).toBeUndefined();
    const options = { now: noon + 1000, etag: '*' };
    const path = `/releases/${id}/publication`;
    await renew(newsroom, id, noon);
    await newsroom.edit('PUT', path, { minor: true }, options);
    await renew(newsroom, id, noon);
    expect((await read('', noon + 1000)).article.dateModified).toBeUndefined();
    await newsroom.edit('PUT', path, { note: { en: 'Wrong.' } }, { ...options, now: noon + 2000 });
    const { article, meta } = await read('', noon + 2000);
    expect(article.dateModified).toBe('2026-07-01T12:00:02Z');
    expect(article.correction).toMatchObject([{ text: 'Wrong.' }]);
    expect(meta('article:modified_time')).toBe('2026-07-01T12:00:02Z');
  });
});

test('a shared link shows the title, the picture and its alternative text', async () => {
  const { meta } = await read('/fr');
  expect(meta('og:title')).toBe('Traité');
  expect(meta('og:locale')).toBe('fr_FR');
  expect(meta('og:type')).toBe('article');
  expect(meta('og:image')).toMatch(/^https:\/\/newsroom\.example\/files\/.*\/dot\.png$/);
  expect(meta('og:image:alt')).toBe('A dot');
  expect(meta('twitter:card')).toBe('summary_large_image');
  expect(meta('robots')).toBe('max-image-preview:large, max-snippet:-1');
});

test.each([
  '/',
  '/ar',
  '/countries',
  '/fields-of-work/rule-of-law',
  '/archive/2026',
  '/corrections',
  '/events',
])('%s has Open Graph like every page', async (path) => {
  const { text } = await newsroom.get(path, noon);
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`<meta property="og:${name}" content="([^"]*)"`, 'g'))].map(
      ([, value]) => value,
    );
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(text)?.[1];
  const heading = /<h1[^>]*>([^<]*)/.exec(text)?.[1];
  expect(values('type')).toEqual(['website']);
  expect(values('url')).toEqual([canonical]);
  expect(values('locale')).toEqual([path === '/ar' ? 'ar_EG' : 'en_US']);
  for (const name of ['title', 'description', 'site_name', 'image', 'image:alt', 'image:width'])
    expect(values(name), name).toEqual([expect.stringMatching(/./)]);
  if (path !== '/' && path !== '/ar') expect(values('title')[0]).toContain(heading);
});

test('the card of a search does not repeat the words of the reader; an error has none', async () => {
  const { text } = await newsroom.get('/search?q=Minister+resigns', noon);
  const cards = [...text.matchAll(/<meta property="og:(?:title|description)" content="([^"]*)"/g)];
  expect(cards.map(([, value]) => value)).toEqual(['Organization for Regional Dialogue']);
  const missing = await newsroom.get('/nothing-here', noon);
  expect([missing.status, missing.text.includes('og:')]).toEqual([404, false]);
});

test('a further page of a list is canonical itself and no version of the first', async () => {
  for (let place = 0; place < 21; place++) await release(newsroom, { now: noon });
  const { text } = await newsroom.get('/', noon);
  const older = /<a class="button" rel="next" href="([^"]+)"/.exec(text)?.[1] ?? '';
  const second = await newsroom.get(older, noon);
  expect(second.text).toContain(`<link rel="canonical" href="${site}${older}"`);
  expect(second.text).not.toContain('rel="alternate" hreflang');
  expect(second.text).not.toContain('og:locale:alternate');
  expect(text).toContain('rel="alternate" hreflang="ar"');
});
