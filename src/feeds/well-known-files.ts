/** What the site tells crawlers, models, browsers and finders of weaknesses about itself. */
import { formatInstant } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Site } from '../domain/site.ts';
import { declaration, element, escapeXml } from './xml.ts';

/** What a way through the site is called. */
export interface WellKnownLink {
  path: string;
  name: string;
}

/** RFC 9309. It names no address that could tell of anything hidden. */
export function robotsTxt(site: Site): string {
  return [
    'User-agent: *',
    `Disallow: ${paths.editorApi}`,
    `Disallow: ${paths.previews}`,
    'Allow: /',
    '',
    `Sitemap: ${site.origin}${paths.sitemapIndex}`,
    '',
  ].join('\n');
}

/** llmstxt.org: what the site is, and where a program finds its content. */
export function llmsTxt(site: Site, ways: readonly WellKnownLink[]): string {
  const lang = site.defaultLanguage;
  const name = nameOf(site, lang);
  const link = (title: string, path: string, what = '') =>
    `- [${title}](${site.origin}${path})${what && `: ${what}`}`;
  const id = '{id}';
  return [
    `# ${name}`,
    '',
    `> The press releases of ${name}, in ${site.languages.join(', ')}. Only what is public is here, from the moment at which it is.`,
    '',
    `Addresses are in ${lang}; the same in another language begin with it, as in /${site.languages[1] ?? 'fr'}/archive.`,
    `Every release is also there as Markdown: ask its page with "Accept: text/markdown", or ${site.origin}${paths.markdown(site, lang, id)}. As JSON it is ${site.origin}${paths.releaseData(id)}, as IPTC ninjs 3.1 ${site.origin}${paths.ninjs(id)}, and what was corrected when is told by ${site.origin}${paths.history(site, lang, id)}.`,
    '',
    '## Pages',
    '',
    link('Newsroom', paths.home(site, lang), 'the latest releases'),
    ...ways.map((way) => link(way.name, way.path)),
    '',
    '## Feeds',
    '',
    `Every list has its feeds, also ${site.origin}/{taxonomy}/{slug}/feed.xml, with atom.xml and feed.json beside it.`,
    '',
    ...site.languages.map((one) => link(`RSS, ${one}`, paths.feed(site, one))),
    link('Sitemap', paths.sitemapIndex),
    '',
    '## API',
    '',
    link('Releases', paths.apiReleases, 'JSON, newest first, with filters and a cursor'),
    link('OpenAPI', paths.apiDescription, 'every address, what it takes and what it answers'),
    '',
  ].join('\n');
}

/** OpenSearch 1.1, within its lengths. */
export function openSearch(site: Site, lang: string, search: string): string {
  const name = nameOf(site, lang);
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

/** At most 16 characters: the name, or what readers know the site's address by. */
function shortName(site: Site, name: string): string {
  return cut(name.length <= 16 ? name : new URL(site.origin).hostname.replace(/^www\./, ''), 16);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : [...text].slice(0, length).join('').trim();
}

/**
 * RFC 9116. It is made anew at each request, so it expires a year after the month's first day: in
 * less than a year from `now`, and in more than eleven months.
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

function nameOf(site: Site, lang: string): string {
  return inLanguage(site.name, lang, site.languages) ?? '';
}
