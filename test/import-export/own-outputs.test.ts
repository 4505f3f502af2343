/** The product's own feeds, Markdown, ninjs and public JSON come back in as they went out. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type Release } from '../../client/client.ts';
import { loadSample } from '../../dev/sample/load.ts';
import { readParseResults } from '../../import-export/readers/formats.ts';
import { type Item, toItem } from '../../import-export/resolve/item.ts';
import { noMapping } from '../../import-export/resolve/mapping.ts';
import { findNewsroom, type Newsroom as Target } from '../../import-export/resolve/newsroom.ts';
import { dayInZone } from '../../src/domain/instant.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { removeFolder, write } from './reading.ts';

const asked = Date.now() + 60 * 60 * 1000;
const languages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'];
const prefix = (lang: string) => (lang === 'en' ? '' : `/${lang}`);

let site: Newsroom;
let target: Target;
let releases: Map<string, Release>;

beforeAll(async () => {
  const limits = { WRITES: 1e9, FAILURES: 1e9 };
  site = await openNewsroom({ limits });
  // The sample's later releases have every language, files and corrections: they are enough.
  await loadSample(site.url, site.tokens.admin, { done: 22 });
  await site.tickAt(asked);
  target = await findNewsroom(new Client(site.url.href));
  const { items } = JSON.parse(await fetched('/api/v1/releases?limit=100'));
  releases = new Map(items.map((one: Release) => [one.id, one]));
});
afterAll(() => Promise.all([site.dispose(), removeFolder()]));

async function fetched(path: string): Promise<string> {
  const response = await site.fetch(path, { headers: { 'X-Test-Now': String(asked) } });
  expect([path, response.status]).toEqual([path, 200]);
  return response.text();
}

interface Imported {
  items: Item[];
  notes: string[];
}

/** Reads an output of the site as an import into a newsroom with the same terms would. */
async function imported(path: string): Promise<Imported> {
  const file = await write(join('own', path), await fetched(path));
  const read: Imported = { items: [], notes: [] };
  const undated = { date: null };
  const context = { newsroom: target, mapping: noMapping, draftsOnly: false, undated, now: asked };
  for await (const found of readParseResults(file, null)) {
    if (!('sourceId' in found)) read.notes.push('leftOut' in found ? found.leftOut : found.reason);
    else {
      const item = toItem(found, context);
      if ('reason' in item) read.notes.push(item.reason);
      else read.items.push(item);
    }
  }
  return read;
}

const wordsOf = (text: string) =>
  text.replace(/\(<?[a-z]+:[^)]*\)/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];

/** The release of an item, by the address of its page. */
function sourceOf(item: Item, lang: string): Release {
  const { title } = item.release.editions[lang] ?? {};
  const found = [...releases.values()].find((one) => one.editions[lang]?.title === title);
  if (!found) throw new Error(`${title} is no release in ${lang}`);
  return found;
}

const byLanguage = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

const slugs = (terms: readonly { slug: string }[]) => terms.map(({ slug }) => slug).sort();

function termsOf({ kind, sources, fieldsOfWork, countries, meetings }: Release) {
  return {
    kind: kind?.slug,
    sources: slugs(sources),
    fieldsOfWork: slugs(fieldsOfWork),
    countries: slugs(countries),
    meetings: slugs(meetings),
  };
}

function importedTerms({ release }: Item) {
  const { kind, sources, fieldsOfWork, countries, meetings } = release;
  const sorted = (all: readonly string[]) => all.toSorted();
  return {
    kind,
    sources: sorted(sources),
    fieldsOfWork: sorted(fieldsOfWork),
    countries: sorted(countries),
    meetings: sorted(meetings),
  };
}

describe.each(['feed.xml', 'atom.xml', 'feed.json'])('%s', (name) => {
  test.each(languages)('in %s', async (lang) => {
    const { items, notes } = await imported(`${prefix(lang)}/${name}`);
    expect([items.length > 0, notes]).toEqual([true, []]);
    for (const item of items) {
      const source = sourceOf(item, lang);
      const [edition, original] = [item.release.editions[lang], source.editions[lang]];
      expect(importedTerms(item)).toEqual(termsOf(source));
      expect(item.at).toBe(Date.parse(source.publishedAt));
      expect(item.release.date).toBe(dayInZone(item.at ?? 0, target.timeZone));
      expect([edition?.summary ?? '']).toEqual([original?.summary]);
      expect(wordsOf(edition?.markdown ?? '')).toEqual(wordsOf(original?.markdown ?? ''));
      expect(item.notes).toContain(
        'a feed has no place, contacts, corrections and other languages',
      );
    }
  });
});

describe('a release in its other forms', () => {
  const whole = (source: Release) => ({
    ...termsOf(source),
    date: source.date,
    contacts: source.contacts,
    texts: Object.entries(source.editions)
      .toSorted(byLanguage)
      .map(([lang, { title, summary, place, markdown }]) => {
        return [lang, title, summary, place, wordsOf(markdown)];
      }),
  });
  const wholeItem = (item: Item) => ({
    ...importedTerms(item),
    date: item.release.date,
    contacts: item.release.contacts,
    texts: Object.entries(item.release.editions)
      .toSorted(byLanguage)
      .map(([lang, { title, summary = '', place = '', markdown }]) => {
        return [lang, title, summary, place, wordsOf(markdown)];
      }),
  });

  test('a page of the list: everything but corrections and files, which are told', async () => {
    const { items, notes } = await imported('/api/v1/releases?limit=5');
    expect(notes).toEqual([expect.stringMatching(/^is one page of the list, which goes on at /)]);
    expect(items).toHaveLength(5);
    for (const item of items) {
      const source = releases.get(item.id) as Release;
      expect(wholeItem(item)).toEqual(whole(source));
      expect(item.at).toBe(Date.parse(source.publishedAt));
      for (const { url } of source.attachments)
        expect(item.notes).toContain(`a linked file was not imported: ${url}`);
    }
  });

  test('.json and .ninjs.json of each release', async () => {
    for (const source of releases.values()) {
      for (const form of ['json', 'ninjs.json']) {
        const { items, notes } = await imported(`/releases/${source.id}.${form}`);
        expect([form, source.id, notes]).toEqual([form, source.id, []]);
        const [item] = items as [Item];
        expect(item.id).toBe(source.id);
        expect(wholeItem(item)).toEqual(whole(source));
        if (form === 'json' && source.corrections.length > 0)
          expect(item.notes).toContainEqual(
            expect.stringMatching(/corrections? w(?:as|ere) not imported/),
          );
      }
    }
  });

  test('.md in each language', async () => {
    for (const source of releases.values()) {
      for (const [lang, original] of Object.entries(source.editions)) {
        const { items, notes } = await imported(`${prefix(lang)}/releases/${source.id}.md`);
        expect([lang, source.id, notes]).toEqual([lang, source.id, []]);
        const [item] = items as [Item];
        const { title, summary = '', place = '', markdown } = item.release.editions[lang] ?? {};
        expect([title, summary, place]).toEqual([original.title, original.summary, original.place]);
        expect([item.release.kind, item.release.date]).toEqual([source.kind?.slug, source.date]);
        expect(item.release.sources.toSorted()).toEqual(slugs(source.sources));
        expect(wordsOf(markdown ?? '')).toEqual(wordsOf(original.markdown));
      }
    }
  });
});

test('sitemaps are told as such', async () => {
  for (const path of ['/sitemap.xml', '/sitemaps/pages.xml', '/sitemaps/1.xml']) {
    const { items, notes } = await imported(path);
    expect([items, notes]).toEqual([
      [],
      [expect.stringMatching(/^is a (?:sitemap|list of sitemaps): /)],
    ]);
  }
});
