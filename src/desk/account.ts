/** The signed-in person's own page: passkeys, and sessions, which end one by one or all at once. */
import { AccountPage } from '../../templates/desk/account.tsx';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { listPasskeys } from '../store/access/passkeys.ts';
import { listSessions, revokeSessions } from '../store/access/sessions.ts';
import { deskPage, doneMessage, noPage, seeOther, wordsFor } from './page.ts';
import { listedPasskey } from './passkey-list.ts';
import { forgetSession } from './session.ts';
import { listedSessions } from './session-list.ts';

/** The form of a new passkey as it was typed, with its faults. */
interface Attempt {
  passkeyName: string;
  faults: readonly Fault[];
  status: 200 | 409 | 422;
}

export const accountPage = (c: AppContext) =>
  showAccount(c, { passkeyName: '', faults: [], status: 200 });

export async function showAccount(c: AppContext, { passkeyName, faults, status }: Attempt) {
  const words = wordsFor(c);
  const { editor } = c.var.session;
  const [sessions, passkeys] = await Promise.all([
    listedSessions(c, editor.id),
    listPasskeys(c.var.primary, editor.id),
  ]);
  const children = AccountPage({
    words,
    lang: c.var.lang,
    role: editor.role,
    sessions,
    passkeys: passkeys.map((one) => listedPasskey(c, one)),
    passkeyName,
    faults,
  });
  const messages: Record<string, string> = {
    ended: words.doneSessionEnded,
    passkey: words.donePasskeyAdded,
    'passkey-removed': words.donePasskeyRemoved,
  };
  const message = doneMessage(c, messages);
  return deskPage(c, { title: words.account, section: 'account', message, children }, status);
}

/**
 * Ends one of the person's own sessions; the current one leads to the sign-in page.
 * @throws Problem `not-found` if it is another person's, or ended already
 */
export async function endSession(c: AppContext) {
  const { primary, actor, session, now } = c.var;
  const id = c.req.param('sessionId') ?? '';
  const own = await listSessions(primary, session.editor.id, now);
  if (!own.some((one) => one.id === id)) throw noPage();
  await revokeSessions(primary, actor, session.editor.id, id);
  return id === session.tokenId ? leave(c) : seeOther(c, `${paths.desk}/account`, 'ended');
}

/** Ends all sessions of the person, this one as well. */
export async function signOutEverywhere(c: AppContext) {
  const { primary, actor, session } = c.var;
  await revokeSessions(primary, actor, session.editor.id, null);
  return leave(c);
}

function leave(c: AppContext) {
  forgetSession(c);
  return seeOther(c, `${paths.desk}/sign-in`);
}
