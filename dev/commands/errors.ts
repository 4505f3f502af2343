/** Errors that a command reports in one line, and the exit codes. */

export const exitCodes = { done: 0, failed: 1, usage: 2, stopped: 2, interrupted: 130 };

/** A problem that the person at the terminal can solve. Reported without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A wrong option or argument. Reported with the usage text; exit code 2. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message, exitCodes.usage);
  }
}
