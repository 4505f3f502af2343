/** Pages of the desk: rendered, in the person's language, never cached. */
import { getCookie, setCookie } from 'hono/cookie';
import { DeskFrame, type DeskPage } from '../../templates/desk/frame.tsx';
import { relativeTime } from '../../templates/desk/time.ts';
import { deskWords, fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { AppContext } from '../http/context.ts';

const contentSecurity = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of each response of the desk. */
export const deskHeaders: Record<string, string> = {
  'Content-Security-Policy': contentSecurity,
  'Referrer-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
};

const languageCookie = 'dateline-language';

/** The language of the desk: that of the cookie, else the first that the browser accepts, else the site's. */
export function deskLanguage(c: AppContext): string {
  const { languages, defaultLanguage } = c.var.site;
  const chosen = getCookie(c, languageCookie, 'host');
  if (chosen && languages.includes(chosen)) return chosen;
  const accepted = (c.req.header('Accept-Language') ?? '')
    .split(',')
    .map((part) => part.split(';')[0]?.trim().split('-')[0] ?? '');
  return accepted.find((one) => languages.includes(one)) ?? defaultLanguage;
}

/** Stores the language of the desk in the browser. */
export function chooseLanguage(c: AppContext, lang: string): void {
  if (!c.var.site.languages.includes(lang)) return;
  const options = { prefix: 'host', path: '/', secure: true, httpOnly: true } as const;
  setCookie(c, languageCookie, lang, { ...options, sameSite: 'Lax', maxAge: 31_536_000 });
}

type Page = Pick<DeskPage, 'title' | 'section' | 'message' | 'children'>;

export type DeskStatus = 200 | 400 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 428;

/** A page for the person who is signed in, or before that. */
export function deskPage(c: AppContext, page: Page, status: DeskStatus = 200) {
  const { site, lang, session } = c.var;
  const viewer = session && {
    id: session.editor.id,
    name: session.editor.name,
    mayAdminister: atLeast(session.editor.role, 'editor'),
  };
  return c.html(DeskFrame({ site, lang, viewer: viewer ?? null, ...page }).toString(), status);
}

/** 303 to a page of the desk after something was done, with a message to show there. */
export function seeOther(c: AppContext, path: string, done?: string): Response {
  const address =
    done === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}done=${done}`;
  return c.redirect(address, 303);
}

/** The host of the desk: the id of the relying party of its passkeys. */
export const deskHost = ({ deskOrigin }: Site): string => new URL(deskOrigin).hostname;

/** The message about an act whose redirect led here, or null. */
export function doneMessage(c: AppContext, messages: Record<string, string>): string | null {
  const done = c.req.query('done') ?? '';
  return Object.hasOwn(messages, done) ? (messages[done] ?? null) : null;
}

/** The message after an entry of a list was created, saved or deleted, or null. */
export function editedMessage(c: AppContext): string | null {
  const { doneCreated, doneChanged, doneDeleted } = wordsFor(c);
  return doneMessage(c, { created: doneCreated, saved: doneChanged, deleted: doneDeleted });
}

/** The last use of a token or a passkey, in words. */
export function lastUse(c: AppContext, at: number | null): string {
  const { lang, now } = c.var;
  const words = wordsFor(c);
  return at === null ? words.neverUsed : fill(words.lastUsed, relativeTime(at, now, lang));
}

/** The problem of a page that does not exist. */
export const noPage = () => new Problem('not-found', 'There is nothing at this address.');

/** The words of the desk in the person's language. */
export const wordsFor = (c: AppContext) => deskWords(c.var.lang);

/** The id in the address of a page: that of a release or of a person. */
export const idOf = (c: AppContext): string => c.req.param('id') ?? '';

/** The path of a release's form. */
export const formOf = (id: string, lang?: string): string =>
  paths.deskRelease(id) + (lang === undefined ? '' : `?lang=${lang}`);
