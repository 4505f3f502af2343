/**
 * NDJSON in our own form, one release a line.
 *
 *   { "id": "…", "sourceId": "…", "publication": { "at": "2009-07-01T08:00:00Z" },
 *     "release": { a ReleaseInput }, "attachments": [{ "path": "files/…", "filename": "…", … }] }
 *
 * Only `release` is needed. A ReleaseInput may also stand alone, with `sourceId`, `publishedAt` and
 * `attachments` among its own fields.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { idPattern } from '../../src/domain/identifier.ts';
import { instant } from '../../src/domain/instant-input.ts';
import { findBelow } from '../deliver/enclosures.ts';
import type { NativeRelease, ParseResult } from './parse-result.ts';

const attachment = v.strictObject({
  /** Relative to the folder of the NDJSON file, and below it. */
  path: v.string('must be a path'),
  filename: v.string('must be a file name'),
  mediaType: v.string('must be a media type'),
  title: v.optional(v.string('must be a text'), ''),
  lang: v.optional(v.nullable(v.string('must be a language')), null),
});

const about = {
  id: v.optional(v.pipe(v.string(), v.regex(new RegExp(`^${idPattern}$`), 'must be an id'))),
  sourceId: v.optional(v.pipe(v.string('must be a text'), v.minLength(1, 'must not be empty'))),
  attachments: v.optional(v.array(attachment, 'must be a list'), []),
};

/** A line with `release`. Other fields are allowed. */
export const fullLine = v.object({
  ...about,
  /** Null for a draft. */
  publication: v.optional(v.nullable(v.object({ at: instant }))),
  release: v.record(v.string(), v.unknown(), 'must be a release'),
});

const bareLine = v.looseObject({ ...about, publishedAt: v.optional(v.nullable(instant)) });

/** Parses the document of a line. */
export async function readLine(
  document: Record<string, unknown>,
  place: string,
  path: string,
): Promise<ParseResult> {
  if ('revisions' in document)
    return { place, reason: 'is a line of an export: import its folder instead' };
  const full = 'release' in document;
  const read = v.safeParse(full ? fullLine : bareLine, document);
  if (!read.success) return { place, reason: read.issues.map(faultOf).join('; ') };
  const {
    id = null,
    sourceId,
    attachments,
    release,
    when,
  } = full
    ? unfold(read.output as v.InferOutput<typeof fullLine>)
    : unwrap(read.output as v.InferOutput<typeof bareLine>);
  const line: NativeRelease = {
    place,
    id,
    sourceId: sourceId ?? identityOf(release),
    status: when === undefined ? 'unsaid' : when === null ? 'draft' : 'public',
    published: when ?? null,
    release,
    files: [],
    notes: [],
  };
  for (const file of attachments) {
    const found = await findBelow(dirname(path), file.path);
    if (found === null) return { place, reason: missingFile(file.path) };
    line.files.push({ ...file, path: found });
  }
  return line;
}

function unfold({ publication, ...rest }: v.InferOutput<typeof fullLine>) {
  return { ...rest, when: publication === undefined ? undefined : (publication?.at ?? null) };
}

function unwrap({
  id,
  sourceId,
  attachments,
  publishedAt,
  ...release
}: v.InferOutput<typeof bareLine>) {
  return { id, sourceId, attachments, release, when: publishedAt };
}

const faultOf = (issue: v.BaseIssue<unknown>) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`;

/** The identifier without `sourceId`: the first legacy address, else a digest of the content. */
function identityOf(release: Record<string, unknown>): string {
  const [first] = Array.isArray(release.legacyUrls) ? release.legacyUrls : [];
  if (typeof first === 'string') return `legacy ${first}`;
  return `content ${createHash('sha256').update(JSON.stringify(release)).digest('hex')}`;
}

/** The reason for a missing file. Paths may not lead out of the folder. */
export const missingFile = (path: string) =>
  `the file ${path} does not exist below the folder of the import file`;
