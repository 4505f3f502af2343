/** Server-Timing of requests, in development only. */

export interface Timing {
  binding: D1Database;
  /** The value of the header: the total, and the database's part with the number of batches. */
  header: () => string;
}

/** Measures a request from now on. In production timings would reveal what is hidden. */
export function timing(original: D1Database): Timing {
  const startedAt = performance.now();
  let [spent, batches] = [0, 0];
  const measured = ({ prepare, batch }: Pick<D1Database, 'prepare' | 'batch'>) => ({
    prepare,
    batch: async (statements: D1PreparedStatement[]) => {
      const sent = performance.now();
      batches += 1;
      return batch(statements).finally(() => {
        spent += performance.now() - sent;
      });
    },
  });
  const bound = (db: Pick<D1Database, 'prepare' | 'batch'>) =>
    measured({ prepare: db.prepare.bind(db), batch: db.batch.bind(db) });
  const binding = {
    ...bound(original),
    withSession: (constraint: string) => bound(original.withSession(constraint)),
  } as unknown as D1Database;
  const header = () => {
    const total = (performance.now() - startedAt).toFixed(1);
    return `total;dur=${total}, db;dur=${spent.toFixed(1)};desc="batches: ${batches}"`;
  };
  return { binding, header };
}
