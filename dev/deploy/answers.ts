/** What wrangler prints, read. */
import type { Outcome } from './wrangler.ts';

/** The JSON of an answer, whatever notices stand before it. */
export function parsed<T>({ stdout }: Outcome): T {
  const begin = stdout.search(/^[[{]/m);
  return JSON.parse(begin < 0 ? stdout : stdout.slice(begin)) as T;
}

/** Whether the platform said that there is no such bucket, not that it could not be asked. */
export function isMissingBucket({ ok, told }: Outcome): boolean {
  return !ok && /\b10006\b/.test(told);
}

/** Whether the platform said that R2 was never switched on for the account. */
export function isWithoutR2({ ok, told }: Outcome): boolean {
  return !ok && /\b10042\b|enable R2/i.test(told);
}
