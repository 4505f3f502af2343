/** On a developer's machine: what an answer took, as browsers show it (Server-Timing). */

export interface Timing {
  binding: D1Database;
  /** The header's value: all of it, and the database's part with the number of its batches. */
  told: () => string;
}

/** Measures a request from now on. Timings are told in development only: they would tell what is hidden. */
export function timing(original: D1Database): Timing {
  const begun = performance.now();
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
  const told = () => {
    const total = (performance.now() - begun).toFixed(1);
    return `total;dur=${total}, db;dur=${spent.toFixed(1)};desc="batches: ${batches}"`;
  };
  return { binding, told };
}
