/** The history of a release as its editors see it: every revision, what changed, and going back. */
import { differences } from '../domain/difference.ts';
import { formatInstant } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import type { HouseContext } from '../http/house.ts';
import * as releases from '../store/releases.ts';
import { findTaxonomy } from '../store/terms.ts';
import { answerRelease, demandMatch, requestedRelease, toInput } from './working-release.ts';

export async function listRevisions(c: HouseContext): Promise<Response> {
  const { id } = await requestedRelease(c);
  const items = await releases.listRevisions(c.var.db, id);
  return c.json({ items: items.map(toEntry) });
}

export async function findRevision(c: HouseContext): Promise<Response> {
  const { id } = await requestedRelease(c);
  const revision = await requestedRevision(c, id, c.req.param('number') ?? '');
  const taxonomy = await findTaxonomy(c.var.db);
  return c.json({ ...toEntry(revision), ...toInput(c.var.site, taxonomy, revision.snapshot) });
}

/** What is different in a revision from an earlier one: `?from=`, else the one before. */
export async function findDifferences(c: HouseContext): Promise<Response> {
  const { db, site } = c.var;
  const { id } = await requestedRelease(c);
  const after = await requestedRevision(c, id, c.req.param('number') ?? '');
  const from = c.req.query('from') ?? String(after.number - 1);
  const before = await requestedRevision(c, id, from);
  const taxonomy = await findTaxonomy(db);
  const changes = differences(
    toInput(site, taxonomy, before.snapshot),
    toInput(site, taxonomy, after.snapshot),
  );
  return c.json({ from: before.number, to: after.number, changes });
}

/** Makes an old revision the working one again, as a new revision. */
export async function restoreRevision(c: HouseContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  demandMatch(c, release, false);
  const { number, snapshot } = await requestedRevision(c, release.id, c.req.param('number') ?? '');
  await releases.revise(db, actor, release, snapshot, {
    act: {
      action: 'release.restore',
      subject: `release/${release.id}`,
      detail: { restored: number, version: release.version + 1 },
    },
  });
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

async function requestedRevision(c: HouseContext, id: string, text: string) {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  const revision = await releases.findRevision(c.var.db, id, number);
  if (!revision) throw new Problem('not-found', 'There is no such revision.');
  return revision;
}

function toEntry({ number, createdAt, createdBy }: Omit<releases.Revision, 'snapshot'>) {
  return { version: number, createdAt: formatInstant(createdAt), createdBy };
}
