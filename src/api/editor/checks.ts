/** Checks of a release before its publication. */
import { checkRelease } from '../../domain/checks.ts';
import type { AppContext } from '../../http/context.ts';
import { findStandings } from '../../store/editorial/standings.ts';
import { operation } from '../endpoint.ts';
import { read } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { etagOf, requestedRelease } from './working-release.ts';

async function checkWorkingRelease(c: AppContext): Promise<Response> {
  const { db, now, site } = c.var;
  const [release, { live, scheduled }] = await Promise.all([
    requestedRelease(c),
    findStandings(db, c.req.param('id') ?? '', now),
  ]);
  const findings = checkRelease(release.snapshot, {
    version: release.version,
    live: live && { ...live, editions: live.snapshot.editions },
    scheduled,
    now,
    timeZone: site.timeZone,
  });
  return c.json(findings, 200, { ETag: etagOf(release, now) });
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
