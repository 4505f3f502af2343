/** `npm run import` and `npm run terms` themselves, with their exit codes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Ended {
  code: number | null;
  out: string;
}

const program = join(import.meta.dirname, '../../dev/commands/run.ts');

/** @param watch is given the process while it runs */
export const runImport = (
  url: URL,
  token: string,
  args: readonly string[],
  watch: (child: ChildProcess) => void = () => {},
): Promise<Ended> => runCommand('import', url, token, args, watch);

export const runTerms = (url: URL, token: string, args: readonly string[]): Promise<Ended> =>
  runCommand('terms', url, token, args, () => {});

async function runCommand(
  name: string,
  url: URL,
  token: string,
  args: readonly string[],
  watch: (child: ChildProcess) => void,
): Promise<Ended> {
  const about = ['--origin', url.origin, '--token', token];
  const child = spawn(process.execPath, [program, name, ...about, ...args]);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      out += text;
    });
  }
  watch(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}
