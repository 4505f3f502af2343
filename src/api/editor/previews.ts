/** Previews: early access of one person to one version of a release. */
import * as v from 'valibot';
import { formatInstant } from '../../domain/instant.ts';
import { instant, timeZone } from '../../domain/instant-input.ts';
import * as paths from '../../domain/paths.ts';
import { Problem } from '../../domain/problem.ts';
import { line } from '../../domain/text-input.ts';
import { publicSpan, scheduledSpan } from '../../domain/working-release.ts';
import { requireEtag } from '../../http/conditional.ts';
import type { AppContext } from '../../http/context.ts';
import { invalid } from '../../http/input.ts';
import * as previews from '../../store/editorial/previews.ts';
import * as releases from '../../store/editorial/releases.ts';
import { idempotentPost, operation, type ResponseDescription } from '../endpoint.ts';
import { giveAccess } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';
import { requestedRelease } from './working-release.ts';

const day = 24 * 60 * 60 * 1000;
const longest = 31 * day;

const previewInput = v.pipe(
  v.strictObject({
    expiresAt: instant,
    recipient: v.optional(line(200)),
    timeZone: v.optional(timeZone),
    version: v.optional(v.pipe(v.number('must be a number'), v.integer(), v.minValue(1))),
  }),
  v.title('PreviewInput'),
);

async function listPreviews(c: AppContext): Promise<Response> {
  const [, found] = await Promise.all([
    requestedRelease(c),
    previews.listPreviews(c.var.db, c.req.param('id') ?? ''),
  ]);
  return c.json({ items: found.map(toDocument) });
}

async function findPreview(c: AppContext): Promise<Response> {
  const preview = await requestedPreview(c);
  return c.json(toDocument(preview), 200, { ETag: etagOf(preview) });
}

async function deletePreview(c: AppContext): Promise<Response> {
  const preview = await requestedPreview(c);
  requireEtag(c.req.header('If-Match'), [etagOf(preview)]);
  await previews.revoke(c.var.db, c.var.actor, preview);
  return c.body(null, 204);
}

async function requestedPreview(c: AppContext): Promise<previews.Preview> {
  const { id } = await requestedRelease(c);
  const found = await previews.findPreview(c.var.db, id, c.req.param('previewId') ?? '');
  if (!found) throw new Problem('not-found', 'There is no such preview.');
  return found;
}

const etagOf = ({ revokedAt }: previews.Preview) => (revokedAt === null ? '"1"' : '"2"');

function toDocument(preview: previews.Preview) {
  const { id, recipient, timeZone, version, createdAt, expiresAt, revokedAt, views, lastViewedAt } =
    preview;
  return {
    id,
    recipient,
    timeZone,
    version,
    createdAt: formatInstant(createdAt),
    expiresAt: formatInstant(expiresAt),
    revokedAt: revokedAt === null ? null : formatInstant(revokedAt),
    views,
    lastViewedAt: lastViewedAt === null ? null : formatInstant(lastViewedAt),
  };
}

const one = {
  description: 'The preview.',
  schema: schemas.preview,
  headers: ['ETag'],
} as const satisfies ResponseDescription;

export const previewOperations = [
  operation(
    {
      method: 'get',
      path: '/releases/{id}/previews',
      name: 'listPreviews',
      summary: 'List the previews of a release, with their numbers of views.',
      needs: giveAccess,
      responses: { 200: { description: 'The previews.', schema: schemas.listOf(schemas.preview) } },
    },
    listPreviews,
  ),
  idempotentPost(
    {
      path: '/releases/{id}/previews',
      name: 'createPreview',
      summary:
        'Create a preview of the named, else the scheduled, else the working version. Its link is shown once.',
      needs: giveAccess,
      body: previewInput,
      responses: {
        201: {
          description: 'The preview with its link.',
          schema: schemas.newPreview,
          headers: ['ETag', 'Location'],
        },
      },
      problems: ['conflict'],
    },
    /** Without a recipient the link is the editor's own. */
    async (c, { body }) => {
      const { db, site, now, actor } = c.var;
      const release = await requestedRelease(c);
      const input = await body();
      if (input.expiresAt <= now || input.expiresAt > now + longest) {
        throw invalid([
          { pointer: '/expiresAt', detail: `must be in the future, within ${longest / day} days` },
        ]);
      }
      const publicVersion = publicSpan(release, now)?.revision ?? null;
      const version = input.version ?? null;
      if (version !== null && !(await releases.findRevision(db, release.id, version))) {
        throw invalid([{ pointer: '/version', detail: 'is not a version of this release' }]);
      }
      const upcoming = scheduledSpan(release, now)?.revision ?? release.version;
      if (release.withdrawn || (version ?? upcoming) === publicVersion) {
        throw new Problem('conflict', 'Only a version that is not public can have a preview.');
      }
      const { preview, secret } = previews.draft(actor, {
        releaseId: release.id,
        recipient: input.recipient ?? actor.editor.name,
        timeZone: input.timeZone ?? null,
        expiresAt: input.expiresAt,
        version,
        publicVersion,
      });
      const path = `${paths.editorRelease(release.id)}/previews/${preview.id}`;
      return {
        status: 201,
        document: {
          ...toDocument(preview),
          url: `${site.previewOrigin}${paths.preview(preview.id)}?key=${secret}`,
        },
        headers: { Location: site.origin + path, ETag: etagOf(preview) },
        write: (actor) => previews.createPreview(db, actor, preview, secret, release),
      };
    },
  ),
  operation(
    {
      method: 'get',
      path: '/releases/{id}/previews/{previewId}',
      name: 'findPreview',
      summary: 'Read a preview, without its link.',
      needs: giveAccess,
      responses: { 200: one },
    },
    findPreview,
  ),
  operation(
    {
      method: 'delete',
      path: '/releases/{id}/previews/{previewId}',
      name: 'revokePreview',
      summary: 'Revoke a preview at once.',
      needs: giveAccess,
      ifMatch: true,
      responses: { 204: { description: 'The preview is revoked.', schema: null } },
    },
    deletePreview,
  ),
] as const;
