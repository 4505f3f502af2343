/** Redirects at the desk: found, made, changed, deleted. */
import {
  type RedirectFields,
  RedirectPage,
  RedirectsPage,
  redirectsPath,
} from '../../templates/desk/redirects.tsx';
import { newId } from '../domain/identifier.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { formFaults, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, editedMessage, idOf, seeOther, wordsFor } from './page.ts';

export function redirectsPage(c: AppContext) {
  return showRedirects(c, { path: '', target: '' }, [], 200);
}

async function showRedirects(
  c: AppContext,
  fields: RedirectFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const words = wordsFor(c);
  const q = (c.req.query('q') ?? '').trim();
  const query = { q, cursor: c.req.query('cursor') ?? '' };
  const { document } = await callApi(c, 'GET /redirects', { query });
  const rest = new URLSearchParams({ ...(q !== '' && { q }), cursor: document.next ?? '' });
  const children = RedirectsPage({
    words,
    lang: c.var.lang,
    redirects: document.items,
    q,
    next: document.next === null ? null : `${redirectsPath}?${rest}`,
    key: newId(),
    fields,
    faults,
  });
  const message = editedMessage(c);
  return deskPage(c, { title: words.adminRedirects, section: 'admin', message, children }, status);
}

const postedRedirect = (form: URLSearchParams): RedirectFields => ({
  path: field(form, 'path'),
  target: field(form, 'target'),
});

export async function createRedirectByForm(c: AppContext) {
  const form = await readForm(c);
  const body = postedRedirect(form);
  try {
    await callApi(c, 'POST /redirects', { body, key: field(form, 'key') || newId() });
    return seeOther(c, redirectsPath, 'created');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showRedirects(c, body, errors, status);
  }
}

export function redirectPage(c: AppContext) {
  return showRedirect(c);
}

async function showRedirect(c: AppContext, typed: RedirectFields | null = null, error?: unknown) {
  const words = wordsFor(c);
  const id = idOf(c);
  const { document, etag } = await callApi(c, 'GET /redirects/{id}', { params: { id } });
  const { faults, status } = formFaults(c, error, typed, document);
  const fields = typed ?? document;
  const children = RedirectPage({ words, lang: c.var.lang, id, etag, fields, faults });
  return deskPage(c, { title: document.path, section: 'admin', children }, status);
}

/** Saves a redirect. */
export async function changeRedirect(c: AppContext) {
  const form = await readForm(c);
  const [body, etag] = [postedRedirect(form), field(form, 'etag') || '""'];
  try {
    await callApi(c, 'PUT /redirects/{id}', { params: { id: idOf(c) }, body, etag });
    return seeOther(c, redirectsPath, 'saved');
  } catch (error) {
    return showRedirect(c, body, error);
  }
}

export async function deleteRedirectByForm(c: AppContext) {
  const etag = field(await readForm(c), 'etag') || '""';
  try {
    await callApi(c, 'DELETE /redirects/{id}', { params: { id: idOf(c) }, etag });
    return seeOther(c, redirectsPath, 'deleted');
  } catch (error) {
    return showRedirect(c, null, error);
  }
}
