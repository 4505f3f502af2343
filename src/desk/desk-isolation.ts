/**
 * Isolation of the desk. If it has a host of its own, that host serves nothing else, and no other host
 * serves the desk: cookies, passkeys and forms of editors are out of reach of public pages.
 */
import { createMiddleware } from 'hono/factory';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { AppEnv } from '../http/context.ts';
import { setNoStore } from '../http/responses.ts';

/** Pages of the desk, in any spelling that could be led to them. */
const deskAddress = /^\/+desk(?:\/|$)/i;
/** The public stylesheet and icon, which the desk's previews and frame use. */
const assetAddress = /^\/assets\//;

export const deskIsolation = createMiddleware<AppEnv>(async (c, next) => {
  const { origin, deskOrigin } = c.var.site;
  if (deskOrigin === origin) return next();
  const { path } = c.req;
  const onDesk = new URL(c.req.url).host === new URL(deskOrigin).host;
  if (onDesk && path === '/') {
    setNoStore(c);
    return c.redirect(paths.desk, 302);
  }
  const isHere = onDesk
    ? deskAddress.test(path) || assetAddress.test(path)
    : !deskAddress.test(path);
  if (!isHere) throw new Problem('not-found', 'There is nothing at this address.');
  return next();
});
