/** The record of a release as JSON: written by an export, validated by a restore. */
import { type Attachment, extensionFits, toRecordedFile } from '../../domain/attachment.ts';
import { dayInZone, forever, formatInstant } from '../../domain/instant.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import { canonicalTarget } from '../../domain/redirect.ts';
import {
  headlinesOf,
  metadataOf,
  type Snapshot,
  toInput,
  withoutEmptyTexts,
} from '../../domain/release.ts';
import type { ReleaseInput } from '../../domain/release-input.ts';
import { type ReleaseRecord, snapshotOf } from '../../domain/release-record.ts';
import type { Site } from '../../domain/site.ts';
import type { Taxonomy } from '../../domain/taxonomy.ts';
import { invalid, languageFaults } from '../../http/input.ts';
import { largestRow, sizeOf } from '../../store/db/insert-rows.ts';
import type { Incoming } from '../../store/editorial/records.ts';
import type { ParsedRecord, RecordDocument } from '../record-schema.ts';
import { orderFaults } from './record-order.ts';
import { contentOf } from './releases.ts';

/** The largest record, in bytes. */
export const largestRecord = 32 * 1024 * 1024;

/** The fault of a part that no row of the database can hold. */
const tooLarge = 'is too large';

/** The record of a release: terms by their slugs, instants in UTC. */
export function toRecord(taxonomy: Taxonomy, release: ReleaseRecord): RecordDocument {
  const { revisions, publications, withdrawal } = release;
  return {
    id: release.id,
    createdAt: formatInstant(release.createdAt),
    updatedAt: formatInstant(release.updatedAt),
    revisions: revisions.map(({ number, createdAt, createdBy, snapshot }) => ({
      version: number,
      createdAt: formatInstant(createdAt),
      createdBy,
      ...toInput(taxonomy, snapshot),
      editions: Object.fromEntries(
        Object.entries(snapshot.editions).map(([lang, one]) => [lang, withoutEmptyTexts(one)]),
      ),
      attachments: snapshot.attachments.map(toRecordedFile),
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

/**
 * The release of a record. Its files are matched with the objects that were sent before.
 * @throws Problem `invalid` with an entry for every fault
 */
export function readRecord(
  site: Site,
  taxonomy: Taxonomy,
  output: ParsedRecord,
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
      const object = incoming.find((other) => other.sha256 === file.sha256);
      faults.push(...fileFaults(site, file, object ?? null, spot));
      return { ...toRecordedFile(file as Attachment), key: object?.key ?? '' };
    });
    const snapshot = { ...text, attachments: files } as Snapshot;
    if (sizeOf(snapshot) > largestRow) faults.push({ pointer: place, detail: tooLarge });
    return { number: version, createdAt, createdBy, snapshot };
  });
  for (const [at, { corrections }] of publications.entries()) {
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
  const record: ReleaseRecord = {
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
  for (const [at, span] of record.publications.entries()) {
    const snapshot = snapshotOf(record, span);
    if (sizeOf([metadataOf(snapshot, span.corrections), headlinesOf(snapshot)]) > largestRow) {
      faults.push({ pointer: pointer('publications', at, 'corrections'), detail: tooLarge });
    }
  }
  if (faults.length > 0) throw invalid(faults);
  return record;
}

/** The content of a revision; faults are those of a draft, at their place in the record. */
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
    return contentOf(site, taxonomy, validated, dayInZone(createdAt, site.timeZone), true);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    faults.push(...error.errors.map((one) => ({ ...one, pointer: place + one.pointer })));
    return null;
  }
}

function fileFaults(
  site: Site,
  file: ParsedRecord['revisions'][number]['attachments'][number],
  object: Incoming | null,
  place: string,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, detail: string) =>
    faults.push({ pointer: `${place}/${field}`, detail });
  if (!object) fault('sha256', 'was not sent');
  else if (object.size !== file.size) fault('size', 'is not that of the file that was sent');
  else if (object.mediaType !== file.mediaType) fault('mediaType', 'is not that of the file');
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
  { mode, note, redirectTo, demandedBy }: NonNullable<ParsedRecord['withdrawal']>,
) {
  const faults = languageFaults(site, note ?? {}, 'withdrawal', 'note');
  const isCanonical = redirectTo !== null && canonicalTarget(site, redirectTo) === redirectTo;
  if ((mode === 'redirect') !== isCanonical) {
    faults.push({ pointer: '/withdrawal/redirectTo', detail: 'does not fit the mode' });
  }
  if (demandedBy !== null && mode !== 'gone') {
    faults.push({ pointer: '/withdrawal/demandedBy', detail: 'does not fit the mode' });
  }
  return faults;
}

function pastFaults(site: Site, all: ParsedRecord['pastWithdrawals']): Fault[] {
  return all.flatMap(({ note }, at) =>
    languageFaults(site, note ?? {}, 'pastWithdrawals', String(at), 'note'),
  );
}
