/**
 * An operation of the API: its address, who may, what goes in, what comes out. The routes and the
 * OpenAPI document are both made of these, so neither can tell what the other does not.
 */
import type { Hono } from 'hono';
import type * as v from 'valibot';
import type { Permission } from '../domain/editor.ts';
import { idPattern } from '../domain/identifier.ts';
import type { ProblemCode } from '../domain/problem.ts';
import { authenticateRequest, requirePermission } from '../http/auth.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import { readBytes } from '../http/input.ts';
import { Overtaken, unhurried } from '../store/access/audit.ts';

export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below its mount, with parameters as `{id}`. */
  path: string;
  /** The OpenAPI `operationId`. */
  name: string;
  summary: string;
  /** What the caller must be; null where everybody may. */
  needs: Permission | null;
  query?: Query;
  /** The JSON that is sent; `bytes` for a file as it is. */
  body?: v.GenericSchema | 'bytes';
  /** The largest JSON that is read, in bytes, where not the usual. */
  largest?: number;
  /** Whether nothing may be sent in place of a body. */
  optionalBody?: boolean;
  /** Whether `If-Match` is looked at. */
  ifMatch?: boolean;
  /** Whether `If-None-Match: *` makes what is not there yet. */
  ifNoneMatch?: boolean;
  /** Whether it is a POST that changes nothing, for which an Idempotency-Key has no use. */
  readsOnly?: boolean;
  answers: Readonly<Record<number, Answer>>;
  /** Refusals beside those that follow from the rest. */
  problems?: readonly ProblemCode[];
  handle: (c: AppContext) => Promise<Response>;
}

type Query = v.StrictObjectSchema<v.ObjectEntries, undefined>;

export interface Answer {
  description: string;
  /** The JSON; `bytes` for a file as it is, null where nothing is sent. */
  schema: v.GenericSchema | 'bytes' | null;
  headers?: readonly ('ETag' | 'Location' | 'Link')[];
}

/** The shape of each parameter of an address that is an id; others are any text without a slash. */
const ids = new Set(['id', 'tokenId', 'previewId']);

/** Gives every operation its route. Who may not, is refused before the handler runs. */
export function mount(app: Hono<AppEnv>, operations: readonly Operation[]): Hono<AppEnv> {
  for (const operation of operations) {
    const { method, path, needs } = operation;
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      ids.has(name) ? `:${name}{${idPattern}}` : `:${name}`,
    );
    app.on(method.toUpperCase(), address, async (c) => {
      if (needs) await requirePermission(c, needs);
      return method === 'get' ? operation.handle(c) : write(c, operation);
    });
  }
  return app;
}

const attempts = 10;
/** After these a slow database is no reason to refuse: a withdrawal must get through. */
const hurriedAttempts = 3;

/**
 * Carries out a write: its moment is when its body was there in full. What was overtaken before it
 * was written is done anew from what is there then, by whoever may still do it.
 */
async function write(c: AppContext, operation: Operation): Promise<Response> {
  const { body, largest, needs, handle } = operation;
  const identifyAgain = async () => {
    await authenticateRequest(c);
    if (needs) await requirePermission(c, needs);
  };
  if (body !== 'bytes') {
    await readBytes(c.req.raw, largest);
    // Also an act that turns out to write nothing is answered only to whoever may still do it.
    await identifyAgain();
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await handle(c);
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === attempts) throw error;
      await identifyAgain();
      if (attempt >= hurriedAttempts) c.set('actor', unhurried(c.var.actor));
      if (body === 'bytes') throw error;
    }
  }
}
