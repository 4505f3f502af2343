/** The OpenAPI 3.1 document, made of the operations themselves and of their valibot schemas. */
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { Permission } from '../domain/editor.ts';
import { idPattern } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { type ProblemCode, problemTitle, statusOf } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { Answer, Operation } from './endpoint.ts';
import { moment, moments } from './instants.ts';
import * as schemas from './response-schemas.ts';

type Json = Record<string, unknown>;

export function openApiDocument(
  site: Site,
  open: readonly Operation[],
  closed: readonly Operation[],
): Json {
  const all = [
    ...open.map((operation) => [paths.api, operation] as const),
    ...closed.map((operation) => [paths.editorApi, operation] as const),
  ];
  const byPath = Map.groupBy(all, ([mount, { path }]) => mount + path);
  return {
    openapi: '3.1.0',
    info: {
      title: `${site.name[site.defaultLanguage]}: releases`,
      version: '1',
      summary: 'What is public, for everybody; and the editors’ side.',
      description:
        'Instants are RFC 3339 in UTC. Refusals are RFC 9457 documents. Addresses that exist answer 405 with Allow to methods that they do not have. Answers to POST are kept for a day under their Idempotency-Key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: site.name[site.defaultLanguage], url: site.origin },
    },
    servers: [{ url: site.origin }],
    tags: [
      { name: 'public', description: 'For everybody, cacheable.' },
      { name: 'editors', description: 'For editors, never cached.' },
    ],
    security: [],
    paths: Object.fromEntries(
      [...byPath].map(([path, operations]) => [
        path,
        Object.fromEntries(operations.map(([, one]) => [one.method, describeOperation(site, one)])),
      ]),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token `dl_…`.' },
      },
      schemas: Object.fromEntries(
        Object.entries(schemas.named).map(([name, schema]) => [name, toSchema(schema, name)]),
      ),
      responses: Object.fromEntries(refusals.map((code) => [code, refusal(code)])),
    },
  };
}

function describeOperation(site: Site, operation: Operation): Json {
  const { name, summary, needs, answers, body } = operation;
  const codes = Map.groupBy(refusalsOf(operation), statusOf);
  const responses = Object.entries(answers).map(([status, answer]) => {
    const told = success(answer);
    const both = { ...(told.content as Json), ...problemContent };
    return [status, codes.has(Number(status)) ? { ...told, content: both } : told];
  });
  return {
    operationId: name,
    summary,
    description: needs ? `Needs the role ${needs.role} or more, and ${tokenFor(needs)}.` : summary,
    tags: [needs ? 'editors' : 'public'],
    security: needs ? [{ token: [] }] : [],
    parameters: parametersOf(site, operation),
    ...(body !== undefined && {
      requestBody: {
        required: !operation.optionalBody,
        content: contentOf(body),
      },
    }),
    responses: Object.fromEntries([
      ...(needs ? [] : [['304', { description: 'As the client has it.' }]]),
      ...[...codes].map(([status, [code]]) => [
        String(status),
        { $ref: `#/components/responses/${code}` },
      ]),
      ...responses,
    ]),
  };
}

const tokenFor = ({ scope }: Permission) =>
  scope === null ? 'any token' : `a token with the scope ${scope} or without scopes`;

function success({ description, schema, headers = [] }: Answer): Json {
  return {
    description,
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map((name) => [name, { schema: { type: 'string' } }])),
    }),
    ...(schema && { content: contentOf(schema) }),
  };
}

function contentOf(schema: v.GenericSchema | 'bytes'): Json {
  return schema === 'bytes'
    ? { '*/*': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: toSchema(schema) } };
}

function parametersOf(site: Site, operation: Operation): Json[] {
  const { path, query, ifMatch, ifNoneMatch, idempotent, needs } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: /id$/i.test(name ?? '')
      ? { type: 'string', pattern: `^${idPattern}$` }
      : { type: 'string' },
  }));
  const schema = typeof query === 'function' ? query(site) : query;
  const { properties = {} } = schema ? toSchema(schema) : {};
  const inQuery = Object.entries(properties as Record<string, Json>).map(([name, schema]) => {
    const { description, ...rest } = schema;
    return { name, in: 'query', ...(description !== undefined && { description }), schema: rest };
  });
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  return [
    ...inPath,
    ...inQuery,
    ...(ifMatch ? [header('If-Match', 'The ETag that was last read.')] : []),
    ...(ifNoneMatch ? [header('If-None-Match', '`*`: only where there is nothing yet.')] : []),
    ...(idempotent
      ? [header('Idempotency-Key', 'Any text: the same key, the same answer, done once.')]
      : []),
    ...(needs ? [] : [header('If-None-Match', 'The ETag that the client has.')]),
  ];
}

const refusals: ProblemCode[] = [
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

/** What may be refused, as it follows from what an operation is. */
function refusalsOf(operation: Operation): ProblemCode[] {
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
  return refusals.filter((code) => codes.has(code));
}

const problemContent = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

function refusal(code: ProblemCode): Json {
  const names = {
    unauthenticated: 'WWW-Authenticate',
    'too-many-requests': 'Retry-After',
    unavailable: 'Retry-After',
  };
  const header = names[code as keyof typeof names];
  return {
    description: problemTitle(code),
    ...(header && { headers: { [header]: { schema: { type: 'string' } } } }),
    content: problemContent,
  };
}

/** A schema in JSON Schema 2020-12; those that have a name are referred to, except `itself`. */
function toSchema(schema: v.GenericSchema, itself?: string): Json {
  const definitions = Object.fromEntries(
    Object.entries(schemas.named).filter(([name]) => name !== itself),
  );
  const config: ConversionConfig = {
    target: 'draft-2020-12',
    errorMode: 'ignore',
    ignoreActions: ['normalize', 'trim'],
    definitions,
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    overrideSchema: ({ valibotSchema }) =>
      (valibotSchema as unknown) === moment ? toSchema(moments) : null,
    overrideAction: ({ valibotAction, jsonSchema }) => {
      if (valibotAction.type !== 'regex') return null;
      const { source } = (valibotAction as v.RegexAction<string, undefined>).requirement;
      if (jsonSchema.pattern === source) return jsonSchema;
      return { ...jsonSchema, allOf: [...(jsonSchema.allOf ?? []), { pattern: source }] };
    },
  };
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, config) as Json;
  return rest;
}
