/** The session of a person in a browser: its cookie, and who is signed in. */
import { getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { AuditActor } from '../domain/actor.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import {
  hashSecret,
  isRecent,
  isSessionSecret,
  longestSession,
  newSessionSecret,
} from '../domain/session.ts';
import { addressOf, limitFailures, setCaller } from '../http/auth.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import * as sessions from '../store/access/sessions.ts';
import { auditShown, findShownRelease } from './shown-release.ts';

const cookie = 'dateline';

/** `__Host-`: this host alone, the whole of it, over https (or on this machine). */
export const cookieOptions = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Lax',
} as const;

/** The hash of the secret in the cookie of a request; null without a secret that can be one. */
export async function sessionHashOf(c: AppContext): Promise<string | null> {
  const secret = sessionSecretOf(c);
  return isSessionSecret(secret) ? await hashSecret(secret) : null;
}

/** The secret in the cookie of a request; empty without one. */
export const sessionSecretOf = (c: AppContext): string => getCookie(c, cookie, 'host') ?? '';

/**
 * Identifies the person as of now.
 * @throws Problem `unauthenticated` if the session is missing, or ended meanwhile
 */
async function identifySession(c: AppContext): Promise<void> {
  const { now, drift } = c.var.moment();
  c.set('now', now);
  const { primary, moment } = c.var;
  const hash = await sessionHashOf(c);
  const [session, shown] = hash
    ? await Promise.all([sessions.findSession(primary, hash, now), findShownRelease(c)])
    : [null, null];
  if (!session) {
    const ended = new Problem('unauthenticated', 'You are not signed in, or your session ended.');
    throw sessionSecretOf(c) === '' ? ended : await limitFailures(c, ended);
  }
  setCaller(c, session, { drift, moment });
  c.set('session', session);
  if (shown) await auditShown(c, shown);
  c.executionCtx.waitUntil(sessions.recordSessionUse(primary, session, now).catch(console.error));
}

/** Closes a mount: who is not signed in is led to the sign-in page, and from there back. */
export const requireSession = createMiddleware<AppEnv>(async (c, next) => {
  c.set('identify', identifySession);
  try {
    await identifySession(c);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error;
    if (c.req.method !== 'GET') throw error;
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`${paths.desk}/sign-in?next=${encodeURIComponent(pathname + search)}`, 303);
  }
  return next();
});

/**
 * Requires a recent sign-in, for publishing, withdrawing and changing people.
 * @throws Problem `unauthenticated`
 */
export function requireRecentSignIn(c: AppContext): void {
  if (isRecent(c.var.session.signedInAt, c.var.now)) return;
  throw new Problem('unauthenticated', 'Sign in again: the last sign-in is older than an hour.');
}

/**
 * Begins a session and sets its cookie. A session that this browser had ends.
 * @param start uses up the proof and stores the session in one batch
 * @throws Problem as `start` does
 */
export async function beginSession(
  c: AppContext,
  start: (session: sessions.NewSession, from: Pick<AuditActor, 'now' | 'address'>) => Promise<void>,
): Promise<void> {
  const secret = newSessionSecret();
  const browser = (c.req.header('User-Agent') ?? '').slice(0, 300);
  const replaces = await sessionHashOf(c);
  const session = { id: newId(), hash: await hashSecret(secret), browser, replaces };
  await start(session, { now: c.var.now, address: addressOf(c) });
  setCookie(c, cookie, secret, { ...cookieOptions, maxAge: longestSession / 1000 });
}

/** Removes the cookie. */
export function forgetSession(c: AppContext): void {
  setCookie(c, cookie, '', { ...cookieOptions, maxAge: 0 });
}
