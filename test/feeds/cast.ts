/** A site, terms and releases for tests of the builders. */
import type { Attachment } from '../../src/domain/attachment.ts';
import type { Site } from '../../src/domain/site.ts';
import { Taxonomy, type Term } from '../../src/domain/taxonomy.ts';
import { type Channel, channelOf, type FeedRelease } from '../../src/feeds/feed.ts';

export const site: Site = {
  origin: 'https://newsroom.example',
  name: { en: 'Dialogue & Co', fr: 'Dialogue & Cie' },
  languages: ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'],
  defaultLanguage: 'en',
  colours: { light: '#0b3d6e', dark: '#9cc7f2' },
  timeZone: 'Europe/Vienna',
  synonyms: [],
  twoPersons: false,
  readReplicas: false,
  previewOrigin: 'https://newsroom.example',
  deskOrigin: 'https://newsroom.example',
  securityContact: null,
  contactsPage: false,
  contentSignals: [],
  renditions: true,
  webSubHub: 'https://hub.example/?a=1&b=2',
};

const term = (id: number, taxonomy: Term['taxonomy'], slug: string, name: string): Term => ({
  id,
  taxonomy,
  slug,
  parentId: null,
  closed: false,
  formerSlugs: [],
  names: { en: name },
});

export const kazakhstan: Term = {
  ...term(3, 'countries', 'kazakhstan', 'Kazakhstan'),
  names: { en: 'Kazakhstan', ar: 'كازاخستان' },
  formerSlugs: ['kazakh-ssr'],
};

export const taxonomy = new Taxonomy([
  term(1, 'kinds', 'news', 'R&D'),
  term(2, 'structures', 'hq', '<HQ>'),
  kazakhstan,
]);

export const programme: Attachment = {
  id: 'abcdefghjkmn',
  filename: 'programme & more.pdf',
  key: 'never-shown',
  mediaType: 'application/pdf',
  size: 1234,
  sha256: '0'.repeat(64),
  title: 'Programme & more',
  lang: null,
};

export const picture: Attachment = {
  ...programme,
  id: 'bcdefghjkmnp',
  filename: 'banner.png',
  mediaType: 'image/png',
  title: 'Banner',
  lang: 'en',
};

/** Texts of editors and imports that are hard to encode: each must leave a well-formed document. */
export const hostile = [
  ']]>',
  '<![CDATA[ x ]]>',
  'Tom & Jerry &amp; &#0;',
  '</title><script>alert(1)</script>',
  'null\u0000bell\u0007escape\u001b',
  'half \ud800 of one',
  'not \ufffe characters \uffff',
  '"quotes\' and <!-- comments -->',
  '<?xml version="1.1"?><!DOCTYPE x [<!ENTITY y "z">]>&y;',
];

/** A text as XML can hold it. */
export const readable = (text: string): string =>
  [...text.toWellFormed()]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is left out
    .filter((character) => !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(character))
    .join('');

export function feedRelease(
  title: string,
  {
    summary = '',
    langs = ['en'],
    html = '<p>Body</p>',
    number = 0,
    attachments = [],
  }: Partial<{
    summary: string;
    langs: readonly string[];
    html: string | null;
    number: number;
    attachments: Attachment[];
  }> = {},
): FeedRelease {
  const head = { title, slug: 'a-slug', summary, place: '' };
  return {
    releaseId: `0123456789a${number.toString(16)}`,
    revision: 1,
    publishedAt: Date.UTC(2026, 5, 30, 10),
    modifiedAt: Date.UTC(2026, 6, 1, 10),
    headlines: Object.fromEntries(langs.map((lang) => [lang, head])),
    metadata: {
      kind: 1,
      date: '2026-06-30',
      sources: [2],
      fieldsOfWork: [],
      countries: [3],
      meetings: [],
      contacts: [],
      attachments,
      corrections: [],
    },
    html,
  };
}

const words = {
  latest: 'Newsroom',
  corrections: 'Corrections',
  history: 'History of this release',
  timeOf: (at: number) => `at ${at}`,
};

export function feed(
  releases: FeedRelease[],
  lang = 'en',
  of: Term | null = null,
  at: Site = site,
): Channel {
  return channelOf({ site: at, lang, term: of, words, taxonomy, releases });
}
