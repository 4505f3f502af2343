/** The releases beside one in its main topic: its first field of work, else the newsroom. */
import { and, eq, type Placeholder, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Headline } from '../../domain/release.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import type { Db } from '../db/connect.ts';
import { inList } from '../db/expressions.ts';
import { listings, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';

/** The parts of a release that a link to it needs. */
export interface Neighbour {
  releaseId: string;
  headlines: Record<string, Headline>;
}

const other = alias(publications, 'other');
const topic = sql`coalesce(json_extract(${publications.metadata}, '$.fieldsOfWork[0]'), ${newsroom})`;

interface Beside {
  beyond: '<' | '>';
  order: 'asc' | 'desc';
}
const older: Beside = { beyond: '<', order: 'desc' };
const newer: Beside = { beyond: '>', order: 'asc' };

/**
 * The column `wanted` of the public release next to the one of the row, for a query of `publications`;
 * null where there is none. `+` keeps the bound on the time out of the key's range, which begins at
 * the row's own place.
 */
function beside<T>(
  { beyond, order }: Beside,
  lang: SQL | Placeholder,
  now: number | Placeholder,
  wanted: SQL,
): SQL<T | null> {
  const direction = sql.raw(order);
  const beyondRow = sql`(${listings.publishedAt}, ${listings.releaseId})
    ${sql.raw(beyond)} (${publications.publishedAt}, ${publications.releaseId})`;
  const condition = and(
    eq(listings.termId, topic),
    eq(listings.lang, lang),
    sql`+${listings.publishedAt} <= ${now}`,
    beyondRow,
    isPublic(now, other),
  );
  return sql`(
    select ${wanted}
    from ${listings}
    inner join ${publications} as other on ${other.id} = ${listings.publicationId}
    where ${condition}
    order by ${listings.publishedAt} ${direction}, ${listings.releaseId} ${direction}
    limit 1
  )`;
}

const { placeholder } = sql;
const link = sql`json_object('releaseId', ${other.releaseId}, 'headlines', json(${other.headlines}))`;

export const neighbourColumns = {
  older: beside<string>(older, placeholder('lang'), placeholder('now'), link).as('older'),
  newer: beside<string>(newer, placeholder('lang'), placeholder('now'), link).as('newer'),
};

export function toNeighbour(json: string | null): Neighbour | null {
  return json === null ? null : (JSON.parse(json) as Neighbour);
}

/** The ids of the previous and next releases of these publications, in any of their languages. */
export async function listBeside(
  db: Db,
  publicationIds: readonly number[],
  now: number,
): Promise<string[]> {
  const lang = sql`edition.key`;
  const id = sql`${other.releaseId}`;
  const rows = await db
    .select({
      older: beside<string>(older, lang, now, id),
      newer: beside<string>(newer, lang, now, id),
    })
    .from(publications)
    .innerJoin(sql`json_each(${publications.headlines}) as edition`, sql`true`)
    .where(inList(publications.id, publicationIds));
  const ids = rows.flatMap((row) => [row.older, row.newer]);
  return [...new Set(ids.filter((one) => one !== null))];
}
