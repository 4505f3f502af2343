/**
 * The intersection of several lists: releases of this kind and of that country. The lists are read in
 * turn, each from the position of the previous one (leapfrog join, Veldhuizen 2012), so that releases
 * in only some of them are skipped.
 */
import { eq, type SQL, sql } from 'drizzle-orm';
import { formatCursor } from '../../domain/cursor.ts';
import { earliest, forever } from '../../domain/instant.ts';
import { buildRead, type Db, type Read } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { listings, publications, terms } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { type ListedPublication, toListed } from '../public/listed-bodies.ts';
import { type Choice, type Page, pageOf, type Selection } from '../public/listings.ts';
import { wholeColumns } from '../public/public-releases.ts';

/** The limit of places that one page visits. It bounds the work if the lists share next to nothing. */
const mostSteps = sql.raw('900');

/** A place of a list, in the order of all lists, as JSON: instant, release, publication. */
type Place = readonly [publishedAt: number, releaseId: string, publicationId: number];

/** The state of a step: the number of consecutive lists at its position. */
const agreed = (lists: SQL) => sql`iif(place = before and run < ${lists}, run + 1, 1)`;

/**
 * The releases that are in a list of each choice, newest first. Where they are few and far between, a
 * page may have less than it should, even nothing, and yet lead on.
 */
export function readIntersection(
  db: Db,
  choices: readonly Choice[],
  { lang, since, before, after, limit, now }: Omit<Selection, 'term'>,
): Read<Page<ListedPublication>> {
  const lists = sql.raw(String(choices.length));
  const all = sql`${agreed(lists)} = ${lists}`;
  const last = sql`step >= ${mostSteps} and ${agreed(lists)} = 1`;
  const bounds = { lang, since: since ?? earliest, now };
  const turns = choices.map(
    (choice, turn) => sql`when ${sql.raw(String(turn))} then ${nextOf(choice, lists, bounds)}`,
  );
  const start = JSON.stringify(startOf(after, Math.min(now + 1, before ?? forever)));
  const walk = sql`with recursive walk (step, place, before, run, found) as (
    select 0, ${start}, ${start}, ${lists} - 1, -1
    union all
    select
      step + 1,
      case step % ${lists} ${sql.join(turns, sql` `)} end,
      place,
      ${agreed(lists)},
      found + (${all})
    from walk
    where place is not null and found + (${all}) <= ${limit} and not (${last})
  )`;
  const met = sql`(
    ${walk}
    select step, ${all} as common, iif(${all}, place, before) ->> 2 as id
    from walk
    where step > 0 and place is not null and (${all} or ${last})
  ) as met`;
  const query = db
    .select({ ...wholeColumns, common: sql<number>`met.common` })
    .from(met)
    .innerJoin(publications, eq(publications.id, sql`met.id`))
    .orderBy(sql`met.step`);
  return buildRead(query, (rows) => {
    const found = rows.filter(({ common }) => common === 1).map(toListed);
    const left = rows.find(({ common }) => common === 0);
    const page = pageOf(found, { limit });
    return page.next === null && left ? { ...page, next: formatCursor(left) } : page;
  });
}

/** The place just above the newest that may be shown: what is at `end` or later may not. */
function startOf(after: Selection['after'], end: number): Place {
  return after && after.publishedAt < end ? [after.publishedAt, after.releaseId, 0] : [end, '', 0];
}

interface Bounds {
  lang: string;
  since: number;
  now: number;
}

/** The next public place in the lists of a choice: at the walk's own, or below it; null at their end. */
function nextOf([taxonomy, slugs]: Choice, lists: SQL, { lang, since, now }: Bounds): SQL {
  const { termId, publishedAt, releaseId, publicationId } = listings;
  const below = sql`(place ->> 0, place ->> 1, (place ->> 2) + (${agreed(lists)} < ${lists}))`;
  const nextIn = (term: SQL) =>
    sql`(
      select json_array(${publishedAt}, ${releaseId}, ${publicationId})
      from ${listings}
      join ${publications} on ${publications.id} = ${publicationId}
      where ${termId} = ${term}
        and ${listings.lang} = ${lang}
        and ${publishedAt} >= ${since}
        and (${publishedAt}, ${releaseId}, ${publicationId}) < ${below}
        and ${isPublic(now)}
      order by ${publishedAt} desc, ${releaseId} desc, ${publicationId} desc
      limit 1
    )`;
  const named = sql`${terms.taxonomy} = ${taxonomy} and ${terms.slug}`;
  const [first] = slugs;
  if (slugs.length === 1) {
    return nextIn(sql`(select ${terms.id} from ${terms} where ${named} = ${first})`);
  }
  const each = sql`select ${nextIn(sql`${terms.id}`)} as next from ${terms} where ${inList(named, slugs)}`;
  return sql`(
    select next
    from (${each})
    where next is not null
    order by next ->> 0 desc, next ->> 1 desc, next ->> 2 desc
    limit 1
  )`;
}
