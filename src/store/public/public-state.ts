/**
 * The public state: what readers see, as one name. It has three parts. A token changes with each write that has
 * an effect at once. The latest instant at which something became visible changes as the clock passes it.
 * The latest change of that time tells apart what was scheduled for one instant, and a request that came
 * before an act from one after it, though both read what the act wrote. While all are the same, every list
 * and every release is the same.
 */
import { type SQL, sql } from 'drizzle-orm';
import { type Db, preparedRead, type Read, type Statement, withAge } from '../db/connect.ts';
import { randomToken } from '../db/expressions.ts';
import { changes } from '../db/schema.ts';
import { publicState } from '../db/schema-newsroom.ts';
import { nextInstant, type ReplicaLag, replicaLagColumns } from '../db/visibility.ts';

/** Columns for a row of any query about what is public at the placeholder `now`. */
export const publicStateColumns = {
  next: nextInstant,
  token: sql<string | null>`(select ${publicState.token} from ${publicState})`,
  change: sql<number | null>`(
    select ${changes.id}
    from ${changes}
    where ${changes.effectiveAt} <= ${sql.placeholder('now')}
    order by ${changes.effectiveAt} desc, ${changes.id} desc
    limit 1
  )`,
  ...replicaLagColumns,
};

export interface PublicState {
  /** The name of the state; null if it has none, so that nothing may be kept under it. */
  state: string | null;
  /** The next scheduled instant after `now`, or null. */
  next: number | null;
}

interface Row extends ReplicaLag {
  next: number | null;
  token: string | null;
  change: number | null;
}

/** The public state in a row with `publicStateColumns`. */
export const toPublicState = (row: Row | undefined): PublicState => ({
  state: row?.token ? `${row.token} ${row.latest} ${row.change}` : null,
  next: row?.next ?? null,
});

const states = preparedRead((db) => db.select(publicStateColumns).from(sql`(select 1) as one`));

export const readPublicState = (db: Db, now: number): Read<PublicState> =>
  withAge(states(db, { now }, ([row]) => toPublicState(row)));

/**
 * Gives the public state another token: part of every write that readers see at once.
 * @param condition evaluated in the batch, where the statement stands
 */
export const renewPublicState = (db: Db, condition: SQL = sql`true`): Statement =>
  db.update(publicState).set({ token: randomToken }).where(condition);
