/** Request input: read within limits, validated by a schema. */
import * as v from 'valibot';
import { concatBytes } from '../domain/bytes.ts';
import { type Fault, Problem, pointer } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { AppContext } from './context.ts';
import { defaultDetail, misplacedLists } from './faults.ts';

/** The default limit of a JSON document in bytes. */
export const largestDocument = 1024 * 1024;

/**
 * Reads the JSON body of a request.
 * @throws Problem `unsupported-media-type`, `too-large` (after reading up to 100 MB) or
 *   `malformed`
 */
export async function readJson(request: Request, largest?: number): Promise<unknown> {
  const mediaType = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json' && !mediaType?.endsWith('+json')) {
    throw new Problem('unsupported-media-type', 'Send JSON, with Content-Type: application/json.');
  }
  const body = await readBytes(request, largest);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body));
  } catch {
    throw new Problem('malformed', 'The body is not JSON in UTF-8.');
  }
}

/** The body of each request: a stream can be read only once. */
const bodies = new WeakMap<Request, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * Bytes of a request that are read and thrown away after a refusal: as many as the platform accepts. A
 * browser shows the answer only if its form was read to the end; else it says that the connection broke.
 */
const mostDiscarded = 100 * 1024 * 1024;

/**
 * Reads the body of a request; later calls return the same bytes.
 * @throws Problem `too-large` (after reading up to 100 MB, and keeping none of it), or `malformed`
 *   if the body ends early or its chunks are invalid
 */
export function readBytes(
  request: Request,
  largest = largestDocument,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = bodies.get(request) ?? readWhole(request, largest);
  bodies.set(request, bytes);
  return bytes;
}

async function readWhole(request: Request, largest: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size <= largest) chunks.push(chunk);
      else chunks.length = 0;
      if (size > mostDiscarded) break;
    }
  } catch {
    throw new Problem('malformed', 'The body ended early.');
  }
  if (size > largest) {
    throw new Problem('too-large', `The body may have at most ${largest} bytes.`);
  }
  return concatBytes(chunks, size);
}

/** The output of a schema, or null and every fault of the document. */
export interface Validated<Output> {
  document: unknown;
  output: Output | null;
  faults: Fault[];
}

/** Validates a document without throwing. */
export function validate<S extends v.GenericSchema>(
  schema: S,
  document: unknown,
): Validated<v.InferOutput<S>> {
  const lists = misplacedLists(schema, document);
  const result = v.safeParse(schema, document, { message: defaultDetail });
  if (result.success && lists.length === 0) return { document, output: result.output, faults: [] };
  const within = ({ pointer }: Fault) =>
    lists.some((list) => pointer === list.pointer || pointer.startsWith(`${list.pointer}/`));
  const others = (result.issues ?? [])
    .map((issue) => faultOf(issue, 'is not a field of this document'))
    .filter((fault) => !within(fault));
  return { document, output: null, faults: [...lists, ...others] };
}

/** The schema of a query. Parameters whose schema is an array may be repeated. */
export type ParameterSchema =
  | v.StrictObjectSchema<v.ObjectEntries, undefined>
  | v.ObjectSchema<v.ObjectEntries, undefined>;

/**
 * Parses the query of a request.
 * @throws Problem `malformed` with an entry for each invalid parameter
 */
export function parseParameters<S extends ParameterSchema>(
  schema: S,
  request: Pick<AppContext['req'], 'queries'>,
): v.InferOutput<S> {
  const given = Object.entries(request.queries());
  const entryOf = (name: string) =>
    Object.hasOwn(schema.entries, name) ? schema.entries[name] : undefined;
  const document = given.map(([name, values]) => [
    name,
    isRepeatable(entryOf(name)) ? values : values[0],
  ]);
  const result = v.safeParse(schema, Object.fromEntries(document), { message: defaultDetail });
  const faults = (result.issues ?? []).map((issue) => faultOf(issue, 'is not a parameter'));
  for (const [name, values] of given) {
    const entry = entryOf(name);
    if (values.length > 1 && entry && !isRepeatable(entry)) {
      faults.push({ pointer: pointer(name), detail: 'may be given once' });
    }
  }
  if (faults.length > 0) throw malformedQuery(faults);
  return result.output as v.InferOutput<S>;
}

function isRepeatable(schema: { type?: string; wrapped?: unknown } | undefined): boolean {
  if (schema?.wrapped) return isRepeatable(schema.wrapped as { type: string });
  return schema?.type === 'array';
}

/** The problem of a query with these faults. */
export function malformedQuery(faults: Fault[]): Problem {
  return new Problem('malformed', 'Invalid query parameters.', { errors: faults });
}

/** The problem of a document with these faults. */
export function invalid(faults: Fault[]): Problem {
  const detail =
    faults.length === 1
      ? 'The document has one fault.'
      : `The document has ${faults.length} faults.`;
  return new Problem('invalid', detail, { errors: faults });
}

function faultOf(issue: v.BaseIssue<unknown>, unknownName: string): Fault {
  const keys = (issue.path ?? []).map((item) => String(item.key));
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { pointer: pointer(...keys), detail: unknownName };
  }
  const missing = issue.input === undefined;
  return { pointer: pointer(...keys), detail: missing ? 'is missing' : issue.message };
}

/** A fault for each key of a localized text that is not a language of the site. */
export function languageFaults(site: Site, texts: object, ...place: string[]): Fault[] {
  return Object.keys(texts)
    .filter((lang) => !site.languages.includes(lang))
    .map((lang) => ({
      pointer: pointer(...place, lang),
      detail: 'is not a language of this site',
    }));
}
