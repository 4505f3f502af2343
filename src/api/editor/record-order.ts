/** Validates the order of versions, spans and instants in a record. */
import { forever } from '../../domain/instant.ts';
import { type Fault, pointer } from '../../domain/problem.ts';
import { hasEnded, hasNotEnded, isScheduled } from '../../domain/visibility.ts';
import type { ParsedRecord } from '../record-schema.ts';

type Report = (place: string, detail: string) => void;

/** The faults of order, and those of instants in the future. */
export function orderFaults(record: ParsedRecord, now: number): Fault[] {
  const faults: Fault[] = [];
  const report: Report = (place, detail) => faults.push({ pointer: place, detail });
  checkRevisions(record, now, report);
  checkFiles(record, report);
  for (const at of record.publications.keys()) checkPublication(record, at, now, report);
  checkWithdrawals(record, now, report);
  return faults;
}

/** Only a publication may be in the future. */
const notFuture = 'must not be in the future';

function checkRevisions(record: ParsedRecord, now: number, report: Report): void {
  const { createdAt, updatedAt, revisions } = record;
  if (createdAt > now) report('/createdAt', notFuture);
  if (updatedAt > now) report('/updatedAt', notFuture);
  for (const [at, revision] of revisions.entries()) {
    const before = revisions[at - 1]?.version ?? 0;
    if (revision.version <= before) {
      report(pointer('revisions', at, 'version'), 'must be above the one before');
    }
    if (revision.createdAt > now) report(pointer('revisions', at, 'createdAt'), notFuture);
  }
}

/** A file keeps its id and its name from version to version; no other file has them. */
function checkFiles({ revisions }: ParsedRecord, report: Report): void {
  const names = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const [at, { attachments }] of revisions.entries()) {
    const here = new Set<string>();
    for (const [nth, { id, filename }] of attachments.entries()) {
      const known = (names.get(id) ?? filename) === filename && (ids.get(filename) ?? id) === id;
      if (!known || here.has(id)) {
        report(
          pointer('revisions', at, 'attachments', nth, 'id'),
          'must belong to one filename, and that to one id',
        );
      }
      names.set(id, filename);
      ids.set(filename, id);
      here.add(id);
    }
  }
}

function checkPublication(record: ParsedRecord, at: number, now: number, report: Report): void {
  const { revisions, publications, withdrawal } = record;
  const publication = publications[at] as (typeof publications)[number];
  const next = publications[at + 1];
  const { version, visibleFrom, visibleUntil, publishedAt, modifiedAt, corrections } = publication;
  const place = pointer('publications', at);
  if (!revisions.some((one) => one.version === version)) {
    report(`${place}/version`, 'is not among the revisions');
  }
  const span = { visibleFrom, visibleUntil: visibleUntil ?? forever };
  if (hasEnded(span, visibleFrom - 1)) {
    report(`${place}/visibleUntil`, 'must not be before visibleFrom');
  }
  if (next && (visibleUntil === null || hasNotEnded(span, next.visibleFrom))) {
    report(`${place}/visibleUntil`, 'must not be after the next one begins');
  } else if (
    visibleUntil !== null &&
    hasNotEnded(span, now) &&
    next?.visibleFrom !== visibleUntil
  ) {
    report(`${place}/visibleUntil`, 'must be past, or where the next one begins');
  }
  if (next && next.visibleFrom === visibleFrom) {
    report(pointer('publications', at + 1, 'visibleFrom'), 'must not be that of the one before');
  }
  if (next && isScheduled(span, now)) {
    report(`${place}/visibleFrom`, 'must be past: only the last one may be still to come');
  }
  if (withdrawal && hasNotEnded(span, now)) {
    report(`${place}/visibleUntil`, 'must be past: the release is withdrawn');
  }
  if (modifiedAt < publishedAt) report(`${place}/modifiedAt`, 'must not be before publishedAt');
  const latest = Math.max(visibleFrom, now);
  const instants = [
    ['publishedAt', publishedAt],
    ['modifiedAt', modifiedAt],
    ...corrections.map((one, nth) => [`corrections/${nth}/at`, one.at] as const),
  ] as const;
  for (const [name, instant] of instants) {
    if (instant > latest) report(`${place}/${name}`, notFuture);
  }
}

/** Past withdrawals do not overlap, and all of them have ended. */
function checkWithdrawals(record: ParsedRecord, now: number, report: Report): void {
  const { publications, withdrawal, pastWithdrawals } = record;
  if (withdrawal && publications.at(-1)?.visibleFrom !== withdrawal.visibleFrom) {
    report('/withdrawal/visibleFrom', 'must be that of the last publication');
  }
  if (withdrawal && withdrawal.at > now) report('/withdrawal/at', notFuture);
  const last = pastWithdrawals.at(-1);
  if (withdrawal && last && withdrawal.at <= last.reinstatedAt) {
    report('/withdrawal/at', 'must be after the last of pastWithdrawals');
  }
  for (const [at, { withdrawnAt, reinstatedAt }] of pastWithdrawals.entries()) {
    const place = pointer('pastWithdrawals', at);
    const next = pastWithdrawals[at + 1]?.withdrawnAt;
    if (reinstatedAt < withdrawnAt) {
      report(`${place}/reinstatedAt`, 'must not be before withdrawnAt');
    }
    if (reinstatedAt > Math.min(next ?? now, now)) {
      report(`${place}/reinstatedAt`, 'must be past, and before the next');
    }
    if (next === withdrawnAt) {
      report(
        pointer('pastWithdrawals', at + 1, 'withdrawnAt'),
        'must not be that of the one before',
      );
    }
  }
}
