/** The editors' API. The mount is closed as a whole; every answer here is private. */
import { Hono } from 'hono';
import { cacheHeaders } from '../edge-cache.ts';
import { authenticate, limitWrites } from '../http/auth.ts';
import type { House } from '../http/house.ts';
import { approvalOperations } from './approvals.ts';
import { attachmentOperations } from './attachments.ts';
import { auditOperations } from './audit.ts';
import { deskOperations } from './desk.ts';
import { editorOperations } from './editors.ts';
import { mount, type Operation } from './operation.ts';
import { previewOperations } from './previews.ts';
import { publicationOperations } from './publications.ts';
import { recordOperations } from './records.ts';
import { redirectOperations } from './redirects.ts';
import { releaseOperations } from './releases.ts';
import { revisionOperations } from './revisions.ts';
import { termOperations } from './terms.ts';
import { tokenOperations } from './tokens.ts';
import { withdrawalOperations } from './withdrawals.ts';

export const editorsOperations: readonly Operation[] = [
  ...deskOperations,
  ...releaseOperations,
  ...revisionOperations,
  ...approvalOperations,
  ...publicationOperations,
  ...withdrawalOperations,
  ...attachmentOperations,
  ...previewOperations,
  ...termOperations,
  ...redirectOperations,
  ...editorOperations,
  ...tokenOperations,
  ...auditOperations,
  ...recordOperations,
];

export function editorRoutes(): Hono<House> {
  const app = new Hono<House>()
    .use(authenticate)
    .use(limitWrites)
    .use(async (c, next) => {
      await next();
      for (const [name, value] of Object.entries(cacheHeaders('private'))) c.header(name, value);
    });
  // What stands around it, such as the public side's CORS, has no say here.
  return mount(app, editorsOperations).all('*', (c) => c.notFound());
}
