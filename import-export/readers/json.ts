/** Reads JSON, as lines or as one document, and chooses the reader of its kind by its fields. */
import { isObject } from '../../src/domain/json-object.ts';
import { detect, readLines, readPieces, readWhole } from './decoding.ts';
import { type Json, type JsonEntry, parseJson } from './json-fields.ts';
import {
  isDrupal,
  isGhost,
  isJsonFeed,
  isPrezly,
  isPublicRelease,
  isReleaseList,
} from './json-signatures.ts';
import { readLine } from './ndjson.ts';
import { BrokenFile, type ParseResult, readAt } from './parse-result.ts';

/**
 * Reads documents of one kind that stand together, because translations are often separate documents.
 * @param path the file
 * @param uploads the folder of `--attachments`, or null
 */
export type JsonReader = (
  entries: readonly JsonEntry[],
  path: string,
  uploads: string | null,
) => AsyncIterable<ParseResult>;

interface JsonKind {
  /** The name for messages. */
  name: string;
  matches: (document: Json) => boolean;
  /** Loads the reader at the first document of the kind. */
  load: () => Promise<JsonReader>;
}

/** Kinds in the order in which they are tried. */
const kinds: readonly JsonKind[] = [
  {
    name: 'the public JSON of Dateline',
    matches: (document) => isPublicRelease(document) || isReleaseList(document),
    load: async () => (await import('./public-release.ts')).readPublicReleases,
  },
  {
    name: 'Dateline’s own form',
    matches: (document) => nativeFields.some((field) => field in document),
    load: async () => eachOf(readLine),
  },
  {
    name: 'ninjs',
    matches: (document) => 'uri' in document && Object.keys(document).some(isNinjsField),
    load: async () => eachOf((await import('./ninjs.ts')).readNinjs),
  },
  {
    name: 'JSON Feed',
    matches: isJsonFeed,
    load: async () => (await import('./json-feed.ts')).readJsonFeed,
  },
  {
    name: 'WordPress REST',
    matches: (document) => 'content' in document && 'title' in document && isRendered(document),
    load: async () => (await import('./wordpress-rest.ts')).readWordPressRest,
  },
  {
    name: 'Drupal JSON:API',
    matches: isDrupal,
    load: async () => (await import('./drupal.ts')).readDrupal,
  },
  {
    name: 'Ghost',
    matches: isGhost,
    load: async () => (await import('./ghost.ts')).readGhost,
  },
  {
    name: 'Prezly',
    matches: isPrezly,
    load: async () => (await import('./prezly.ts')).readPrezly,
  },
];

const nativeFields = ['release', 'editions', 'revisions', 'legacyUrls', 'sourceId'];

const isNinjsField = (key: string) =>
  /^(?:headlines?|bodies|body_(?:x?html|text)|pubstatus)$/i.test(key);

/** Whether a document has WordPress' fields with a raw and a rendered form. */
const isRendered = ({ title, content }: Json) =>
  [title, content].every((field) => isObject(field) && ('rendered' in field || 'raw' in field));

/** Size limit in bytes of a JSON document: some systems export all that they have as one. */
const maxDocument = 256 * 1024 * 1024;

export async function* readJson(path: string, uploads: string | null): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  if (note) yield { place: path, leftOut: note };
  if (!(await isLines(path, encoding))) {
    const document = parseJson(await readWhole(path, encoding, maxDocument));
    if (document === undefined) throw new BrokenFile('is not valid JSON, or is truncated');
    yield* readDocument(document, path, uploads);
    return;
  }
  for await (const [number, line] of readLines(readPieces(path, encoding))) {
    const place = `${path}:${number}`;
    if (line === null) yield { place, reason: 'the line is too long' };
    else if (line.trim() !== '') yield* readOne(parseJson(line), place, path, uploads);
  }
}

/** Whether the file has one document per line: by its name, else by its first two lines. */
async function isLines(path: string, encoding: string): Promise<boolean> {
  if (/\.(?:ndjson|jsonl)$/i.test(path)) return true;
  let isDocument = false;
  for await (const [, line] of readLines(readPieces(path, encoding))) {
    if (line === '') continue;
    if (isDocument) return true;
    if (line === null || line.startsWith('[') || parseJson(line) === undefined) return false;
    isDocument = true;
  }
  return false;
}

/** Reads a document, or a list of documents; pages of lists may be joined to a list of lists. */
async function* readDocument(
  document: unknown,
  path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const all: unknown[] = Array.isArray(document) ? document.flat() : [document];
  const groups = new Map<JsonKind, JsonEntry[]>();
  const unknown: ParseResult[] = [];
  for (const [at, one] of all.entries()) {
    const place = all.length > 1 ? `${path}, entry ${at + 1}` : path;
    const kind = kindOf(one);
    if (kind === null) {
      unknown.push({ place, reason: unknownKind(one) });
      continue;
    }
    const group = groups.get(kind) ?? [];
    group.push({ document: one as Json, place });
    groups.set(kind, group);
  }
  if (groups.size === 0 && all.length > 0) throw new BrokenFile(unknownKind(all[0]));
  yield* unknown;
  for (const [kind, entries] of groups) yield* (await kind.load())(entries, path, uploads);
}

async function* readOne(
  document: unknown,
  place: string,
  path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const kind = kindOf(document);
  if (kind === null) yield { place, reason: unknownKind(document) };
  else yield* (await kind.load())([{ document: document as Json, place }], path, uploads);
}

const kindOf = (document: unknown): JsonKind | null =>
  isObject(document) ? (kinds.find(({ matches }) => matches(document)) ?? null) : null;

/** The most fields that a message names. */
const namedFields = 12;

/** The reason for a document that no reader knows. */
function unknownKind(document: unknown): string {
  if (document === undefined) return 'is not valid JSON, or is truncated';
  if (!isObject(document)) return 'is not a JSON object';
  const keys = Object.keys(document).map((key) => key.slice(0, 40));
  const more = keys.length > namedFields ? ` and ${keys.length - namedFields} more` : '';
  const seen = keys.length === 0 ? 'no fields' : keys.slice(0, namedFields).join(', ') + more;
  const read = kinds.map(({ name }) => name).join(', ');
  return `is JSON of a kind that is not known here: it has ${seen}; kinds that are read: ${read}`;
}

/** A reader of documents that stand for themselves. */
function eachOf(
  read: (document: Json, place: string, path: string) => Promise<ParseResult>,
): JsonReader {
  return async function* (entries, path) {
    for (const { document, place } of entries) {
      yield await readAt(place, () => read(document, place, path));
    }
  };
}
