/** Taking a release back, and bringing it back. */
import * as v from 'valibot';
import type { Fault } from '../domain/problem.ts';
import { note, withdrawalModes } from '../domain/release.ts';
import { demand } from '../http/auth.ts';
import type { HouseContext } from '../http/house.ts';
import { accept, languageFaults, readJson, refuse } from '../http/input.ts';
import { findTaxonomy } from '../store/terms.ts';
import * as withdrawals from '../store/withdrawals.ts';
import { answerRelease, demandMatch, requestedRelease } from './working-release.ts';

const order = v.strictObject({
  mode: v.picklist(withdrawalModes, 'must be notice, gone, redirect or vanish'),
  note: v.optional(note),
  redirectTo: v.optional(
    v.pipe(
      v.string('must be an address'),
      v.maxLength(2000, 'must be at most 2000 characters long'),
      v.regex(
        /^(?:\/(?!\/)|https:\/\/)[^\s\\]*$/,
        'must be a path of this site or an https address',
      ),
    ),
  ),
});

export async function putWithdrawal(c: HouseContext): Promise<Response> {
  const { db, actor, site } = c.var;
  const release = await requestedRelease(c);
  demand(actor.editor.role, 'editor');
  demandMatch(c, release, release.withdrawn);
  const { mode, note: told = null, redirectTo = null } = accept(order, await readJson(c.req.raw));
  const faults: Fault[] = languageFaults(site, told ?? {}, 'note');
  if (mode === 'notice' && !told) {
    faults.push({ pointer: '/note', detail: 'a notice must give its reason' });
  }
  if ((mode === 'redirect') !== (redirectTo !== null)) {
    faults.push({
      pointer: '/redirectTo',
      detail: 'belongs to the mode redirect, and to no other',
    });
  }
  if (redirectTo?.includes(`/releases/${release.id}`)) {
    faults.push({ pointer: '/redirectTo', detail: 'must not lead back to this release' });
  }
  if (faults.length > 0) throw refuse(faults);
  await withdrawals.withdraw(db, actor, release, { mode, note: told, redirectTo });
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}

export async function deleteWithdrawal(c: HouseContext): Promise<Response> {
  const { db, actor } = c.var;
  const release = await requestedRelease(c);
  demand(actor.editor.role, 'editor');
  demandMatch(c, release, true);
  await withdrawals.reinstate(db, actor, release);
  const taxonomy = await findTaxonomy(db);
  return answerRelease(c, release.id, taxonomy);
}
