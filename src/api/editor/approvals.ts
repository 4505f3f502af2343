/** Approvals: the consent of a second person to a version. */
import * as v from 'valibot';
import { Problem } from '../../domain/problem.ts';
import type { AppContext } from '../../http/context.ts';
import { approve, revokeApproval } from '../../store/editorial/approvals.ts';
import { findWithdrawn } from '../../store/editorial/withdrawals.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { publish } from '../permissions.ts';
import { answerRelease, requestedRelease, requireIfMatch, working } from './working-release.ts';

const approval = v.pipe(
  v.strictObject({
    version: v.optional(
      v.pipe(v.number('must be a number'), v.integer('must be a whole number'), v.minValue(1)),
    ),
  }),
  v.title('ApprovalInput'),
);

async function deleteApproval(c: AppContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  if (!release.approval) throw new Problem('not-found', 'This release is not approved.');
  requireIfMatch(c, release, true);
  await revokeApproval(db, actor, release);
  return answerRelease(c, release.id, await findTaxonomy(db));
}

export const approvalOperations = [
  operation(
    {
      method: 'put',
      path: '/releases/{id}/approval',
      name: 'approveRelease',
      summary:
        'Approve, as the second person, the version that a publication or reinstatement would make public.',
      needs: publish,
      body: approval,
      optionalBody: true,
      ifMatch: true,
      responses: { 200: { ...working, description: 'The working revision with its approval.' } },
      problems: ['conflict'],
    },
    /** Approves the version that the caller names, by number or by the ETag that was read. */
    async (c, { body }) => {
      const { db, actor } = c.var;
      const release = await requestedRelease(c);
      const { version } = await body();
      // A number does not identify the text if autosaves were folded into the version.
      const isOneText = release.revision.folds === 0;
      requireIfMatch(c, release, version === undefined || release.approval !== null || !isOneText);
      const approved = version ?? release.version;
      const withdrawn = await findWithdrawn(db, release.id);
      if (approved !== release.version && approved !== withdrawn?.revision) {
        const working = `The working revision is version ${release.version}`;
        throw new Problem(
          'conflict',
          withdrawn
            ? `${working}, and a reinstatement makes version ${withdrawn.revision} public.`
            : `${working}.`,
        );
      }
      await approve(db, actor, release, approved);
      return answerRelease(c, release.id, await findTaxonomy(db));
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/approval',
      name: 'revokeApproval',
      summary: 'Revoke an approval.',
      needs: publish,
      ifMatch: true,
      responses: { 200: { ...working, description: 'The working revision with its approval.' } },
    },
    deleteApproval,
  ),
] as const;
