/** Parts of a saved page: repeated headings, doubts about its text, frames, its language and address. */
import { afterAll, expect, test } from 'vitest';
import { hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const paragraph = 'The office opened its registry in the northern district of the port on Friday. ';
const text = `<p>${paragraph.repeat(2)}</p><p>${paragraph.repeat(3)}</p>`;
const page = (body: string, head = '', attributes = 'lang="en"') =>
  `<html ${attributes}><head><title>Registry opens</title>
  <meta property="article:published_time" content="2021-11-12">${head}</head><body>${body}</body></html>`;
const read = async (html: string, name = 'part.html') => hearOne(await write(name, html));
const markdownOf = async (html: string) => (await read(html)).release.editions.en?.markdown ?? '';

test.each([
  ['the heading', `<h1>Registry opens</h1><div><h2>Registry opens</h2>${text}</div>`],
  ['the heading in bold', `<h1>Registry opens</h1><div><p><b>Registry opens</b></p>${text}</div>`],
  ['the date', `<h1>Registry opens</h1><div><p>12 November 2021</p>${text}</div>`],
  ['a place with the date', `<h1>Registry opens</h1><div><p>Port, 12/11/2021</p>${text}</div>`],
  [
    'words with the date',
    `<h1>Registry opens</h1><div><p>Published on 12 November 2021</p>${text}</div>`,
  ],
  ['a label with the date', `<h1>Registry opens</h1><div><p>Date: 12/11/2021</p>${text}</div>`],
])('%s is not repeated in the text', async (_, body) => {
  expect(await markdownOf(page(body))).toMatch(/^The office opened/);
});

test.each([
  'VIENNA, 12 November 2021 – It opens.',
  'Date: 12 November 2021, the day of the port.',
  'The port opened on 12 November 2021.',
])('a line with the date that says more stays: %s', async (line) => {
  const body = `<h1>Registry opens</h1><div><p>${line}</p>${text}</div>`;
  expect(await markdownOf(page(body))).toContain(line);
});

test('a dateline that is repeated stands once', async () => {
  const dateline = 'VIENNA, 12 November 2021';
  const body = `<h1>Registry opens</h1><div><p>${dateline}</p><p>${dateline} – It opens.</p>${text}</div>`;
  const item = await read(page(body));
  expect(item.release.editions.en?.place).toBe('VIENNA');
  expect(item.release.editions.en?.markdown.match(/VIENNA/g)).toHaveLength(1);
});

test('a heading of two lines is not joined to one word', async () => {
  const item = await read(
    page(`<h1>Registry<br>opens</h1>${text}`).replace(/<title>.*<\/title>/, ''),
  );
  expect(item.title).toBe('Registry opens');
});

test.each(['|', '–', '—', '·', '»', '-', ':'])('the site’s name behind “%s”', async (mark) => {
  const html = page(`<h2>Registry &amp; port open</h2>${text}`).replace(
    'Registry opens<',
    `Registry &amp; port open ${mark} Ministry of Records<`,
  );
  expect((await read(html)).title).toBe('Registry & port open');
});

test('a text that is short beside its page is told', async () => {
  const others = `<p>${paragraph.repeat(7)}</p>`;
  const body = `<article><h1>Registry opens</h1>${text}</article><div class="box">${others}</div>`;
  const item = await read(page(body));
  expect(item.release.editions.en?.markdown.length).toBeLessThan(500);
  expect(item.notes.join()).toMatch(/short beside its page/);
  expect((await read(page(`<h1>Registry opens</h1>${text}`))).notes.join()).not.toMatch(/short/);
});

test('a text without the description of its page is told', async () => {
  const description =
    'A second registry with a reading room for all records will follow next spring.';
  const head = (content: string) => `<meta name="description" content="${content}">`;
  const body = `<h1>Registry opens</h1>${text}`;
  const note = 'its text does not contain its description: check that nothing is missing';
  expect((await read(page(body, head(description)))).notes).toContain(note);
  expect((await read(page(body, head(paragraph)))).notes).not.toContain(note);
});

test('sentences above the heading are told, and pictures with captions stay', async () => {
  const figure =
    '<figure><img src="https://old.example/a.jpg"><figcaption>The port</figcaption></figure>';
  const lead = `<p>${paragraph}</p>`;
  const item = await read(
    page(`<article>${figure}${lead}<h1>Registry opens</h1>${text}</article>`),
  );
  expect(item.release.editions.en?.markdown).toContain('*The port*');
  expect(item.notes.join()).toContain('a line above the heading was left out');
});

test('a set of frames names the pages in them', async () => {
  const frames =
    '<html><head><title>Press</title></head><frameset cols="20%,*"><frame src="menu.htm"><frame src="text.htm"></frameset></html>';
  await expect(hear(await write('frames.html', frames))).rejects.toThrow(
    'has only frames: import the pages in them (menu.htm, text.htm)',
  );
});

test('a page of links is no text', async () => {
  const menu = `<ul>${'<li><a href="/a">One of the pages of the office</a></li>'.repeat(20)}</ul>`;
  await expect(hear(await write('menu.html', page(menu)))).rejects.toThrow('no recognizable');
});

test('the language of a page that names none is a guess', async () => {
  const words =
    'Le bureau a ouvert le registre dans la ville et pour les habitants du port. '.repeat(3);
  const item = await read(page(`<h1>Le registre</h1><p>${words}</p><p>${words}</p>`, '', ''));
  expect(Object.keys(item.release.editions)).toEqual(['fr']);
  expect(item.notes).toContain('names no language: read as “fr”, a guess from its words');
});

test('the address of a page is where a browser saved it from', async () => {
  const saved = `<!-- saved from url=(0031)https://old.example/press/a.html -->${page(`<h1>Registry opens</h1>${text}`)}`;
  expect((await read(saved)).release.legacyUrls).toEqual(['/press/a.html']);
});
