/** A file that the desk imports: its identities, its marks of drafts, its front matter, its dates. */
import { expect, test } from 'vitest';
import { type ImportSite, toImportEntry } from '../../src/domain/import-entry.ts';
import { readImportFile } from '../../src/domain/import-file.ts';
import { Taxonomy } from '../../src/domain/taxonomy.ts';

const site: ImportSite = {
  languages: ['en', 'fr'],
  defaultLanguage: 'en',
  timeZone: 'Europe/Vienna',
  taxonomy: new Taxonomy([]),
  now: Date.UTC(2026, 10, 24, 12),
};

const read = async (name: string, text: string) => {
  const file = await readImportFile(name, text, site);
  if (!file) throw new Error(`${name} was not read`);
  const entries = await Promise.all(file.releases.map((raw) => toImportEntry(raw, site)));
  return { entries, faults: file.faults };
};

test.each([
  ['2009-06-30T22:30:00Z', '2009-07-01'],
  ['2009-07-01T00:30:00+05:00', '2009-06-30'],
  ['2009-07-01 00:30', '2009-07-01'],
  ['2009-07-01', '2009-07-01'],
  ['2030-12-31T23:30:00Z', '2031-01-01'],
])('a release that is published at %s is of %s in the zone of the site', async (at, day) => {
  const { entries } = await read('a.csv', `title,body,date\nA,B,${at}\n`);
  expect(entries.map(({ document }) => document.date)).toEqual([day]);
});
