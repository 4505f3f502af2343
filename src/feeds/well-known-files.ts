/** Text of robots.txt, llms.txt, opensearch.xml and security.txt. */
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { type Site, siteName } from '../domain/site.ts';
import { declaration, element, escapeXml } from './xml.ts';

/** A link in llms.txt. */
export interface WellKnownLink {
  path: string;
  name: string;
}

/** RFC 9309, with content signals. It names no address that could reveal something hidden. */
export function robotsTxt(site: Site): string {
  return [
    ...signalsComment(site),
    'User-agent: *',
    ...(site.contentSignals.length > 0
      ? [`Content-Signal: ${site.contentSignals.join(', ')}`]
      : []),
    `Disallow: ${paths.editorApi}`,
    `Disallow: ${paths.previews}`,
    'Allow: /',
    '',
    `Sitemap: ${site.origin}${paths.sitemapIndex}`,
    '',
  ].join('\n');
}

function signalsComment({ contentSignals }: Site): string[] {
  if (contentSignals.length === 0) return [];
  const restricts = contentSignals.some((signal) => !/=(?:yes|full)$/.test(signal));
  return [
    '# The Content-Signal line has its meaning from https://contentsignals.org.',
    ...(restricts
      ? [
          '# Its restrictions are express reservations of rights: Directive (EU) 2019/790, Article 4.',
        ]
      : []),
  ];
}

/**
 * llmstxt.org: a description of the site, and where a program finds its content. Below its headings
 * are links alone, since programs read every line there as one.
 */
export function llmsTxt(site: Site, links: readonly WellKnownLink[]): string {
  const lang = site.defaultLanguage;
  const name = siteName(site, lang);
  const url = (path: string) => site.origin + path;
  const link = (title: string, path: string, description = '') =>
    `- [${title}](${url(path)})${description && `: ${description}`}`;
  const id = '{id}';
  const other = site.languages.find((one) => one !== lang);
  return [
    `# ${name}`,
    '',
    `> Press releases of ${name}, in ${site.languages.join(', ')}. Only public releases are here.`,
    '',
    `Addresses are in ${lang}.${other ? ` Other languages have a prefix, as in /${other}/archive.` : ''}`,
    'Every release also exists in these forms:',
    '',
    `- Markdown: request its page with "Accept: text/markdown", or ${url(paths.markdown(site, lang, id))}`,
    `- plain text, with its source: ${url(paths.copyText(site, lang, id))}`,
    `- JSON: ${url(paths.releaseData(id))}`,
    `- IPTC ninjs 3.1: ${url(paths.ninjs(id))}`,
    `- its public history, with corrections: ${url(paths.history(site, lang, id))}`,
    '',
    `Every list has feeds, as in ${url('/{taxonomy}/{slug}/feed.xml')}, also as atom.xml and feed.json.`,
    '',
    '## Pages',
    '',
    link('Newsroom', paths.home(site, lang), 'the latest releases'),
    ...links.map(({ name, path }) => link(name, path)),
    '',
    '## Feeds',
    '',
    ...site.languages.map((one) => link(`RSS, ${one}`, paths.feed(site, one))),
    link('Sitemap', paths.sitemapIndex),
    '',
    '## API',
    '',
    link('Releases', paths.apiReleases, 'JSON, newest first, with filters and a cursor'),
    link('OpenAPI', paths.apiDescription, 'every operation with its parameters and responses'),
    link('MCP', paths.mcp, 'Model Context Protocol by POST: search, read, follow changes'),
    '',
  ].join('\n');
}

/** OpenSearch 1.1, within its length limits. */
export function openSearch(site: Site, lang: string, search: string): string {
  const name = siteName(site, lang);
  const url = (type: string, template: string, rel = '') =>
    `<Url type="${type}"${rel && ` rel="${rel}"`} template="${escapeXml(site.origin + template)}"/>`;
  return [
    `${declaration}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">`,
    element('ShortName', shortName(site, name)),
    element('LongName', cut(name, 48)),
    element('Description', cut(`${name}: ${search}`, 1024)),
    url('text/html', `${paths.search(site, lang)}?q={searchTerms}`),
    url('application/opensearchdescription+xml', paths.openSearch(site, lang), 'self'),
    element('Image', site.origin + paths.favicon, ' width="16" height="16" type="image/x-icon"'),
    element('Language', lang),
    element('InputEncoding', 'UTF-8'),
    element('OutputEncoding', 'UTF-8'),
    '</OpenSearchDescription>\n',
  ].join('\n');
}

/** At most 16 characters: the name if it fits, or else the site's host. */
function shortName(site: Site, name: string): string {
  return cut(name.length <= 16 ? name : new URL(site.origin).hostname.replace(/^www\./, ''), 16);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('').trim();
}

/**
 * RFC 9116. `Expires` is one year after the first day of the current month: less than a year from now,
 * as the standard recommends, and the same for all requests of a month.
 */
export function securityTxt(site: Site, contact: string, now: number): string {
  const day = new Date(now);
  const expires = Date.UTC(day.getUTCFullYear() + 1, day.getUTCMonth(), 1) - 1000;
  return [
    `Contact: ${contact}`,
    `Expires: ${formatInstant(expires)}`,
    `Preferred-Languages: ${site.languages.join(', ')}`,
    `Canonical: ${site.origin}${paths.securityContact}`,
    '',
  ].join('\n');
}
