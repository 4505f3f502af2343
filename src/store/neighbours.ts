/** The releases beside one in its main topic: its first field of work, else the newsroom. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Head } from '../domain/release.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { listings, publications } from './schema.ts';
import { isPublic } from './visibility.ts';

/** What a link to another release needs. */
export interface Neighbour {
  releaseId: string;
  heads: Record<string, Head>;
}

const other = alias(publications, 'other');
const { placeholder } = sql;
const topic = sql`coalesce(json_extract(${publications.facts}, '$.fieldsOfWork[0]'), ${newsroom})`;

/**
 * A column of a query of `publications`: the public release next to the row's, as JSON, or null.
 * `+` keeps the bound on the time out of the key's range, which begins at the row's own place.
 */
function beside(beyond: '<' | '>', order: 'asc' | 'desc'): SQL<string | null> {
  const direction = sql.raw(order);
  const beyondRow = sql`(${listings.publishedAt}, ${listings.releaseId}) ${sql.raw(beyond)} (${publications.publishedAt}, ${publications.releaseId})`;
  const condition = and(
    eq(listings.termId, topic),
    eq(listings.lang, placeholder('lang')),
    sql`+${listings.publishedAt} <= ${placeholder('now')}`,
    beyondRow,
    isPublic(placeholder('now'), other),
  );
  return sql`(select json_object('releaseId', ${other.releaseId}, 'heads', json(${other.heads})) from ${listings} inner join ${publications} as other on ${other.id} = ${listings.publicationId} where ${condition} order by ${listings.publishedAt} ${direction}, ${listings.releaseId} ${direction} limit 1)`;
}

export const neighbourColumns = {
  older: beside('<', 'desc').as('older'),
  newer: beside('>', 'asc').as('newer'),
};

export function toNeighbour(json: string | null): Neighbour | null {
  return json === null ? null : (JSON.parse(json) as Neighbour);
}
