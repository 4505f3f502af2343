/** The content of a feed, independent of its format. */
import {
  type Attachment,
  altOf,
  filesIn,
  isShownPicture,
  picturesOf,
} from '../domain/attachment.ts';
import { formatInstant } from '../domain/instant.ts';
import { directionOf, inLanguage } from '../domain/language.ts';
import { hasScheme } from '../domain/link.ts';
import * as paths from '../domain/paths.ts';
import type { Publication } from '../domain/release.ts';
import { cardPicture, offeredRenditions, toRendition } from '../domain/rendition.ts';
import { type Site, siteName } from '../domain/site.ts';
import { beginningOf, looked } from '../domain/snippet.ts';
import { type Taxonomy, type Term, termName } from '../domain/taxonomy.ts';
import { escapeXml } from './xml.ts';

export interface Feed {
  site: Site;
  lang: string;
  /** The term whose releases these are; null for the newsroom. */
  term: Term | null;
  words: FeedWords;
  taxonomy: Taxonomy;
  /** Newest first. */
  releases: FeedRelease[];
}

/** Words of the interface in the feed's language. */
export interface FeedWords {
  /** Title of the newsroom's list. */
  latest: string;
  corrections: string;
  /** Text of the link to a release's history. */
  history: string;
  /** An instant as day, hour and time zone. */
  timeOf: (at: number) => string;
}

/** A release with its body in the feed's language. Null if the feed has only its summary. */
export type FeedRelease = Publication & { html: string | null };

/** Pixels. */
const widestThumbnail = 640;

export interface Category {
  slug: string;
  name: string;
  /** The address of its taxonomy. */
  scheme: string;
}

export interface Entry {
  /** Permanent: corrections and new slugs do not change it. */
  id: string;
  url: string;
  title: string;
  summary: string;
  /** The summary, or else the first words of the text, or else the title. Never empty. */
  beginning: string;
  html: string | null;
  publishedAt: number;
  modifiedAt: number;
  /** The newest first, in the feed's language. */
  corrections: { at: number; note: string }[];
  /** URL of the page with the history of the release. */
  history: string;
  authors: string[];
  categories: Category[];
  files: EntryFile[];
  /** The URL of its main picture, or null. */
  image: string | null;
}

export interface EntryFile extends Pick<Attachment, 'mediaType' | 'size' | 'title'> {
  url: string;
  /** Null if it is no picture that every browser shows. */
  picture: EntryPicture | null;
}

export interface EntryPicture
  extends Required<Pick<Attachment, 'width' | 'height' | 'credit' | 'licence'>> {
  alt: string;
  /** Null if it has none in the feed's language. */
  caption: string | null;
  /** A small version of it, or null. */
  thumbnail: ReturnType<typeof toRendition> | null;
}

/** A feed in the form that each format writes. */
export interface Channel {
  site: Site;
  lang: string;
  /** URL of the feed in a format. */
  self: (format: paths.FeedFormat) => string;
  /** A tag URI (RFC 4151). Renaming a term does not change it. */
  id: string;
  name: string;
  title: string;
  /** URL of the page that shows the same list. */
  home: string;
  /** Of the latest entry. Null for an empty feed. */
  modifiedAt: number | null;
  entries: Entry[];
}

export function channelOf(feed: Feed): Channel {
  const { site, lang, term, releases } = feed;
  const name = siteName(site, lang);
  const listName = term ? termName(term, lang, site.languages) : feed.words.latest;
  return {
    site,
    lang,
    self: (format) => site.origin + paths.feed(site, lang, format, term),
    id: feedId(site, `${idPrefix(term)}${lang}`),
    name,
    title: `${name}: ${listName}`,
    home: site.origin + (term ? paths.term(site, lang, term) : paths.home(site, lang)),
    modifiedAt: releases.length > 0 ? Math.max(...releases.map((one) => one.modifiedAt)) : null,
    entries: releases.flatMap((release) => entryOf(feed, release)),
  };
}

const idPrefix = (term: Term | null) =>
  term ? `${term.taxonomy}/${term.formerSlugs[0] ?? term.slug}:` : '';

/** The date of the tag URIs, on which their authority has its host name (RFC 4151). Ids never change. */
export const yearOfIds = 2026;

const feedId = ({ origin }: Site, name: string) =>
  `tag:${new URL(origin).hostname},${yearOfIds}:feed:${name}`;

/** The feed of corrections: one entry for each, the newest first. */
export function channelOfCorrections(
  feed: Omit<Feed, 'releases'>,
  releases: Publication[],
): Channel {
  const { site, lang, term, words } = feed;
  const name = siteName(site, lang);
  const listName = term ? ` – ${termName(term, lang, site.languages)}` : '';
  const entries = releases
    .flatMap((release) => entryOf(feed, { ...release, html: '' }))
    .flatMap((entry) => correctionEntries(lang, entry))
    .sort((one, other) => other.publishedAt - one.publishedAt)
    .slice(0, mostCorrections);
  return {
    // The hub is not told of corrections: their own feeds are made at each request.
    site: { ...site, webSubHub: null },
    lang,
    self: (format) => site.origin + paths.correctionsFeed(site, lang, format, term),
    id: feedId(site, `${idPrefix(term)}corrections:${lang}`),
    name,
    title: `${name}: ${words.corrections}${listName}`,
    home: site.origin + paths.corrections(site, lang, term),
    modifiedAt: entries[0]?.publishedAt ?? null,
    entries,
  };
}

/** Entries of the feed of corrections. They are all of the releases with the newest last corrections. */
export const mostCorrections = 50;

/** An entry for each correction of a release. Its link leads to the corrections on the page. */
function correctionEntries(lang: string, entry: Entry): Entry[] {
  return entry.corrections.map(({ at, note }) => ({
    ...entry,
    id: `${entry.id}:correction:${at}`,
    url: `${entry.url}#corrections`,
    summary: note,
    beginning: note,
    html: standaloneHtml(
      lang,
      entry.url,
      `<p>${escapeXml(note)}</p><p><a href="${escapeXml(entry.history)}">${escapeXml(entry.title)}</a></p>`,
    ),
    publishedAt: at,
    modifiedAt: at,
    corrections: [],
    files: [],
  }));
}

function entryOf(
  { site, lang, taxonomy, words }: Omit<Feed, 'term' | 'releases'>,
  release: FeedRelease,
): Entry[] {
  const { releaseId, metadata, publishedAt, modifiedAt } = release;
  const headline = release.headlines[lang];
  if (!headline) return [];
  const url = site.origin + paths.release(site, lang, releaseId, headline.slug);
  const termsOf = (ids: readonly number[]) => ids.flatMap((id) => taxonomy.byId(id) ?? []);
  const nameOf = (term: Term) => termName(term, lang, site.languages);
  const topics = termsOf([
    metadata.kind,
    ...metadata.fieldsOfWork,
    ...metadata.countries,
    ...metadata.meetings,
  ]);
  const [main] = picturesOf(metadata.attachments, lang);
  const history = site.origin + paths.history(site, lang, releaseId);
  const corrections = metadata.corrections
    .map(({ at, note }) => ({ at, note: inLanguage(note, lang, site.languages) ?? '' }))
    .reverse();
  const beginning = headline.summary || beginningOfHtml(release.html ?? '') || headline.title;
  const notes = correctionsHtml(words, corrections, history);
  // Readers show this in place of the summary, so notes alone would hide it.
  const text =
    release.html === null ? `<p>${escapeXml(beginning)}</p>` : withLightPictures(site, release);
  return [
    {
      id: `urn:dateline:${releaseId}:${lang}`,
      url,
      title: headline.title,
      summary: headline.summary,
      beginning,
      html: release.html === null && !notes ? null : standaloneHtml(lang, url, notes + text),
      publishedAt,
      modifiedAt,
      corrections,
      history,
      authors: termsOf(metadata.sources).map(nameOf),
      categories: topics.map((term) => ({
        slug: term.slug,
        name: nameOf(term),
        scheme: site.origin + paths.taxonomy(site, lang, term.taxonomy),
      })),
      files: filesIn(metadata.attachments, lang).map((file) => {
        const { mediaType, size, title } = file;
        const picture = isShownPicture(mediaType) ? pictureOf(site, lang, file) : null;
        return { mediaType, size, title, url: site.origin + paths.file(file), picture };
      }),
      image: main ? cardPicture(site, main).url : null,
    },
  ];
}

/** The notes on corrections with their times, before the body: who read the release once sees them at once. */
function correctionsHtml(
  { corrections: heading, history: linkText, timeOf }: FeedWords,
  corrections: Entry['corrections'],
  history: string,
): string {
  if (corrections.length === 0) return '';
  const items = corrections.map(
    ({ at, note }) =>
      `<li><time datetime="${formatInstant(at)}">${escapeXml(timeOf(at))}</time> ${escapeXml(note)}</li>`,
  );
  const link = `<p><a href="${escapeXml(history)}">${escapeXml(linkText)}</a></p>`;
  const list = `<p><strong>${escapeXml(heading)}</strong></p><ul>${items.join('')}</ul>`;
  return `<aside class="corrections">${list}${link}</aside>`;
}

/** The body with a lighter version of each heavy picture, since feed readers choose no size. */
function withLightPictures(site: Site, { html, metadata }: FeedRelease): string {
  const light = new Map(
    metadata.attachments
      .filter(({ mediaType }) => isShownPicture(mediaType))
      .map((file) => [paths.file(file), cardPicture(site, file).url]),
  );
  return (html ?? '').replace(
    /(?<=<img src=")[^"]+/g,
    (src) => light.get(src.replaceAll('&amp;', '&')) ?? src,
  );
}

function pictureOf(site: Site, lang: string, file: Attachment): EntryPicture {
  const { width = null, height = null, caption, credit = null, licence = null } = file;
  const small = offeredRenditions(site, file).findLast(
    (one) => one.format === 'jpeg' && one.width <= widestThumbnail,
  );
  return {
    ...{ width, height, credit, licence },
    alt: altOf(site, lang, file),
    caption: caption?.[lang] ?? null,
    thumbnail: small ? toRendition(site, file, small) : null,
  };
}

/** The first words of a body, as text. */
function beginningOfHtml(html: string): string {
  const text = html
    .slice(0, looked)
    .replace(/<[^>]*(?:>|$)/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const parts = beginningOf(text.trim()).map((part) => part.text);
  return parts.join('').trim();
}

/** A body for readers outside the site: links are absolute, and right-to-left text states its direction. */
function standaloneHtml(lang: string, url: string, html: string): string {
  const absolute = absoluteLinks(html, url);
  const direction = directionOf(lang);
  return direction === 'ltr'
    ? absolute
    : `<div dir="${direction}" lang="${lang}">${absolute}</div>`;
}

/**
 * Makes links and images absolute as a browser does at the page's URL, and removes attributes that only
 * make sense on the site's pages.
 */
export function absoluteLinks(html: string, page: string): string {
  return html
    .replace(
      /(<(?:a href|img src)=")([^"]+)/g,
      (_, start: string, address: string) => start + absoluteAddress(address, page),
    )
    .replace(/ (?:id|role|tabindex|loading|aria-[a-z]+)="[^"]*"/g, '');
}

function absoluteAddress(address: string, page: string): string {
  if (hasScheme(address)) return address;
  const url = URL.parse(address.replaceAll('&amp;', '&'), page);
  return url ? escapeXml(url.href) : address;
}
