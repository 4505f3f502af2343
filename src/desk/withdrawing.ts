/** Withdrawing a release at the desk, after a second question, and taking that back. */
import { officeTime } from '../../templates/desk/time.ts';
import {
  ConfirmWithdrawal,
  type WithdrawFields,
  WithdrawPage,
} from '../../templates/desk/withdraw.tsx';
import { fill } from '../../templates/desk/words.ts';
import { checkWithdrawal, type WithdrawalOrder } from '../api/editor/withdrawals.ts';
import { publish } from '../api/permissions.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import { type Withdrawal, withdrawalModes } from '../domain/release.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { findWithdrawal } from '../store/editorial/withdrawals.ts';
import { callApi } from './api-call.ts';
import { faultsInWords, refusalOf } from './faults.ts';
import { field, noteIn, readForm } from './form.ts';
import { deskPage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';
import { requireRecentSignIn } from './session.ts';

const noFields: WithdrawFields = { mode: 'notice', note: {}, redirectTo: '', demandedBy: '' };

export function withdrawPage(c: AppContext) {
  return showWithdraw(c, null, [], 200);
}

/** The page with the form as it was typed, or else with the present withdrawal. */
async function showWithdraw(
  c: AppContext,
  typed: WithdrawFields | null,
  faults: readonly Fault[],
  status: 200 | 409 | 412 | 422,
) {
  const { lang, site, primary } = c.var;
  const words = wordsFor(c);
  const id = idOf(c);
  const [{ document, etag }, withdrawal] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params: { id } }),
    findWithdrawal(primary, id),
  ]);
  const isWithdrawn = document.state === 'withdrawn';
  const children = WithdrawPage({
    words,
    lang,
    state: releaseState(c, document),
    present:
      withdrawal && isWithdrawn
        ? fill(words.withdrawnSince, {
            since: `${officeTime(withdrawal.at, lang, site.timeZone)} (${site.timeZone})`,
            seen: seenAfter(c, withdrawal),
          })
        : null,
    languages: Object.keys(document.editions),
    etag,
    fields: typed ?? (withdrawal ? fieldsOf(withdrawal) : noFields),
    faults,
  });
  const title = isWithdrawn ? words.reinstate : words.withdraw;
  return deskPage(c, { title, section: 'releases', children }, status);
}

const fieldsOf = ({ mode, note, redirectTo, demandedBy }: Withdrawal): WithdrawFields => ({
  mode,
  note: note ?? {},
  redirectTo: redirectTo ?? '',
  demandedBy: demandedBy ?? '',
});

/** The content of the release's address after a withdrawal, in words. */
function seenAfter(c: AppContext, { mode, redirectTo }: Omit<Withdrawal, 'at'>): string {
  const { seenNotice, seenGone, seenRedirect, seenVanish } = wordsFor(c);
  const phrases = {
    notice: seenNotice,
    gone: seenGone,
    redirect: seenRedirect,
    vanish: seenVanish,
  };
  return fill(phrases[mode], redirectTo ?? '');
}

const isOrder = (order: { mode: string }): order is WithdrawalOrder =>
  (withdrawalModes as readonly string[]).includes(order.mode);

/** Says what readers will see, and withdraws once that is confirmed. */
export async function withdraw(c: AppContext) {
  const form = await readForm(c);
  const note = noteIn(form);
  const demandedBy = field(form, 'demandedBy');
  const redirectTo = field(form, 'redirectTo');
  const fields = { mode: field(form, 'mode'), note, redirectTo, demandedBy };
  const body = {
    mode: fields.mode,
    ...(Object.keys(note).length > 0 && { note }),
    ...(fields.mode === 'redirect' && { redirectTo }),
    ...(demandedBy && { demandedBy }),
  };
  const [act, etag] = [field(form, 'act'), field(form, 'etag')];
  if (act === 'edit') return showWithdraw(c, fields, [], 200);
  if (act !== 'confirm' && isOrder(body)) {
    await requirePermission(c, publish);
    const { ending, faults } = checkWithdrawal(c.var.site, idOf(c), body);
    if (faults.length > 0) return showWithdraw(c, fields, faultsInWords(c, faults), 422);
    return confirm(c, fields, etag, ending);
  }
  try {
    requireRecentSignIn(c);
    await callApi(c, 'PUT /releases/{id}/withdrawal', { params: { id: idOf(c) }, body, etag });
    return seeOther(c, paths.deskRelease(idOf(c)), 'withdrawn');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showWithdraw(c, fields, errors, status);
  }
}

async function confirm(
  c: AppContext,
  fields: WithdrawFields,
  etag: string,
  ending: Omit<Withdrawal, 'at'>,
) {
  const words = wordsFor(c);
  const { document } = await callApi(c, 'GET /releases/{id}', { params: { id: idOf(c) } });
  const children = ConfirmWithdrawal({
    words,
    state: releaseState(c, document),
    fields,
    etag,
    sentence: fill(words.readersWillSee, seenAfter(c, ending)),
  });
  return deskPage(c, { title: words.withdraw, section: 'releases', children });
}

/** Makes the version public again that was withdrawn. */
export async function reinstate(c: AppContext) {
  const etag = field(await readForm(c), 'etag');
  try {
    requireRecentSignIn(c);
    await callApi(c, 'DELETE /releases/{id}/withdrawal', { params: { id: idOf(c) }, etag });
    return seeOther(c, paths.deskRelease(idOf(c)), 'reinstated');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showWithdraw(c, null, errors, status);
  }
}
