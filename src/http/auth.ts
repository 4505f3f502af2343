/** Authentication by bearer token (RFC 6750), and permissions. */
import { createMiddleware } from 'hono/factory';
import type { AuditActor, TokenGuard } from '../domain/actor.ts';
import { type Bearer, isAllowed, type Permission } from '../domain/editor.ts';
import { Problem } from '../domain/problem.ts';
import { commit } from '../store/access/audit.ts';
import * as editors from '../store/access/editors.ts';
import { type AppContext, type AppEnv, isRead } from './context.ts';

/** Closes a mount: without a valid token every address below it answers 401. */
export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  c.set('identify', authenticateRequest);
  await authenticateRequest(c);
  await next();
});

/**
 * Identifies the caller as of now.
 * @throws Problem `unauthenticated` without a valid token
 */
async function authenticateRequest(c: AppContext): Promise<void> {
  const { now, drift } = c.var.moment();
  c.set('now', now);
  const { db, moment } = c.var;
  const token = tokenOf(c);
  if (!token)
    throw await limitFailures(c, unauthenticated('Send a token: Authorization: Bearer …', ''));
  const presented = await editors.findByToken(db, token, now);
  if (!presented?.valid) {
    const refusal = unauthenticated('This token is unknown or no longer valid.', 'invalid_token');
    const problem = await limitFailures(c, refusal);
    if (presented && problem === refusal) {
      await writeAuditEntry(c, presented.editor, 'token.refused', `token/${presented.tokenId}`);
    }
    throw problem;
  }
  setCaller(c, presented, { drift, moment });
  c.executionCtx.waitUntil(editors.recordTokenUse(db, presented, now).catch(console.error));
}

/** Sets the caller of a request: the bearer, and the actor whose writes depend on that token or session. */
export function setCaller(
  c: AppContext,
  bearer: Bearer,
  { drift, moment }: Pick<TokenGuard, 'drift' | 'moment'>,
): void {
  const guard = { tokenId: bearer.tokenId, drift, moment };
  c.set('bearer', bearer);
  c.set('actor', { editor: bearer.editor, address: addressOf(c), now: c.var.now, guard });
}

/** The bearer token of a request, or null. */
export function tokenOf(c: AppContext): string | null {
  return /^Bearer +([^ ]+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? null;
}

export function addressOf(c: AppContext): string | null {
  return c.req.header('CF-Connecting-IP') ?? null;
}

function unauthenticated(detail: string, error: string): Problem {
  const challenge = `Bearer realm="editors"${error && `, error="${error}"`}`;
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } });
}

/**
 * Requires the role and the scope of a permission.
 * @throws Problem `forbidden`, after the attempt was written to the audit
 */
export async function requirePermission(c: AppContext, needed: Permission): Promise<void> {
  if (isAllowed(c.var.bearer, needed)) return;
  const { role, scope } = needed;
  const detail = `This needs the role ${role} or more, and a token with the scope ${scope} or without scopes.`;
  throw await auditRefusal(c, c.req.path, new Problem('forbidden', detail));
}

/** Writes a refusal to the audit and returns it, or the problem that there were too many. */
export async function auditRefusal(
  c: AppContext,
  subject: string,
  problem: Problem,
): Promise<Problem> {
  const outcome = await limitFailures(c, problem);
  if (outcome === problem) await writeAuditEntry(c, c.var.actor.editor, 'access.refused', subject);
  return outcome;
}

export async function writeAuditEntry(
  c: AppContext,
  editor: AuditActor['editor'],
  action: string,
  subject: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  const { db, now } = c.var;
  const actor = { editor, address: addressOf(c), now };
  const detail = { method: c.req.method, path: c.req.path.slice(0, 500), ...more };
  await commit(db, actor, { action, subject: subject.slice(0, 500), detail }, []);
}

/** Returns `problem`, or `too-many-requests` if this address failed too often. */
export async function limitFailures(c: AppContext, problem: Problem): Promise<Problem> {
  const { success } = await c.env.FAILURES.limit({ key: addressOf(c) ?? 'unknown' });
  return success ? problem : tooMany('Too many refused requests.');
}

/**
 * Limits what strangers may start, apart from refusals.
 * @throws Problem `too-many-requests` if this address started too many
 */
export async function limitAttempts(c: AppContext, kind: string): Promise<void> {
  const { success } = await c.env.FAILURES.limit({ key: `${kind} ${addressOf(c) ?? 'unknown'}` });
  if (!success) throw tooMany('Too many attempts.');
}

/** Limits the writes of a token. */
export const limitWrites = createMiddleware<AppEnv>(async (c, next) => {
  if (!isRead(c.req.method)) {
    const { success } = await c.env.WRITES.limit({ key: c.var.bearer.tokenId });
    if (!success) throw tooMany('Too many changes by this token.');
  }
  await next();
});

/** The period of the limits in wrangler.toml in seconds. */
const period = 60;

function tooMany(detail: string): Problem {
  return new Problem('too-many-requests', `${detail} Try again in a minute.`, {
    headers: { 'Retry-After': String(period) },
  });
}
