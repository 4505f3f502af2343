/** Documents with faults, as bytes. */
import fc, { type Arbitrary } from 'fast-check';
import { naughtyTexts } from './naughty-texts.ts';
import type { Json } from './openapi-contract.ts';

/** A text as it is, bytes in hex, or one text many times: small enough to read in a report. */
export type Body = string | { hex: string } | { repeated: string; times: number };

export function bytesOf(body: Body): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if ('hex' in body) return Buffer.from(body.hex, 'hex');
  return Buffer.from(body.repeated.repeat(body.times));
}

/** A number that JSON allows and a double cannot hold; a text is its placeholder. */
const beyond = 'a number beyond all numbers';
const nested = (depth: number): Json => (depth === 0 ? null : [nested(depth - 1)]);

const strangers: Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    true,
    0,
    -1,
    0.5,
    1e21,
    Number.MAX_SAFE_INTEGER + 2,
    beyond,
    [],
    {},
    [[]],
    [null],
    nested(300),
    JSON.parse('{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}'),
  ),
  fc.constantFrom(...naughtyTexts),
);

const strangeNames = [
  'colour',
  '__proto__',
  'constructor',
  'toString',
  '',
  'a/b~c',
  '0',
  '\ud800',
  '\u0000',
  'zz',
  'x'.repeat(300),
];

type Place = (string | number)[];

function placesOf(value: Json, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [
    place,
    ...[...keys].flatMap((key) => placesOf((value as never)[key] as Json, [...place, key])),
  ];
}

/** The document with the value at a place changed; dropped where the change is to undefined. */
function changed(value: Json, place: Place, change: (before: Json) => Json | undefined) {
  const [key, ...rest] = place;
  if (key === undefined) return change(value);
  const swap = ([name, member]: [string, Json]): [string, Json | undefined] =>
    name === String(key) ? [name, changed(member, rest, change)] : [name, member];
  const members = Object.entries(value as object)
    .map(swap)
    .filter(([, member]) => member !== undefined);
  if (Array.isArray(value)) return members.map(([, member]) => member) as Json;
  return Object.fromEntries(members) as Json;
}

const spoils = fc.record({
  how: fc.constantFrom('drop', 'swap', 'add'),
  place: fc.nat(200),
  name: fc.constantFrom(...strangeNames),
  stranger: strangers,
});

type Spoil = typeof spoils extends Arbitrary<infer S> ? S : never;

function spoil(document: Json, { how, place, name, stranger }: Spoil): Json {
  const places = placesOf(document);
  const at = places[place % places.length] as Place;
  const after = changed(document, at, (before) => {
    if (how === 'drop') return undefined;
    if (how === 'swap') return stranger;
    if (typeof before === 'string') return `${before}${name}`;
    if (Array.isArray(before)) return [...before, ...before, stranger];
    if (typeof before === 'object' && before !== null) {
      return Object.fromEntries([...Object.entries(before), [name, stranger]]);
    }
    return [before];
  });
  return after ?? null;
}

const written = (document: Json): string =>
  JSON.stringify(document).replaceAll(JSON.stringify(beyond), '1e400');

const noDocuments: Arbitrary<Body> = fc.constantFrom<Body[]>(
  '',
  ' ',
  'null',
  '[]',
  '{}',
  '""',
  '0',
  'true',
  '{',
  '{"kind":',
  "{'kind':'x'}",
  '{"a":1,}',
  '{"a":1}{"a":1}',
  '\ufeff{}',
  'NaN',
  '<xml/>',
  'kind=press-release&date=2026-07-01',
  '{"version":1,"version":2}',
  { hex: '22fffe22' },
  { hex: '7b22c328223a317d' },
  { hex: '22eda08022' },
  { hex: 'fffe7b007d00' },
  { hex: '00' },
  { hex: '1f8b08000000000000ff' },
  { repeated: '[', times: 30_000 },
  { repeated: '{"a":', times: 30_000 },
);

const tooLarge: Body = { repeated: ' ', times: 1024 * 1024 + 1 };

/** The documents, most of them whole, and all that may be sent in their place. */
export function bodiesOf(documents: Arbitrary<Json>): Arbitrary<Body> {
  const one = fc.tuple(documents, fc.array(spoils, { minLength: 1, maxLength: 2 }));
  return fc.oneof(
    { weight: 22, arbitrary: documents.map(written) },
    { weight: 7, arbitrary: one.map(([whole, all]) => written(all.reduce(spoil, whole))) },
    { weight: 1, arbitrary: documents.map((whole) => written(whole).slice(0, -1)) },
    { weight: 2, arbitrary: noDocuments },
    { weight: 1, arbitrary: fc.constant(tooLarge) },
  );
}
