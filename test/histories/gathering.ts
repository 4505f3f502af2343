/**
 * A database whose readers' queries of one turn of the loop travel as one batch, each distinct
 * statement once: a hundred surfaces are asked at a time, and a trip costs more than its rows.
 */
export function gathering(db: D1Database): D1Database {
  const texts = new WeakMap<object, string>();
  let statements = new Map<string, D1PreparedStatement>();
  let waiting: { keys: string[]; done: PromiseWithResolvers<D1Result[]> }[] = [];

  const prepare = (query: string) => {
    const statement = db.prepare(query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values: unknown[]) => {
      const bound = bind(...values);
      texts.set(bound, JSON.stringify([query, values]));
      return bound;
    };
    return statement;
  };

  const send = async () => {
    const [sent, callers] = [statements, waiting];
    [statements, waiting] = [new Map(), []];
    try {
      const results = await db.batch([...sent.values()]);
      const byText = new Map([...sent.keys()].map((key, at) => [key, results[at] as D1Result]));
      for (const { keys, done } of callers) {
        done.resolve(keys.map((key) => byText.get(key) as D1Result));
      }
    } catch (error) {
      for (const { done } of callers) done.reject(error);
    }
  };

  const batch = (all: D1PreparedStatement[]) => {
    const keys = all.map((one) => texts.get(one) ?? '');
    if (!keys.every((key) => key.startsWith('["select '))) return db.batch(all);
    if (waiting.length === 0) setTimeout(send, 0);
    for (const [at, key] of keys.entries()) statements.set(key, all[at] as D1PreparedStatement);
    const done = Promise.withResolvers<D1Result[]>();
    waiting.push({ keys, done });
    return done.promise;
  };

  return { prepare, batch } as unknown as D1Database;
}
