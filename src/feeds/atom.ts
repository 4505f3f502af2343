/** Atom (RFC 4287): full text, every file an enclosure, ids that never change. */
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { type Channel, type Entry, yearOfIds } from './feed.ts';
import { declaration, element, escapeXml } from './xml.ts';

export function atom(channel: Channel): string {
  const { site, lang } = channel;
  return [
    `${declaration}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}">`,
    element('id', channel.id),
    element('title', channel.title),
    // An empty feed has no date of its own, and the standard asks for one: the date in its id.
    element('updated', formatInstant(channel.modifiedAt ?? Date.UTC(yearOfIds, 0))),
    `<author>${element('name', channel.name)}${element('uri', site.origin + paths.home(site, lang))}</author>`,
    link('self', channel.self('atom'), 'application/atom+xml'),
    link('alternate', channel.home, 'text/html'),
    site.webSubHub && link('hub', site.webSubHub),
    ...channel.entries.map(atomEntry),
    '</feed>\n',
  ]
    .filter(Boolean)
    .join('\n');
}

function atomEntry(entry: Entry): string {
  return [
    '<entry>',
    element('id', entry.id),
    element('title', entry.title),
    element('published', formatInstant(entry.publishedAt)),
    element('updated', formatInstant(entry.modifiedAt)),
    link('alternate', entry.url, 'text/html'),
    ...entry.authors.map((name) => `<author>${element('name', name)}</author>`),
    ...entry.categories.map(
      ({ slug, name, scheme }) =>
        `<category term="${escapeXml(slug)}" scheme="${escapeXml(scheme)}" label="${escapeXml(name)}"/>`,
    ),
    ...entry.files.map(
      ({ url, mediaType, size, title }) =>
        `<link rel="enclosure" type="${escapeXml(mediaType)}" length="${size}"` +
        ` href="${escapeXml(url)}" title="${escapeXml(title)}"/>`,
    ),
    element('summary', entry.summary),
    element('content', entry.html ?? '', ' type="html"'),
    '</entry>',
  ]
    .filter(Boolean)
    .join('\n');
}

function link(rel: string, href: string, type?: string): string {
  return `<link rel="${rel}"${type ? ` type="${type}"` : ''} href="${escapeXml(href)}"/>`;
}
