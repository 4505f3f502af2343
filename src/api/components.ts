/** The named schemas of the API. */
import * as v from 'valibot';
import type { Operation } from './endpoint.ts';
import { record } from './record-schema.ts';
import * as schemas from './response-schemas.ts';

/** The named schemas of responses: components of the OpenAPI document, types of the client. */
export const named = {
  Approval: schemas.approval,
  Attachment: schemas.attachment,
  AuditEntry: schemas.auditEntry,
  AuditVerdict: schemas.verdict,
  Caller: schemas.caller,
  Change: schemas.change,
  ChangePage: schemas.changePage,
  Contact: schemas.contact,
  Delivery: schemas.delivery,
  Difference: schemas.difference,
  Editor: schemas.editor,
  Event: schemas.event,
  Finding: schemas.finding,
  Findings: schemas.findings,
  Health: schemas.health,
  LegacyUrl: schemas.legacyUrl,
  NewPreview: schemas.newPreview,
  NewToken: schemas.newToken,
  NewWebhook: schemas.newWebhook,
  Preview: schemas.preview,
  Problem: schemas.problem,
  Publication: schemas.publication,
  PublicTerm: schemas.publicTerm,
  Record: record,
  Redirect: schemas.redirect,
  Release: schemas.release,
  ReleaseListEntry: schemas.releaseListEntry,
  Rendering: schemas.rendering,
  Revision: schemas.revision,
  RevisionEntry: schemas.revisionLine,
  Site: schemas.site,
  TaxonomyEntry: schemas.taxonomyLine,
  Term: schemas.term,
  TermReference: schemas.termReference,
  Token: schemas.token,
  UploadedAttachment: schemas.upload,
  Webhook: schemas.webhook,
  WorkingRelease: schemas.workingRelease,
};

/** All named schemas: those of the responses, and each JSON body by its title. */
export function componentsOf(operations: readonly Operation[]): Record<string, v.GenericSchema> {
  const bodies = operations.flatMap(({ body }) => {
    if (body === undefined || body === 'bytes') return [];
    const title = v.getTitle(body);
    return title === undefined ? [] : [[title, body] as const];
  });
  return { ...named, ...Object.fromEntries(bodies) };
}
