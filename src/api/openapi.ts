/** The OpenAPI 3.1 document, derived from the operations and their valibot schemas. */
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { changeActions } from '../domain/change.ts';
import type { Permission } from '../domain/editor.ts';
import { idPattern } from '../domain/identifier.ts';
import { instantText, moment, momentInSeconds, moments } from '../domain/instant-input.ts';
import * as paths from '../domain/paths.ts';
import { Problem, type ProblemCode, problemTitle, statusOf } from '../domain/problem.ts';
import { componentsOf } from './components.ts';
import type { Operation, ResponseDescription } from './endpoint.ts';
import { exampleOf } from './examples.ts';
import { digits } from './paging.ts';
import * as schemas from './response-schemas.ts';
import type { DescribedSite } from './site-placeholders.ts';

type Json = Record<string, unknown>;

const description = [
  'Instants are RFC 3339 in UTC. Errors are problem documents (RFC 9457).',
  'A method that an address does not support gets 405 with Allow.',
  'The response to a POST is kept for a day under its Idempotency-Key.',
].join(' ');

export function openApiDocument(
  site: DescribedSite,
  open: readonly Operation[],
  closed: readonly Operation[],
): Json {
  const all = [
    ...open.map((operation) => [paths.api, operation] as const),
    ...closed.map((operation) => [paths.editorApi, operation] as const),
  ];
  const byPath = Map.groupBy(all, ([mount, { path }]) => mount + path);
  const components = componentsOf(all.map(([, operation]) => operation));
  const writer = new Writer(site, components);
  return {
    openapi: '3.1.0',
    info: {
      title: `${site.name[site.defaultLanguage]}: releases`,
      version: '1',
      summary: 'The public releases, and the editors’ API.',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: site.name[site.defaultLanguage], url: site.origin },
    },
    servers: [{ url: site.origin }],
    tags: [
      { name: 'editors', description: 'For editors with a token, never cached.' },
      { name: 'public', description: 'Open to everyone, cacheable.' },
      { name: 'webhooks', description: 'Messages that the site sends.' },
    ],
    security: [],
    paths: Object.fromEntries(
      [...byPath].map(([path, operations]) => [
        path,
        Object.fromEntries(operations.map(([, one]) => [one.method, writer.operation(one)])),
      ]),
    ),
    webhooks: Object.fromEntries(
      changeActions.map((action) => [`release.${action}`, { post: writer.webhook(action) }]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token `dl_…`.' },
      },
      schemas: Object.fromEntries(
        Object.entries(components).map(([name, schema]) => [name, writer.schema(schema, name)]),
      ),
      responses: Object.fromEntries(problemCodes.map((code) => [code, problemResponse(code)])),
    },
  };
}

/** A schema in JSON Schema 2020-12, without references. */
export const inlineSchema = (site: DescribedSite, schema: v.GenericSchema): Json =>
  new Writer(site, {}).schema(schema);

class Writer {
  readonly #site: DescribedSite;
  readonly #names: ReadonlyMap<unknown, string>;

  constructor(site: DescribedSite, components: Record<string, v.GenericSchema>) {
    this.#site = site;
    this.#names = new Map(Object.entries(components).map(([name, schema]) => [schema, name]));
  }

  operation(operation: Operation): Json {
    const { name, summary, needs, body } = operation;
    const codes = Map.groupBy(problemsOf(operation), statusOf);
    const responses = Object.entries(operation.responses).map(([status, one]) => {
      const response = this.#response(one);
      const content = { ...(response.content as Json), ...problemContent };
      return [status, codes.has(Number(status)) ? { ...response, content } : response];
    });
    return {
      operationId: name,
      summary,
      description: needs
        ? `Needs the role ${needs.role} or more, and ${tokenFor(needs)}.`
        : summary,
      tags: [needs ? 'editors' : 'public'],
      security: needs ? [{ token: [] }] : [],
      parameters: this.#parameters(operation),
      ...(body !== undefined && {
        requestBody: { required: !operation.optionalBody, content: this.#content(body) },
      }),
      responses: Object.fromEntries([
        ...(needs ? [] : [['304', { description: 'The client has this representation.' }]]),
        ...[...codes].map(([status, [code]]) => [
          String(status),
          { $ref: `#/components/responses/${code}` },
        ]),
        ...responses,
      ]),
    };
  }

  /** The message about a change, as jobs/tasks/webhooks.ts sends it (Standard Webhooks 1.0.0). */
  webhook(action: (typeof changeActions)[number]): Json {
    const message = v.strictObject({
      type: v.literal(`release.${action}`),
      timestamp: schemas.change.entries.at,
      data: schemas.change,
    });
    const example = { ...(exampleOf(message) as Json) };
    example.data = { ...(example.data as Json), action };
    const summary = `Sent to each webhook after a release was ${action}.`;
    return {
      operationId: `release-${action}`,
      summary,
      description: `${summary} A message that is not acknowledged within 10 seconds is retried.`,
      tags: ['webhooks'],
      security: [],
      parameters: [
        header('webhook-id', 'The id of the message, the same for every attempt.'),
        header('webhook-timestamp', 'The time of this attempt, in seconds since 1970.'),
        header('webhook-signature', '`v1,` and the HMAC-SHA256 of id, timestamp and body.'),
      ].map((one) => ({ ...one, required: true })),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: this.schema(message), example } },
      },
      responses: {
        '2XX': { description: 'The message is acknowledged.' },
        '4XX': { description: 'The message is sent again later, as after any other response.' },
      },
    };
  }

  #response({ description, schema, headers = [] }: ResponseDescription): Json {
    return {
      description,
      ...(headers.length > 0 && {
        headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
      }),
      ...(schema && { content: this.#content(schema) }),
    };
  }

  #content(schema: v.GenericSchema | 'bytes'): Json {
    if (schema === 'bytes') return { '*/*': { schema: { type: 'string', format: 'binary' } } };
    return { 'application/json': { schema: this.schema(schema), example: exampleOf(schema) } };
  }

  #parameters({ path, query, ifMatch, ifNoneMatch, idempotent, needs }: Operation): Json[] {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      description: parameterDescriptions[name ?? ''],
      schema: /id$/i.test(name ?? '')
        ? { type: 'string', pattern: `^${idPattern}$` }
        : { type: 'string' },
    }));
    const schema = typeof query === 'function' ? query(this.#site) : query;
    const { properties = {} } = schema ? this.schema(schema) : {};
    const inQuery = Object.entries(properties as Record<string, Json>).map(([name, schema]) => {
      const { description, ...rest } = schema;
      return { name, in: 'query', ...(description !== undefined && { description }), schema: rest };
    });
    return [
      ...inPath,
      ...inQuery,
      ...(ifMatch ? [header('If-Match', 'The ETag that was last read.')] : []),
      ...(ifNoneMatch ? [header('If-None-Match', '`*`: create, do not replace.')] : []),
      ...(idempotent
        ? [header('Idempotency-Key', 'A text of your choice. A repeated key repeats the response.')]
        : []),
      ...(needs ? [] : [header('If-None-Match', 'The ETag that the client has.')]),
    ];
  }

  /** A schema in JSON Schema 2020-12; named ones become references, except `itself`. */
  schema(schema: v.GenericSchema, itself?: string): Json {
    const reference = (one: unknown) => {
      const name = this.#names.get(one);
      return name === undefined || name === itself
        ? null
        : { $ref: `#/components/schemas/${name}` };
    };
    const config: ConversionConfig = {
      target: 'draft-2020-12',
      errorMode: 'ignore',
      ignoreActions: ['normalize', 'trim'],
      overrideSchema: ({ valibotSchema }) => {
        const one: unknown = valibotSchema;
        if (one === moment || one === momentInSeconds) return this.schema(moments);
        if (one === instantText) return { type: 'string', format: 'date-time' };
        return one === digits ? { type: 'integer' } : reference(one);
      },
      overrideAction: ({ valibotAction, jsonSchema }) => {
        if (valibotAction.type !== 'regex') return null;
        const { requirement } = valibotAction as v.RegexAction<string, undefined>;
        const { pattern: earlier, ...rest } = jsonSchema;
        const before = earlier && earlier !== requirement.source ? { pattern: earlier } : {};
        const pattern = portable(requirement.source);
        if (pattern === null) return { ...rest, ...before };
        if (!('pattern' in before)) return { ...rest, pattern };
        return { ...rest, ...before, allOf: [...(rest.allOf ?? []), { pattern }] };
      },
    };
    const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, config) as Json;
    return reference(schema) ?? rest;
  }
}

const controls = String.raw`\u0000-\u001f\u007f-\u009f`;

/** A pattern that tools may compile without the flag `u`, or null where there is no such pattern. */
function portable(source: string): string | null {
  const pattern = source
    .replaceAll(String.raw`\P{Cc}`, `[^${controls}]`)
    .replaceAll(String.raw`\p{Cc}`, controls);
  return /\\p\{/i.test(pattern) ? null : pattern;
}

const tokenFor = ({ scope }: Permission) =>
  scope === null ? 'any token' : `a token with the scope ${scope} or without scopes`;

/** The descriptions of the path parameters. */
const parameterDescriptions: Record<string, string> = {
  id: 'The id.',
  tokenId: 'The id of the token.',
  previewId: 'The id of the preview.',
  filename: 'The name of the file.',
  number: 'The number, counted from 1.',
  taxonomy: 'The slug of the taxonomy.',
  slug: 'The slug of the term.',
  sha256: 'The SHA-256 of the file in lower-case hex.',
};

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});

const problemCodes: ProblemCode[] = [
  'malformed',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'gone',
  'length-required',
  'stale',
  'too-large',
  'unsupported-media-type',
  'invalid',
  'precondition-required',
  'too-many-requests',
  'legally-barred',
  'internal',
  'unavailable',
];

/** The problems that follow from the members of an operation, and those that it names. */
function problemsOf(operation: Operation): ProblemCode[] {
  const { path, method, needs, query, body, ifMatch, idempotent } = operation;
  const codes = new Set<ProblemCode>(['internal', ...(operation.problems ?? [])]);
  const add = (...some: ProblemCode[]) => {
    for (const code of some) codes.add(code);
  };
  if (needs) add('unauthenticated', 'forbidden', 'too-many-requests');
  if (needs || method === 'get') add('unavailable');
  if (path.includes('{')) add('not-found');
  if (query) add('malformed');
  if (body !== undefined) add('malformed', 'too-large', 'unsupported-media-type');
  if (body !== undefined && body !== 'bytes') add('invalid');
  if (idempotent) add('malformed', 'too-large', 'invalid');
  if (ifMatch) add('stale', 'precondition-required');
  return problemCodes.filter((code) => codes.has(code));
}

const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

function problemResponse(code: ProblemCode): Json {
  const names = {
    unauthenticated: 'WWW-Authenticate',
    'too-many-requests': 'Retry-After',
    unavailable: 'Retry-After',
  };
  const field = names[code as keyof typeof names];
  const example = new Problem(code, problemTitle(code)).toDocument();
  const { 'application/problem+json': content } = problemContent;
  return {
    description: problemTitle(code),
    ...(field && { headers: { [field]: { schema: { type: 'string' } } } }),
    content: { 'application/problem+json': { ...content, example } },
  };
}
