/** Arbitrary requests to an operation: mostly valid, with a fault now and then. */
import { createHash } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import { naughtyQueries, naughtySegments, naughtyTexts } from './naughty-texts.ts';
import type { Documented, JsonObject } from './openapi-contract.ts';
import { documentsOf } from './schema-arbitrary.ts';
import { type ApiCaller, callers, type Parameters } from './seeded-newsroom.ts';
import { type Body, bodiesOf, bytesOf } from './spoilt-documents.ts';

/** A planned request, before the state of the newsroom completes it: the same in every run. */
export interface Plan {
  operation: string;
  /** A method that is not the operation's own. */
  method: string | null;
  caller: ApiCaller;
  /** The index of a known resource at the address. */
  nth: number;
  /** Segments in place of known ones, as they go over the wire. */
  segments: Parameters;
  /** The encoded query; `{next}` stands for the last cursor of this list. */
  query: string;
  /** `If-Match`; words of `matches` stand for current ETags. */
  match: string | null;
  /** `Idempotency-Key`. */
  key: string | null;
  headers: Record<string, string>;
  body: Body | null;
  chunked: boolean;
}

export const matches = ['current', 'version', 'weak', 'among others'] as const;

const rarely = <T>(usual: Arbitrary<T>, ...rare: Arbitrary<T>[]): Arbitrary<T> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 10 * rare.length, arbitrary: usual },
    ...rare.map((arbitrary) => ({ weight: 1, arbitrary })),
  );

/** Characters that HTTP allows in a field: Latin-1 without control characters. */
const fields = fc
  .constantFrom(...naughtyTexts)
  .map((text) => text.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '').slice(0, 3000));
const tooLong = fc.constant('k'.repeat(300));

const callersOf: Arbitrary<ApiCaller> = fc.oneof(
  { withCrossShrink: true },
  { weight: 14, arbitrary: fc.constant<ApiCaller>('admin') },
  { weight: 6, arbitrary: fc.constantFrom<ApiCaller>('editor', 'author', 'mortal') },
  { weight: 6, arbitrary: fc.constantFrom(...callers) },
);

/** Keyed by the list and the name. */
const free: Record<string, Arbitrary<string>> = {
  'revisions/{number}': fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('1', '1', '1', '2') },
    { weight: 1, arbitrary: fc.constantFrom('0', '01', '-1', '1e3', '999999999', '9999999999') },
  ),
};

/** A segment for each parameter that no known resource fills, and now and then a wrong one. */
function segmentsOf({ template }: Documented): Arbitrary<Parameters> {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  const naughty = fc.oneof(
    fc.constantFrom(...naughtySegments),
    fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{12}$/),
  );
  const always = Object.entries(free).filter(([place]) => template.includes(place));
  const usual = fc.record(
    Object.fromEntries(always.map(([place, some]) => [place.replace(/^.*\{|\}$/g, ''), some])),
  );
  if (names.length === 0) return fc.constant({});
  const spoilt = fc
    .tuple(usual, fc.constantFrom(...names), naughty)
    .map(([right, name, text]) => ({ ...right, [name]: text }));
  return rarely<Parameters>(usual as Arbitrary<Parameters>, spoilt);
}

type Pair = readonly [name: string, value: string];

function queriesOf({ parameters }: Documented): Arbitrary<string> {
  const named = parameters.filter((one) => one.in === 'query');
  const naughty = fc.constantFrom(...naughtyTexts.filter((text) => text.isWellFormed()));
  const pairs = named.map(({ name, schema }) => {
    const one = documentsOf(schema, name).map((value) =>
      Array.isArray(value) ? value.map(String) : [String(value)],
    );
    const values = rarely<string[]>(
      one,
      naughty.map((text) => [text]),
      fc.tuple(one, one).map((both) => both.flat()),
    );
    return values.map((all) => all.map((value): Pair => [name, value]));
  });
  const strange = fc.constantFrom(...naughtyQueries);
  if (pairs.length === 0) return rarely(fc.constant(''), strange);
  const some = fc.oneof(
    { weight: 2, arbitrary: fc.constant<Pair[]>([]) },
    { weight: 5, arbitrary: fc.oneof(...pairs) },
    { weight: 2, arbitrary: fc.tuple(...pairs).map((all) => all.flat()) },
  );
  const query = some.map((all) =>
    all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
  );
  return rarely(query, strange);
}

const matchesOf: Arbitrary<string | null> = fc.oneof(
  { withCrossShrink: true },
  { weight: 24, arbitrary: fc.constant('current') },
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constantFrom('version', 'among others', '*') },
  { weight: 3, arbitrary: fc.constantFrom('weak', '"0"', '"9.9.draft"', '1', '"', 'W/"1"') },
  { weight: 1, arbitrary: fields },
);

const keysOf: Arbitrary<string | null> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constant(null) },
  { weight: 5, arbitrary: fc.nat(1e6).map((number) => `"fresh-${number}"`) },
  { weight: 2, arbitrary: fc.constantFrom('one', '"one"', '"t\\"wo"', 'three') },
  { weight: 1, arbitrary: fc.oneof(fields, tooLong) },
);

const otherHeaders: Arbitrary<Record<string, string>> = fc.record(
  {
    Accept: fields,
    'Accept-Language': fields,
    Range: fc.constantFrom('bytes=0-3', 'bytes=9-1', 'bytes=-0', 'lines=1'),
    'If-None-Match': fc.constantFrom('*', '"x"', 'W/"x"', '"', ''),
    'If-Modified-Since': fc.constantFrom('Wed, 01 Jul 2026 12:00:00 GMT', 'yesterday'),
    Origin: fc.constantFrom('null', 'https://elsewhere.example'),
    Cookie: fields,
    'X-Forwarded-For': fields,
    'CF-Connecting-IP': fc.constantFrom('203.0.113.7', '2001:db8::1'),
  },
  { requiredKeys: [] },
);

type Content = Pick<Plan, 'headers' | 'body' | 'chunked'> & { segments?: Parameters };

const jsonTypes: Arbitrary<Record<string, string>> = rarely<Record<string, string>>(
  fc.constantFrom('application/json', 'application/json; charset=utf-8').map(asType),
  fc
    .constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/', '*/*')
    .map(asType),
  fc.constant({}),
  fields.map(asType),
);

function asType(type: string): Record<string, string> {
  return { 'Content-Type': type };
}

const plain = { extension: 'txt', type: 'text/plain', body: 'Plain words.\n' };

const files = [
  { extension: 'pdf', type: 'application/pdf', body: '%PDF-1.7\n%%EOF\n' },
  plain,
  { extension: 'csv', type: 'text/csv; charset=utf-8', body: 'a,b\n1,2\n' },
  { extension: 'png', type: 'image/png', body: { hex: '89504e470d0a1a0a0000000d49484452' } },
  { extension: 'gif', type: 'image/gif', body: 'GIF89a\u0001\u0000\u0001\u0000' },
  { extension: 'jpg', type: 'image/jpeg', body: { hex: 'ffd8ffe000104a46494600010100' } },
  { extension: 'zip', type: 'application/zip', body: { hex: '504b0304140000000000' } },
  { extension: 'docx', type: 'application/msword', body: { hex: 'd0cf11e0a1b11ae1' } },
  { extension: 'svg', type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  { extension: 'html', type: 'text/html', body: '<p>' },
  { extension: 'txt', type: 'text/plain', body: '<!doctype html><script>' },
  { extension: 'exe', type: 'application/octet-stream', body: { hex: '4d5a900003000000' } },
  { extension: 'txt', type: 'text/plain', body: { repeated: 'long ', times: 60_000 } },
  { extension: 'txt', type: 'text/plain', body: '' },
] satisfies { extension: string; type: string; body: Body }[];

const uploads: Arbitrary<Content> = fc
  .record({
    file: fc.oneof(
      { weight: 2, arbitrary: fc.constant(plain) },
      { weight: 2, arbitrary: fc.constantFrom(...files.slice(0, 4)) },
      { weight: 2, arbitrary: fc.constantFrom(...files) },
    ),
    other: rarely(fc.constant(null), fc.constantFrom(...files)),
    type: rarely(fc.constant(null), fields, fc.constantFrom(...files.map(({ type }) => type))),
    stem: fc.constantFrom('a', 'b', 'Ünïcode – name', '1'),
    anew: fc.boolean(),
    digest: rarely<string | null>(
      fc.constant(null),
      fc.constantFrom('sha-256=:x:', `sha-256=:${'A'.repeat(43)}=:`, 'md5=:AA==:', ''),
    ),
    chunked: rarely(fc.constant(false), fc.constant(true)),
  })
  .map(({ file, other, type, stem, anew, digest, chunked }) => ({
    // Otherwise an existing file; most are plain text.
    segments: anew ? { filename: encodeURIComponent(`${stem}.${file.extension}`) } : {},
    headers: {
      ...asType(type ?? file.type),
      ...(digest !== null && { 'Repr-Digest': digest }),
    },
    body: (other ?? file).body,
    chunked,
  }));

/** Files and records are sent to an id that is free; the one is known by its digest, the other by its id. */
const newcomer = fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{12}$/);

const recordFiles: Arbitrary<Content> = fc
  .tuple(newcomer, uploads)
  .map(([id, { segments: _, ...content }]) => {
    const bytes = bytesOf(content.body ?? '');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { ...content, segments: { id, sha256 } };
  });

function recordsOf(body: JsonObject): Arbitrary<Content> {
  return documentsOf(body).chain((document) => {
    const { id } = document as { id: string };
    return fc.record({
      segments: fc.constant({ id }),
      headers: jsonTypes,
      body: bodiesOf(fc.constant(document)),
      chunked: rarely(fc.constant(false), fc.constant(true)),
    });
  });
}

function contentsOf({ body, method, template }: Documented): Arbitrary<Content> {
  const nothing: Arbitrary<Content> = fc.constant({ headers: {}, body: null, chunked: false });
  const record = template.includes('/records/');
  if (body === 'bytes') return record ? recordFiles : uploads;
  if (body !== null && record) return rarely(recordsOf(body), nothing);
  if (body === null && method !== 'POST') return nothing;
  const bodies = bodiesOf(body === null ? fc.constant({}) : documentsOf(body));
  const sent = fc.record({
    headers: jsonTypes,
    body: bodies,
    chunked: rarely(fc.constant(false), fc.constant(true)),
  });
  return body === null
    ? fc.oneof({ weight: 3, arbitrary: nothing }, { weight: 1, arbitrary: sent })
    : rarely<Content>(sent, nothing);
}

const otherMethods = fc.constantFrom('HEAD', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');

/** Requests to one operation. */
export function plansOf(operation: Documented): Arbitrary<Plan> {
  const guarded = operation.parameters.some(({ name }) => name === 'If-Match');
  return fc
    .record({
      method: fc.oneof(
        { withCrossShrink: true },
        { weight: 14, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: otherMethods },
      ),
      caller: callersOf,
      nth: fc.nat(1000),
      segments: segmentsOf(operation),
      query: queriesOf(operation),
      match: guarded ? matchesOf : fc.constant(null),
      key: operation.method === 'POST' ? keysOf : rarely(fc.constant(null), keysOf),
      others: fc.oneof(
        { withCrossShrink: true },
        { weight: operation.closed ? 12 : 2, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: otherHeaders },
      ),
      content: contentsOf(operation),
    })
    .map(({ segments, others, content, ...rest }) => ({
      operation: operation.name,
      ...rest,
      segments: { ...content.segments, ...segments },
      headers: { ...others, ...content.headers },
      body: content.body,
      chunked: content.chunked,
    }));
}
