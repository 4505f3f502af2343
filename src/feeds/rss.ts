/** RSS 2.0 with the RSS Advisory Board's profile: full text, permanent guids, numeric zones. */
import type { Channel, Entry } from './feed.ts';
import { declaration, element, escapeXml } from './xml.ts';

const namespaces = [
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
].join(' ');

export function rss(channel: Channel): string {
  const { site, lang, title, home, modifiedAt, entries } = channel;
  const self = channel.self('rss');
  return [
    `${declaration}<rss version="2.0" ${namespaces}><channel>`,
    element('title', title),
    element('link', home),
    element('description', title),
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

/** The description comes before the content, and of the files only one can be the enclosure. */
function item(entry: Entry): string {
  const [file] = entry.files;
  return [
    '<item>',
    element('title', entry.title),
    element('link', entry.url),
    element('guid', entry.id, ' isPermaLink="false"'),
    element('pubDate', rfc822(entry.publishedAt)),
    ...entry.authors.map((name) => element('dc:creator', name)),
    ...entry.categories.map(({ name, scheme }) =>
      element('category', name, ` domain="${escapeXml(scheme)}"`),
    ),
    element('description', entry.beginning),
    element('content:encoded', entry.html ?? ''),
    file &&
      `<enclosure url="${escapeXml(file.url)}" length="${file.size}" type="${escapeXml(file.mediaType)}"/>`,
    '</item>',
  ]
    .filter(Boolean)
    .join('\n');
}

function rfc822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
