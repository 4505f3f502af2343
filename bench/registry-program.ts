/** Runs programs of the registry that are fetched for one run, and installed nowhere. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a program of a package, such as `lighthouse` of `lighthouse@12.2.3`.
 * @throws Error with its output if it fails
 */
export async function runFromRegistry(
  program: string,
  version: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<void> {
  const command = ['exec', '--yes', `--package=${program}@${version}`, '--', program, ...args];
  await promisify(execFile)('npm', command, { shell: process.platform === 'win32', ...options });
}
