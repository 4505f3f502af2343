/**
 * Calls operations of the editors' API from the desk, in this process and as the signed-in person. So
 * roles, validation, locks, the two-person rule and the audit are those of the API, and exist once.
 */
import { Hono } from 'hono';
import type * as v from 'valibot';
import { editorsOperations } from '../api/editor/routes.ts';
import { mount, type QueryOf } from '../api/endpoint.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext, AppEnv } from '../http/context.ts';
import { peopleOperations } from './people-operations.ts';
import { sessionSecretOf } from './session.ts';

const operations = [...editorsOperations, ...peopleOperations] as const;

type Operations = {
  [One in (typeof operations)[number] as `${Uppercase<One['method']>} ${One['path']}`]: One;
};

/** The method and the path of an operation, of the editors' API or the desk's own: `PUT /releases/{id}`. */
export type Call = keyof Operations;

type Successes<Name extends Call> =
  Operations[Name]['responses'][keyof Operations[Name]['responses']];

/** The JSON of a response; null without one. */
export type Document<Name extends Call> =
  Successes<Name> extends { schema: infer Schema }
    ? Schema extends v.GenericSchema
      ? v.InferOutput<Schema>
      : null
    : null;

type Query<Name extends Call> =
  QueryOf<Operations[Name]> extends infer Schema
    ? Schema extends v.GenericSchema
      ? v.InferInput<Schema>
      : never
    : never;

/** The input of a call. */
export interface Input<Name extends Call> {
  params?: Record<string, string | number>;
  query?: Query<Name>;
  /** JSON; with a media type, the bytes of a file. */
  body?: unknown;
  /** `Content-Type` of a file. */
  mediaType?: string;
  etag?: string | undefined;
  /** `If-None-Match: *`: create, do not replace. */
  isNew?: boolean;
  /** `Idempotency-Key`: a form that is sent twice is executed once. */
  key?: string | undefined;
}

export interface Answer<Name extends Call> {
  document: Document<Name>;
  etag: string;
}

const callers = new WeakMap<Request, AppContext>();
const errors = new WeakMap<Request, Error>();

const api = mount(
  new Hono<AppEnv>().basePath(paths.editorApi).use(async (c, next) => {
    const caller = callers.get(c.req.raw);
    if (!caller) throw new Error('The API was called without a caller.');
    takeOver(c, caller);
    c.set('identify', async () => {
      await caller.var.identify(caller);
      takeOver(c, caller);
    });
    await next();
  }),
  operations,
).onError((error, c) => {
  errors.set(c.req.raw, error);
  return new Response(null, { status: 500 });
});

/** Gives a call the site, the clock and the person of the request that makes it. */
function takeOver(c: AppContext, { var: caller }: AppContext): void {
  c.set('now', caller.now);
  c.set('arrived', caller.arrived);
  c.set('moment', caller.moment);
  c.set('site', caller.site);
  c.set('primary', caller.primary);
  c.set('db', caller.primary);
  c.set('lang', caller.lang);
  c.set('bearer', caller.bearer);
  c.set('actor', caller.actor);
  c.set('readAudits', caller.readAudits);
}

/**
 * Calls an operation.
 * @throws Problem as the operation refuses
 */
export async function callApi<Name extends Call>(
  c: AppContext,
  name: Name,
  { params = {}, query, body, mediaType, etag, isNew, key }: Input<Name> = {},
): Promise<Answer<Name>> {
  const [method = '', template = ''] = name.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, one: string) =>
    encodeURIComponent(String(params[one])),
  );
  const url = new URL(paths.editorApi + path, c.var.site.origin);
  for (const [one, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== '') url.searchParams.set(one, String(value));
  }
  const headers = new Headers(callerHeaders(c));
  const file = mediaType === undefined ? null : (body as Uint8Array<ArrayBuffer>);
  if (file) headers.set('Content-Length', String(file.length));
  if (body !== undefined) headers.set('Content-Type', mediaType ?? 'application/json');
  if (etag !== undefined) headers.set('If-Match', headerValue(etag));
  if (isNew) headers.set('If-None-Match', '*');
  if (key !== undefined) headers.set('Idempotency-Key', headerValue(key));
  const sent = body === undefined ? null : (file ?? JSON.stringify(body));
  const request = new Request(url, { method, headers, body: sent });
  callers.set(request, c);
  const response = await api.fetch(request, c.env, c.executionCtx as ExecutionContext);
  const error = errors.get(request);
  if (error) throw error;
  const text = await response.text();
  const document = (text === '' ? null : JSON.parse(text)) as Document<Name>;
  return { document, etag: response.headers.get('ETag') ?? '' };
}

/** A field of a form as the value of a header, which has no control characters. */
const headerValue = (text: string): string => text.replace(/[^\x20-\x7e]/gu, encodeURIComponent);

/** The caller's address, and the secret under which the response to an `Idempotency-Key` is stored. */
function callerHeaders(c: AppContext): Record<string, string> {
  const address = c.req.header('CF-Connecting-IP');
  return {
    Authorization: `Bearer ${sessionSecretOf(c)}`,
    ...(address !== undefined && { 'CF-Connecting-IP': address }),
  };
}
