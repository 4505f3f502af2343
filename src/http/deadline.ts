/**
 * The deadline of reads. D1 has been seen to stall for 25 seconds; a reader is told so with 503 and
 * `Retry-After` long before a browser gives up, and may ask again.
 *
 * A write has no deadline: it may happen while nobody waits for it, and a client that was told 503
 * would take it for not done.
 */
import { Problem } from '../domain/problem.ts';

/** Milliseconds until a read is given up. */
export const longestRead = 10_000;

/** Seconds after which a reader may ask again. */
const retryAfter = 15;

/**
 * Does `work`, or gives it up after `milliseconds`; what it does later is of no consequence.
 * @throws Problem `unavailable` when it is given up
 */
export async function withinDeadline(milliseconds: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const detail = 'The database does not answer just now. Nothing was changed; ask again later.';
    reject(new Problem('unavailable', detail, { headers: { 'Retry-After': String(retryAfter) } }));
  }, milliseconds);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
