/** Signing in by a link, and signing out. */
import { MessageOnDesk, SignInByLink } from '../../templates/desk/sign-in.tsx';
import { fill } from '../../templates/desk/words.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { limitFailures } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { revokeSessions } from '../store/access/sessions.ts';
import { findLink, useLink } from '../store/access/sign-in-links.ts';
import { deskPage, seeOther, wordsFor } from './page.ts';
import { beginSession, forgetSession } from './session.ts';

/** The page of sign-in, for a person without a session. */
export function signInPage(c: AppContext) {
  const words = wordsFor(c);
  return deskPage(c, { title: words.signIn, children: MessageOnDesk({ text: words.signInText }) });
}

/** The page of a link: a button, because programs that check mail open each link. */
export async function linkPage(c: AppContext) {
  const words = wordsFor(c);
  const link = await findLink(c.var.primary, c.req.param('secret') ?? '', c.var.now);
  if (!link) return invalidLink(c);
  const title = fill(words.signInAs, link.editor.name);
  return deskPage(c, { title, children: SignInByLink({ words, title }) });
}

async function invalidLink(c: AppContext) {
  const words = wordsFor(c);
  const refused = await limitFailures(c, new Problem('not-found', words.linkInvalidText));
  if (refused.code !== 'not-found') throw refused;
  const children = MessageOnDesk({ text: words.linkInvalidText });
  return deskPage(c, { title: words.linkInvalid, children }, 404);
}

/** Uses the link and begins a session. A second use of the link shows that it was used. */
export async function signInByLink(c: AppContext) {
  const { now } = c.var.moment();
  c.set('now', now);
  const link = await findLink(c.var.primary, c.req.param('secret') ?? '', now);
  if (!link) return invalidLink(c);
  try {
    await beginSession(c, (session, from) => useLink(c.var.primary, link, session, from));
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict') return invalidLink(c);
    throw error;
  }
  return seeOther(c, paths.desk);
}

export async function signOut(c: AppContext) {
  const { primary, actor, session } = c.var;
  await revokeSessions(primary, actor, session.editor.id, session.tokenId);
  forgetSession(c);
  return seeOther(c, `${paths.desk}/sign-in`);
}
