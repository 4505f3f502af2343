/** The page of a person, for administrators: who they are, their ways in, sessions and API tokens. */
import { PersonPage, type PersonProperties } from '../../templates/desk/person.tsx';
import { officeTime } from '../../templates/desk/time.ts';
import { type DeskWords, fill } from '../../templates/desk/words.ts';
import { etagOfEditor, requestedEditor } from '../api/editor/editors.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { listTokens, type TokenRecord } from '../store/access/editors.ts';
import { deletePasskey, listPasskeys } from '../store/access/passkeys.ts';
import { revokeSessions } from '../store/access/sessions.ts';
import { listUnusedLinks, revokeLink, type UnusedLink } from '../store/access/sign-in-links.ts';
import { callApi } from './api-call.ts';
import { formFaults } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskPage, doneMessage, idOf, lastUse, noPage, seeOther, wordsFor } from './page.ts';
import { listedPasskey } from './passkey-list.ts';
import { requireAdmin, requireRecentAdmin } from './people.ts';
import { listedSessions } from './session-list.ts';

export async function personPage(c: AppContext) {
  requireAdmin(c);
  return showPerson(c);
}

async function showPerson(
  c: AppContext,
  typed: PersonProperties['fields'] | null = null,
  error?: unknown,
) {
  const { primary, lang, now } = c.var;
  const words = wordsFor(c);
  const id = idOf(c);
  const [person, tokens, sessions, links, passkeys] = await Promise.all([
    requestedEditor(c),
    listTokens(primary, id),
    listedSessions(c, id),
    listUnusedLinks(primary, id, now),
    listPasskeys(primary, id),
  ]);
  const { name, role, disabledAt } = person;
  const { faults, status } = formFaults(c, error, typed, person, { '/role': words[role] });
  const children = PersonPage({
    words,
    lang,
    id,
    disabled: disabledAt !== null,
    fields: typed ?? { name, role, email: person.email ?? '' },
    etag: etagOfEditor(person),
    linkKey: newId(),
    links: links.map((one) => listedLink(c, one)),
    passkeys: passkeys.map((one) => listedPasskey(c, one)),
    sessions,
    tokens: tokens.map((one) => listedToken(c, one)),
    faults,
  });
  const message = doneMessage(c, messages(words));
  return deskPage(c, { title: name, section: 'admin', message, children }, status);
}

const messages = (words: DeskWords): Record<string, string> => ({
  person: words.donePerson,
  ended: words.doneSessionsEnded,
  revoked: words.doneTokenRevoked,
  link: words.doneLinkRevoked,
  passkey: words.donePasskeyRemoved,
});

/** A token with its times in words. */
function listedToken(c: AppContext, token: TokenRecord) {
  const { id, label, expiresAt, lastUsedAt, revokedAt } = token;
  const { site, lang, now } = c.var;
  const words = wordsFor(c);
  return {
    id,
    label,
    until: fill(words.validUntil, officeTime(expiresAt, lang, site.timeZone)),
    used: lastUse(c, lastUsedAt),
    ended: revokedAt !== null ? words.revoked : expiresAt <= now ? words.expired : null,
  };
}

/** A link with its times in words. */
function listedLink(c: AppContext, { id, createdAt, expiresAt }: UnusedLink) {
  const { site, lang } = c.var;
  const words = wordsFor(c);
  return {
    id,
    made: fill(words.madeAt, officeTime(createdAt, lang, site.timeZone)),
    until: fill(words.validUntil, officeTime(expiresAt, lang, site.timeZone)),
  };
}

/**
 * Changes name, role and e-mail address, or disables and enables, whichever the form has. A refusal is
 * shown on the person's page.
 */
export async function changePerson(c: AppContext) {
  requireRecentAdmin(c);
  const form = await readForm(c);
  const params = { id: idOf(c) };
  const before = await requestedEditor(c);
  const given = (name: string, kept: string) => (form.has(name) ? field(form, name) : kept);
  const typed = {
    name: given('name', before.name),
    role: given('role', before.role),
    email: given('email', before.email ?? ''),
  };
  const disabled = given('disabled', String(before.disabledAt !== null)) === 'true';
  const body = { ...typed, email: typed.email || null, disabled };
  try {
    await callApi(c, 'PUT /people/{id}', { params, body, etag: field(form, 'etag') || '""' });
  } catch (error) {
    return showPerson(c, typed, error);
  }
  return seeOther(c, personPath(params.id), 'person');
}

const personPath = (id: string) => `${paths.desk}/people/${id}`;

/** Ends all sessions of a person. Those of an API token are not touched. */
export async function endSessionsOf(c: AppContext) {
  requireRecentAdmin(c);
  const { id } = await requestedEditor(c);
  await revokeSessions(c.var.primary, c.var.actor, id, null);
  return seeOther(c, personPath(id), 'ended');
}

/** Ends an API token of a person at once. */
export async function revokeTokenOf(c: AppContext) {
  requireRecentAdmin(c);
  const params = { id: idOf(c), tokenId: c.req.param('tokenId') ?? '' };
  const { etag } = await callApi(c, 'GET /editors/{id}/tokens/{tokenId}', { params });
  await callApi(c, 'DELETE /editors/{id}/tokens/{tokenId}', { params, etag });
  return seeOther(c, personPath(params.id), 'revoked');
}

/**
 * Ends a sign-in link that nobody has used.
 * @throws Problem `not-found` if there is none
 */
export async function revokeLinkOf(c: AppContext) {
  requireRecentAdmin(c);
  const { primary, actor, now } = c.var;
  const [id, linkId] = [idOf(c), c.req.param('linkId') ?? ''];
  const links = await listUnusedLinks(primary, id, now);
  if (!links.some((one) => one.id === linkId)) throw noPage();
  await revokeLink(primary, actor, id, linkId);
  return seeOther(c, personPath(id), 'link');
}

/**
 * Removes a passkey of a person.
 * @throws Problem `not-found` if there is none
 */
export async function removePasskeyOf(c: AppContext) {
  requireRecentAdmin(c);
  const { primary, actor } = c.var;
  const id = idOf(c);
  const passkeys = await listPasskeys(primary, id);
  const passkey = passkeys.find((one) => one.id === c.req.param('passkeyId'));
  if (!passkey) throw noPage();
  await deletePasskey(primary, actor, id, passkey);
  return seeOther(c, personPath(id), 'passkey');
}
