/**
 * Operations on people that the editors' API does not have: e-mail addresses and sign-in links. The
 * desk calls these operations as it calls those of the API, so that permission, validation, lock and
 * idempotency are the same.
 */
import * as v from 'valibot';
import { etagOfEditor, personFields, requestedEditor } from '../api/editor/editors.ts';
import { idempotentPost, operation } from '../api/endpoint.ts';
import { managePeople } from '../api/permissions.ts';
import { editorEmail } from '../domain/editor.ts';
import { newId } from '../domain/identifier.ts';
import { Problem } from '../domain/problem.ts';
import { hashSecret, newLinkSecret } from '../domain/session.ts';
import { requireEtag } from '../http/conditional.ts';
import * as editors from '../store/access/editors.ts';
import { createLink } from '../store/access/sign-in-links.ts';

const email = v.nullable(editorEmail);
const invitation = v.strictObject({ ...personFields, email });
const change = v.strictObject({ ...personFields, disabled: v.boolean(), email });

const newLink = v.object({ id: v.string(), name: v.string(), secret: v.string() });
const shownOnce = { description: 'The person, with the secret of the link.', schema: newLink };

export const peopleOperations = [
  idempotentPost(
    {
      path: '/people',
      name: 'invitePerson',
      summary: 'Create an editor with a sign-in link.',
      needs: managePeople,
      body: invitation,
      responses: { 201: shownOnce },
    },
    async (c, { body }) => {
      const person = { id: newId(), ...(await body()) };
      const secret = newLinkSecret();
      const link = { id: newId(), hash: await hashSecret(secret) };
      return {
        status: 201,
        document: { id: person.id, name: person.name, secret },
        headers: {},
        write: (actor) => editors.createInvitedEditor(c.var.primary, actor, person, link),
      };
    },
  ),
  idempotentPost(
    {
      path: '/people/{id}/links',
      name: 'createSignInLink',
      summary: 'Create a sign-in link for an editor.',
      needs: managePeople,
      responses: { 201: shownOnce },
      problems: ['conflict'],
    },
    async (c) => {
      const { id, name, disabledAt } = await requestedEditor(c);
      if (disabledAt !== null) throw new Problem('conflict', 'This person is disabled.');
      const secret = newLinkSecret();
      const link = { id: newId(), editorId: id, hash: await hashSecret(secret) };
      return {
        status: 201,
        document: { id, name, secret },
        headers: {},
        write: (actor) => createLink(c.var.primary, actor, link),
      };
    },
  ),
  operation(
    {
      method: 'put',
      path: '/people/{id}',
      name: 'replacePerson',
      summary: 'Change name, role and e-mail address, disable or enable.',
      needs: managePeople,
      body: change,
      ifMatch: true,
      responses: { 204: { description: 'The person was changed.', schema: null } },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const before = await requestedEditor(c);
      requireEtag(c.req.header('If-Match'), [etagOfEditor(before)]);
      await editors.replaceEditor(c.var.primary, c.var.actor, before, await body());
      return c.body(null, 204);
    },
  ),
] as const;
