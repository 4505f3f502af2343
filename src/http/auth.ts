/** Who is asking: a bearer token (RFC 6750), or nobody. */
import { createMiddleware } from 'hono/factory';
import { atLeast, type Role } from '../domain/editor.ts';
import { Problem } from '../domain/problem.ts';
import * as editors from '../store/editors.ts';
import type { House } from './house.ts';

/** Closes a mount: whoever has no valid token gets 401 there, whatever the address. */
export const authenticate = createMiddleware<House>(async (c, next) => {
  const field = c.req.header('Authorization');
  const token = /^Bearer +([^ ]+) *$/i.exec(field ?? '')?.[1];
  if (!token) throw unauthenticated('Send a token: Authorization: Bearer …', '');
  const editor = await editors.findByToken(c.var.db, token, c.var.now);
  if (!editor) throw unauthenticated('This token is unknown or no longer valid.', 'invalid_token');
  c.set('actor', { editor, address: c.req.header('CF-Connecting-IP') ?? null, now: c.var.now });
  await next();
});

function unauthenticated(detail: string, error: string): Problem {
  const challenge = `Bearer realm="editors"${error && `, error="${error}"`}`;
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });
}

/** @throws Problem `forbidden` unless the token's role is `least` or more */
export function demand(role: Role, least: Role): void {
  if (!atLeast(role, least)) throw new Problem('forbidden', `This needs the role ${least}.`);
}
