/** What the site tells of itself to crawlers, models, browsers and finders of weaknesses: no trip to the database. */
import { waysThrough } from '../../templates/browse.tsx';
import { wordsOf } from '../../templates/words.ts';
import { llms, openSearch, robots, security } from '../feeds/well-known-files.ts';
import type { HouseContext } from '../http/context.ts';
import { answer } from '../http/responses.ts';

export function robotsFile(c: HouseContext): Promise<Response> {
  return direct(c, robots(c.var.site), 'text/plain');
}

export function llmsFile(c: HouseContext): Promise<Response> {
  const { site } = c.var;
  return direct(c, llms(site, waysThrough(site, site.defaultLanguage)), 'text/plain');
}

export function openSearchFile(c: HouseContext): Promise<Response> {
  const { site, lang } = c.var;
  const text = openSearch(site, lang, wordsOf(lang).search);
  return direct(c, text, 'application/opensearchdescription+xml');
}

/** Not there where the site names nobody to report to. */
export async function securityFile(c: HouseContext): Promise<Response> {
  const { site, now } = c.var;
  if (site.securityContact === null) return c.notFound();
  return direct(c, security(site, site.securityContact, now), 'text/plain');
}

function direct(c: HouseContext, text: string, type: string): Promise<Response> {
  const freshness = { now: c.var.now, next: null, tags: [] };
  return answer(c, text, `${type}; charset=utf-8`, 'data', freshness);
}
