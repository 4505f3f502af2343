/** Old addresses that are taken: what an import must know before it writes. */
import * as v from 'valibot';
import { atLeast } from '../../domain/editor.ts';
import { canonicalPath } from '../../domain/redirect.ts';
import { findAddressHolders } from '../../store/editorial/redirects.ts';
import { operation } from '../endpoint.ts';
import { read } from '../permissions.ts';
import * as schemas from '../response-schemas.ts';

/** The number of paths of a request: fewer than fill its address. */
export const mostPaths = 50;

const path = v.pipe(
  v.string('must be a path'),
  v.maxLength(2000, 'must be at most 2000 characters long'),
  v.check((text) => canonicalPath(text) !== null, 'must be a path that begins with /'),
);

export const legacyUrlOperations = [
  operation(
    {
      method: 'get',
      path: '/legacy-urls',
      name: 'findLegacyUrls',
      summary:
        'List which of these old addresses are taken, and by what. A release can be published only with others.',
      needs: read,
      query: v.strictObject({
        path: v.pipe(
          v.array(path),
          v.minLength(1, 'must be given at least once'),
          v.maxLength(mostPaths, `may be given ${mostPaths} times at most`),
          v.description('An old address as in legacyUrls. May be repeated.'),
        ),
      }),
      responses: {
        200: {
          description: 'The addresses that are taken.',
          schema: v.strictObject({ items: v.array(schemas.legacyUrl) }),
        },
      },
    },
    async (c, { query }) => {
      const { db, actor, now } = c.var;
      const paths = query.path.flatMap((text) => canonicalPath(text) ?? []);
      const holders = await findAddressHolders(db, paths, now);
      const seesAll = atLeast(actor.editor.role, 'editor');
      const items = holders.map(({ path, target, releaseId, createdBy, isPublic }) => {
        const isVisible = seesAll || isPublic || createdBy === actor.editor.id;
        return { path, target, releaseId: isVisible ? releaseId : null };
      });
      return c.json({ items });
    },
  ),
] as const;
