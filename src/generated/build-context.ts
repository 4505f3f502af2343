/** Dependencies of building feeds and sitemaps. */
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db/connect.ts';

export interface BuildContext {
  db: Db;
  bucket: R2Bucket;
  site: Site;
  /** Epoch milliseconds. */
  now: number;
  /** Queries that this invocation may still make. Absent in requests of readers, which make few. */
  left?: () => number;
}
