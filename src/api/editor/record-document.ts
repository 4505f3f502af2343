/** A release as a whole, as JSON: what an export has on a line, and what a restoration takes. */
import * as v from 'valibot';
import {
  type Attachment,
  extensionFits,
  givenDetails,
  isFilename,
  largestFile,
  mostFiles,
} from '../../domain/attachment.ts';
import { idPattern } from '../../domain/identifier.ts';
import { dayInZone, forever, formatInstant } from '../../domain/instant.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import { canonicalTarget } from '../../domain/redirect.ts';
import {
  line,
  note,
  type ReleaseInput,
  releaseInput,
  type Snapshot,
  termFieldNames,
  withdrawalModes,
} from '../../domain/release.ts';
import type { ReleaseRecord } from '../../domain/release-record.ts';
import type { Site } from '../../domain/site.ts';
import type { Taxonomy } from '../../domain/taxonomy.ts';
import { invalid, languageFaults } from '../../http/input.ts';
import { largestRow, sizeOf } from '../../store/db/insert-rows.ts';
import type { Incoming } from '../../store/editorial/records.ts';
import { instant } from '../instants.ts';
import { attachmentDetails } from './attachment-details.ts';
import { orderFaults } from './record-order.ts';
import { contentOf } from './releases.ts';

const version = v.pipe(v.number('must be a number'), v.integer(), v.minValue(1));
const id = v.pipe(v.string(), v.regex(new RegExp(`^${idPattern}$`), 'must be an id'));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'));

const pixels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

const file = v.strictObject({
  id,
  filename: v.pipe(v.string(), v.check(isFilename, 'is not accepted as a file name')),
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

const past = v.strictObject({
  withdrawnAt: instant,
  reinstatedAt: instant,
  note: v.nullable(note),
});

export const record = v.strictObject({
  id,
  createdAt: instant,
  updatedAt: instant,
  revisions: v.pipe(v.array(revision), v.minLength(1), v.maxLength(10_000)),
  publications: v.pipe(v.array(publication), v.maxLength(10_000)),
  withdrawal: v.nullable(withdrawal),
  pastWithdrawals: v.optional(v.pipe(v.array(past), v.maxLength(10_000)), []),
});

/** A record as it comes in: instants in epoch milliseconds. */
export type RecordDocument = v.InferOutput<typeof record>;

/** The largest record, in bytes. */
export const largestRecord = 32 * 1024 * 1024;

/** What is said of a part that no row of the database could hold. */
const tooLarge = 'is too large';

/** A release as its record tells it: `record`, with terms by their slugs and instants in UTC. */
export function toRecord(taxonomy: Taxonomy, release: ReleaseRecord) {
  const { revisions, publications, withdrawal } = release;
  return {
    id: release.id,
    createdAt: formatInstant(release.createdAt),
    updatedAt: formatInstant(release.updatedAt),
    revisions: revisions.map(({ number, createdAt, createdBy, snapshot }) => ({
      version: number,
      createdAt: formatInstant(createdAt),
      createdBy,
      ...toContent(taxonomy, snapshot),
    })),
    publications: publications.map(({ revision, corrections, ...span }) => ({
      version: revision,
      visibleFrom: formatInstant(span.visibleFrom),
      visibleUntil: span.visibleUntil === forever ? null : formatInstant(span.visibleUntil),
      publishedAt: formatInstant(span.publishedAt),
      modifiedAt: formatInstant(span.modifiedAt),
      corrections: corrections.map(({ at, note }) => ({ at: formatInstant(at), note })),
    })),
    withdrawal: withdrawal && {
      visibleFrom: formatInstant(withdrawal.visibleFrom),
      mode: withdrawal.mode,
      at: formatInstant(withdrawal.at),
      note: withdrawal.note,
      redirectTo: withdrawal.redirectTo,
      demandedBy: withdrawal.demandedBy,
    },
    pastWithdrawals: release.pastWithdrawals.map(({ withdrawnAt, reinstatedAt, note }) => ({
      withdrawnAt: formatInstant(withdrawnAt),
      reinstatedAt: formatInstant(reinstatedAt),
      note,
    })),
  };
}

function toContent(taxonomy: Taxonomy, snapshot: Snapshot) {
  const slug = (id: number) => taxonomy.byId(id)?.slug ?? '';
  const lists = termFieldNames.map((field) => [field, snapshot[field].map(slug)]);
  return {
    kind: slug(snapshot.kind),
    date: snapshot.date,
    ...Object.fromEntries(lists),
    contacts: snapshot.contacts,
    legacyUrls: snapshot.legacyUrls,
    editions: Object.fromEntries(
      Object.entries(snapshot.editions).map(([lang, { title, slug, summary, place, markdown }]) => [
        lang,
        { title, slug, ...(summary && { summary }), ...(place && { place }), markdown },
      ]),
    ),
    attachments: snapshot.attachments.map((one) => {
      const { id, filename, mediaType, size, sha256, title, lang } = one;
      return { id, filename, mediaType, size, sha256, title, lang, ...givenDetails(one) };
    }),
  };
}

/**
 * The release that a record tells of; its files by the objects that came in for it.
 * @throws Problem `invalid` with an entry for every fault
 */
export function readRecord(
  site: Site,
  taxonomy: Taxonomy,
  output: RecordDocument,
  address: string,
  incoming: readonly Incoming[],
  now: number,
): ReleaseRecord {
  const faults: Fault[] = [];
  const { revisions, publications, withdrawal } = output;
  if (output.id !== address) faults.push({ pointer: '/id', detail: 'is not that of the address' });
  faults.push(...orderFaults(output, now));
  const read = revisions.map((one, at): ReleaseRecord['revisions'][number] => {
    const { version, createdAt, createdBy, attachments, ...content } = one;
    const place = pointer('revisions', at);
    const text = contentAt(site, taxonomy, content, place, createdAt, faults);
    faults.push(...leadFaults(attachments, place));
    const files = attachments.map((file, nth) => {
      const spot = place + pointer('attachments', nth);
      const came = incoming.find((other) => other.sha256 === file.sha256);
      faults.push(...fileFaults(site, file, came ?? null, spot));
      const { id, filename, mediaType, size, sha256, title, lang } = file;
      const details = givenDetails(file as Partial<Attachment>);
      const key = came?.key ?? '';
      return { id, filename, key, mediaType, size, sha256, title, lang, ...details };
    });
    const snapshot = { ...text, attachments: files } as Snapshot;
    if (sizeOf(snapshot) > largestRow) faults.push({ pointer: place, detail: tooLarge });
    return { number: version, createdAt, createdBy, snapshot };
  });
  for (const [at, { corrections }] of publications.entries()) {
    if (sizeOf(corrections) > largestRow / 2) {
      faults.push({ pointer: pointer('publications', at, 'corrections'), detail: tooLarge });
    }
    for (const [nth, { note }] of corrections.entries()) {
      faults.push(
        ...languageFaults(
          site,
          note,
          'publications',
          String(at),
          'corrections',
          String(nth),
          'note',
        ),
      );
    }
  }
  if (withdrawal) faults.push(...endingFaults(site, withdrawal));
  faults.push(...pastFaults(site, output.pastWithdrawals));
  if (faults.length > 0) throw invalid(faults);
  return {
    id: output.id,
    createdAt: output.createdAt,
    updatedAt: output.updatedAt,
    revisions: read,
    publications: publications.map(({ version, visibleUntil, ...span }) => ({
      ...span,
      revision: version,
      visibleUntil: visibleUntil ?? forever,
    })),
    withdrawal,
    pastWithdrawals: output.pastWithdrawals,
  };
}

/** What a draft of that content would be refused for, at its place in the record. */
function contentAt(
  site: Site,
  taxonomy: Taxonomy,
  content: ReleaseInput,
  place: string,
  createdAt: number,
  faults: Fault[],
): Omit<Snapshot, 'attachments'> | null {
  try {
    const validated = { document: content, output: content, faults: [] };
    return contentOf(site, taxonomy, validated, dayInZone(createdAt, site.timeZone));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    faults.push(...error.errors.map((one) => ({ ...one, pointer: place + one.pointer })));
    return null;
  }
}

function fileFaults(
  site: Site,
  file: RecordDocument['revisions'][number]['attachments'][number],
  came: Incoming | null,
  place: string,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, detail: string) =>
    faults.push({ pointer: `${place}/${field}`, detail });
  if (!came) fault('sha256', 'has not been sent');
  else if (came.size !== file.size) fault('size', 'is not that of the file that was sent');
  else if (came.mediaType !== file.mediaType) fault('mediaType', 'is not that of the file');
  if (!extensionFits(file.filename, file.mediaType)) fault('filename', 'is not of the mediaType');
  if (file.lang !== null && !site.languages.includes(file.lang)) {
    fault('lang', 'is not a language of this site');
  }
  for (const field of ['alt', 'caption'] as const) {
    const unknown = languageFaults(site, file[field] ?? {}, field);
    faults.push(...unknown.map((one) => ({ ...one, pointer: place + one.pointer })));
  }
  return faults;
}

function leadFaults(files: readonly { lead?: boolean | undefined }[], place: string): Fault[] {
  if (files.filter(({ lead }) => lead).length < 2) return [];
  return [{ pointer: `${place}/attachments`, detail: 'must have one with lead at most' }];
}

function endingFaults(
  site: Site,
  { mode, note, redirectTo, demandedBy }: NonNullable<RecordDocument['withdrawal']>,
) {
  const faults = languageFaults(site, note ?? {}, 'withdrawal', 'note');
  const leads = redirectTo !== null && canonicalTarget(site, redirectTo) === redirectTo;
  if ((mode === 'redirect') !== leads) {
    faults.push({ pointer: '/withdrawal/redirectTo', detail: 'does not fit the mode' });
  }
  if (demandedBy !== null && mode !== 'gone') {
    faults.push({ pointer: '/withdrawal/demandedBy', detail: 'does not fit the mode' });
  }
  return faults;
}

function pastFaults(site: Site, all: RecordDocument['pastWithdrawals']): Fault[] {
  return all.flatMap(({ note }, at) =>
    languageFaults(site, note ?? {}, 'pastWithdrawals', String(at), 'note'),
  );
}
