/** The newest releases of a list with their bodies in its language: the content of a feed. */
import { and, desc, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Publication } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { editions, listings, publications } from '../db/schema.ts';
import { hasBegun, isPublic } from '../db/visibility.ts';
import { publicColumns } from './public-releases.ts';

export const feedLength = 50;

/**
 * Characters of bodies in one feed. Fifty ordinary releases fit. It limits the memory of a build; later
 * items have their summary only.
 */
const mostText = 2_000_000;

const { placeholder } = sql;
const now = placeholder('now');

const newest = preparedRead((db) =>
  db
    .select({ ...publicColumns, html: editions.html })
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .innerJoin(
      editions,
      and(eq(editions.publicationId, publications.id), eq(editions.lang, listings.lang)),
    )
    .where(
      and(
        eq(listings.termId, placeholder('term')),
        eq(listings.lang, placeholder('lang')),
        lte(listings.publishedAt, now),
        isPublic(now),
      ),
    )
    .orderBy(desc(listings.publishedAt), desc(listings.releaseId))
    .limit(feedLength),
);

/** The newest public releases of a term (0: the newsroom) in a language. */
export function readFeed(
  db: Db,
  term: number,
  lang: string,
  moment: number,
): Read<(Publication & { html: string | null })[]> {
  return newest(db, { term, lang, now: moment }, (rows) => {
    let length = 0;
    return rows.map(({ html, ...release }) => {
      length += html.length;
      return { ...release, html: length <= mostText ? html : null };
    });
  });
}

/**
 * The lists that releases are or were in, for `markFeedsDue`: every term and language of their public
 * and former versions, with the date of the newest in each list.
 */
export function feedsTouchedBy(releases: readonly string[], moment: number): SQL {
  const { releaseId, termIds, headlines, publishedAt } = publications;
  return sql`
    select place.value as term_id, edition.key as lang, max(${publishedAt}) as newest
    from ${publications}, json_each(${termIds}) as place, json_each(${headlines}) as edition
    where ${inList(releaseId, releases)} and ${hasBegun(moment)}
    group by 1, 2`;
}
