/** RSS 2.0 with the RSS Advisory Board's profile: full text, permanent guids, numeric zones. */
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Body, Publication } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';
import { declaration, element, escapeXml } from './xml.ts';

export interface Feed {
  site: Site;
  lang: string;
  /** What the feed is of, in its language, without the site's name. */
  title: string;
  taxonomy: Taxonomy;
  releases: (Publication & { bodies: Body[] })[];
}

export function rss(feed: Feed): string {
  const { site, lang, title, releases } = feed;
  const name = inLanguage(site.name, lang, site.languages) ?? '';
  const home = site.origin + paths.home(site, lang);
  const self = site.origin + paths.feed(site, lang);
  const newest = Math.max(0, ...releases.map(({ modifiedAt }) => modifiedAt));
  return [
    `${declaration}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>`,
    element('title', `${name}: ${title}`),
    element('link', home),
    element('description', `${name}: ${title}`),
    element('language', lang),
    newest > 0 ? element('lastBuildDate', rfc822(newest)) : '',
    `<atom:link href="${escapeXml(self)}" rel="self" type="application/rss+xml"/>`,
    ...releases.map((release) => item(feed, release)),
    '</channel></rss>\n',
  ]
    .filter(Boolean)
    .join('\n');
}

function item({ site, lang, taxonomy }: Feed, release: Feed['releases'][number]): string {
  const head = release.heads[lang];
  if (!head) return '';
  const body = release.bodies.find((one) => one.lang === lang);
  const categories = [release.facts.kind, ...release.facts.fieldsOfWork].flatMap((id) => {
    const term = taxonomy.byId(id);
    if (!term) return [];
    const domain = escapeXml(site.origin + paths.taxonomy(site, lang, term.taxonomy));
    return [element('category', termName(term, lang, site.languages), ` domain="${domain}"`)];
  });
  const sources = release.facts.sources.flatMap((id) => taxonomy.byId(id) ?? []);
  return [
    '<item>',
    element('title', head.title),
    element('link', site.origin + paths.release(site, lang, release.releaseId, head.slug)),
    element('guid', `urn:dateline:${release.releaseId}:${lang}`, ' isPermaLink="false"'),
    element('pubDate', rfc822(release.publishedAt)),
    ...sources.map((term) => element('dc:creator', termName(term, lang, site.languages))),
    ...categories,
    element('description', head.summary),
    element('content:encoded', absolute(site, body?.html ?? '')),
    '</item>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** Links and images of a body with the site's origin before them: a reader is elsewhere. */
export function absolute(site: Site, html: string): string {
  return html
    .replace(/(<(?:a href|img src)=")\//g, `$1${site.origin}/`)
    .replace(/ (?:id|role|tabindex|aria-[a-z]+)="[^"]*"/g, '');
}

function rfc822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
