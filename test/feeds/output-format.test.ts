/** Feeds and sitemaps that were built before a change of their builders are built again. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { atom } from '../../src/feeds/atom.ts';
import { jsonFeed } from '../../src/feeds/json-feed.ts';
import { rss } from '../../src/feeds/rss.ts';
import {
  newsSitemap,
  pagesSitemap,
  releaseUrls,
  sitemapHead,
  sitemapIndex,
  sitemapTail,
  termsSitemap,
} from '../../src/feeds/sitemap.ts';
import { outputFormat } from '../../src/generated/file-builder.ts';
import { feed, feedRelease, hostile, picture, programme, site, taxonomy } from './cast.ts';

const at = Date.UTC(2026, 6, 1);
const plain = feedRelease('Rights & <duties>', { langs: ['en', 'ar'], summary: 'In short: <yes>' });
const corrected = feedRelease('Corrected', { html: '<p>Text.</p>', number: 1 });
const releases = [
  plain,
  { ...plain, metadata: { ...plain.metadata, attachments: [picture, programme] } },
  { ...corrected, metadata: { ...corrected.metadata, corrections: [{ at, note: { en: '<1>' } }] } },
  ...hostile.map((title, number) => feedRelease(title, { number: number + 2 })),
];
const entry = {
  releaseId: '0123456789ab',
  modifiedAt: at,
  slugs: { en: 'one', ru: 'один-&-<>' },
  pictures: [{ id: 'abcdefghjkmn', filename: 'one & all.jpg', lang: null }],
};

test('after a change of the output: raise its version, then note both here', () => {
  const output = [
    ...[feed(releases), feed(releases, 'ar'), feed([])].flatMap((one) => [
      rss(one),
      atom(one),
      jsonFeed(one),
    ]),
    sitemapHead + releaseUrls(site, entry) + sitemapTail,
    pagesSitemap(site),
    termsSitemap(site, 'countries', taxonomy.list('countries'), 1),
    newsSitemap(site, releases),
    sitemapIndex(site, [
      { name: 'pages', modifiedAt: null },
      { name: 1, modifiedAt: at },
    ]),
  ];
  const digest = createHash('sha256').update(output.join('\n')).digest('hex').slice(0, 16);
  expect([outputFormat, digest]).toEqual([6, '571337d380d3d2cf']);
});
