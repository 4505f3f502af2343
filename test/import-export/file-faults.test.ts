/** Faults of single files and items: each is reported with its place, and the others are imported. */
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Unreachable } from '../../client/client.ts';
import { importItems } from '../../import-export/deliver/moving.ts';
import type { Item } from '../../import-export/resolve/item.ts';
import { pdfFile } from './pdf-file.ts';
import { folder, removeFolder, settingWith, write } from './reading.ts';

afterAll(removeFolder);

const page = (title: string, body = '') => `<html lang="en"><head><title>${title}</title>
  <meta property="article:published_time" content="2021-11-12T10:00:00Z"></head><body><article>
  <h1>${title}</h1><p>${'The office opened its registry on Friday. '.repeat(8)}</p>${body}
  </article></body></html>`;

async function run(paths: string[], deliver: (item: Item) => void = () => {}) {
  const titles: string[] = [];
  const failures: { place: string; reason: string | null }[] = [];
  const left: string[] = [];
  await importItems({
    paths,
    uploads: null,
    setting: settingWith(),
    deliver: async (item) => {
      deliver(item);
      titles.push(item.title);
      return 'published';
    },
    parallel: 1,
    signal: new AbortController().signal,
    onResult: ({ place, outcome, reason }) => {
      if (outcome === 'failed') failures.push({ place, reason });
      if (outcome === 'left-out') left.push(`${place} ${reason}`);
    },
  });
  return { titles, failures, left };
}

test('a file that does not exist', async () => {
  const missing = join(folder, 'missing.html');
  const { titles, failures } = await run([missing, await write('there.html', page('There'))]);
  expect(titles).toEqual(['There']);
  expect(failures).toEqual([{ place: missing, reason: expect.stringContaining('ENOENT') }]);
});

test('a page that is a fragment, and one whose picture has a malformed address', async () => {
  const fragment = await write('pages/fragment.html', '<p>Only a fragment.</p>');
  await write('pages/percent.html', page('Half', '<img src="50%.jpg" alt="">'));
  await write('pages/whole.html', page('Whole'));
  const { titles, failures } = await run([join(folder, 'pages')]);
  expect(titles).toEqual(['Half', 'Whole']);
  expect(failures).toEqual([
    { place: fragment, reason: expect.not.stringContaining('unexpected') },
  ]);
});

test('an unexpected error while an item is delivered', async () => {
  const paths = [await write('one.html', page('One')), await write('two.html', page('Two'))];
  const { titles, failures } = await run(paths, ({ title }) => {
    if (title === 'One') throw new TypeError('x is undefined');
  });
  expect(titles).toEqual(['Two']);
  expect(failures).toEqual([{ place: paths[0], reason: 'unexpected error: x is undefined' }]);
});

test.each([
  ['a site that does not answer', new Unreachable('The site does not answer.')],
  ['a full disk', Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })],
])('%s ends the run', async (_, error) => {
  const paths = [await write('one.html', page('One')), await write('two.html', page('Two'))];
  const ended = run(paths, () => {
    throw error;
  });
  await expect(ended).rejects.toThrow(error.message);
});

test('files of a folder that are not read are named, except those that came with a page', async () => {
  await write('mixed/page.html', page('Page', '<img src="page_files/map.png" alt="">'));
  const png = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489',
    'hex',
  );
  await write('mixed/page_files/map.png', png);
  const letter = await write('mixed/letter.doc', 'x');
  const drawing = await write('mixed/drawing.psd', 'x');
  const { titles, left } = await run([join(folder, 'mixed')]);
  expect(titles).toEqual(['Page']);
  expect(left).toEqual([
    `${drawing} was not read: files of the type .psd are not imported from a folder`,
    `${letter} was not read: is a Word 97–2003 document: save it in Word or LibreOffice as .docx`,
  ]);
});

test('a file that comes with a release, or is a PDF of its text, is no release of its own', async () => {
  const pdf = pdfFile({ pages: [[{ text: 'The office opened its registry on Friday.', y: 700 }]] });
  const post = (file: string) => `---\ntitle: Post\ndate: 2020-02-02\n---\n[File](${file})\n`;
  await write('forms/a-map.pdf', pdf);
  await write('forms/post.md', post('a-map.pdf'));
  await write('forms/post.pdf', pdf);
  await write('forms/alone.pdf', pdf);
  const { titles, left } = await run([join(folder, 'forms')]);
  expect(titles).toEqual(['Post', 'alone']);
  expect(left).toEqual([
    `${join(folder, 'forms/post.pdf')} was not read: post.md is the same text`,
  ]);
});
