/** The text, title and date of a page, whatever system made it; menus, notices and lists are no text. */
import { afterAll, expect, test } from 'vitest';
import { foreign, paragraphs, skeletons, title } from './page-skeletons.ts';
import { hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

test.each(Object.entries(skeletons))('%s', async (_, { html, date, guess }) => {
  const item = await hearOne(await write('skeleton.html', html));
  const { markdown = '' } = item.release.editions.en ?? {};
  expect(item.title).toBe(title);
  expect(item.release.date).toBe(date);
  const dating = item.notes.filter((note) => note.startsWith('has no date'));
  if (guess === null) expect(dating).toEqual([]);
  else expect(dating.join()).toContain(guess);
  const words = markdown.replace(/\s+/g, ' ');
  const places = paragraphs.map((paragraph) => words.indexOf(paragraph));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(foreign.filter((word) => markdown.includes(word))).toEqual([]);
  expect(markdown).not.toContain(title);
  expect(markdown).not.toContain(date.slice(0, 4));
});
