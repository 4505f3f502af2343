/**
 * The release that a screen will show, found together with the session: the audit entry of reading an
 * embargoed one is written with the screen's own reads, and needs no trip of its own.
 */
import { maySee, readingOf } from '../api/editor/working-release.ts';
import { idPattern } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { scheduledSpan, type WorkingRelease } from '../domain/working-release.ts';
import { type AppContext, isRead } from '../http/context.ts';
import { commitBeforeReads, type LastEntry, link } from '../store/access/audit.ts';
import { findReleaseForAudit } from '../store/editorial/releases.ts';

const screenOfRelease = new RegExp(`^${paths.desk}/releases/(${idPattern})(?:/|$)`);

/** A release and the last entry of the audit, or neither. */
interface ShownRelease {
  release: WorkingRelease | null;
  last: LastEntry;
}

/** Finds the release of a screen's address; null for other addresses, and for forms that are sent. */
export async function findShownRelease(c: AppContext): Promise<ShownRelease | null> {
  const [, id] = screenOfRelease.exec(c.req.path) ?? [];
  return id && isRead(c.req.method) ? findReleaseForAudit(c.var.primary, id) : null;
}

/** Has an embargoed release's audit entry written with the next reads of this request. */
export async function auditShown(c: AppContext, { release, last }: ShownRelease): Promise<void> {
  const { primary, actor, now, readAudits } = c.var;
  if (!release || !scheduledSpan(release, now) || readAudits?.has(release.id)) return;
  if (!maySee(actor.editor, release)) return;
  const act = readingOf(c, release);
  const written = commitBeforeReads(primary, actor, act, await link(last, actor, act));
  readAudits?.set(release.id, written);
  // Those who show the release wait for it; a screen that shows nothing has nothing to refuse.
  written.catch(() => readAudits?.delete(release.id));
}
