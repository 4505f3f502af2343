/** Withdrawing a release at the desk, and taking that back. */
import { type WithdrawFields, WithdrawPage } from '../../templates/desk/withdraw.tsx';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { field, noteIn, readForm } from './form.ts';
import { deskPage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';
import { refusalOf } from './releases.ts';
import { requireRecentSignIn } from './session.ts';

const noFields: WithdrawFields = { mode: 'notice', note: {}, redirectTo: '' };

export function withdrawPage(c: AppContext) {
  return showWithdraw(c, noFields, [], 200);
}

async function showWithdraw(
  c: AppContext,
  fields: WithdrawFields,
  faults: readonly Fault[],
  status: 200 | 409 | 412 | 422,
) {
  const { lang } = c.var;
  const words = wordsFor(c);
  const { document, etag } = await callApi(c, 'GET /releases/{id}', { params: { id: idOf(c) } });
  const children = WithdrawPage({
    words,
    lang,
    state: releaseState(c, document),
    languages: Object.keys(document.editions),
    etag,
    fields,
    faults,
  });
  return deskPage(c, { title: words.withdraw, section: 'releases', children }, status);
}

export async function withdraw(c: AppContext) {
  const form = await readForm(c);
  const note = noteIn(form);
  const fields = { mode: field(form, 'mode'), note, redirectTo: field(form, 'redirectTo') };
  const body = {
    mode: fields.mode,
    ...(Object.keys(note).length > 0 && { note }),
    ...(fields.mode === 'redirect' && { redirectTo: fields.redirectTo }),
  };
  const etag = field(form, 'etag');
  try {
    requireRecentSignIn(c);
    await callApi(c, 'PUT /releases/{id}/withdrawal', { params: { id: idOf(c) }, body, etag });
    return seeOther(c, paths.deskRelease(idOf(c)), 'withdrawn');
  } catch (error) {
    const { errors, status } = refusalOf(error);
    return showWithdraw(c, fields, errors, status);
  }
}

/** Makes the version public again that was withdrawn. */
export async function reinstate(c: AppContext) {
  const etag = field(await readForm(c), 'etag');
  try {
    requireRecentSignIn(c);
    await callApi(c, 'DELETE /releases/{id}/withdrawal', { params: { id: idOf(c) }, etag });
    return seeOther(c, paths.deskRelease(idOf(c)), 'reinstated');
  } catch (error) {
    const { errors, status } = refusalOf(error);
    return showWithdraw(c, noFields, errors, status);
  }
}
