/**
 * The quality of search, language by language: over a generated archive, whether each form of a word
 * finds the releases with any of its forms (recall) and no others (precision); over the sample, the
 * reciprocal rank of the release that a query is about. None may fall below what is noted here.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../dev/local.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { wordsInForms } from './forms.ts';
import { sampleQueries } from './sample-queries.ts';

const now = Date.UTC(2026, 11, 1);
const minute = 60_000;
const languages = Object.keys(wordsInForms);
const generatedReleases = 64;
let generated: Newsroom;
let sample: Newsroom;
/** The places, in the list of their language, of the words that each generated release has. */
const contents = new Map<string, number[]>();

/** Three words for each release, each in one of its forms; the next release has other words or forms. */
function textOf(lang: string, number: number) {
  const words = wordsInForms[lang] ?? [];
  const places = [number, number * 3 + 1, number * 7 + 4].map((one) => one % words.length);
  const forms = places.map((place, step) => {
    const all = words[place]?.split(' ') ?? [];
    return all[(Math.floor(number / words.length) + step) % all.length];
  });
  return { places, text: forms.join(' — ') };
}

beforeAll(async () => {
  [generated, sample] = await Promise.all([openNewsroom(), openNewsroom()]);
  for (let number = 0; number < generatedReleases; number++) {
    const editions = Object.fromEntries(
      languages.map((lang) => {
        const { places, text } = textOf(lang, number);
        contents.set(`${lang} ${number}`, places);
        return [lang, { title: `${number}`, markdown: `${text}.`, summary: '–' }];
      }),
    );
    await release(generated, { now: now - (number + 1) * minute, editions });
  }
  const folder = join(root, 'dev/sample/releases');
  for (const name of (await readdir(folder)).sort()) {
    const { release: input, publication } = parse(await readFile(join(folder, name), 'utf8'));
    const at = Date.parse(publication.at ?? '');
    if (!(at < now)) continue;
    await release(sample, { now: at, editions: input.editions });
    for (const [lang, { title }] of Object.entries<{ title: string }>(input.editions))
      titles.set(`${lang} ${title}`, name.slice(0, -'.yaml'.length));
  }
});
afterAll(() => Promise.all([generated.dispose(), sample.dispose()]));

/** The names of the sample's releases by language and title. */
const titles = new Map<string, string>();

const decoded = (html: string) => html.replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/** The titles that a search finds, on all of its pages. */
async function find(newsroom: Newsroom, lang: string, query: string): Promise<string[]> {
  const found: string[] = [];
  const prefix = lang === 'en' ? '' : `/${lang}`;
  let path: string | null = `${prefix}/search?${new URLSearchParams({ q: query })}`;
  while (path !== null) {
    const { status, text } = await newsroom.get(path, now);
    expect(status).toBe(200);
    found.push(...[...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, one]) => decoded(one ?? '')));
    path = /<a rel="next" href="([^"]+)/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? null;
  }
  return found;
}

const meanOf = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Recall and precision over all forms of all words of a language. */
async function measureForms(lang: string) {
  const scores: { recall: number; precision: number }[] = [];
  for (const [place, forms] of (wordsInForms[lang] ?? []).entries()) {
    for (const form of forms.split(' ')) {
      const right = new Set<string>();
      for (let number = 0; number < generatedReleases; number++) {
        if (contents.get(`${lang} ${number}`)?.includes(place)) right.add(`${number}`);
      }
      const found = await find(generated, lang, form);
      const both = found.filter((one) => right.has(one)).length;
      scores.push({
        recall: both / right.size,
        precision: found.length === 0 ? 0 : both / found.length,
      });
    }
  }
  return {
    recall: rounded(meanOf(scores.map(({ recall }) => recall))),
    precision: rounded(meanOf(scores.map(({ precision }) => precision))),
  };
}

/** The mean of 1 / rank of the release that a query is about, 0 where it is not found. */
async function measureSample(lang: string) {
  const ranks: number[] = [];
  for (const [query, name] of sampleQueries[lang] ?? []) {
    const found = await find(sample, lang, query);
    const rank = found.findIndex((title) => titles.get(`${lang} ${title}`) === name) + 1;
    ranks.push(rank === 0 ? 0 : 1 / rank);
  }
  return rounded(meanOf(ranks));
}

interface Quality {
  recall: number;
  precision: number;
  rank: number;
}

/** Without forms of words, and with them. */
const measured: Readonly<Record<string, readonly [without: Quality, present: Quality]>> = {
  en: [
    { recall: 0.697, precision: 0.974, rank: 0.765 },
    { recall: 1, precision: 0.974, rank: 1 },
  ],
  fr: [
    { recall: 0.661, precision: 1, rank: 0.75 },
    { recall: 1, precision: 1, rank: 1 },
  ],
  de: [
    { recall: 0.671, precision: 0.992, rank: 1 },
    { recall: 0.981, precision: 0.992, rank: 1 },
  ],
  it: [
    { recall: 0.535, precision: 1, rank: 0 },
    { recall: 0.978, precision: 1, rank: 0.833 },
  ],
  ru: [
    { recall: 0.432, precision: 0.989, rank: 0.545 },
    { recall: 1, precision: 0.989, rank: 1 },
  ],
  es: [
    { recall: 0.746, precision: 0.979, rank: 1 },
    { recall: 1, precision: 0.979, rank: 1 },
  ],
  ar: [
    { recall: 0.279, precision: 1, rank: 0.143 },
    { recall: 0.996, precision: 1, rank: 1 },
  ],
};

describe.each(languages)('%s', (lang) => {
  test('forms of words are found, and no other words; nothing is worse than before', async () => {
    const quality: Quality = { ...(await measureForms(lang)), rank: await measureSample(lang) };
    const [before, noted] = measured[lang] as [Quality, Quality];
    for (const name of ['recall', 'precision', 'rank'] as const) {
      expect(quality[name], name).toBeGreaterThanOrEqual(noted[name]);
      expect(noted[name], name).toBeGreaterThanOrEqual(before[name]);
    }
  });
});
