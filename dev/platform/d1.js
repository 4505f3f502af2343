/** A D1 database with the limits of an invocation. Its errors have D1's own texts. */

const encoder = new TextEncoder();

function bytesOf(value) {
  if (typeof value === 'string') return encoder.encode(value).length;
  return value?.byteLength ?? 8;
}

/** @returns D1's error for a statement that exceeds a limit, or null */
function faultOf(text, values, limits) {
  if (bytesOf(text) > limits.statementBytes) return 'statement too long: SQLITE_TOOBIG';
  if (values.length > limits.parameters) return 'too many SQL variables: SQLITE_ERROR';
  const bytes = values.reduce((sum, value) => sum + bytesOf(value), 0);
  return bytes > limits.rowBytes ? 'string or blob too big: SQLITE_TOOBIG' : null;
}

export function limitDatabase(db, invocation) {
  const known = new WeakMap();

  const run = async (statements, call) => {
    invocation.countQueries(statements.length);
    for (const { text, values } of statements) {
      const fault = faultOf(text, values, invocation.limits);
      if (fault !== null) throw new Error(`D1_ERROR: ${fault}`);
    }
    return withTimeout(invocation.limits.queryTime, call());
  };

  const statement = (original, text, values) => {
    const own = [{ text, values }];
    const wrapped = {
      bind: (...given) => statement(original.bind(...given), text, given),
      all: () => run(own, () => original.all()),
      run: () => run(own, () => original.run()),
      raw: (options) => run(own, () => original.raw(options)),
      first: (column) => run(own, () => original.first(column)),
    };
    known.set(wrapped, { original, text, values });
    return wrapped;
  };

  const limit = (connection) => ({
    prepare: (text) => statement(connection.prepare(text), text, []),
    batch: (statements) => {
      const all = statements.map((one) => known.get(one));
      return run(all, () => connection.batch(all.map(({ original }) => original)));
    },
    exec: (text) => run([{ text: '', values: [] }], () => connection.exec(text)),
    withSession: (constraint) => limit(connection.withSession(constraint)),
    getBookmark: () => connection.getBookmark(),
  });
  return limit(db);
}

/** D1 ends a query after a time limit. Whether it took effect is then unknown. */
async function withTimeout(milliseconds, call) {
  const exceeded = () =>
    new Error(
      'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
    );
  const started = Date.now();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(exceeded()), milliseconds);
  });
  try {
    const result = await Promise.race([call, late]);
    // A query that computes delays the timer, too.
    if (Date.now() - started > milliseconds) throw exceeded();
    return result;
  } finally {
    clearTimeout(timer);
  }
}
