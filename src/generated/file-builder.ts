/** How each kind of file is made of what is public at a moment. */
import { wordsOf } from '../../templates/words.ts';
import type { FeedFile, GeneratedFile } from '../domain/generated-file.ts';
import { forever } from '../domain/instant.ts';
import type { Site } from '../domain/site.ts';
import { newsroom, type Taxonomy, type Term, taxonomySlugs } from '../domain/taxonomy.ts';
import { atom } from '../feeds/atom.ts';
import type { FeedRelease } from '../feeds/feed.ts';
import { jsonFeed } from '../feeds/json-feed.ts';
import { rss } from '../feeds/rss.ts';
import * as sitemap from '../feeds/sitemap.ts';
import { readBatch } from '../store/db/connect.ts';
import { readLatestInstant } from '../store/events/pending-changes.ts';
import { feedLength, readFeed } from '../store/public/feeds.ts';
import { readRange, readRanges, readRecent } from '../store/public/sitemaps.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import type { BuildContext } from './build-context.ts';

/** A file as it is to be now. */
export interface BuildOutput {
  text: string;
  /** The instant of the latest change that it may tell of. */
  changedAt: number;
  /** Of a feed that is full: when its oldest release was published; else 0. */
  oldestAt: number;
  /** From when on it is no longer right even if nothing changes. */
  dueAt: number;
}

/**
 * The form of the files in this version of the house, beside the settings that they tell. To be
 * raised with every change of what a builder writes: all files are built anew then.
 */
const format = 2;

/** What the files are made by. */
export function buildFingerprint({ origin, name, languages, webSubHub }: Site): string {
  const latest = languages.map((lang) => wordsOf(lang).latest);
  return JSON.stringify({ format, origin, name, languages, webSubHub, latest });
}

const formats = { rss, atom, json: jsonFeed };

type Maker<Kind> = (
  bench: BuildContext,
  file: Extract<GeneratedFile, { kind: Kind }>,
) => Promise<BuildOutput | null>;

/** Makes files; what one needs, and the next needs too, is read once. */
export class FileBuilder {
  readonly #bench: BuildContext;
  #feed: { term: Term | null; lang: string; source: Promise<FeedSource> } | null = null;

  constructor(bench: BuildContext) {
    this.#bench = bench;
  }

  /** The file as it is at this moment, or null where there is none. */
  make(file: GeneratedFile): Promise<BuildOutput | null> {
    if (file.kind === 'feed') return this.#makeFeed(file);
    return (makers[file.kind] as Maker<GeneratedFile['kind']>)(this.#bench, file);
  }

  async #makeFeed({ lang, term, format }: FeedFile): Promise<BuildOutput> {
    if (this.#feed?.term?.id !== term?.id || this.#feed?.lang !== lang) this.#feed = null;
    this.#feed ??= { term, lang, source: readSource(this.#bench, term, lang) };
    const { releases, taxonomy, changedAt } = await this.#feed.source;
    const { site } = this.#bench;
    const feed = { site, lang, term, latest: wordsOf(lang).latest, taxonomy, releases };
    const oldestAt = releases.length < feedLength ? 0 : (releases.at(-1)?.publishedAt ?? 0);
    return { text: formats[format](feed), changedAt, oldestAt, dueAt: forever };
  }
}

interface FeedSource {
  releases: FeedRelease[];
  taxonomy: Taxonomy;
  changedAt: number;
}

async function readSource(
  { db, now }: BuildContext,
  term: Term | null,
  lang: string,
): Promise<FeedSource> {
  const [releases, { taxonomy }, changedAt] = await readBatch(db, [
    readFeed(db, term?.id ?? newsroom, lang, now),
    readPageContext(db, now),
    readLatestInstant(db, now),
  ]);
  return { releases, taxonomy, changedAt };
}

const makers: { [Kind in Exclude<GeneratedFile['kind'], 'feed'>]: Maker<Kind> } = {
  async range({ db, site, now }, { number }) {
    const [entries, changedAt] = await readBatch(db, [
      readRange(db, number, site.languages, now),
      readLatestInstant(db, now),
    ]);
    if (entries.length === 0) return null;
    const urls = entries.map((entry) => sitemap.releaseUrls(site, entry));
    const text = [sitemap.sitemapHead, ...urls, sitemap.sitemapTail].join('');
    return { text, changedAt, oldestAt: 0, dueAt: forever };
  },

  async index({ db, site, now }) {
    const [ranges, news, changedAt, { taxonomy }] = await readBatch(db, [
      readRanges(db, now),
      readNews(db, now, 1),
      readLatestInstant(db, now),
      readPageContext(db, now),
    ]);
    const [newest] = news;
    const references: sitemap.SitemapReference[] = [
      { name: 'pages', modifiedAt: null },
      ...taxonomySlugs.flatMap((name) =>
        Array.from({ length: sitemap.partsOf(site, taxonomy.list(name)) }, (_, index) => ({
          name,
          part: index + 1,
          modifiedAt: null,
        })),
      ),
      // Named only while there are news in it.
      ...(newest ? [{ name: 'news' as const, modifiedAt: newest.publishedAt }] : []),
      ...ranges.map(({ number, modifiedAt }) => ({ name: number, modifiedAt })),
    ];
    const dueAt = newest ? newest.publishedAt + sitemap.newsFor : forever;
    return { text: sitemap.sitemapIndex(site, references), changedAt, oldestAt: 0, dueAt };
  },

  async news({ db, site, now }) {
    const [entries, changedAt] = await readBatch(db, [
      readNews(db, now, sitemap.mostNews),
      readLatestInstant(db, now),
    ]);
    const oldest = entries.at(-1);
    const dueAt = oldest ? oldest.publishedAt + sitemap.newsFor : forever;
    return { text: sitemap.newsSitemap(site, entries), changedAt, oldestAt: 0, dueAt };
  },

  async pages({ site }) {
    return standing(sitemap.pagesSitemap(site));
  },

  async terms({ db, site, now }, { taxonomy: slug, part }) {
    const [{ taxonomy }] = await readBatch(db, [readPageContext(db, now)]);
    const text = sitemap.termsSitemap(site, slug, taxonomy.list(slug), part);
    return text === null ? null : standing(text);
  },
};

/** What is news at a moment, the newest first. */
const readNews = (db: BuildContext['db'], now: number, limit: number) =>
  readRecent(db, now - sitemap.newsFor, now, limit);

/** A file that no release has a part in. */
function standing(text: string): BuildOutput {
  return { text, changedAt: 0, oldestAt: 0, dueAt: forever };
}
