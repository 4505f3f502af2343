/** Context and errors of outbox tasks. */
import type { Integrations } from '../config.ts';
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db/connect.ts';

export interface TaskContext {
  db: Db;
  site: Site;
  integrations: Integrations;
  /** Epoch milliseconds. */
  now: number;
  /** The instant `now` by the machine's clock, in epoch milliseconds. `now` may be simulated. */
  startedAt: number;
  /** The edge cache in front of this Worker. Undefined if there is none. */
  cache: CacheContext | undefined;
  /** Queries that this invocation may still make. */
  left: () => number;
  /** Purges that this run leaves in the account's quota for the next tick. */
  reservedPurges: number;
}

/** A permanent failure: do not retry. */
export class PermanentError extends Error {}

/** A task that must not run yet: it is postponed and does not count as a failure. */
export class TooEarly extends Error {
  /** Epoch milliseconds. */
  readonly until: number;

  constructor(reason: string, until: number) {
    super(reason);
    this.until = until;
  }
}
