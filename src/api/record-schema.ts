/** The record of a release: every revision, span and instant of it, in one document. */
import * as v from 'valibot';
import { isFilename, largestFile, mostFiles } from '../domain/attachment.ts';
import { attachmentDetails } from '../domain/attachment-details.ts';
import { idPattern } from '../domain/identifier.ts';
import { instant } from '../domain/instant-input.ts';
import { withdrawalModes } from '../domain/release.ts';
import { releaseInput } from '../domain/release-input.ts';
import { line, note } from '../domain/text-input.ts';

const version = v.pipe(v.number('must be a number'), v.integer(), v.minValue(1));
const id = v.pipe(v.string(), v.regex(new RegExp(`^${idPattern}$`), 'must be an id'));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'));

const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

const file = v.strictObject({
  id,
  filename: v.pipe(
    v.string(),
    v.normalize(),
    v.check(isFilename, 'is not accepted as a file name'),
  ),
  mediaType: v.string(),
  size: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(largestFile)),
  sha256: digest,
  title: line(300),
  lang: v.nullable(v.string()),
  ...v.partial(attachmentDetails).entries,
  width: v.optional(v.nullable(pixels)),
  height: v.optional(v.nullable(pixels)),
});

const revision = v.strictObject({
  version,
  createdAt: instant,
  createdBy: line(200),
  ...releaseInput.entries,
  attachments: v.pipe(v.array(file), v.maxLength(mostFiles)),
});

const publication = v.strictObject({
  version,
  visibleFrom: instant,
  visibleUntil: v.nullable(instant),
  publishedAt: instant,
  modifiedAt: instant,
  corrections: v.array(v.strictObject({ at: instant, note })),
});

const withdrawal = v.strictObject({
  visibleFrom: instant,
  mode: v.picklist(withdrawalModes),
  at: instant,
  note: v.nullable(note),
  redirectTo: v.nullable(v.pipe(v.string(), v.maxLength(2000))),
  demandedBy: v.optional(v.nullable(line(300)), null),
});

const pastWithdrawal = v.strictObject({
  withdrawnAt: instant,
  reinstatedAt: instant,
  note: v.nullable(note),
});

/** The schema of a record: what an export writes on a line, and what a restore reads. */
export const record = v.strictObject({
  id,
  createdAt: instant,
  updatedAt: instant,
  revisions: v.pipe(v.array(revision), v.minLength(1), v.maxLength(10_000)),
  publications: v.pipe(v.array(publication), v.maxLength(10_000)),
  withdrawal: v.nullable(withdrawal),
  pastWithdrawals: v.optional(v.pipe(v.array(pastWithdrawal), v.maxLength(10_000)), []),
});

/** A record as JSON: instants in RFC 3339. */
export type RecordDocument = v.InferInput<typeof record>;

/** A record as it was parsed: instants in epoch milliseconds. */
export type ParsedRecord = v.InferOutput<typeof record>;
