/** `npm start` on a fresh machine: whoever is answered at all is answered by the site. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, root } from '../dev/local.ts';

let stateDir: string;
let port: number;
let start: ChildProcess;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'dateline-start-'));
  port = await freePort();
  const args = ['dev/start.ts', '--port', String(port), '--state', stateDir, '--empty'];
  start = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
});
afterAll(async () => {
  if (start.exitCode === null) {
    const ended = new Promise((resolve) => start.once('exit', resolve));
    start.kill('SIGTERM');
    await ended;
  }
  await rm(stateDir, { recursive: true, force: true });
});

test('the first answer is the page, not a failure of what is not there yet', async () => {
  let answer: Response | null = null;
  while (!answer && start.exitCode === null) {
    answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (!answer) await pause(5);
  }
  expect(answer?.status).toBe(200);
  expect(await answer?.text()).toContain('<h1');
});
