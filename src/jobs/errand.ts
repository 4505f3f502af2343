/** What an entry of the outbox is done with, and how it ends for good. */
import type { Outward } from '../config.ts';
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db.ts';

export interface Errand {
  db: Db;
  site: Site;
  outward: Outward;
  /** Epoch milliseconds. */
  now: number;
  /** The cache in front of this entrypoint; undefined where there is none. */
  cache: CacheContext | undefined;
}

/** What no further attempt would change. */
export class Hopeless extends Error {}
