/**
 * The limits of Workers Paid, D1 and R2, as documented in November 2026. docs/edge.md has the sources.
 * A limit of an invocation is one of a request or a tick, with all that it does in `waitUntil`.
 */
export const limits = {
  /** Statements that an invocation may send to D1, each of a batch counted. */
  queries: 1000,
  /** Parameters of a statement. */
  parameters: 100,
  /** Bytes of a statement's text. */
  statementBytes: 100_000,
  /** Bytes of a row, of a text and of a blob; all parameters of a statement together count here. */
  rowBytes: 2_000_000,
  /** Milliseconds until D1 gives up a query. */
  queryTime: 30_000,
  /** Milliseconds between two writes of R2 to the same key. */
  betweenWrites: 1000,
  /** Fetches and calls of R2 that may wait for headers at once; others wait for them. */
  connections: 6,
  /** Fetches and calls of bindings that an invocation may make. */
  subrequests: 10_000,
  /** Milliseconds that `waitUntil` has once the response is there. */
  afterResponse: 30_000,
};
