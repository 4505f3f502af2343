/**
 * Operations of the API: method, path, permission, schemas and handler in one object. The routes, the
 * OpenAPI document and the client's types are derived from these, so that they cannot disagree.
 */
import type { Hono } from 'hono';
import type * as v from 'valibot';
import { Overtaken, withoutDeadline } from '../domain/actor.ts';
import type { Permission } from '../domain/editor.ts';
import { idPattern } from '../domain/identifier.ts';
import type { ProblemCode } from '../domain/problem.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import { type Creation, respondOnce } from '../http/idempotency.ts';
import {
  invalid,
  type ParameterSchema,
  parseParameters,
  readBytes,
  readJson,
  type Validated,
  validate,
} from '../http/input.ts';
import type { DescribedSite } from './site-placeholders.ts';

/** The description of an operation, without its handler. */
interface Description {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below its mount, with parameters as `{id}`. */
  path: string;
  /** The OpenAPI `operationId`. */
  name: string;
  summary: string;
  /** The permission that the caller needs; null for an operation that is open to everyone. */
  needs: Permission | null;
  /** The schema of the query, or a function of the site where the languages matter. */
  query?: ParameterSchema | ((site: DescribedSite) => ParameterSchema);
  /** The schema of the JSON body; `bytes` for a file that is sent as it is. */
  body?: v.GenericSchema | 'bytes';
  /** The largest JSON body in bytes, if it is not the usual limit. */
  largest?: number;
  /** Whether the body may be left out; the handler then gets an empty object. */
  optionalBody?: boolean;
  /** Whether the operation evaluates `If-Match`. */
  ifMatch?: boolean;
  /** Whether `If-None-Match: *` creates the resource. */
  ifNoneMatch?: boolean;
  /** Whether the operation honours `Idempotency-Key`. */
  idempotent?: boolean;
  responses: Readonly<Record<number, ResponseDescription>>;
  /** Problems beside those that follow from the other members. */
  problems?: readonly ProblemCode[];
}

/** A handler that `mount` calls with the input that its own operation's schemas parsed. */
type Handler<One> = (c: AppContext, input: Input<One>) => Promise<Response>;

export interface Operation extends Description {
  handle: Handler<Description>;
}

export interface ResponseDescription {
  description: string;
  /** The schema of the JSON; `bytes` for a file as it is, null for an empty response. */
  schema: v.GenericSchema | 'bytes' | null;
  headers?: readonly ('ETag' | 'Location' | 'Link')[];
}

/** The schema of an operation's query, also where it depends on the site. */
export type QueryOf<One> = One extends { query: infer Query }
  ? Query extends (site: DescribedSite) => infer Schema
    ? Schema
    : Query
  : never;

type Output<Schema> = Schema extends v.GenericSchema ? v.InferOutput<Schema> : never;
type BodyOf<One> = One extends { body: infer Schema } ? Schema : never;

/** The parsed input of an operation, typed by its schemas. */
export interface Input<One> {
  query: Output<QueryOf<One>>;
  /**
   * Parses the JSON body. A handler calls it once it has found the resource (404) and evaluated
   * `If-Match` (412), which take precedence over the content (RFC 9110, section 13.2.1).
   * @throws Problem `unsupported-media-type`, `malformed`, or `invalid` with an entry for each fault
   */
  body: () => Promise<Output<BodyOf<One>>>;
  /** The same, for a handler that reports its own faults together with those of the schema. */
  validatedBody: () => Promise<Validated<Output<BodyOf<One>>>>;
}

/** Joins an operation and its handler, which gets the input as the operation's schemas type it. */
export function operation<const One extends Description>(one: One, handle: Handler<One>) {
  return { ...one, handle: handle as Handler<never> };
}

/**
 * A POST that is executed at most once for each `Idempotency-Key`: `prepare` returns the response
 * and the write, which commit in one batch.
 */
export function idempotentPost<const One extends Omit<Description, 'method' | 'idempotent'>>(
  one: One,
  prepare: (c: AppContext, input: Input<One>) => Promise<Creation>,
) {
  const handle: Handler<One> = (c, input) => respondOnce(c, () => prepare(c, input));
  return { ...one, method: 'post', idempotent: true, handle: handle as Handler<never> } as const;
}

/** Path parameters that are ids; all others match any text without a slash. */
const ids = new Set(['id', 'tokenId', 'previewId']);

/** Registers a route for each operation, behind the check of its permission. */
export function mount(app: Hono<AppEnv>, operations: readonly Operation[]): Hono<AppEnv> {
  for (const operation of operations) {
    const { method, path, needs } = operation;
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      ids.has(name) ? `:${name}{${idPattern}}` : `:${name}`,
    );
    app.on(method.toUpperCase(), address, async (c) => {
      if (needs) await requirePermission(c, needs);
      return method === 'get' ? operation.handle(c, inputOf(c, operation)) : write(c, operation);
    });
  }
  return app;
}

/** @throws Problem `malformed` for a query that does not match its schema */
function inputOf(c: AppContext, { query, body, optionalBody }: Operation): Input<Description> {
  const schema = typeof query === 'function' ? query(c.var.site) : query;
  const read = async () => {
    if (body === undefined || body === 'bytes') throw new Error('This operation has no JSON body.');
    const isEmpty = optionalBody && (await readBytes(c.req.raw)).length === 0;
    return validate(body, isEmpty ? {} : await readJson(c.req.raw));
  };
  let validated: ReturnType<typeof read> | undefined;
  const validatedBody = () => {
    validated ??= read();
    return validated;
  };
  return {
    query: (schema && parseParameters(schema, c.req)) as never,
    validatedBody: validatedBody as Input<Description>['validatedBody'],
    body: async () => {
      const { output, faults } = await validatedBody();
      if (faults.length > 0) throw invalid(faults);
      return output as never;
    },
  };
}

const attempts = 10;
/** The attempt from which on a slow database is no reason to refuse: a withdrawal must get through. */
const hurriedAttempts = 3;

/**
 * Executes a write. Its moment is the one at which the body had arrived in full. A write that lost a
 * race against another is repeated from the new state, after the caller was identified again.
 */
async function write(c: AppContext, operation: Operation): Promise<Response> {
  const { body, largest, needs } = operation;
  const identifyAgain = async () => {
    await c.var.identify(c);
    if (needs) await requirePermission(c, needs);
  };
  if (body !== 'bytes') {
    await readBytes(c.req.raw, largest);
    // Also a request that turns out to write nothing needs a caller who still has the permission.
    await identifyAgain();
  }
  const input = inputOf(c, operation);
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation.handle(c, input);
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === attempts) throw error;
      await identifyAgain();
      if (attempt >= hurriedAttempts) c.set('actor', withoutDeadline(c.var.actor));
      if (body === 'bytes') throw error;
    }
  }
}
