/** The editors' API. Every address below its mount needs a token, and no response is cached. */
import { Hono } from 'hono';
import { authenticate, limitWrites } from '../../http/auth.ts';
import { type AppEnv, onPrimary } from '../../http/context.ts';
import { setNoStore } from '../../http/responses.ts';
import { mount, type Operation } from '../endpoint.ts';
import { approvalOperations } from './approvals.ts';
import { attachmentOperations } from './attachments.ts';
import { auditOperations } from './audit.ts';
import { checkOperations } from './checks.ts';
import { correctionOperations } from './corrections.ts';
import { deliveryOperations } from './deliveries.ts';
import { editorOperations } from './editors.ts';
import { healthOperations } from './health.ts';
import { legacyUrlOperations } from './legacy-urls.ts';
import { callerOperations } from './me.ts';
import { previewOperations } from './previews.ts';
import { publicationOperations } from './publications.ts';
import { recordOperations } from './records.ts';
import { redirectOperations } from './redirects.ts';
import { releaseListOperations } from './release-list.ts';
import { releaseOperations } from './releases.ts';
import { renderOperations } from './render.ts';
import { revisionOperations } from './revisions.ts';
import { termOperations } from './terms.ts';
import { tokenOperations } from './tokens.ts';
import { webhookOperations } from './webhooks.ts';
import { withdrawalOperations } from './withdrawals.ts';

export const editorsOperations = [
  ...releaseListOperations,
  ...releaseOperations,
  ...revisionOperations,
  ...approvalOperations,
  ...checkOperations,
  ...publicationOperations,
  ...correctionOperations,
  ...withdrawalOperations,
  ...attachmentOperations,
  ...previewOperations,
  ...termOperations,
  ...redirectOperations,
  ...legacyUrlOperations,
  ...editorOperations,
  ...tokenOperations,
  ...auditOperations,
  ...webhookOperations,
  ...deliveryOperations,
  ...healthOperations,
  ...recordOperations,
  ...renderOperations,
  ...callerOperations,
] as const satisfies readonly Operation[];

export function editorRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
    .use(onPrimary)
    .use(authenticate)
    .use(limitWrites)
    .use(async (c, next) => {
      await next();
      setNoStore(c);
    });
  // Respond here, so that the middleware of the public API, such as CORS, does not apply.
  return mount(app, editorsOperations).all('*', (c) => c.notFound());
}
