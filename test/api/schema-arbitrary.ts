/** Arbitrary documents of a JSON Schema, with the words of a newsroom. */
import fc, { type Arbitrary } from 'fast-check';
import type { Json, JsonObject } from './openapi-contract.ts';

/** The moment at which the fuzzed newsroom opens. */
export const opening = Date.UTC(2026, 6, 1, 12);

const minute = 60_000;

const near = (least: number, most: number) =>
  fc
    .integer({ min: least, max: most })
    .map((minutes) => new Date(opening + minutes * minute).toISOString());
const words = fc.constantFrom(
  'Astana',
  'Forty judges met',
  'Ölçü',
  'Üx – “y”',
  'Заявление',
  'بيان',
);
const days = fc.constantFrom('2026-07-01', '2026-02-28', '1999-12-31', '2030-01-01');
const slug = fc.constantFrom('a', 'law-2026', 'заявление', 'بيان', 'x'.repeat(90));
const newSlug = fc.integer({ min: 0, max: 15 }).map((number) => `term-${number}`);
const path = fc.integer({ min: 0, max: 50 }).map((number) => `/old/${number}?x=%C3%A9`);
const markdown = fc.constantFrom(
  'Forty judges **met** today.\n\n> “A good day,” said one of them.',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n![x](programme.pdf)',
  '<script>alert(1)</script>\n\n[x](javascript:alert(1))',
  `${'> '.repeat(20)}deep\n\n${'- '.repeat(20)}deep`,
  `${'[a]('.repeat(300)}\n\n${'*a '.repeat(300)}`,
  'Footnote[^1]\n\n[^1]: of www.example.org',
);

/** Terms that stay, and one that may be renamed or deleted. */
const mostly = (passing: string, ...staying: string[]) =>
  fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...staying) },
    { weight: 1, arbitrary: fc.constant(passing) },
  );

/** Values by the name of a field, where the name says more than the schema. */
const texts: Record<string, Arbitrary<string>> = {
  kind: fc.constant('press-release'),
  sources: mostly('passing-structures', 'secretariat', 'programme-office-in-astana'),
  fieldsOfWork: mostly('passing-fields-of-work', 'policing', 'rule-of-law'),
  countries: mostly('passing-countries', 'kazakhstan', 'participating-states'),
  meetings: mostly('passing-meetings', 'summit-meetings'),
  date: days,
  since: days,
  until: days,
  at: near(-3 * 24 * 60, 3 * 60),
  expiresAt: near(2 * 60, 20 * 24 * 60),
  local: fc.constantFrom('2026-07-01T18:00', '2026-10-25T02:30', '2027-03-28T02:30'),
  timeZone: fc.constantFrom('Europe/Vienna', 'Asia/Kathmandu', 'UTC'),
  parent: fc.constantFrom('passing-countries', 'participating-states', 'nobody'),
  slug,
  email: fc.constantFrom('press@ord.example', 'a.b+c@ord.example'),
  phone: fc.constantFrom('+43 1 234-56', '(0) 1/2'),
  legacyUrls: path,
  path,
  target: fc.constantFrom('/new', '/old/1?x=%C3%A9', 'https://elsewhere.example/ü', '/fr/kinds'),
  createdAt: near(-60, -30),
  updatedAt: near(-30, 0),
  publishedAt: near(-60, -30),
  modifiedAt: near(-30, 0),
  url: fc.constantFrom('https://mirror.example/hook', 'https://mirror.example:8443/', '/hook'),
  redirectTo: fc.constantFrom('/kinds/press-release', 'https://elsewhere.example/'),
  markdown,
  lang: fc.constantFrom('en', 'fr', 'ar'),
  title: words,
  credit: words,
  licence: words,
  limit: fc.integer({ min: 1, max: 100 }).map(String),
  from: fc.integer({ min: 1, max: 3 }).map(String),
  cursor: fc.constantFrom('{next}', '{next}', '100', '1'),
  q: fc.constantFrom('Astana', 'judges', '%', '_'),
};
const fieldsOfWork = texts.fieldsOfWork as Arbitrary<string>;
texts['fields-of-work'] = fieldsOfWork;
texts.structures = texts.sources as Arbitrary<string>;

const languages = ['fr', 'ar', 'ru'];

/** Arbitrary documents of a schema; `name` is that of the field that contains them. */
export function documentsOf(schema: JsonObject, name = ''): Arbitrary<Json> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const as Json);
  if (Array.isArray(schema.anyOf)) {
    return fc.oneof(...schema.anyOf.map((one) => documentsOf(one as JsonObject, name)));
  }
  switch (schema.type) {
    case 'object':
      return objectsOf(schema);
    case 'array':
      return fc.uniqueArray(documentsOf(schema.items as JsonObject, name), {
        maxLength: 3,
        comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b),
      });
    case 'string':
      return textsOf(schema, name);
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? 0), max: 4 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`No documents for ${JSON.stringify(schema)}`);
  }
}

function objectsOf({ properties = {}, required = [], additionalProperties }: JsonObject) {
  if (typeof additionalProperties === 'object') {
    const value = documentsOf(additionalProperties as JsonObject);
    const more = Object.fromEntries(languages.map((lang) => [lang, value]));
    return fc.record({ en: value, ...more }, { requiredKeys: ['en'] }) as Arbitrary<Json>;
  }
  const names = Object.keys(properties as JsonObject);
  const isTerm = names.includes('slug') && names.includes('parent');
  const members = Object.entries(properties as JsonObject).map(([name, schema]) => [
    name,
    isTerm && name === 'slug' ? newSlug : documentsOf(schema as JsonObject, name),
  ]);
  const record = fc.record(Object.fromEntries(members), { requiredKeys: required as never[] });
  const sense = [...senses].find(([name]) => names.includes(name))?.[1];
  return (sense ? record.map(sense as never) : record) as Arbitrary<Json>;
}

/**
 * A record whose parts belong together: revisions that are numbered, and the last of them public
 * since a while. Its files would have to be there before.
 */
function whole({ revisions, publications, ...rest }: JsonObject): JsonObject {
  const versions = (revisions as JsonObject[]).map((one, at) => ({
    ...one,
    version: at + 1,
    attachments: [],
    legacyUrls: [],
  }));
  const span = {
    version: versions.length,
    visibleFrom: new Date(opening - 60 * minute).toISOString(),
    visibleUntil: null,
  };
  const [first] = publications as JsonObject[];
  return {
    ...rest,
    revisions: versions,
    publications: first ? [{ ...first, ...span }] : [],
    withdrawal: null,
    pastWithdrawals: [],
  };
}

/** A withdrawal whose members belong to its mode: no schema says which do. */
function coherent({ redirectTo, demandedBy, ...order }: JsonObject): JsonObject {
  const note = order.mode === 'notice' && { note: order.note ?? { en: 'A figure was wrong.' } };
  const target = order.mode === 'redirect' && { redirectTo: redirectTo ?? '/kinds' };
  const demand = order.mode === 'gone' && demandedBy !== undefined && { demandedBy };
  return { ...order, ...note, ...target, ...demand };
}

/** Details of a text file: only a picture may lead, and texts by language are lines. */
function describing({ lead: _, alt, caption, ...details }: JsonObject): JsonObject {
  const lines = (texts: unknown) =>
    Object.fromEntries(
      Object.entries((texts ?? {}) as JsonObject).map(([lang, text]) => [
        lang,
        text === null ? null : `A line ${String(text).length}`,
      ]),
    );
  return {
    ...details,
    ...(alt !== undefined && { alt: lines(alt) }),
    ...(caption !== undefined && { caption: lines(caption) }),
  };
}

/** Functions that make a document's members consistent, by a member that identifies its schema. */
const senses = new Map<string, (document: JsonObject) => JsonObject>([
  ['revisions', whole],
  ['redirectTo', coherent],
  ['lead', describing],
]);

function textsOf(schema: JsonObject, name: string): Arbitrary<string> {
  const known = Object.hasOwn(texts, name) ? texts[name] : undefined;
  const rules = [schema, ...((schema.allOf ?? []) as JsonObject[])]
    .filter(({ pattern }) => typeof pattern === 'string')
    .map(({ pattern }) => new RegExp(pattern as string, 'u'));
  const { minLength = 0, maxLength = Infinity } = schema as Record<string, number | undefined>;
  const shape = rules.map(matching).find((one) => one !== null);
  const free = (
    shape ?? fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  ).filter((text) => text.length <= maxLength && rules.every((rule) => rule.test(text)));
  if (known) return fc.oneof({ weight: 25, arbitrary: known }, { weight: 1, arbitrary: free });
  if (shape) return free;
  return fc.oneof({ weight: 3, arbitrary: words }, { weight: 1, arbitrary: free });
}

/**
 * Texts made after a pattern: to wait until chance brings 64 hexadecimal digits is to wait for ever.
 * Null for a pattern that only says what may not be in a text, which nearly every text obeys.
 */
function matching(rule: RegExp): Arbitrary<string> | null {
  if (/^\^\[\^|\\p|\(\?/.test(rule.source)) return null;
  return fc.stringMatching(rule);
}
