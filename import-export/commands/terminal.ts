/** What the moving commands have in common: how they end, and who they are to a site. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, Unreachable } from '../../client/client.ts';

/** What a command answers: done, something was not moved, could not begin or go on, broken off. */
export const exits = { done: 0, failures: 1, stopped: 2, interrupted: 130 };

/** Ends at once, with one line. */
export function exitWith(message: string): never {
  console.error(message);
  process.exit(exits.stopped);
}

/** What was asked for on the command line; ends with how it is asked for where it was not so. */
export function readArguments<Parsed>(usage: string, parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (error) {
    return exitWith(`${(error as Error).message}\n${usage}`);
  }
}

/** Ends with one line for what a site or a folder was not ready for; faults of our own are thrown. */
export async function runCommand(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    const expected = error instanceof Refusal || error instanceof Unreachable || code !== undefined;
    if (!expected && !(error instanceof CommandError)) throw error;
    exitWith(message);
  }
}

/** A folder or a site that cannot be worked with as it is, and why. */
export class CommandError extends Error {
  override readonly name = 'Unready';
}

/** The token that `npm start` keeps, where the site is the one on this machine; else null. */
export function tokenOfThisMachine(origin: string): string | null {
  if (!/^(?:localhost|127\.0\.0\.1)$/.test(new URL(origin).hostname)) return null;
  try {
    return readFileSync(join(import.meta.dirname, '../../.dateline/token'), 'utf8').trim();
  } catch {
    return null;
  }
}
