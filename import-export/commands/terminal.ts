/** Errors and the default token of the import and export commands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, Unreachable } from '../../client/client.ts';
import { CommandError, exitCodes, UsageError } from '../../dev/commands/errors.ts';

/**
 * Runs `act`; an error of the site, the network or the disk becomes a CommandError with exit code 2.
 * @throws CommandError, or an unexpected error unchanged
 */
export async function reportExpectedErrors(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof UsageError || !isExpected(error)) throw error;
    throw new CommandError(error.message, exitCodes.stopped);
  }
}

/** Whether the person at the terminal can solve it: a refusal, no connection, a file error. */
export function isExpected(error: unknown): error is Error {
  if (error instanceof Refusal || error instanceof Unreachable) return true;
  return error instanceof CommandError || (error instanceof Error && 'code' in error);
}

/** The development token that `npm start` saved, if the site is the one on this machine. */
export function tokenOfThisMachine(origin: string): string | null {
  if (!/^(?:localhost|127\.0\.0\.1)$/.test(new URL(origin).hostname)) return null;
  try {
    return readFileSync(join(import.meta.dirname, '../../.dateline/token'), 'utf8').trim();
  } catch {
    return null;
  }
}
