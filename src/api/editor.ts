/** The editors' API. The mount is closed as a whole; every answer here is private. */
import { Hono } from 'hono';
import { idPattern } from '../domain/identifier.ts';
import { cacheHeaders } from '../edge-cache.ts';
import { authenticate } from '../http/auth.ts';
import type { House } from '../http/house.ts';
import { putAttachment } from './attachments.ts';
import { deletePublication, putPublication } from './publications.ts';
import { createRelease, findRelease, replaceRelease } from './releases.ts';
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
    .post('/releases', createRelease)
    .get(release, findRelease)
    .put(release, replaceRelease)
    .put(`${release}/publication`, putPublication)
    .delete(`${release}/publication`, deletePublication)
    .put(`${release}/withdrawal`, putWithdrawal)
    .delete(`${release}/withdrawal`, deleteWithdrawal)
    .put(`${release}/attachments/:filename`, putAttachment)
    .post('/taxonomies/:taxonomy/terms', createTerm);
}
