/** The editors' API. The mount is closed as a whole; every answer here is private. */
import { Hono } from 'hono';
import { idPattern } from '../domain/identifier.ts';
import { cacheHeaders } from '../edge-cache.ts';
import { authenticate } from '../http/auth.ts';
import type { House } from '../http/house.ts';
import { deleteAttachment, putAttachment } from './attachments.ts';
import { listAudit, verifyAudit } from './audit.ts';
import { listReleases } from './desk.ts';
import { deletePublication, putPublication } from './publications.ts';
import { createRelease, deleteRelease, findRelease, replaceRelease } from './releases.ts';
import { findDifferences, findRevision, listRevisions, restoreRevision } from './revisions.ts';
import { createTerm } from './terms.ts';
import { deleteWithdrawal, putWithdrawal } from './withdrawals.ts';

export function editorRoutes(): Hono<House> {
  const release = `/releases/:id{${idPattern}}`;
  return new Hono<House>()
    .use(authenticate)
    .use(async (c, next) => {
      await next();
      for (const [name, value] of Object.entries(cacheHeaders('private'))) c.header(name, value);
    })
    .get('/releases', listReleases)
    .post('/releases', createRelease)
    .get(release, findRelease)
    .put(release, replaceRelease)
    .delete(release, deleteRelease)
    .get(`${release}/revisions`, listRevisions)
    .get(`${release}/revisions/:number`, findRevision)
    .get(`${release}/revisions/:number/diff`, findDifferences)
    .post(`${release}/revisions/:number/restore`, restoreRevision)
    .put(`${release}/publication`, putPublication)
    .delete(`${release}/publication`, deletePublication)
    .put(`${release}/withdrawal`, putWithdrawal)
    .delete(`${release}/withdrawal`, deleteWithdrawal)
    .put(`${release}/attachments/:filename`, putAttachment)
    .delete(`${release}/attachments/:filename`, deleteAttachment)
    .get('/audit', listAudit)
    .get('/audit/verify', verifyAudit)
    .post('/taxonomies/:taxonomy/terms', createTerm);
}
