/** RSS 2.0 with the RSS Advisory Board's profile: full text, permanent guids, numeric zones; Media RSS 1.5.1. */
import { escapeHtml } from '../domain/escape-html.ts';
import type { Channel, Entry, EntryFile } from './feed.ts';
import { declaration, element, escapeXml } from './xml.ts';

const namespaces = [
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:media="http://search.yahoo.com/mrss/"',
].join(' ');

export function rss(channel: Channel): string {
  const { site, lang, title, home, modifiedAt, entries } = channel;
  const self = channel.self('rss');
  return [
    `${declaration}<rss version="2.0" ${namespaces}><channel>`,
    plain('title', title),
    element('link', home),
    plain('description', title),
    element('language', lang),
    modifiedAt === null ? '' : element('lastBuildDate', rfc822(modifiedAt)),
    `<atom:link href="${escapeXml(self)}" rel="self" type="application/rss+xml"/>`,
    site.webSubHub && `<atom:link href="${escapeXml(site.webSubHub)}" rel="hub"/>`,
    ...entries.map(item),
    '</channel></rss>\n',
  ]
    .filter(Boolean)
    .join('\n');
}

/** An element with plain text. The profile asks for these references to `&` and `<` there. */
function plain(name: string, text: string): string {
  return element(name, text).replaceAll('&amp;', '&#x26;').replaceAll('&lt;', '&#x3C;');
}

/**
 * The description comes before the content, and of the files only one can be the enclosure. The description
 * is HTML: readers would take `<a>` in a text for a tag.
 */
function item(entry: Entry): string {
  const [file] = entry.files;
  return [
    '<item>',
    plain('title', entry.title),
    element('link', entry.url),
    element('guid', entry.id, ' isPermaLink="false"'),
    element('pubDate', rfc822(entry.publishedAt)),
    ...entry.authors.map((name) => element('dc:creator', name)),
    ...entry.categories.map(({ name, scheme }) =>
      element('category', name, ` domain="${escapeXml(scheme)}"`),
    ),
    element('description', escapeHtml(entry.beginning)),
    element('content:encoded', entry.html ?? ''),
    file &&
      `<enclosure url="${escapeXml(file.url)}" length="${file.size}" type="${escapeXml(file.mediaType)}"/>`,
    ...entry.files.map(media),
    '</item>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** A picture with its alternative text as the description, which readers of feeds take it from. */
function media({ url, mediaType, size, picture }: EntryFile): string {
  if (!picture) return '';
  const { width, height, alt, caption, credit, licence, thumbnail } = picture;
  return [
    `<media:content url="${escapeXml(url)}" fileSize="${size}" type="${mediaType}" medium="image"`,
    width && height ? ` width="${width}" height="${height}">` : '>',
    caption && element('media:title', caption, ' type="plain"'),
    alt && element('media:description', alt, ' type="plain"'),
    thumbnail &&
      `<media:thumbnail url="${escapeXml(thumbnail.url)}"` +
        ` width="${thumbnail.width}" height="${thumbnail.height}"/>`,
    credit && element('media:credit', credit),
    licence && element('media:copyright', licence),
    '</media:content>',
  ]
    .filter(Boolean)
    .join('');
}

function rfc822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
