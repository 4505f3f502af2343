/** The revisions of a release: list, read, compare, restore. */
import * as v from 'valibot';
import { differences } from '../../domain/difference.ts';
import { formatInstant } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { type Revision, revised } from '../../domain/working-release.ts';
import type { AppContext } from '../../http/context.ts';
import * as releases from '../../store/editorial/releases.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { idempotentPost, operation } from '../endpoint.ts';
import { read, write } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import {
  createdRelease,
  requestedRelease,
  requireIfMatch,
  toContent,
  working,
} from './working-release.ts';

async function listRevisions(c: AppContext): Promise<Response> {
  const [, items] = await Promise.all([
    requestedRelease(c),
    releases.listRevisions(c.var.db, c.req.param('id') ?? ''),
  ]);
  return c.json({ items: items.map(toEntry) });
}

async function findRevision(c: AppContext): Promise<Response> {
  const [, revision, taxonomy] = await Promise.all([
    requestedRelease(c),
    requestedRevision(c),
    findTaxonomy(c.var.db),
  ]);
  return c.json({ ...toEntry(revision), ...toContent(c.var.site, taxonomy, revision.snapshot) });
}

/** The revision of a number, by default that of the address. */
async function requestedRevision(c: AppContext, text = c.req.param('number') ?? '') {
  return known(await releases.findRevision(c.var.db, c.req.param('id') ?? '', numberOf(text)));
}

/** The revision before that of the address. */
async function previousRevision(c: AppContext) {
  const number = numberOf(c.req.param('number') ?? '');
  return known(await releases.findRevisionBefore(c.var.db, c.req.param('id') ?? '', number));
}

/** @throws Problem `not-found` if there is none */
function known(revision: Revision | null): Revision {
  if (!revision) throw new Problem('not-found', 'There is no such revision.');
  return revision;
}

/** The number of a revision; 0, which none has, for another text. */
const numberOf = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);

function toEntry({ number, createdAt, createdBy }: Omit<Revision, 'snapshot'>) {
  return { version: number, createdAt: formatInstant(createdAt), createdBy };
}

export const revisionOperations = [
  operation(
    {
      method: 'get',
      path: '/releases/{id}/revisions',
      name: 'listRevisions',
      summary: 'List the revisions of a release, the newest first.',
      needs: read,
      responses: {
        200: { description: 'The revisions.', schema: schemas.listOf(schemas.revisionLine) },
      },
    },
    listRevisions,
  ),
  operation(
    {
      method: 'get',
      path: '/releases/{id}/revisions/{number}',
      name: 'findRevision',
      summary: 'Read a revision.',
      needs: read,
      responses: { 200: { description: 'The revision.', schema: schemas.revision } },
    },
    findRevision,
  ),
  operation(
    {
      method: 'get',
      path: '/releases/{id}/revisions/{number}/diff',
      name: 'compareRevisions',
      summary: 'Compare a revision with an earlier one.',
      needs: read,
      query: v.strictObject({
        from: v.optional(
          v.pipe(v.string(), v.description('The earlier revision. Default: the one before.')),
        ),
      }),
      responses: { 200: { description: 'The differences.', schema: schemas.difference } },
    },
    async (c, { query: { from } }) => {
      const { db, site } = c.var;
      const [, after, before, taxonomy] = await Promise.all([
        requestedRelease(c),
        requestedRevision(c),
        from === undefined ? previousRevision(c) : requestedRevision(c, from),
        findTaxonomy(db),
      ]);
      const changes = differences(
        toContent(site, taxonomy, before.snapshot),
        toContent(site, taxonomy, after.snapshot),
      );
      return c.json({ from: before.number, to: after.number, changes });
    },
  ),
  idempotentPost(
    {
      path: '/releases/{id}/revisions/{number}/restore',
      name: 'restoreRevision',
      summary: 'Restore a revision: a new revision with its content.',
      needs: write,
      ifMatch: true,
      responses: {
        200: working,
      },
      problems: ['conflict'],
    },
    async (c) => {
      const { db, actor } = c.var;
      const release = await requestedRelease(c);
      requireIfMatch(c, release, false);
      const { number, snapshot } = await requestedRevision(c);
      const taxonomy = await findTaxonomy(db);
      const after = revised(actor, release, snapshot);
      const act = {
        action: 'release.restore',
        subject: `release/${release.id}`,
        detail: { restored: number, version: after.version },
      };
      return {
        ...createdRelease(c, after, taxonomy, 200),
        write: (actor) => releases.revise(db, actor, release, snapshot, { act }),
      };
    },
  ),
] as const;
