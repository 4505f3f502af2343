/** Queries for the pages at a release's own address. */
import { and, eq, sql } from 'drizzle-orm';
import type { Reinstatements } from '../../domain/history.ts';
import type { Body, Publication, Withdrawal } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { editions, pastWithdrawals, publications, withdrawals } from '../db/schema.ts';
import {
  isItsWithdrawal,
  isPublicOrWithdrawn,
  toWithdrawal,
  withdrawalColumns,
} from '../db/visibility.ts';
import { type Neighbour, neighbourColumns, toNeighbour } from './neighbours.ts';

/** The columns of a publication that readers' pages are made of. */
export const publicColumns = {
  releaseId: publications.releaseId,
  revision: publications.revision,
  publishedAt: publications.publishedAt,
  modifiedAt: publications.modifiedAt,
  headlines: publications.headlines,
  metadata: publications.metadata,
};

export interface PublicEdition {
  publication: Publication;
  withdrawal: Withdrawal | null;
  /** The body in the asked language, or null when there is no such edition. */
  html: string | null;
  /** Whether it was withdrawn and reinstated, as its history shows. */
  reinstated: boolean;
  /** The releases beside it in its main topic. */
  older: Neighbour | null;
  newer: Neighbour | null;
}

const isRequested = and(
  eq(publications.releaseId, sql.placeholder('id')),
  isPublicOrWithdrawn(sql.placeholder('now')),
);

const isInLanguage = and(
  eq(editions.publicationId, publications.id),
  eq(editions.lang, sql.placeholder('lang')),
);

const ofPast = sql`from ${pastWithdrawals} where ${pastWithdrawals.releaseId} = ${publications.releaseId}`;
const reinstatements = sql<number>`(select count(*) ${ofPast})`;

/** The columns of `Reinstatements`. */
export const reinstatementColumns = {
  reinstatements,
  reinstatedAt: sql<number | null>`(select max(${pastWithdrawals.reinstatedAt}) ${ofPast})`,
};

const editionQuery = preparedRead((db) =>
  db
    .select({
      ...publicColumns,
      ...withdrawalColumns,
      ...neighbourColumns,
      reinstatements,
      html: editions.html,
    })
    .from(publications)
    .leftJoin(editions, isInLanguage)
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(isRequested),
);

/**
 * Reads a public or withdrawn release at `now`, with its body in one language and its neighbours;
 * null if it is hidden.
 */
export function readPublic(
  db: Db,
  id: string,
  lang: string,
  now: number,
): Read<PublicEdition | null> {
  return editionQuery(db, { id, lang, now }, ([row]) =>
    row
      ? {
          publication: row,
          withdrawal: toWithdrawal(row),
          html: row.html,
          reinstated: row.reinstatements > 0,
          older: toNeighbour(row.older),
          newer: toNeighbour(row.newer),
        }
      : null,
  );
}

const publicationQuery = preparedRead((db) =>
  db
    .select({ ...publicColumns, ...withdrawalColumns })
    .from(publications)
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(isRequested),
);

/** Reads a public or withdrawn release at `now` without its bodies; null if it is hidden. */
export function readPublication(
  db: Db,
  id: string,
  now: number,
): Read<Pick<PublicEdition, 'publication' | 'withdrawal'> | null> {
  return publicationQuery(db, { id, now }, ([row]) =>
    row ? { publication: row, withdrawal: toWithdrawal(row) } : null,
  );
}

const markdownQuery = preparedRead((db) =>
  db
    .select({
      ...publicColumns,
      ...withdrawalColumns,
      ...reinstatementColumns,
      markdown: editions.markdown,
    })
    .from(publications)
    .leftJoin(editions, isInLanguage)
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(isRequested),
);

export interface WrittenEdition {
  publication: Publication & Reinstatements;
  withdrawal: Withdrawal | null;
  /** As it was written in the asked language, or null when there is no such edition. */
  markdown: string | null;
}

/** Reads a public or withdrawn release at `now`, with its Markdown in one language; null if it is hidden. */
export function readWritten(
  db: Db,
  id: string,
  lang: string,
  now: number,
): Read<WrittenEdition | null> {
  return markdownQuery(db, { id, lang, now }, ([row]) =>
    row
      ? {
          publication: row,
          withdrawal: toWithdrawal(row),
          markdown: row.markdown,
        }
      : null,
  );
}

/** All bodies of a publication, as one JSON column of a row of `publications`. */
export const bodies = sql<string>`(
  select json_group_array(
    json_object(
      'lang', ${editions.lang},
      'html', ${editions.html},
      'markdown', ${editions.markdown},
      'text', ${editions.text}
    )
  )
  from ${editions}
  where ${editions.publicationId} = ${publications.id}
)`;

/** The columns of a publication with all that it says in every language. */
export const wholeColumns = { ...publicColumns, bodies };

export interface WholePublication extends Publication {
  bodies: Body[];
}

export function toWhole<Row extends Publication & { bodies: string }>(row: Row): WholePublication {
  return { ...row, bodies: JSON.parse(row.bodies) as Body[] };
}

const wholeQuery = preparedRead((db) =>
  db
    .select({ ...wholeColumns, ...withdrawalColumns })
    .from(publications)
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(isRequested),
);

/** Reads a public or withdrawn release at `now`, with its bodies in all languages; null if it is hidden. */
export function readWhole(
  db: Db,
  id: string,
  now: number,
): Read<{ release: WholePublication; withdrawal: Withdrawal | null } | null> {
  return wholeQuery(db, { id, now }, ([row]) =>
    row ? { release: toWhole(row), withdrawal: toWithdrawal(row) } : null,
  );
}
