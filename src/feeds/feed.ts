/** What a feed says, whatever its format: each format only spells it. */
import type { Attachment } from '../domain/attachment.ts';
import { directionOf, inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Publication } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { beginningOf, looked } from '../domain/snippet.ts';
import { type Taxonomy, type Term, termName } from '../domain/taxonomy.ts';

export interface Feed {
  site: Site;
  lang: string;
  /** The term whose releases these are; null for the newsroom. */
  term: Term | null;
  /** What the newsroom's list is called in the feed's language. */
  latest: string;
  taxonomy: Taxonomy;
  /** Newest first. */
  releases: FeedRelease[];
}

/** A release with its body in the feed's language; null where only its summary is told. */
export type FeedRelease = Publication & { html: string | null };

export interface Category {
  slug: string;
  name: string;
  /** The address of its taxonomy. */
  scheme: string;
}

export interface Entry {
  /** The same through every correction and every new slug. */
  id: string;
  url: string;
  title: string;
  summary: string;
  /** The summary, else the first words of the text, else the title: never empty. */
  beginning: string;
  html: string | null;
  publishedAt: number;
  modifiedAt: number;
  authors: string[];
  categories: Category[];
  files: (Pick<Attachment, 'mediaType' | 'size' | 'title'> & { url: string })[];
}

export interface Channel {
  /** A tag URI (RFC 4151) that does not change when a term is renamed. */
  id: string;
  name: string;
  title: string;
  /** The page that shows the same list. */
  home: string;
  /** Of what is in it; null for an empty feed. */
  modifiedAt: number | null;
  entries: Entry[];
}

export function channelOf(feed: Feed): Channel {
  const { site, lang, term, releases } = feed;
  const name = inLanguage(site.name, lang, site.languages) ?? '';
  const subject = term ? termName(term, lang, site.languages) : feed.latest;
  const of = term ? `${term.taxonomy}/${term.formerSlugs[0] ?? term.slug}:` : '';
  return {
    id: `tag:${new URL(site.origin).hostname},2026:feed:${of}${lang}`,
    name,
    title: `${name}: ${subject}`,
    home: site.origin + (term ? paths.term(site, lang, term) : paths.home(site, lang)),
    modifiedAt: releases.length > 0 ? Math.max(...releases.map((one) => one.modifiedAt)) : null,
    entries: releases.flatMap((release) => entryOf(feed, release)),
  };
}

function entryOf({ site, lang, taxonomy }: Feed, release: FeedRelease): Entry[] {
  const { releaseId, facts, publishedAt, modifiedAt } = release;
  const head = release.heads[lang];
  if (!head) return [];
  const url = site.origin + paths.release(site, lang, releaseId, head.slug);
  const named = (ids: readonly number[]) => ids.flatMap((id) => taxonomy.byId(id) ?? []);
  const nameOf = (term: Term) => termName(term, lang, site.languages);
  const topics = named([facts.kind, ...facts.fieldsOfWork, ...facts.countries, ...facts.meetings]);
  const files = facts.attachments.filter((file) => file.lang === null || file.lang === lang);
  return [
    {
      id: `urn:dateline:${releaseId}:${lang}`,
      url,
      title: head.title,
      summary: head.summary,
      beginning: head.summary || beginningIn(release.html ?? '') || head.title,
      html: release.html === null ? null : elsewhere(site, lang, url, release.html),
      publishedAt,
      modifiedAt,
      authors: named(facts.sources).map(nameOf),
      categories: topics.map((term) => ({
        slug: term.slug,
        name: nameOf(term),
        scheme: site.origin + paths.taxonomy(site, lang, term.taxonomy),
      })),
      files: files.map(({ mediaType, size, title, ...file }) => {
        return { mediaType, size, title, url: site.origin + paths.file(file) };
      }),
    },
  ];
}

/** The first words of a body, without its tags. */
function beginningIn(html: string): string {
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

/**
 * A body as it can be read elsewhere: within the page, every address is the page's, and the direction
 * is said where a reader would take the other one.
 */
function elsewhere(site: Site, lang: string, url: string, html: string): string {
  const placed = absolute(site, html).replace(/(<a href=")#/g, `$1${url}#`);
  const direction = directionOf(lang);
  return direction === 'ltr' ? placed : `<div dir="${direction}" lang="${lang}">${placed}</div>`;
}

/** Links and images of a body with the site's origin before them: a reader is elsewhere. */
export function absolute(site: Site, html: string): string {
  return html
    .replace(/(<(?:a href|img src)=")\/(?!\/)/g, `$1${site.origin}/`)
    .replace(/ (?:id|role|tabindex|loading|aria-[a-z]+)="[^"]*"/g, '');
}
