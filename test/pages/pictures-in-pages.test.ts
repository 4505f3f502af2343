/** Pictures of a release in its page: their places, captions and alternative texts, in every language. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { photograph } from './photograph.ts';
import { done, publishedAt } from './pictured-release.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en ar' } });
});
afterAll(() => newsroom.dispose());

const now = publishedAt;

/** Publishes a release in English and Arabic with pictures, each with its details. */
async function pictured(
  files: Record<string, object>,
  markdown = 'Words.',
): Promise<{ id: string; english: string; arabic: string }> {
  const { edit, get } = newsroom;
  const editions = {
    en: { title: 'Talks', place: 'VIENNA', markdown },
    ar: { title: 'محادثات', markdown },
  };
  const { id } = done(await edit('POST', '/releases', draft({ editions }), { now }));
  for (const [name, details] of Object.entries(files)) {
    const path = `/releases/${id}/attachments/${name}`;
    const headers = { 'Content-Type': 'image/png' };
    done(await edit('PUT', path, photograph(300, 200), { now, etag: '*', headers }));
    done(await edit('PATCH', path, details, { now, etag: '*' }));
  }
  done(await edit('PUT', `/releases/${id}/publication`, {}, { now, etag: '*' }));
  const { json } = await get(`/api/v1/releases/${id}`, now);
  const [english = '', arabic = ''] = await Promise.all(
    ['en', 'ar'].map(
      async (lang) => (await get(new URL(json.editions[lang].url).pathname, now)).text,
    ),
  );
  return { id, english, arabic };
}

const imagesIn = (page: string) => page.match(/<img[^>]*\/files\/[^>]*>/g) ?? [];
const captionsIn = (page: string) => page.match(/<figcaption>.*?<\/figcaption>/gs) ?? [];
const cardAltIn = (page: string) => /property="og:image:alt" content="([^"]*)"/.exec(page)?.[1];
const articleIn = (page: string) =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)?.[1] ?? '');

describe('Words for a picture in one language alone', () => {
  const details = {
    alt: { en: 'Two “chairs”' },
    caption: { en: 'Before & after' },
    credit: 'A. B.',
  };

  test('are on the other page, marked with their language', async () => {
    const { english, arabic } = await pictured({ 'IMG_2041.png': details });
    expect(captionsIn(english)).toEqual(['<figcaption>Before &amp; after · A. B.</figcaption>']);
    expect(captionsIn(arabic)).toEqual([
      '<figcaption><span lang="en" dir="ltr">Before &amp; after</span> · A. B.</figcaption>',
    ]);
    expect(imagesIn(english)[0]).toMatch(/ alt="Two “chairs”" width/);
    expect(imagesIn(arabic)[0]).toContain(' alt="Two “chairs”" lang="en" dir="ltr"');
  });

  test('are in metadata and feeds', async () => {
    const { id, arabic } = await pictured({ 'IMG_2041.png': details });
    expect(cardAltIn(arabic)).toBe('Two “chairs”');
    expect(articleIn(arabic).image).toMatchObject([{ description: 'Two “chairs”' }]);
    await newsroom.tickAt(now);
    const { text } = await newsroom.get('/ar/feed.xml', now);
    const item = text.split('<item>').find((one) => one.includes(id));
    expect(item).toContain('<media:description type="plain">Two “chairs”</media:description>');
  });
});

test('The name of a file is neither caption nor alternative text', async () => {
  const { id, english, arabic } = await pictured({ 'IMG_2041.png': {} });
  for (const page of [english, arabic]) {
    expect(captionsIn(page)).toEqual([]);
    expect(imagesIn(page)[0]).toContain(' alt="" ');
    expect(cardAltIn(page)).toBeUndefined();
    const [image] = articleIn(page).image;
    expect([image.name, image.description]).toEqual([undefined, undefined]);
  }
  await newsroom.tickAt(now);
  const { text } = await newsroom.get('/feed.xml', now);
  const item = text.split('<item>').find((one) => one.includes(id));
  expect(item).toContain('<media:content');
  expect(item).not.toContain('<media:description');
});

test('The title of a picture that has no caption stands in its place', async () => {
  const { english, arabic } = await pictured({
    'IMG_2041.png': { title: 'The hall', credit: 'A. B.' },
  });
  for (const page of [english, arabic]) {
    expect(captionsIn(page)).toEqual(['<figcaption>The hall · A. B.</figcaption>']);
    expect(imagesIn(page)[0]).toContain(' alt="The hall" ');
  }
});

describe('A picture in the text', () => {
  const hall = {
    'hall.png': { title: 'Not this', caption: { en: 'The <hall>' }, credit: 'A. B.' },
  };
  const shown = '(?:<picture>.*?)?<img [^>]*>(?:</picture>)?';
  const bodyOf = (page: string) => /<div class="body">.*?<\/div>/s.exec(page)?.[0];

  test('that is alone in its paragraph has its caption and credit below', async () => {
    const { english, arabic } = await pictured(hall, '![A hall](hall.png)\n\nWords.');
    const figure = (caption: string) =>
      new RegExp(`<figure>\n${shown}\n<figcaption>${caption} · A. B.</figcaption>\n</figure>\n<p>`);
    expect(bodyOf(english)).toMatch(figure('The &lt;hall&gt;'));
    expect(bodyOf(arabic)).toMatch(figure('<span lang="en" dir="ltr">The &lt;hall&gt;</span>'));
  });

  test('within a sentence has them beside it', async () => {
    const { english } = await pictured(
      hall,
      'Here ![A hall](hall.png) and [![](hall.png)](https://a.example/).',
    );
    const small = '<small class="credit">The &lt;hall&gt; · A. B.</small>';
    expect(bodyOf(english)).toMatch(
      new RegExp(`${shown}${small} and <a href="https://a.example/">${shown}${small}</a>.</p>`),
    );
  });

  test('whose caption is in the text has the credit alone', async () => {
    const { english } = await pictured(hall, '![A hall](hall.png "In the text")');
    expect(bodyOf(english)).toMatch(
      new RegExp(
        `<figure>\n${shown}<small class="credit">A. B.</small>\n<figcaption>In the text</figcaption>`,
      ),
    );
  });

  test.each(['![A hall](hall.png)', '![A hall](hall.png "In the text")'])(
    'leaves the place and date to the first words: %s',
    async (picture) => {
      const { english } = await pictured(hall, `${picture}\n\nWords.`);
      const dateline = '<p><span class="dateline">VIENNA</span>, 1 July 2026\u00a0– Words.</p>';
      expect(bodyOf(english)).toContain(`</figure>\n${dateline}`);
    },
  );
});

describe('The pictures of a release', () => {
  const files = { 'one.png': {}, 'two.png': {}, 'three.png': { lead: true }, 'four.png': {} };
  const placesIn = (page: string) =>
    page.match(/<div class="(?:body|pictures)">|class="cite"|<img [^>]*>/g)?.map((found) => {
      const [, name] = /\/(\w+)\.png"/.exec(found) ?? [];
      return name && found.includes('fetchpriority') ? `${name} at once` : (name ?? found);
    });
  const [body, others, cite] = ['<div class="body">', '<div class="pictures">', 'class="cite"'];

  test('stand after the text; only the main one is above it', async () => {
    const { english, arabic } = await pictured(files, 'Words.\n\n![Two](two.png)');
    const places = ['three at once', body, 'two', cite, others, 'one', 'four'];
    expect(placesIn(english)).toEqual(places);
    expect(placesIn(arabic)).toEqual(places);
  });

  test('stand after the text, all of them, if it shows the main one', async () => {
    const { english } = await pictured(files, 'Words.\n\n![Three](three.png)');
    expect(placesIn(english)).toEqual([body, 'three at once', cite, others, 'one', 'two', 'four']);
  });

  test('are no gallery if there is only one', async () => {
    const { english } = await pictured({ 'one.png': {} });
    expect(placesIn(english)).toEqual(['one at once', body, cite]);
  });
});
