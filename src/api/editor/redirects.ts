/** Redirects: exact addresses, one step each. */
import * as v from 'valibot';
import { newId } from '../../domain/identifier.ts';
import { formatInstant } from '../../domain/instant.ts';
import * as paths from '../../domain/paths.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { canonicalPath, canonicalTarget, isReserved } from '../../domain/redirect.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import * as redirects from '../../store/editorial/redirects.ts';
import { findTaxonomy } from '../../store/taxonomy/terms.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { cursor } from '../paging.ts';
import { manageSite } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

const address = v.pipe(
  v.string('must be an address'),
  v.maxLength(2000, 'must be at most 2000 characters long'),
);

const redirectInput = v.pipe(
  v.strictObject({ path: address, target: address }),
  v.title('RedirectInput'),
);

const perPage = 100;

async function findRedirect(c: AppContext): Promise<Response> {
  return show(c, await requested(c));
}

async function deleteRedirect(c: AppContext): Promise<Response> {
  const before = await requested(c);
  requireEtag(c.req.header('If-Match'), [etagOf(before)]);
  await redirects.removeRedirect(c.var.db, c.var.actor, before);
  return c.body(null, 204);
}

async function requested(c: AppContext): Promise<redirects.Redirect> {
  const found = await redirects.findRedirect(c.var.db, c.req.param('id') ?? '');
  if (!found) throw new Problem('not-found', 'There is no such redirect.');
  return found;
}

/** @throws Problem `invalid` with an entry for every fault */
async function validRedirect(c: AppContext, input: v.InferOutput<typeof redirectInput>) {
  const { site, db } = c.var;
  const { terms } = await findTaxonomy(db);
  const path = canonicalPath(input.path);
  const target = canonicalTarget(site, input.target);
  const faults: Fault[] = [];
  const fault = (pointer: string, detail: string) => faults.push({ pointer, detail });
  if (path === null) fault('/path', 'must be a path that begins with /');
  else if (isReserved(site, terms, path)) fault('/path', 'is an address of the site itself');
  if (target === null) fault('/target', 'must be a path of this site or an https address');
  else if (path === target || path === target.split('?')[0])
    fault('/target', 'must not be the path itself');
  if (path === null || target === null || faults.length > 0) throw invalid(faults);
  return { path, target };
}

const etagOf = ({ lockVersion }: redirects.Redirect) => `"${lockVersion}"`;

function show(c: AppContext, redirect: redirects.Redirect): Response {
  return c.json(toDocument(redirect), 200, { ETag: etagOf(redirect) });
}

function toDocument({ id, path, target, createdAt }: redirects.Redirect) {
  return { id, path, target, createdAt: formatInstant(createdAt) };
}

const one = {
  description: 'The redirect.',
  schema: schemas.redirect,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const redirectOperations = [
  operation(
    {
      method: 'get',
      path: '/redirects',
      name: 'listRedirects',
      summary: 'List the redirects in the order of their paths.',
      needs: manageSite,
      query: v.strictObject({
        q: v.optional(
          v.pipe(
            v.string(),
            v.maxLength(200, 'must be at most 200 characters long'),
            v.description('A part of the path or the target, in upper or lower case.'),
          ),
        ),
        cursor: cursor((text) => (text.length <= 2000 ? text : null)),
      }),
      responses: {
        200: { description: 'A page of the list.', schema: schemas.pageOf(schemas.redirect) },
      },
    },
    async (c, { query: { q: text = null, cursor: after = null } }) => {
      const rows = await redirects.listRedirects(c.var.db, { after, text }, perPage + 1);
      const items = rows.slice(0, perPage);
      const next = rows.length > perPage ? (items.at(-1)?.path ?? null) : null;
      return c.json({ items: items.map(toDocument), next });
    },
  ),
  idempotentPost(
    {
      path: '/redirects',
      name: 'createRedirect',
      summary: 'Add a redirect. Chains, loops and addresses of the site itself are refused.',
      needs: manageSite,
      body: redirectInput,
      responses: { 201: { ...one, headers: ['ETag', 'Location'] } },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const { db, site, now } = c.var;
      const way = await validRedirect(c, await body());
      const redirect = { id: newId(), ...way, lockVersion: 1, createdAt: now };
      const location = `${site.origin}${paths.editorApi}/redirects/${redirect.id}`;
      return {
        status: 201,
        document: toDocument(redirect),
        headers: { Location: location, ETag: etagOf(redirect) },
        write: (actor) => redirects.createRedirect(db, actor, redirect.id, way),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/redirects/{id}',
      name: 'findRedirect',
      summary: 'Read a redirect.',
      needs: manageSite,
      responses: { 200: one },
    },
    findRedirect,
  ),
  operation(
    {
      method: 'put',
      path: '/redirects/{id}',
      name: 'replaceRedirect',
      summary: 'Replace the path or the target of a redirect.',
      needs: manageSite,
      body: redirectInput,
      ifMatch: true,
      responses: { 200: one },
      problems: ['conflict'],
    },
    async (c, { body }) => {
      const before = await requested(c);
      requireEtag(c.req.header('If-Match'), [etagOf(before)]);
      const way = await validRedirect(c, await body());
      await redirects.replaceRedirect(c.var.db, c.var.actor, before, way);
      return show(c, { ...before, ...way, lockVersion: before.lockVersion + 1 });
    },
  ),
  operation(
    {
      method: 'delete',
      path: '/redirects/{id}',
      name: 'deleteRedirect',
      summary: 'Delete a redirect.',
      needs: manageSite,
      ifMatch: true,
      responses: { 204: { description: 'The redirect is deleted.', schema: null } },
    },
    deleteRedirect,
  ),
] as const;
