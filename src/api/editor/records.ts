/**
 * Records: export and restore of a whole release with its id, every revision and all instants. A
 * restore replaces nothing, and cannot make public what the rules of publication forbid.
 */
import * as v from 'valibot';
import { isId } from '../../domain/identifier.ts';
import { formatInstant } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import { type Fault, Problem, pointer } from '../../domain/problem.ts';
import type { Body, Snapshot } from '../../domain/release.ts';
import { findFile, type ReleaseRecord } from '../../domain/release-record.ts';
import { hasNotEnded, isScheduled } from '../../domain/visibility.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import { commit } from '../../store/access/audit.ts';
import { getAttachment } from '../../store/db/r2.ts';
import * as records from '../../store/editorial/records.ts';
import { idTaken } from '../../store/editorial/releases.ts';
import * as restoration from '../../store/editorial/restoration.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { cursor } from '../paging.ts';
import { manageSite } from '../permissions.ts';
import { record } from '../record-schema.ts';
import { renderBodies } from '../rendered-bodies.ts';
import * as schemas from '../response-schemas.ts';
import { readFile, readMediaType, readSize } from './attachments.ts';
import { largestRecord, readRecord, toRecord } from './record-document.ts';

/** The limits of a page, in records and in bytes: a record contains every revision. */
const perPage = 10;
const largestPage = 8_000_000;

/** The releases that fit on a page; at least one. */
function pageOf(listed: readonly records.Sized[]): readonly records.Sized[] {
  let left = largestPage;
  const over = listed.findIndex(({ size }, at) => {
    left -= size;
    return at === perPage || (at > 0 && left < 0);
  });
  return over === -1 ? listed : listed.slice(0, over);
}

async function findRecord(c: AppContext): Promise<Response> {
  const found = await requestedRecord(c);
  return c.json(toRecord(await findTaxonomy(c.var.db), found));
}

async function requestedRecord(c: AppContext): Promise<ReleaseRecord> {
  const found = await records.findRecord(c.var.db, c.req.param('id') ?? '');
  if (!found) throw new Problem('not-found', 'There is no such release.');
  await auditEmbargoedReads(c, [found]);
  return found;
}

async function auditEmbargoedReads(c: AppContext, read: readonly ReleaseRecord[]) {
  const { db, actor, now } = c.var;
  const embargoed = read.filter(({ publications }) =>
    publications.some((span) => isScheduled(span, now)),
  );
  if (embargoed.length === 0) return;
  const detail = { releases: embargoed.map(({ id }) => id) };
  await commit(db, actor, { action: 'records.read', subject: 'records', detail }, []);
}

/** Whether readers would see a record now or later: a version, or a withdrawal that is not `vanish`. */
function isVisibleEver({ publications, withdrawal }: ReleaseRecord, now: number): boolean {
  const shown = publications.some((span) => hasNotEnded(span, now));
  return shown || (withdrawal !== null && withdrawal.mode !== 'vanish');
}

/**
 * Renders each revision that was ever public.
 * @throws Problem `invalid` if one is too large, or all of them together
 */
function renderShown({ revisions, publications }: ReleaseRecord) {
  const shown = new Set(publications.map(({ revision }) => revision));
  const bodies = new Map<Snapshot, Body[]>();
  let left = largestRecord;
  for (const [at, { number, snapshot }] of revisions.entries()) {
    if (!shown.has(number)) continue;
    const place = pointer('revisions', at);
    const faults: Fault[] = [];
    const rendered = renderBodies(snapshot, faults);
    if (faults.length > 0) {
      throw invalid(faults.map((fault) => ({ ...fault, pointer: place + fault.pointer })));
    }
    left -= rendered.reduce((size, { html, text }) => size + html.length + text.length, 0);
    if (left < 0)
      throw invalid([
        { pointer: place, detail: 'is too large as HTML, together with those before' },
      ]);
    bodies.set(snapshot, rendered);
  }
  return bodies;
}

async function requireFreeId(c: AppContext, id: string): Promise<void> {
  if (await records.findRecord(c.var.db, id)) throw new Problem('conflict', idTaken);
}

async function getFile(c: AppContext): Promise<Response> {
  const file = findFile(await requestedRecord(c), c.req.param('sha256') ?? '');
  if (!file) throw new Problem('not-found', 'No revision of this release has such a file.');
  const { size, key, mediaType } = file;
  const body = await getAttachment(c.env.FILES, key, { offset: 0, length: size });
  if (!body) throw new Error(`The object of attachment ${file.id} is missing.`);
  return new Response(body.pipeThrough(new FixedLengthStream(size)), {
    headers: { 'Content-Type': mediaType, 'Content-Length': String(size) },
  });
}

/** Stores a file for a record that is sent later. A file that was sent before is not stored again. */
async function putFile(c: AppContext): Promise<Response> {
  const { db, now } = c.var;
  const [id, sha256] = [c.req.param('id') ?? '', c.req.param('sha256') ?? ''];
  const mediaType = readMediaType(c);
  const size = readSize(c);
  await requireFreeId(c, id);
  if ((await records.listIncoming(db, id)).some((one) => one.sha256 === sha256)) {
    await c.req.raw.body?.cancel();
    return c.body(null, 204);
  }
  const bytes = await readFile(c, mediaType);
  const file = { sha256, mediaType, size };
  await records.receive(db, c.env.FILES, now, id, file, bytes);
  return c.body(null, 204);
}

const restored = v.strictObject({
  id: v.string(),
  versions: v.number(),
  restoredAt: v.pipe(v.string(), v.isoTimestamp()),
});

export const recordOperations = [
  operation(
    {
      method: 'get',
      path: '/records',
      name: 'listRecords',
      summary:
        'Read every release as a whole, by id. Reading an embargoed release is recorded in the audit.',
      needs: manageSite,
      query: v.strictObject({ cursor: cursor((text) => (isId(text) ? text : null)) }),
      responses: { 200: { description: 'A page.', schema: schemas.pageOf(record) } },
    },
    /** Reads of embargoed releases are recorded in the audit. */
    async (c, { query: { cursor = '' } }) => {
      const { db } = c.var;
      const listed = await records.listIds(db, cursor, perPage + 1);
      const ids = pageOf(listed).map(({ id }) => id);
      const found = await Promise.all(ids.map((id) => records.findRecord(db, id)));
      const taxonomy = await findTaxonomy(db);
      const page = found.filter((one) => one !== null);
      await auditEmbargoedReads(c, page);
      const next = listed.length > ids.length ? (ids.at(-1) ?? null) : null;
      return c.json({ items: page.map((one) => toRecord(taxonomy, one)), next });
    },
  ),
  operation(
    {
      method: 'get',
      path: '/records/{id}',
      name: 'findRecord',
      summary: 'Read a release as a whole.',
      needs: manageSite,
      responses: { 200: { description: 'The record.', schema: record } },
    },
    findRecord,
  ),
  operation(
    {
      method: 'put',
      path: '/records/{id}',
      name: 'restoreRecord',
      summary:
        'Restore a release under an id that is free: revisions, spans and instants. Its files are sent first.',
      needs: manageSite,
      body: record,
      largest: largestRecord,
      responses: {
        201: { description: 'The release is restored.', schema: restored, headers: ['Location'] },
      },
      problems: ['conflict'],
    },
    /**
     * @throws Problem `conflict` where there is such a release, or where it would make something public
     *   that two persons must want
     */
    async (c, { body }) => {
      const { db, actor, now, site } = c.var;
      const id = c.req.param('id') ?? '';
      const document = await body();
      await requireFreeId(c, id);
      const taxonomy = await findTaxonomy(db);
      const incoming = await records.listIncoming(db, id);
      const release = readRecord(site, taxonomy, document, id, incoming, now);
      if (site.twoPersons && isVisibleEver(release, now)) {
        throw new Problem(
          'conflict',
          'The two-person rule forbids this restore: set TWO_PERSON_RULE to "false" for the import.',
        );
      }
      const bodies = renderShown(release);
      await restoration.restore(db, actor, release, (snapshot) => bodies.get(snapshot) ?? []);
      const location = `${site.origin}${paths.editorApi}/records/${id}`;
      const versions = release.revisions.length;
      return c.json({ id, versions, restoredAt: formatInstant(now) }, 201, { Location: location });
    },
  ),
  operation(
    {
      method: 'get',
      path: '/records/{id}/files/{sha256}',
      name: 'readRecordFile',
      summary: 'Read a file of any revision.',
      needs: manageSite,
      responses: { 200: { description: 'The bytes.', schema: 'bytes' } },
    },
    getFile,
  ),
  operation(
    {
      method: 'put',
      path: '/records/{id}/files/{sha256}',
      name: 'putRecordFile',
      summary: 'Send a file of a record that follows within a day.',
      needs: manageSite,
      body: 'bytes',
      responses: { 204: { description: 'The file is stored.', schema: null } },
      problems: ['conflict', 'length-required', 'invalid'],
    },
    putFile,
  ),
] as const;
