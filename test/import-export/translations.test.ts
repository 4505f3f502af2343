/** Saved pages that name each other as translations (`hreflang`) become one release. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { importItems, type Result } from '../../import-export/deliver/moving.ts';
import type { Item } from '../../import-export/resolve/item.ts';
import { folder, removeFolder, settingWith, write } from './reading.ts';

afterAll(removeFolder);

interface Side {
  lang: string;
  title: string;
  /** Languages and addresses that the page names. */
  names: [lang: string, address: string][];
  date?: string;
  more?: string;
}

const site = 'https://old.example.org';
const words = 'The regional office opened a new registry in the northern district on Tuesday. ';
const page = (path: string, { lang, title, names, date = '2021-11-12', more = '' }: Side) =>
  `<!doctype html><html lang="${lang}"><head><title>${title}</title><link rel="canonical" href="${site}${path}">
  ${names.map(([to, at]) => `<link rel="alternate" hreflang="${to}" href="${at}">`).join('')}
  <meta property="article:published_time" content="${date}"></head>
  <body><article><h1>${title}</h1>${`<p>${words.repeat(3)}</p>`.repeat(2)}${more}</article></body></html>`;

const names: [string, string][] = [
  ['en', `${site}/en/9`],
  ['fr', `${site}/fr/9/`],
  ['x-default', `${site}/`],
];
const english = page('/en/9', { lang: 'en', title: 'Registry opens', names });
const french = page('/fr/9', { lang: 'fr', title: 'Le registre ouvre', names });

async function importOf(...pages: string[]) {
  const paths: string[] = [];
  for (const [at, html] of pages.entries()) paths.push(await write(`page-${at}.html`, html));
  const items: Item[] = [];
  const results: Result[] = [];
  await importItems({
    paths,
    uploads: null,
    setting: settingWith(),
    deliver: async (item) => {
      items.push(item);
      return 'published';
    },
    parallel: 1,
    signal: new AbortController().signal,
    onResult: (result) => results.push(result),
  });
  return { items, results };
}

test.each([[[english, french]], [[french, english]]])(
  'two pages become one release, in any order: %#',
  async (pages) => {
    const { items } = await importOf(...pages);
    expect(items).toHaveLength(1);
    const [{ id, release, notes }] = items as [Item];
    expect(id).toBe((await importOf(english, french)).items[0]?.id);
    expect(Object.entries(release.editions).map(([lang, { title }]) => [lang, title])).toEqual([
      ['en', 'Registry opens'],
      ['fr', 'Le registre ouvre'],
    ]);
    expect(release.legacyUrls).toEqual(['/en/9', '/fr/9']);
    expect(release.date).toBe('2021-11-12');
    expect(notes.filter((note) => note.includes('translation'))).toEqual([]);
  },
);

test('a translation that is not among the files is told', async () => {
  const { items } = await importOf(english);
  expect(items[0]?.notes).toContain('its translation in “fr” is not among the files');
  expect(Object.keys(items[0]?.release.editions ?? {})).toEqual(['en']);
});

test('a page that does not name the other stays a release of its own', async () => {
  const home = page('/fr/9', { lang: 'fr', title: 'Accueil', names: [] });
  const { items } = await importOf(home, english);
  expect(items.map(({ title }) => title)).toEqual(['Accueil', 'Registry opens']);
  expect(items[1]?.notes).toContain(
    'was not joined with its translation in “fr”, which does not name it',
  );
});

test('the earliest of different dates is taken, and told', async () => {
  const late = page('/fr/9', { lang: 'fr', title: 'Le registre', names, date: '2021-11-15' });
  const { items } = await importOf(late, english);
  expect(items[0]?.release.date).toBe('2021-11-12');
  expect(items[0]?.notes).toContain(
    'its translations have different dates: 2021-11-12 is the earliest',
  );
});

test('a second page with the same address is told, and the first pair stays whole', async () => {
  const { items, results } = await importOf(english, english, french);
  expect(items.map(({ release }) => Object.keys(release.editions))).toEqual([['en', 'fr']]);
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ place }) => place)).toEqual([join(folder, 'page-1.html')]);
  expect(failed[0]?.reason).toContain('belongs to');
});

test('files of the same name keep apart', async () => {
  const samples = join(import.meta.dirname, '../../dev/sample/files');
  const picture = join(samples, 'officers-trained-2016-2025.png');
  for (const lang of ['en', 'fr']) {
    await write(`${lang}_files/note.txt`, lang);
    await copyFile(picture, join(folder, `${lang}_files/map 1.png`));
  }
  const picturePage = (lang: string, title: string) =>
    page(`/${lang}/9`, { lang, title, names, more: `<p><img src="${lang}_files/map 1.png"></p>` });
  const { items } = await importOf(picturePage('en', 'Map'), picturePage('fr', 'Carte'));
  expect(items[0]?.files.map(({ filename }) => filename)).toEqual(['map 1.png', 'map 1-2.png']);
  expect(items[0]?.release.editions.en?.markdown).toContain('](map%201.png)');
  expect(items[0]?.release.editions.fr?.markdown).toContain('](map%201-2.png)');
});

test('two hundred pairs in the order of their languages', async () => {
  const pair = (lang: string) =>
    Array.from({ length: 200 }, (_, at) =>
      page(`/${lang}/${at}`, {
        lang,
        title: `${lang} ${at}`,
        names: [
          ['en', `${site}/en/${at}`],
          ['fr', `${site}/fr/${at}`],
        ],
      }),
    );
  const { items } = await importOf(...pair('en'), ...pair('fr'));
  expect(items).toHaveLength(200);
  expect(items[7]?.release.editions.fr?.title).toBe('fr 7');
});
