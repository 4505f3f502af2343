/** People at the desk, for administrators: who may write, invitations, and the page of a person. */
import { type NewPerson, PeoplePage, SignInLinkPage } from '../../templates/desk/people.tsx';
import { PersonPage } from '../../templates/desk/person.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import { hashSecret, newLinkSecret } from '../domain/session.ts';
import type { AppContext } from '../http/context.ts';
import { revokeSessions } from '../store/access/sessions.ts';
import { createLink } from '../store/access/sign-in-links.ts';
import { callApi, type Document } from './api-call.ts';
import { field, readForm } from './form.ts';
import { deskPage, idOf, noPage, seeOther, wordsFor } from './page.ts';
import { refusalOf } from './releases.ts';
import { requireRecentSignIn } from './session.ts';
import { listedSessions } from './session-list.ts';

type Status = 200 | 409 | 412 | 422;

/** @throws Problem `not-found`, as if the page did not exist, unless the person is an administrator */
function requireAdmin(c: AppContext): void {
  if (!atLeast(c.var.session.editor.role, 'admin')) throw noPage();
}

/** @throws Problem `not-found` or `unauthenticated` */
function requireRecentAdmin(c: AppContext): void {
  requireAdmin(c);
  requireRecentSignIn(c);
}

export async function peoplePage(c: AppContext) {
  requireAdmin(c);
  return showPeople(c, { name: '', role: 'author', key: newId() }, [], 200);
}

async function showPeople(
  c: AppContext,
  invited: NewPerson,
  faults: readonly Fault[],
  status: Status,
) {
  const words = wordsFor(c);
  const { document } = await callApi(c, 'GET /editors');
  const children = PeoplePage({ words, lang: c.var.lang, people: document.items, invited, faults });
  return deskPage(c, { title: words.people, section: 'admin', children }, status);
}

/** Creates a person, and shows a sign-in link on this page alone. */
export async function invitePerson(c: AppContext) {
  requireRecentAdmin(c);
  const form = await readForm(c);
  const [name, role] = [field(form, 'name'), field(form, 'role')];
  const key = field(form, 'key') || newId();
  try {
    const { document } = await callApi(c, 'POST /editors', { body: { name, role }, key });
    return await showNewLink(c, document);
  } catch (error) {
    const { errors, status } = refusalOf(error);
    // A key belongs to what was posted with it: a corrected form is another one.
    return showPeople(c, { name, role, key: newId() }, errors, status);
  }
}

/** Shows a new sign-in link for a person. */
export async function createSignInLink(c: AppContext) {
  requireRecentAdmin(c);
  const { document } = await callApi(c, 'GET /editors/{id}', { params: { id: idOf(c) } });
  if (document.disabled) return showPerson(c, refused(wordsFor(c).disabledNoLink), 409);
  return showNewLink(c, document);
}

async function showNewLink(c: AppContext, { id, name }: { id: string; name: string }) {
  const { primary, actor, site } = c.var;
  const words = wordsFor(c);
  const secret = newLinkSecret();
  await createLink(primary, actor, { id: newId(), editorId: id, hash: await hashSecret(secret) });
  const url = site.origin + paths.signInLink(secret);
  const title = fill(words.linkFor, name);
  const children = SignInLinkPage({ words, id, name, url });
  return deskPage(c, { title, section: 'admin', children });
}

const refused = (detail: string): Fault[] => [{ pointer: '', detail }];

export async function personPage(c: AppContext) {
  requireAdmin(c);
  return showPerson(c, [], 200);
}

async function showPerson(c: AppContext, faults: readonly Fault[], status: Status) {
  const words = wordsFor(c);
  const params = { id: idOf(c) };
  const [person, tokens, sessions] = await Promise.all([
    callApi(c, 'GET /editors/{id}', { params }),
    callApi(c, 'GET /editors/{id}/tokens', { params }),
    listedSessions(c, params.id),
  ]);
  const children = PersonPage({
    words,
    lang: c.var.lang,
    person: person.document,
    etag: person.etag,
    sessions,
    tokens: tokens.document.items.map((one) => listedToken(c, one)),
    faults,
  });
  const message = messages(words)[c.req.query('done') ?? ''] ?? null;
  const { name } = person.document;
  return deskPage(c, { title: name, section: 'admin', message, children }, status);
}

const messages = (words: ReturnType<typeof wordsFor>): Record<string, string> => ({
  person: words.donePerson,
  ended: words.doneSessionsEnded,
  revoked: words.doneTokenRevoked,
});

type Token = Document<'GET /editors/{id}/tokens'>['items'][number];

/** A token with its times in words. */
function listedToken(c: AppContext, { id, label, expiresAt, lastUsedAt, revokedAt }: Token) {
  const { site, lang, now } = c.var;
  const words = wordsFor(c);
  const ends = Date.parse(expiresAt);
  return {
    id,
    label,
    until: fill(words.validUntil, officeTime(ends, lang, site.timeZone)),
    used:
      lastUsedAt === null
        ? words.neverUsed
        : fill(words.lastUsed, relativeTime(Date.parse(lastUsedAt), now, lang)),
    ended: revokedAt !== null ? words.revoked : ends <= now ? words.expired : null,
  };
}

/**
 * Changes name and role, or disables and enables, whichever the form has. A refusal is shown on the
 * person's page.
 */
export async function changePerson(c: AppContext) {
  requireRecentAdmin(c);
  const form = await readForm(c);
  const params = { id: idOf(c) };
  const { document: before } = await callApi(c, 'GET /editors/{id}', { params });
  const body = {
    name: form.has('name') ? field(form, 'name') : before.name,
    role: form.has('role') ? field(form, 'role') : before.role,
    disabled: form.has('disabled') ? field(form, 'disabled') === 'true' : before.disabled,
  };
  try {
    await callApi(c, 'PUT /editors/{id}', { params, body, etag: field(form, 'etag') || '""' });
  } catch (error) {
    if (error instanceof Problem && error.code === 'stale') {
      return showPerson(c, refused(wordsFor(c).personChanged), 412);
    }
    const { errors, status } = refusalOf(error);
    return showPerson(c, errors, status);
  }
  return seeOther(c, personPath(params.id), 'person');
}

const personPath = (id: string) => `${paths.desk}/people/${id}`;

/** Ends all sessions of a person. Those of an API token are not touched. */
export async function endSessionsOf(c: AppContext) {
  requireRecentAdmin(c);
  const { document } = await callApi(c, 'GET /editors/{id}', { params: { id: idOf(c) } });
  await revokeSessions(c.var.primary, c.var.actor, document.id, null);
  return seeOther(c, personPath(document.id), 'ended');
}

/** Ends an API token of a person at once. */
export async function revokeTokenOf(c: AppContext) {
  requireRecentAdmin(c);
  const params = { id: idOf(c), tokenId: c.req.param('tokenId') ?? '' };
  const { etag } = await callApi(c, 'GET /editors/{id}/tokens/{tokenId}', { params });
  await callApi(c, 'DELETE /editors/{id}/tokens/{tokenId}', { params, etag });
  return seeOther(c, personPath(params.id), 'revoked');
}
