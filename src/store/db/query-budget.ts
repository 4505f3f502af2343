/** The queries of one invocation, counted: D1 takes 1,000 and refuses the rest. */
const mostQueries = 1000;

export interface Budgeted {
  binding: D1Database;
  /** Returns the number of queries that the invocation may still make. */
  left: () => number;
}

/** A database whose queries are counted from now on, each statement of a batch as one. */
export function budgeted(original: D1Database): Budgeted {
  let left = mostQueries;
  const counted = (db: Pick<D1Database, 'prepare' | 'batch'>) => ({
    prepare: (query: string) => {
      left -= 1;
      return db.prepare(query);
    },
    batch: db.batch.bind(db),
  });
  const binding = {
    ...counted(original),
    withSession: (constraint: string) => counted(original.withSession(constraint)),
  } as unknown as D1Database;
  return { binding, left: () => left };
}
