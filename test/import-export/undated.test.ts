/** Items without a date: refused, unless they are drafts or the options of the import say more. */
import { afterAll, expect, test } from 'vitest';
import { parseArguments } from '../../dev/commands/command.ts';
import { commands } from '../../dev/commands/list.ts';
import { hear, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const line = (fields: object) =>
  JSON.stringify({ editions: { en: { title: 'Registry', markdown: 'Opened.' } }, ...fields });
const native = await write(
  'undated.ndjson',
  `${line({ kind: 'statement', sourceId: '1' })}\n${line({ kind: 'statement', sourceId: '2', date: '2009-07-01' })}\n`,
);
const foreign = await write(
  'undated.xml',
  '<rss version="2.0"><channel><title>F</title><item><title>A</title><guid>1</guid><description>B</description></item></channel></rss>',
);

test.each([native, foreign])('is refused: %#', async (path) => {
  expect((await hear(path)).refused.map(({ reason }) => reason)).toEqual(['has no date']);
});

test.each([native, foreign])('becomes a draft with --undated-as-draft: %#', async (path) => {
  const { items, refused } = await hear(path, {}, null, { undated: 'draft' });
  expect(refused).toEqual([]);
  expect([items[0]?.at, items[0]?.release.date]).toEqual([null, undefined]);
  expect(items[0]?.notes).toContain('has no date: stays a draft');
  if (path === native) expect(items[1]?.at).toBe(Date.UTC(2009, 6, 1, 10));
});

test.each([native, foreign])('takes the date of --date: %#', async (path) => {
  const { items } = await hear(path, {}, null, { undated: { date: '2001-02-03' } });
  expect([items[0]?.at, items[0]?.release.date]).toEqual([Date.UTC(2001, 1, 3, 11), '2001-02-03']);
  expect(items[0]?.notes).toContain('has no date: 2001-02-03 is from --date');
  if (path === native) expect(items[1]?.release.date).toBe('2009-07-01');
});

test('an instant without a date is of the day in the zone of the site', async () => {
  const text = line({ kind: 'statement', sourceId: '4', publishedAt: '2009-06-30T22:30:00Z' });
  const [item] = (await hear(await write('instant.ndjson', `${text}\n`))).items;
  expect([item?.at, item?.release.date]).toEqual([Date.UTC(2009, 5, 30, 22, 30), '2009-07-01']);
});

test('a draft needs no date', async () => {
  const release = JSON.parse(line({ kind: 'statement' }));
  const draft = JSON.stringify({ sourceId: '3', publication: null, release });
  const { items, refused } = await hear(await write('draft.ndjson', `${draft}\n`));
  expect(refused).toEqual([]);
  expect(items[0]?.at).toBeNull();
});

test('the options are read, and a day has to exist', () => {
  const args = ['--date', '2001-02-03', 'a.html'];
  expect(parseArguments(commands.import, args).values.date).toBe('2001-02-03');
  expect(() => parseArguments(commands.import, ['--date', '2001-02-30', 'a.html'])).toThrow(
    '--date must be a day that exists, such as 2009-07-01, not "2001-02-30"',
  );
});
