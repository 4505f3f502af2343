/** Public responses: with an ETag, conditional, and cached by the policy of their kind. */
import type { Markup } from '../../templates/markup.ts';
import { utf8 } from '../domain/digest.ts';
import { cacheHeaders, type Freshness, type PolicyName } from '../edge-cache.ts';
import { etagOf } from './conditional.ts';
import type { AppContext } from './context.ts';
import { type LastingResponse, respondWith } from './kept-responses.ts';
import { crossOriginHeaders } from './security.ts';

/** A response with an ETag of its content, or 304 if the client has it. */
export async function cacheableResponse(
  c: AppContext,
  content: string | Uint8Array<ArrayBuffer>,
  contentType: string,
  policy: PolicyName,
  freshness: Freshness,
  headers: Record<string, string> = {},
): Promise<Response> {
  // The digest and the body share these bytes.
  const bytes = typeof content === 'string' ? utf8(content) : content;
  const etag = await etagOf(bytes);
  const own = policy === 'data' ? { ...crossOriginHeaders, ...headers } : headers;
  const response = { bytes, etag, lastModified: null, contentType, policy, headers: own };
  return lastingResponse(c, response, freshness);
}

/** Headers of a feed: readers may run in a web page. */
export const feedHeaders = (lang: string): Record<string, string> => ({
  ...crossOriginHeaders,
  'Content-Language': lang,
  'Access-Control-Allow-Origin': '*',
});

/** A response that the isolate keeps if it is of a public state, or 304 if the client has it. */
export function lastingResponse(
  c: AppContext,
  response: LastingResponse,
  freshness: Freshness,
): Response {
  if (freshness.state) c.set('lasting', { response, freshness });
  return respondWith(c, response, freshness);
}

/** An HTML page in the language of its address. */
export function pageResponse(
  c: AppContext,
  markup: Markup,
  policy: PolicyName,
  freshness: Freshness,
  headers: Record<string, string> = {},
): Promise<Response> {
  const language = { 'Content-Language': c.var.lang, ...headers };
  return cacheableResponse(
    c,
    markup.toString(),
    'text/html; charset=utf-8',
    policy,
    freshness,
    language,
  );
}

export function jsonResponse(
  c: AppContext,
  document: unknown,
  freshness: Freshness,
  headers: Record<string, string> = {},
): Promise<Response> {
  return jsonTextResponse(c, JSON.stringify(document), freshness, headers);
}

/** The same for a document that is JSON already. */
export function jsonTextResponse(
  c: AppContext,
  text: string,
  freshness: Freshness,
  headers: Record<string, string> = {},
): Promise<Response> {
  const type = 'application/json; charset=utf-8';
  return cacheableResponse(c, text, type, 'data', freshness, headers);
}

/** A 301 to the canonical URL. */
export function permanentRedirect(c: AppContext, path: string, freshness: Freshness): Response {
  return c.body(null, 301, { Location: path, ...cacheHeaders('page', freshness) });
}

/** Forces `private, no-store`, overriding earlier headers. */
export function setNoStore(c: AppContext): void {
  for (const name of ['Cloudflare-CDN-Cache-Control', 'Cache-Tag']) c.header(name, undefined);
  for (const [name, value] of Object.entries(cacheHeaders('private'))) c.header(name, value);
}
