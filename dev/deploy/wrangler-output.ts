/** Parsers of wrangler's output. */
import type { CommandResult } from './wrangler.ts';

/** Parses the JSON that wrangler printed, after any notices. */
export function parseJson<T>({ stdout }: CommandResult): T {
  const begin = stdout.search(/^[[{]/m);
  return JSON.parse(begin < 0 ? stdout : stdout.slice(begin)) as T;
}

/** Whether the bucket does not exist; false for any other failure. */
export function isMissingBucket({ ok, output }: CommandResult): boolean {
  return !ok && /\b10006\b/.test(output);
}

/** Whether R2 is not enabled for the account. */
export function isR2Disabled({ ok, output }: CommandResult): boolean {
  return !ok && /\b10042\b|enable R2/i.test(output);
}
