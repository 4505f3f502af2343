/**
 * The deadline of reads. D1 can stall for 25 seconds; readers get 503 with `Retry-After` long before
 * a browser gives up.
 *
 * Writes have no deadline: a write may still commit after a 503, and the client would take it for
 * failed.
 */
import { Problem } from '../domain/problem.ts';

/** The deadline of a read in milliseconds. */
export const longestRead = 10_000;

/** The value of `Retry-After` in seconds. */
const retryAfter = 15;

/**
 * Waits for `work` until the deadline; a later result is ignored.
 * @throws Problem `unavailable` after `milliseconds`
 */
export async function withinDeadline(milliseconds: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const detail = 'The database does not respond. Nothing was changed. Try again later.';
    reject(new Problem('unavailable', detail, { headers: { 'Retry-After': String(retryAfter) } }));
  }, milliseconds);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
