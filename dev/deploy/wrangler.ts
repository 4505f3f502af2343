/** Runs wrangler, without a shell and without a terminal: it never prompts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../local.ts';

/** The exit state and output of a command. */
export interface CommandResult {
  ok: boolean;
  stdout: string;
  /** stdout and stderr together, for people. */
  output: string;
}

export type Wrangler = (args: readonly string[]) => Promise<CommandResult>;

const packaged = join(root, 'node_modules/wrangler/bin/wrangler.js');

/** Runs the wrangler of package.json, or another program in its place. */
export function wranglerAt(program = packaged): Wrangler {
  return (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args], {
        cwd: root,
        env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, all]: [string[], string[]] = [[], []];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout.push(text);
        all.push(text);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => all.push(text));
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ ok: code === 0, stdout: stdout.join(''), output: all.join('').trim() }),
      );
    });
}
