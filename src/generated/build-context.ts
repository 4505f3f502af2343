/** What a chore works with. */
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db/connect.ts';

export interface BuildContext {
  db: Db;
  bucket: R2Bucket;
  site: Site;
  now: number;
  /** How many queries this invocation may still make; absent for a reader's, which makes few. */
  left?: () => number;
}
