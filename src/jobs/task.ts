/** What an entry of the outbox is done with, and how it ends for good. */
import type { Integrations } from '../config.ts';
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db/connect.ts';

export interface TaskContext {
  db: Db;
  site: Site;
  outward: Integrations;
  /** Epoch milliseconds. */
  now: number;
  /** When the run of `now` began by this machine's clock, in epoch milliseconds. */
  begun: number;
  /** The cache in front of this entrypoint; undefined where there is none. */
  cache: CacheContext | undefined;
  /** How many queries this invocation may still make. */
  left: () => number;
  /** How many purges are left over for others, who need them more. */
  sparePurges: number;
}

/** A permanent failure: no retry. */
export class PermanentError extends Error {}

/** A task that must not run yet. It is no failure. */
export class TooEarly extends Error {
  /** Epoch milliseconds. */
  readonly until: number;

  constructor(reason: string, until: number) {
    super(reason);
    this.until = until;
  }
}
