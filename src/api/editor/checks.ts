/** Checks of a release before its publication. */
import { checkRelease } from '../../domain/checks.ts';
import type { Findings } from '../../domain/text-checks.ts';
import { publicSpan, scheduledSpan, type WorkingRelease } from '../../domain/working-release.ts';
import type { AppContext } from '../../http/context.ts';
import { findStanding } from '../../store/editorial/corrections.ts';
import * as releases from '../../store/editorial/releases.ts';
import { operation } from '../endpoint.ts';
import { read } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { etagOf, requestedRelease } from './working-release.ts';

async function checkWorkingRelease(c: AppContext): Promise<Response> {
  const release = await requestedRelease(c);
  c.header('ETag', etagOf(release, c.var.now));
  return c.json(await findingsOn(c, release));
}

/** All findings on the working revision of a release. */
async function findingsOn(
  { var: { db, now, site } }: AppContext,
  release: WorkingRelease,
): Promise<Findings> {
  const live = publicSpan(release, now);
  const scheduled = scheduledSpan(release, now);
  const [before, shown, planned] = await Promise.all([
    live && releases.findRevision(db, release.id, live.revision),
    live && findStanding(db, live.id),
    scheduled && findStanding(db, scheduled.id),
  ]);
  return checkRelease(release.snapshot, {
    version: release.version,
    live: before && shown && { ...shown, editions: before.snapshot.editions },
    scheduled: planned,
    now,
    timeZone: site.timeZone,
  });
}

export const checkOperations = [
  operation(
    {
      method: 'get',
      path: '/releases/{id}/checks',
      name: 'checkRelease',
      summary: 'Check the working revision: errors prevent its publication, warnings do not.',
      needs: read,
      responses: {
        200: { description: 'The findings.', schema: schemas.findings, headers: ['ETag'] },
      },
    },
    checkWorkingRelease,
  ),
] as const;
