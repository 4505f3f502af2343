/** What crawlers may take (RFC 9309): everything that is public, and nothing that is not for them. */
import * as paths from '../domain/paths.ts';
import { tag } from '../edge-cache.ts';
import { answer } from '../http/answers.ts';
import type { HouseContext } from '../http/house.ts';

export function robots(c: HouseContext): Promise<Response> {
  const { site, now } = c.var;
  const text = [
    'User-agent: *',
    `Disallow: ${paths.editorApi}/`,
    'Disallow: /preview/',
    '',
    `Sitemap: ${site.origin}${paths.sitemapIndex}`,
    '',
  ].join('\n');
  const freshness = { now, next: null, tags: [tag.built] };
  return answer(c, text, 'text/plain; charset=utf-8', 'data', freshness);
}
