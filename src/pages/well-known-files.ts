/** robots.txt, llms.txt, opensearch.xml and security.txt: made from settings, without a database query. */
import { browseLinks } from '../../templates/browse.tsx';
import { wordsOf } from '../../templates/words.ts';
import { llmsTxt, openSearch, robotsTxt, securityTxt } from '../feeds/well-known-files.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse } from '../http/responses.ts';

export function robotsFile(c: AppContext): Promise<Response> {
  return staticText(c, robotsTxt(c.var.site), 'text/plain');
}

export function llmsFile(c: AppContext): Promise<Response> {
  const { site } = c.var;
  return staticText(c, llmsTxt(site, browseLinks(site, site.defaultLanguage)), 'text/plain');
}

export function openSearchFile(c: AppContext): Promise<Response> {
  const { site, lang } = c.var;
  const text = openSearch(site, lang, wordsOf(lang).search);
  return staticText(c, text, 'application/opensearchdescription+xml');
}

/** 404 if the site has no security contact. */
export async function securityFile(c: AppContext): Promise<Response> {
  const { site, now } = c.var;
  if (site.securityContact === null) return c.notFound();
  return staticText(c, securityTxt(site, site.securityContact, now), 'text/plain');
}

function staticText(c: AppContext, text: string, type: string): Promise<Response> {
  const freshness = { now: c.var.now, next: null, tags: [] };
  return cacheableResponse(c, text, `${type}; charset=utf-8`, 'data', freshness);
}
