/** A release as its editors get it, and finding the one that a request is about. */
import type { Attachment } from '../domain/attachment.ts';
import { atLeast } from '../domain/editor.ts';
import { formatInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { type Snapshot, type TermField, termFieldNames } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { ifMatchHolds } from '../http/conditional.ts';
import type { HouseContext } from '../http/house.ts';
import * as releases from '../store/releases.ts';

/**
 * The release of the request's address.
 * @throws Problem `not-found` where there is none, or none that this editor may see
 */
export async function requestedRelease(c: HouseContext): Promise<releases.WorkingRelease> {
  const { db, actor } = c.var;
  const release = await releases.find(db, c.req.param('id') ?? '');
  const mine = release?.createdBy === actor.editor.id;
  if (!release || !(mine || atLeast(actor.editor.role, 'editor'))) {
    throw new Problem('not-found', 'There is no such release.');
  }
  return release;
}

/** One validator for a release and everything under it; also true to the clock's changes of state. */
export function etagOf(release: releases.WorkingRelease, now: number): string {
  return `"${release.version}.${release.change}.${releases.stateOf(release, now)}"`;
}

/**
 * Holds `If-Match` against the release: its ETag, or its version alone (a proxy may have weakened
 * the ETag).
 * @throws Problem `stale` when it does not match, `precondition-required` when it is missing and
 *   `required`
 */
export function demandMatch(c: HouseContext, release: releases.WorkingRelease, required: boolean) {
  const field = c.req.header('If-Match');
  if (field === undefined) {
    if (!required) return;
    throw new Problem('precondition-required', 'Send If-Match with the ETag that you last read.');
  }
  const holds = [etagOf(release, c.var.now), `"${release.version}"`];
  if (holds.some((etag) => ifMatchHolds(field, etag))) return;
  throw new Problem('stale', 'This release has changed since you read it: read it again.');
}

/** The release anew, after a write, with its ETag. */
export async function answerRelease(
  c: HouseContext,
  id: string,
  taxonomy: Taxonomy,
  status: 200 | 201 = 200,
) {
  const release = await releases.find(c.var.db, id);
  if (!release) throw new Problem('not-found', 'There is no such release.');
  if (status === 201) c.header('Location', c.var.site.origin + paths.editorRelease(id));
  return showRelease(c, release, taxonomy, status);
}

/** The release as it was read, with its ETag. */
export function showRelease(
  c: HouseContext,
  release: releases.WorkingRelease,
  taxonomy: Taxonomy,
  status: 200 | 201 = 200,
) {
  c.header('ETag', etagOf(release, c.var.now));
  return c.json(toWorking(c.var.site, taxonomy, release, c.var.now), status);
}

function toWorking(site: Site, taxonomy: Taxonomy, release: releases.WorkingRelease, now: number) {
  const live = releases.publicSpan(release, now);
  const scheduled = releases.scheduledSpan(release, now);
  return {
    id: release.id,
    state: releases.stateOf(release, now),
    version: release.version,
    publicVersion: live?.revision ?? null,
    publishAt: scheduled ? formatInstant(scheduled.visibleFrom) : null,
    createdAt: formatInstant(release.createdAt),
    updatedAt: formatInstant(release.updatedAt),
    ...toInput(site, taxonomy, release.snapshot),
  };
}

/** A revision's content as an editor would send it, and its files. */
export function toInput(site: Site, taxonomy: Taxonomy, snapshot: Snapshot) {
  const slug = (id: number) => taxonomy.byId(id)?.slug;
  const terms = termFieldNames.map((field) => [field, snapshot[field].map(slug)]);
  return {
    kind: slug(snapshot.kind),
    date: snapshot.date,
    ...(Object.fromEntries(terms) as Record<TermField, string[]>),
    contacts: snapshot.contacts,
    legacyUrls: snapshot.legacyUrls,
    editions: snapshot.editions,
    attachments: snapshot.attachments.map((file) => toAttachment(site, file)),
  };
}

export function toAttachment(site: Site, file: Attachment) {
  const { id, filename, mediaType, size, sha256, title, lang } = file;
  const url = site.origin + paths.file(file);
  return { id, url, filename, mediaType, size, sha256, title, lang };
}
