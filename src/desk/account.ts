/** The signed-in person's own sessions: seen, ended one by one or all at once. */
import { AccountPage } from '../../templates/desk/account.tsx';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { listSessions, revokeSessions } from '../store/access/sessions.ts';
import { deskPage, noPage, seeOther, wordsFor } from './page.ts';
import { forgetSession } from './session.ts';
import { listedSessions } from './session-list.ts';

export async function accountPage(c: AppContext) {
  const words = wordsFor(c);
  const { editor } = c.var.session;
  const children = AccountPage({
    words,
    role: editor.role,
    sessions: await listedSessions(c, editor.id),
  });
  const message = c.req.query('done') === 'ended' ? words.doneSessionEnded : null;
  return deskPage(c, { title: words.account, section: 'account', message, children });
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
