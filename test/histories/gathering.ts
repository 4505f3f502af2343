/**
 * A database whose readers' queries, and what is done after an answer, travel as one batch a turn of
 * the loop, each distinct query once: a hundred surfaces are asked at a time, and a trip costs more
 * than its rows.
 */
export function gathering(db: D1Database): D1Database {
  const keys = new WeakMap<object, string>();
  let statements = new Map<string, D1PreparedStatement>();
  let waiting: { keys: string[]; done: PromiseWithResolvers<D1Result[]> }[] = [];
  let writes = 0;

  const send = async () => {
    const [sent, callers] = [statements, waiting];
    [statements, waiting] = [new Map(), []];
    try {
      const results = await db.batch([...sent.values()]);
      const byKey = new Map([...sent.keys()].map((key, at) => [key, results[at] as D1Result]));
      for (const caller of callers) {
        caller.done.resolve(caller.keys.map((key) => byKey.get(key) as D1Result));
      }
    } catch (error) {
      for (const { done } of callers) done.reject(error);
    }
  };

  const gather = (all: D1PreparedStatement[]) => {
    if (waiting.length === 0) setTimeout(send, 0);
    const named = all.map((one) => keys.get(one) ?? '');
    for (const [at, key] of named.entries()) statements.set(key, all[at] as D1PreparedStatement);
    const done = Promise.withResolvers<D1Result[]>();
    waiting.push({ keys: named, done });
    return done.promise;
  };

  const prepare = (query: string) => {
    const statement = db.prepare(query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values: unknown[]) => {
      const bound = bind(...values);
      const reads = query.startsWith('select ');
      keys.set(bound, reads ? JSON.stringify([query, values]) : `write ${++writes}`);
      const result = async () => (await gather([bound]))[0] as D1Result<object>;
      const rows = async () => (await result()).results.map((row) => Object.values(row));
      return Object.assign(bound, { run: result, raw: rows });
    };
    return statement;
  };

  const batch = (all: D1PreparedStatement[]) => {
    const reads = all.every((one) => !keys.get(one)?.startsWith('write '));
    return reads ? gather(all) : db.batch(all);
  };

  const gathered = { prepare, batch, withSession: () => gathered };
  return gathered as unknown as D1Database;
}
