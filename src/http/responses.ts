/** Public responses: with an ETag, conditional, and cached by the policy of their kind. */
import type { Markup } from '../../templates/markup.ts';
import { utf8 } from '../domain/digest.ts';
import { cacheHeaders, type Freshness, type PolicyName } from '../edge-cache.ts';
import { etagOf, isNotModified } from './conditional.ts';
import type { AppContext } from './context.ts';
import type { KeptResponse } from './kept-responses.ts';
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
  const { tags } = freshness;
  const response = { bytes, etag, lastModified: null, contentType, policy, tags, headers };
  return keptResponse(c, response, freshness);
}

/** A response that the isolate keeps if it is of a public state, or 304 if the client has it. */
export function keptResponse(
  c: AppContext,
  response: KeptResponse,
  freshness: Freshness,
): Response {
  c.var.kept.keep(c, response, freshness);
  return asRequested(c, response, freshness);
}

/** The response that the isolate keeps for the address, or else the one that `make` makes. */
export async function keptOr(c: AppContext, make: () => Promise<Response>): Promise<Response> {
  const kept = await c.var.kept.find(c);
  return kept ? asRequested(c, kept.response, kept.freshness) : make();
}

function asRequested(
  c: AppContext,
  { bytes, etag, lastModified, contentType, policy, headers }: KeptResponse,
  freshness: Freshness,
): Response {
  const crossOrigin = policy === 'data' ? crossOriginHeaders : {};
  const all = { ...cacheHeaders(policy, freshness), ...crossOrigin, ETag: etag, ...headers };
  if (isNotModified(c.req.raw, { etag, lastModified })) return c.body(null, 304, all);
  return c.body(bytes, 200, { 'Content-Type': contentType, ...all });
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
