/** Withdrawal and reinstatement of a release. */
import * as v from 'valibot';
import type { Fault } from '../../domain/problem.ts';
import { canonicalTarget, releaseIdOf } from '../../domain/redirect.ts';
import { type Withdrawal, withdrawalModes } from '../../domain/release.ts';
import type { Site } from '../../domain/site.ts';
import { line, note } from '../../domain/text-input.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid, languageFaults } from '../../http/input.ts';
import * as withdrawals from '../../store/editorial/withdrawals.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { publish } from '../permissions.ts';
import { answerRelease, requestedRelease, requireIfMatch, working } from './working-release.ts';

const order = v.pipe(
  v.strictObject({
    mode: v.picklist(withdrawalModes, 'must be notice, gone, redirect or vanish'),
    note: v.optional(note),
    redirectTo: v.optional(
      v.pipe(
        v.string('must be an address'),
        v.maxLength(2000, 'must be at most 2000 characters long'),
      ),
    ),
    demandedBy: v.optional(
      v.pipe(
        line(300),
        v.description(
          'The party that demanded it by law. Only with the mode gone, which then answers 451.',
        ),
      ),
    ),
  }),
  v.title('WithdrawalInput'),
);

export type WithdrawalOrder = v.InferOutput<typeof order>;

/** A withdrawal as it is stored, with the faults that the shape of its order does not show. */
export function checkWithdrawal(
  site: Site,
  id: string,
  input: WithdrawalOrder,
): { ending: Omit<Withdrawal, 'at'>; faults: Fault[] } {
  const { mode } = input;
  const publicNote = input.note ?? null;
  const demandedBy = input.demandedBy ?? null;
  const redirectTo =
    input.redirectTo === undefined ? null : canonicalTarget(site, input.redirectTo);
  const faults: Fault[] = languageFaults(site, publicNote ?? {}, 'note');
  if (mode === 'notice' && !publicNote) {
    faults.push({ pointer: '/note', detail: 'is missing: the banner needs a reason' });
  }
  if (input.redirectTo !== undefined && redirectTo === null) {
    const detail = 'must be a path of this site or an https address';
    faults.push({ pointer: '/redirectTo', detail });
  } else if ((mode === 'redirect') !== (redirectTo !== null)) {
    faults.push({ pointer: '/redirectTo', detail: 'belongs to the mode redirect only' });
  }
  if (demandedBy !== null && mode !== 'gone') {
    faults.push({ pointer: '/demandedBy', detail: 'belongs to the mode gone only' });
  }
  if (redirectTo !== null && releaseIdOf(redirectTo) === id) {
    faults.push({ pointer: '/redirectTo', detail: 'must not be this release' });
  }
  return { ending: { mode, note: publicNote, redirectTo, demandedBy }, faults };
}

async function deleteWithdrawal(c: AppContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  requireIfMatch(c, release, true);
  await withdrawals.reinstate(db, actor, release, c.var.site.twoPersons);
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

export const withdrawalOperations = [
  operation(
    {
      method: 'put',
      path: '/releases/{id}/withdrawal',
      name: 'withdrawRelease',
      summary: 'Withdraw a public release at once, or change its withdrawal.',
      needs: publish,
      body: order,
      ifMatch: true,
      responses: { 200: working },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const { db, actor, site } = c.var;
      const release = await requestedRelease(c);
      requireIfMatch(c, release, release.withdrawn, true);
      const { ending, faults } = checkWithdrawal(site, release.id, await body());
      if (faults.length > 0) throw invalid(faults);
      await withdrawals.withdraw(db, actor, release, ending, site.twoPersons);
      const taxonomy = await findTaxonomy(db);
      return answerRelease(c, release.id, taxonomy);
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/withdrawal',
      name: 'reinstateRelease',
      summary: 'Reinstate a release: the version that was withdrawn is public again.',
      needs: publish,
      ifMatch: true,
      responses: { 200: working },
      problems: ['conflict'],
    },
    deleteWithdrawal,
  ),
] as const;
