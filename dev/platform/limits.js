/**
 * The limits of Workers Paid, D1 and R2, as documented in November 2026. docs/edge.md has the sources.
 * An invocation is a request or a tick, with everything that it does in `waitUntil`.
 */
export const limits = {
  /** D1 statements of an invocation; each statement of a batch counts. */
  queries: 1000,
  /** Parameters of a statement. */
  parameters: 100,
  /** Bytes of a statement's text. */
  statementBytes: 100_000,
  /** Bytes of a row, a text or a blob. Here, all parameters of a statement together. */
  rowBytes: 2_000_000,
  /** Milliseconds until D1 ends a query. */
  queryTime: 30_000,
  /** Milliseconds between two R2 writes to the same key. */
  betweenWrites: 1000,
  /** Fetches and R2 calls that may wait for headers at once; further ones queue. */
  connections: 6,
  /** Fetches and calls of bindings that an invocation may make. */
  subrequests: 10_000,
  /** Milliseconds that `waitUntil` has after the response. */
  afterResponse: 30_000,
};
