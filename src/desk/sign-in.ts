/** The ways to sign in; signing in by a link, and signing out. */
import { MessageOnDesk, SignInByLink, SignInPage } from '../../templates/desk/sign-in.tsx';
import { fill } from '../../templates/desk/words.ts';
import { integrationsOf } from '../config.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { revokeSessions } from '../store/access/sessions.ts';
import { findLink, findRefusedLink, useLink } from '../store/access/sign-in-links.ts';
import { deskPage, seeOther, wordsFor } from './page.ts';
import { beginSession, forgetSession } from './session.ts';
import { recordRefusedSignIn } from './sign-in-refusal.ts';

/** The page of sign-in: every way that this site has. */
export const signInPage = (c: AppContext) => showSignIn(c, null, 200);

/** The page of sign-in, with the reason why the last attempt was refused. */
export function showSignIn(c: AppContext, fault: string | null, status: 200 | 403) {
  const words = wordsFor(c);
  const { openId } = integrationsOf(c.env);
  const given = c.req.query('next');
  const children = SignInPage({
    words,
    fault,
    next: given === undefined ? null : deskPathOf(given),
    issuer: openId && new URL(openId.issuer).host,
    hasAccess: accessTokenOf(c) !== '',
  });
  const title = fault === null ? words.signIn : words.signInRefused;
  return deskPage(c, { title, children }, status);
}

/** The token that Cloudflare Access sends with a request; empty without one, or if the site has no Access. */
export const accessTokenOf = (c: AppContext): string =>
  integrationsOf(c.env).access ? (c.req.header('Cf-Access-Jwt-Assertion') ?? '') : '';

/** A path of the desk that was given as a place to go on to; null if it leads elsewhere. */
export function deskPathOf(given: string): string | null {
  const here = 'https://desk.invalid';
  const url = URL.parse(given, here);
  if (url?.origin !== here) return null;
  const isDesk = url.pathname === paths.desk || url.pathname.startsWith(`${paths.desk}/`);
  return isDesk ? url.pathname + url.search : null;
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
  const found = await findRefusedLink(c.var.primary, c.req.param('secret') ?? '');
  await recordRefusedSignIn(c, {
    reason: found?.reason ?? 'There is no such link.',
    about: found && { subject: `link/${found.id}`, editor: found.editor },
  });
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
