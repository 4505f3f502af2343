/**
 * Isolation of previews: on a host of their own if there is one, which serves nothing else; never
 * cached, indexed, or named to another site. It holds for every answer under their addresses,
 * redirects and refusals included, because the address may carry the secret.
 */
import { createMiddleware } from 'hono/factory';
import { Problem } from '../domain/problem.ts';
import type { AppEnv } from '../http/context.ts';
import { setNoStore } from '../http/responses.ts';

const previewAddress = /^\/*(?:[A-Za-z-]+\/+)?preview(?:\/|$)/i;
const assetAddress = /^\/assets\//;

const unseen = {
  'X-Robots-Tag': 'noindex, noarchive',
  'Referrer-Policy': 'no-referrer',
};

/** Whether a path is that of a preview, in whatever spelling. */
export function isPreviewAddress(path: string): boolean {
  return previewAddress.test(path);
}

export const previewIsolation = createMiddleware<AppEnv>(async (c, next) => {
  const { origin, previewOrigin } = c.var.site;
  const { path } = c.req;
  const shown = isPreviewAddress(path);
  const apart = previewOrigin !== origin;
  const onTheirHost = apart && new URL(c.req.url).host === new URL(previewOrigin).host;
  if (!shown && !onTheirHost) return next();
  if (apart && (shown ? !onTheirHost : !assetAddress.test(path))) {
    throw new Problem('not-found', 'There is nothing at this address.', { headers: unseen });
  }
  await next();
  if (!shown) return;
  setNoStore(c);
  for (const [name, value] of Object.entries(unseen)) c.header(name, value);
});
