/**
 * Isolation of previews. If they have a host of their own, that host serves nothing else. Responses are
 * never cached or indexed, and send no referrer, redirects and errors included: the address may carry
 * the secret.
 */
import { createMiddleware } from 'hono/factory';
import { Problem } from '../domain/problem.ts';
import type { AppEnv } from '../http/context.ts';
import { setNoStore } from '../http/responses.ts';

const previewAddress = /^\/*(?:[A-Za-z-]+\/+)?preview(?:\/|$)/i;
const assetAddress = /^\/assets\//;

const privacyHeaders = {
  'X-Robots-Tag': 'noindex, noarchive',
  'Referrer-Policy': 'no-referrer',
};

/** Whether a path is that of a preview, in any spelling. */
export function isPreviewAddress(path: string): boolean {
  return previewAddress.test(path);
}

export const previewIsolation = createMiddleware<AppEnv>(async (c, next) => {
  const { origin, previewOrigin } = c.var.site;
  const { path } = c.req;
  const isPreview = isPreviewAddress(path);
  const hasOwnHost = previewOrigin !== origin;
  const onOwnHost = hasOwnHost && new URL(c.req.url).host === new URL(previewOrigin).host;
  if (!isPreview && !onOwnHost) return next();
  if (hasOwnHost && (isPreview ? !onOwnHost : !assetAddress.test(path))) {
    throw new Problem('not-found', 'There is nothing at this address.', {
      headers: privacyHeaders,
    });
  }
  await next();
  if (!isPreview) return;
  setNoStore(c);
  for (const [name, value] of Object.entries(privacyHeaders)) c.header(name, value);
});
