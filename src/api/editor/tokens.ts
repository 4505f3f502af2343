/** Tokens: shown once, limited by scopes, expiring and revocable. */
import * as v from 'valibot';
import { hashToken, newToken, scopes } from '../../domain/editor.ts';
import { newId } from '../../domain/identifier.ts';
import { formatInstant } from '../../domain/instant.ts';
import { instant } from '../../domain/instant-input.ts';
import * as paths from '../../domain/paths.ts';
import { Problem } from '../../domain/problem.ts';
import { line } from '../../domain/text-input.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import * as editors from '../../store/access/editors.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { managePeople } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { requestedEditor } from './editors.ts';

const day = 24 * 60 * 60 * 1000;
const longest = 400 * day;
const usual = 90 * day;

const tokenInput = v.pipe(
  v.strictObject({
    label: v.optional(line(200), 'token'),
    scopes: v.optional(
      v.pipe(
        v.array(v.picklist(scopes, `must be one of ${scopes.join(', ')}`), 'must be a list'),
        v.check((list) => new Set(list).size === list.length, 'must not name a scope twice'),
      ),
      [],
    ),
    expiresAt: v.optional(instant),
  }),
  v.title('TokenInput'),
);

async function listTokens(c: AppContext): Promise<Response> {
  const { id } = await requestedEditor(c);
  return c.json({ items: (await editors.listTokens(c.var.db, id)).map(toDocument) });
}

async function findToken(c: AppContext): Promise<Response> {
  const { token } = await requestedToken(c);
  return c.json(toDocument(token), 200, { ETag: etagOf(token) });
}

async function deleteToken(c: AppContext): Promise<Response> {
  const { editorId, token } = await requestedToken(c);
  requireEtag(c.req.header('If-Match'), [etagOf(token)]);
  await editors.revokeToken(c.var.db, c.var.actor, editorId, token.id);
  return c.body(null, 204);
}

async function requestedToken(c: AppContext) {
  const [editorId, id] = [c.req.param('id') ?? '', c.req.param('tokenId') ?? ''];
  const token = await editors.findToken(c.var.db, editorId, id);
  if (!token) throw new Problem('not-found', 'There is no such token.');
  return { editorId, token };
}

const etagOf = ({ revokedAt }: editors.TokenRecord) => (revokedAt === null ? '"1"' : '"2"');

function toDocument(token: editors.TokenRecord) {
  const { id, label, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  return {
    id,
    label,
    scopes,
    createdAt: formatInstant(createdAt),
    expiresAt: formatInstant(expiresAt),
    lastUsedAt: lastUsedAt === null ? null : formatInstant(lastUsedAt),
    revokedAt: revokedAt === null ? null : formatInstant(revokedAt),
  };
}

const one = {
  description: 'The token.',
  schema: schemas.token,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const tokenOperations = [
  operation(
    {
      method: 'get',
      path: '/editors/{id}/tokens',
      name: 'listTokens',
      summary: 'List an editor’s tokens, without their secrets.',
      needs: managePeople,
      responses: { 200: { description: 'The tokens.', schema: schemas.listOf(schemas.token) } },
    },
    listTokens,
  ),
  idempotentPost(
    {
      path: '/editors/{id}/tokens',
      name: 'createToken',
      summary: 'Create a token. Its secret is shown once.',
      needs: managePeople,
      body: tokenInput,
      responses: {
        201: {
          description: 'The token with its secret.',
          schema: schemas.newToken,
          headers: ['ETag', 'Location'],
        },
      },
    },
    /** A token with scopes can only pass on its own. */
    async (c, { body }) => {
      const { db, site, now, bearer } = c.var;
      const editor = await requestedEditor(c);
      const input = await body();
      const { label, expiresAt = now + usual } = input;
      if (expiresAt <= now || expiresAt > now + longest) {
        throw invalid([
          { pointer: '/expiresAt', detail: `must be in the future, within ${longest / day} days` },
        ]);
      }
      const given = input.scopes.length === 0 ? [...bearer.scopes] : input.scopes;
      if (bearer.scopes.length > 0 && given.some((scope) => !bearer.scopes.includes(scope))) {
        throw invalid([{ pointer: '/scopes', detail: 'must be among those of your own token' }]);
      }
      const [secret, id] = [newToken(), newId()];
      const token = { id, label, scopes: given, expiresAt };
      const record = { ...token, createdAt: now, lastUsedAt: null, revokedAt: null };
      const hash = await hashToken(secret);
      return {
        status: 201,
        document: { ...toDocument(record), token: secret },
        headers: {
          Location: `${site.origin}${paths.editorApi}/editors/${editor.id}/tokens/${id}`,
          ETag: etagOf(record),
        },
        write: (actor) => editors.createToken(db, actor, { ...token, editorId: editor.id, hash }),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/editors/{id}/tokens/{tokenId}',
      name: 'findToken',
      summary: 'Read a token, without its secret.',
      needs: managePeople,
      responses: { 200: one },
    },
    findToken,
  ),
  operation(
    {
      method: 'delete',
      path: '/editors/{id}/tokens/{tokenId}',
      name: 'revokeToken',
      summary: 'Revoke a token at once.',
      needs: managePeople,
      ifMatch: true,
      responses: { 204: { description: 'The token is revoked.', schema: null } },
    },
    deleteToken,
  ),
] as const;
