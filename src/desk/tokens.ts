/** API tokens at the desk: made for a person, with a secret that is shown once. */
import { NewTokenPage, type TokenFields } from '../../templates/desk/new-token.tsx';
import { people } from '../../templates/desk/people.tsx';
import { SecretPage } from '../../templates/desk/webhooks.tsx';
import { fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import { formatInstant, parseInstant } from '../domain/instant.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, idOf, wordsFor } from './page.ts';
import { requireRecentSignIn } from './session.ts';

const day = 86_400_000;
const mostDays = 400;

export function newTokenPage(c: AppContext) {
  return showForm(c, { label: '', scopes: [], days: '90' }, [], 200);
}

async function showForm(
  c: AppContext,
  fields: TokenFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const words = wordsFor(c);
  const { document: person } = await callApi(c, 'GET /editors/{id}', { params: { id: idOf(c) } });
  const children = NewTokenPage({
    words,
    lang: c.var.lang,
    person,
    fields,
    faults,
    key: newId(),
    opened: formatInstant(c.var.now),
  });
  return deskPage(c, { title: words.newToken, section: 'admin', children }, status);
}

/** Makes a token, and shows its secret on this page alone. */
export async function createTokenByForm(c: AppContext) {
  const { document: person } = await callApi(c, 'GET /editors/{id}', { params: { id: idOf(c) } });
  requireRecentSignIn(c);
  const form = await readForm(c);
  const words = wordsFor(c);
  const fields = {
    label: field(form, 'label'),
    scopes: form.getAll('scopes'),
    days: field(form, 'days'),
  };
  const days = /^\d{1,3}$/.test(fields.days) ? Number(fields.days) : 0;
  if (days < 1 || days > mostDays) {
    return showForm(c, fields, [{ pointer: '/expiresAt', detail: words.tokenNeedsDays }], 422);
  }
  const opened = parseInstant(field(form, 'opened')) ?? c.var.now;
  const body = {
    label: fields.label,
    scopes: fields.scopes,
    expiresAt: formatInstant(Math.min(opened, c.var.now) + days * day),
  };
  try {
    const key = field(form, 'key') || newId();
    const params = { id: person.id };
    const { document } = await callApi(c, 'POST /editors/{id}/tokens', { params, body, key });
    const back = { path: `${people}/${person.id}`, title: person.name };
    const children = SecretPage({ words, secret: document.token, back });
    const title = fill(words.tokenFor, person.name);
    return await deskPage(c, { title, section: 'admin', children });
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showForm(c, fields, errors, status);
  }
}
