/** Builders of the generated files: the content of each from what is public at a moment. */
import { feedWords } from '../../templates/feed-words.ts';
import type { FeedFile, GeneratedFile } from '../domain/generated-file.ts';
import { forever } from '../domain/instant.ts';
import type { Site } from '../domain/site.ts';
import { newsroom, type Taxonomy, type Term, taxonomySlugs } from '../domain/taxonomy.ts';
import { channelOf, type FeedRelease } from '../feeds/feed.ts';
import { feedWriters } from '../feeds/feed-writers.ts';
import * as sitemap from '../feeds/sitemap.ts';
import { readBatch } from '../store/db/connect.ts';
import { readLatestInstant } from '../store/events/pending-changes.ts';
import { feedLength, readFeed } from '../store/public/feeds.ts';
import { readRange, readRanges, readRecent } from '../store/public/sitemaps.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import type { BuildContext } from './build-context.ts';

/** The content of a file at the moment of its build. */
export interface BuildOutput {
  text: string;
  /** The instant of the latest change that it may contain. */
  changedAt: number;
  /** Of a full feed: the publication instant of its oldest release. 0 otherwise. */
  oldestAt: number;
  /** The instant from which it is outdated even if nothing changes. */
  dueAt: number;
}

/**
 * Version of the builders' output. Raise it with every change of what a builder writes: the next
 * tick then rebuilds all files. test/feeds/output-format.test.ts notices a change.
 */
export const outputFormat = 6;

/** Identifies the output format and the settings that files contain. A new value rebuilds all files. */
export function buildFingerprint(site: Site): string {
  const { origin, name, languages, webSubHub, timeZone, contactsPage, renditions } = site;
  const words = languages.map((lang) => feedWords(site, lang));
  return JSON.stringify({
    format: outputFormat,
    origin,
    name,
    languages,
    webSubHub,
    timeZone,
    contactsPage,
    renditions,
    words,
  });
}

type Builder<Kind> = (
  context: BuildContext,
  file: Extract<GeneratedFile, { kind: Kind }>,
) => Promise<BuildOutput | null>;

/** Builds files. Consecutive formats of the same feed share one read. */
export class FileBuilder {
  readonly #context: BuildContext;
  #feed: { term: Term | null; lang: string; source: Promise<FeedSource> } | null = null;

  constructor(context: BuildContext) {
    this.#context = context;
  }

  /** Builds the file as of this moment. Null if there is no such file. */
  build(file: GeneratedFile): Promise<BuildOutput | null> {
    if (file.kind === 'feed') return this.#buildFeed(file);
    return (builders[file.kind] as Builder<GeneratedFile['kind']>)(this.#context, file);
  }

  async #buildFeed({ lang, term, format }: FeedFile): Promise<BuildOutput> {
    if (this.#feed?.term?.id !== term?.id || this.#feed?.lang !== lang) this.#feed = null;
    this.#feed ??= { term, lang, source: readSource(this.#context, term, lang) };
    const { releases, taxonomy, changedAt } = await this.#feed.source;
    const { site } = this.#context;
    const feed = { site, lang, term, words: feedWords(site, lang), taxonomy, releases };
    const oldestAt = releases.length < feedLength ? 0 : (releases.at(-1)?.publishedAt ?? 0);
    return { text: feedWriters[format](channelOf(feed)), changedAt, oldestAt, dueAt: forever };
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

const builders: { [Kind in Exclude<GeneratedFile['kind'], 'feed'>]: Builder<Kind> } = {
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
      // Listed only while it has entries.
      ...(newest ? [{ name: 'news' as const, modifiedAt: newest.publishedAt }] : []),
      ...ranges.map(({ number, modifiedAt }) => ({ name: number, modifiedAt })),
    ];
    const dueAt = newest ? newest.publishedAt + sitemap.newsLifetime : forever;
    return { text: sitemap.sitemapIndex(site, references), changedAt, oldestAt: 0, dueAt };
  },

  async news({ db, site, now }) {
    const [entries, changedAt] = await readBatch(db, [
      readNews(db, now, sitemap.maximumNews),
      readLatestInstant(db, now),
    ]);
    const oldest = entries.at(-1);
    const dueAt = oldest ? oldest.publishedAt + sitemap.newsLifetime : forever;
    return { text: sitemap.newsSitemap(site, entries), changedAt, oldestAt: 0, dueAt };
  },

  async pages({ site }) {
    return staticFile(sitemap.pagesSitemap(site));
  },

  async terms({ db, site, now }, { taxonomy: slug, part }) {
    const [{ taxonomy }] = await readBatch(db, [readPageContext(db, now)]);
    const text = sitemap.termsSitemap(site, slug, taxonomy.list(slug), part);
    return text === null ? null : staticFile(text);
  },
};

/** Reads the releases of the last 48 hours, newest first. */
const readNews = (db: BuildContext['db'], now: number, limit: number) =>
  readRecent(db, now - sitemap.newsLifetime, now, limit);

/** A file without releases: it changes only with terms or settings. */
function staticFile(text: string): BuildOutput {
  return { text, changedAt: 0, oldestAt: 0, dueAt: forever };
}
