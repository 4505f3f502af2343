/** The working release: lookup, ETag and JSON. */
import { type Attachment, detailsOf, inOrder } from '../../domain/attachment.ts';
import { atLeast, type Editor } from '../../domain/editor.ts';
import { formatInstant } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import { Problem } from '../../domain/problem.ts';
import { type Snapshot, toInput } from '../../domain/release.ts';
import type { Site } from '../../domain/site.ts';
import type { Taxonomy } from '../../domain/taxonomy.ts';
import { hasBegun, isScheduled } from '../../domain/visibility.ts';
import {
  type PublicationSpan,
  publicSpan,
  scheduledSpan,
  stateOf,
  type WorkingRelease,
} from '../../domain/working-release.ts';
import { auditRefusal } from '../../http/auth.ts';
import { requireEtag } from '../../http/conditional.ts';
import { type AppContext, isRead } from '../../http/context.ts';
import type { Creation } from '../../http/idempotency.ts';
import { type Act, commit, type LastEntry } from '../../store/access/audit.ts';
import * as releases from '../../store/editorial/releases.ts';
import type { ResponseDescription } from '../endpoint.ts';
import * as schemas from '../response-schemas.ts';

/**
 * Finds the release of the address, or of another id. Reads of an embargoed release, and requests for
 * a release of others, are recorded in the audit.
 * @throws Problem `not-found` if there is none that this editor may see
 */
export async function requestedRelease(
  c: AppContext,
  id = c.req.param('id') ?? '',
): Promise<WorkingRelease> {
  const { db, actor, now } = c.var;
  const { release, last } = await releases.findReleaseForAudit(db, id);
  const notFound = new Problem('not-found', 'There is no such release.');
  if (!release) throw notFound;
  const subject = `release/${release.id}`;
  if (!maySee(actor.editor, release)) throw await auditRefusal(c, subject, notFound);
  const reads = isRead(c.req.method);
  if (!reads && release.spans.some(isBetween(c.var.arrived, now))) {
    throw new Problem(
      'stale',
      'The scheduled version became public in the meantime. Read it again.',
    );
  }
  if (reads && scheduledSpan(release, now)) await auditRead(c, release, last);
  return release;
}

/** Records that an embargoed release is read, before it is shown; once for each page of the desk. */
async function auditRead(c: AppContext, release: WorkingRelease, last: LastEntry): Promise<void> {
  const { db, actor, readAudits } = c.var;
  const { id } = release;
  const audited = readAudits?.get(id) ?? commit(db, actor, readingOf(c, release), [], last);
  readAudits?.set(id, audited);
  await audited;
}

/** Whether a person may see a release before it is public: editors each, authors their own. */
export const maySee = ({ id, role }: Editor, { createdBy }: WorkingRelease): boolean =>
  createdBy === id || atLeast(role, 'editor');

/** The act of reading an embargoed release at the address of this request. */
export const readingOf = (c: AppContext, { id, version }: WorkingRelease): Act => ({
  action: 'release.read',
  subject: `release/${id}`,
  detail: { version, path: c.req.path },
});

/** Whether an instant was to come when a request came, and has passed since. */
const isBetween = (arrived: number, now: number) => (span: PublicationSpan) =>
  isScheduled(span, arrived) && hasBegun(span, now);

/** One ETag for a release and everything below it. It changes with the state, too. */
export function etagOf(release: WorkingRelease, now: number): string {
  return `"${release.version}.${release.lockVersion}.${stateOf(release, now)}"`;
}

/**
 * Evaluates `If-Match`: the ETag, or the version alone if the version has had only one text, or if the
 * text does not matter (`anyText`).
 * @throws Problem `stale` if it does not match, `precondition-required` if it is `required` and missing
 */
export function requireIfMatch(
  c: AppContext,
  release: WorkingRelease,
  required: boolean,
  anyText = false,
) {
  const isOneText = anyText || release.revision.folds === 0;
  const etags = [etagOf(release, c.var.now), ...(isOneText ? [`"${release.version}"`] : [])];
  requireEtag(c.req.header('If-Match'), etags, required);
}

/** Responds with the release as it is after a write. */
export async function answerRelease(
  c: AppContext,
  id: string,
  taxonomy: Taxonomy,
): Promise<Response> {
  const release = await releases.findRelease(c.var.db, id);
  if (!release) throw new Problem('not-found', 'There is no such release.');
  return showRelease(c, release, taxonomy);
}

/** Responds with the release as it was read. */
export function showRelease(c: AppContext, release: WorkingRelease, taxonomy: Taxonomy): Response {
  return c.json(toWorking(c.var.site, taxonomy, release, c.var.now), 200, {
    ETag: etagOf(release, c.var.now),
  });
}

/** The response to a POST that creates a release or a revision. */
export function createdRelease(
  c: AppContext,
  release: WorkingRelease,
  taxonomy: Taxonomy,
  status: 200 | 201,
): Omit<Creation, 'write'> {
  const { site, now } = c.var;
  const location = { Location: site.origin + paths.editorRelease(release.id) };
  return {
    status,
    document: toWorking(site, taxonomy, release, now),
    headers: { ...(status === 201 && location), ETag: etagOf(release, now) },
  };
}

function toWorking(site: Site, taxonomy: Taxonomy, release: WorkingRelease, now: number) {
  const live = publicSpan(release, now);
  const scheduled = scheduledSpan(release, now);
  return {
    id: release.id,
    state: stateOf(release, now),
    version: release.version,
    publicVersion: live?.revision ?? null,
    scheduledVersion: scheduled?.revision ?? null,
    changedSinceScheduled: scheduled !== null && scheduled.revision < release.version,
    publishAt: scheduled ? formatInstant(scheduled.visibleFrom) : null,
    approval: release.approval && {
      version: release.approval.version,
      editor: release.approval.editor,
      at: formatInstant(release.approval.approvedAt),
    },
    createdAt: formatInstant(release.createdAt),
    updatedAt: formatInstant(release.updatedAt),
    ...toContent(site, taxonomy, release.snapshot),
  };
}

/** The content of a revision: the fields that an editor sends, and the attachments. */
export function toContent(site: Site, taxonomy: Taxonomy, snapshot: Snapshot) {
  const attachments = inOrder(snapshot.attachments).map((file) => toAttachment(site, file));
  return { ...toInput(taxonomy, snapshot), attachments };
}

/** The usual response of an operation on a release. */
export const working = {
  description: 'The working revision.',
  schema: schemas.workingRelease,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export function toAttachment(site: Site, file: Attachment) {
  const { id, filename, mediaType, size, sha256, title, lang } = file;
  const url = site.origin + paths.file(file);
  return { id, url, filename, mediaType, size, sha256, title, lang, ...detailsOf(file) };
}
