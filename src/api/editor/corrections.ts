/** Removal of public notes that were a mistake. */
import { Problem } from '../../domain/problem.ts';
import type { AppContext } from '../../http/context.ts';
import { removeCorrection } from '../../store/editorial/corrections.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { publish } from '../permissions.ts';
import { answerRelease, requestedRelease, requireIfMatch, working } from './working-release.ts';

async function deleteCorrection(c: AppContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  const text = c.req.param('number') ?? '';
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Problem('not-found', 'There is no such correction.');
  requireIfMatch(c, release, true);
  await removeCorrection(db, actor, release, Number(text));
  return answerRelease(c, release.id, await findTaxonomy(db));
}

export const correctionOperations = [
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/corrections/{number}',
      name: 'removeCorrection',
      summary:
        'Remove a public note by its place in corrections, counted from 1. The change itself stays.',
      needs: publish,
      ifMatch: true,
      responses: { 200: working },
    },
    deleteCorrection,
  ),
] as const;
