/** People at the desk, for administrators: who may write, invitations, and sign-in links. */
import { type NewPerson, PeoplePage, SignInLinkPage } from '../../templates/desk/people.tsx';
import { fill } from '../../templates/desk/words.ts';
import { atLeast } from '../domain/editor.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { listPeople } from '../store/access/editors.ts';
import { callApi, type Document } from './api-call.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskPage, idOf, noPage, wordsFor } from './page.ts';
import { requireRecentSignIn } from './session.ts';

type Status = 200 | 409 | 412 | 422;

/** @throws Problem `not-found`, as if the page did not exist, unless the person is an administrator */
export function requireAdmin(c: AppContext): void {
  if (!atLeast(c.var.session.editor.role, 'admin')) throw noPage();
}

/** @throws Problem `not-found` or `unauthenticated` */
export function requireRecentAdmin(c: AppContext): void {
  requireAdmin(c);
  requireRecentSignIn(c);
}

export async function peoplePage(c: AppContext) {
  requireAdmin(c);
  return showPeople(c, { name: '', role: 'author', email: '', key: newId() }, [], 200);
}

async function showPeople(
  c: AppContext,
  invited: NewPerson,
  faults: readonly Fault[],
  status: Status,
) {
  const words = wordsFor(c);
  const people = await listPeople(c.var.primary);
  const children = PeoplePage({ words, lang: c.var.lang, people, invited, faults });
  return deskPage(c, { title: words.people, section: 'admin', children }, status);
}

/** Creates a person with a sign-in link, which this page alone shows. */
export async function invitePerson(c: AppContext) {
  requireRecentAdmin(c);
  const form = await readForm(c);
  const [name, role, email] = [field(form, 'name'), field(form, 'role'), field(form, 'email')];
  const key = field(form, 'key') || newId();
  try {
    const body = { name, role, email: email || null };
    const { document } = await callApi(c, 'POST /people', { body, key });
    return showNewLink(c, document);
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    // A key belongs to what was posted with it: a corrected form is another one.
    return showPeople(c, { name, role, email, key: newId() }, errors, status);
  }
}

/**
 * Shows a new sign-in link for a person. The same form posted twice makes one.
 * @throws Problem `conflict` if the person is disabled
 */
export async function createSignInLink(c: AppContext) {
  requireRecentAdmin(c);
  const key = field(await readForm(c), 'key') || newId();
  const params = { id: idOf(c) };
  try {
    const { document } = await callApi(c, 'POST /people/{id}/links', { params, key });
    return showNewLink(c, document);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    throw new Problem('conflict', wordsFor(c).disabledNoLink);
  }
}

function showNewLink(c: AppContext, { id, name, secret }: Document<'POST /people'>) {
  const words = wordsFor(c);
  const url = c.var.site.deskOrigin + paths.signInLink(secret);
  const title = fill(words.linkFor, name);
  const children = SignInLinkPage({ words, id, name, url });
  return deskPage(c, { title, section: 'admin', children });
}
