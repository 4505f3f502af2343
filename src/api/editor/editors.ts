/** Editors. None is ever deleted, because the audit names them. */
import * as v from 'valibot';
import { roles } from '../../domain/editor.ts';
import { newId } from '../../domain/identifier.ts';
import { formatInstant } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import { Problem } from '../../domain/problem.ts';
import { line } from '../../domain/text-input.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import * as editors from '../../store/access/editors.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { managePeople } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

/** Schemas of the fields of an editor. */
export const personFields = {
  name: line(200),
  role: v.picklist(roles, `must be one of ${roles.join(', ')}`),
};
const newEditor = v.pipe(v.strictObject(personFields), v.title('NewEditorInput'));
const editorInput = v.pipe(
  v.strictObject({
    ...personFields,
    disabled: v.optional(v.boolean('must be true or false'), false),
  }),
  v.title('EditorInput'),
);

async function listEditors(c: AppContext): Promise<Response> {
  return c.json({ items: (await editors.listPeople(c.var.db)).map(toDocument) });
}

async function findEditor(c: AppContext): Promise<Response> {
  return show(c, await requestedEditor(c));
}

/** Disables an editor. All tokens of the editor end at this instant. */
async function deleteEditor(c: AppContext): Promise<Response> {
  const before = await requestedEditor(c);
  requireEtag(c.req.header('If-Match'), [etagOfEditor(before)]);
  await editors.replaceEditor(c.var.db, c.var.actor, before, { ...before, disabled: true });
  return c.body(null, 204);
}

/** @throws Problem `not-found` */
export async function requestedEditor(c: AppContext): Promise<editors.Person> {
  const found = await editors.findPerson(c.var.db, c.req.param('id') ?? '');
  if (!found) throw new Problem('not-found', 'There is no such editor.');
  return found;
}

export const etagOfEditor = ({ lockVersion }: editors.Person) => `"${lockVersion}"`;

function show(c: AppContext, editor: editors.Person): Response {
  return c.json(toDocument(editor), 200, { ETag: etagOfEditor(editor) });
}

function toDocument({ id, name, role, createdAt, disabledAt }: editors.Person) {
  return { id, name, role, disabled: disabledAt !== null, createdAt: formatInstant(createdAt) };
}

const one = {
  description: 'The editor.',
  schema: schemas.editor,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const editorOperations = [
  operation(
    {
      method: 'get',
      path: '/editors',
      name: 'listEditors',
      summary: 'List the editors by name.',
      needs: managePeople,
      responses: { 200: { description: 'The editors.', schema: schemas.listOf(schemas.editor) } },
    },
    listEditors,
  ),
  idempotentPost(
    {
      path: '/editors',
      name: 'createEditor',
      summary: 'Add an editor; tokens are created separately.',
      needs: managePeople,
      body: newEditor,
      responses: { 201: { ...one, headers: ['ETag', 'Location'] } },
    },
    async (c, { body }) => {
      const { db, site, now } = c.var;
      const input = await body();
      const rest = { lockVersion: 1, createdAt: now, disabledAt: null, email: null };
      const editor = { id: newId(), ...input, ...rest };
      const location = `${site.origin}${paths.editorApi}/editors/${editor.id}`;
      return {
        status: 201,
        document: toDocument(editor),
        headers: { Location: location, ETag: etagOfEditor(editor) },
        write: (actor) => editors.createEditor(db, actor, editor),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/editors/{id}',
      name: 'findEditor',
      summary: 'Read an editor.',
      needs: managePeople,
      responses: { 200: one },
    },
    findEditor,
  ),
  operation(
    {
      method: 'put',
      path: '/editors/{id}',
      name: 'replaceEditor',
      summary: 'Change name or role, disable or enable. At least one admin must remain.',
      needs: managePeople,
      body: editorInput,
      ifMatch: true,
      responses: { 200: one },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const before = await requestedEditor(c);
      requireEtag(c.req.header('If-Match'), [etagOfEditor(before)]);
      const input = await body();
      await editors.replaceEditor(c.var.db, c.var.actor, before, input);
      return show(c, await requestedEditor(c));
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/editors/{id}',
      name: 'disableEditor',
      summary: 'Disable an editor: all tokens end at once. The audit keeps the name.',
      needs: managePeople,
      ifMatch: true,
      responses: { 204: { description: 'The editor is disabled.', schema: null } },
      problems: ['conflict'],
    },
    deleteEditor,
  ),
] as const;
