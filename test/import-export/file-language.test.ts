/** Files whose names or folders differ in the language alone are one release. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { importItems } from '../../import-export/deliver/moving.ts';
import { paragraph, wordDocument } from './office-parts.ts';
import { folder, hearOne, removeFolder, settingWith, write } from './reading.ts';

afterAll(removeFolder);

const letter = (title: string, text: string, lang = 'en-GB') =>
  wordDocument({ body: paragraph(title, 'Titel') + paragraph(text), lang });
const english = letter('Registry opens', 'VIENNA, 5 May 2021 – The office opened its registry.');
const french = letter('Le registre ouvre', 'VIENNE, 5 mai 2021 – Le bureau a ouvert le registre.');
const post = (title: string) => `---\ntitle: ${title}\ndate: 2021-05-05\n---\nText\n`;

async function titlesIn(name: string) {
  const titles: string[][] = [];
  const report = await importItems({
    paths: [join(folder, name)],
    uploads: null,
    setting: settingWith(),
    deliver: async ({ release }) => {
      titles.push(Object.entries(release.editions).map(([lang, { title }]) => `${lang} ${title}`));
      return 'published';
    },
    parallel: 1,
    signal: new AbortController().signal,
  });
  expect([...report.failures.keys()]).toEqual([]);
  return titles.map((one) => one.sort()).sort();
}

test.each([
  ['registry_EN.docx', 'registry_FR.docx'],
  ['registry (en).docx', 'registry (fr).docx'],
  ['EN_registry.docx', 'FR_registry.docx'],
  ['registry-english.docx', 'registry-french.docx'],
  ['en/registry.docx', 'fr/registry.docx'],
])('%s and %s', async (one, other) => {
  const name = `letters ${one.replaceAll('/', ' ')}`;
  await write(`${name}/${one}`, english);
  await write(`${name}/${other}`, french);
  await write(`${name}/apart_FR.docx`, letter('Un autre', 'PARIS, 6 mai 2021 – Le bureau.'));
  expect(await titlesIn(name)).toEqual([
    ['en Registry opens', 'fr Le registre ouvre'],
    ['fr Un autre'],
  ]);
});

test('Markdown of the first language has no language in its name', async () => {
  await write('posts/registry.md', post('Registry'));
  await write('posts/registry.fr.md', post('Registre'));
  await write('posts/other.md', post('Other'));
  expect(await titlesIn('posts')).toEqual([['en Other'], ['en Registry', 'fr Registre']]);
});

test('a word that looks like a language is none', async () => {
  const { release } = await hearOne(await write('words/how-we-did-it.docx', english));
  expect(Object.keys(release.editions)).toEqual(['en']);
});
