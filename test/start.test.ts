/** `npm start` on a new machine: the first answer, a port in use, and how it stops. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, root } from '../dev/local.ts';

let stateDir: string;
let port: number;
let npm: ChildProcess;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'dateline-start-'));
  port = await freePort();
  npm = start();
});
afterAll(async () => {
  for (const { pid } of siteProcesses()) process.kill(pid, 'SIGKILL');
  await rm(stateDir, { recursive: true, force: true });
});

function start(): ChildProcess {
  const args = ['start', '--', '--port', String(port), '--state', stateDir, '--empty'];
  return spawn('npm', args, { cwd: root, shell: process.platform === 'win32' });
}

/** The processes of this start: node, which names the state folder, and workerd below it. */
function siteProcesses(): { pid: number; parent: number; command: string }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const processes = lines.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const nodes = processes.filter(({ command }) => command.includes(`run.ts start --port ${port}`));
  const pids = new Set(nodes.map(({ pid }) => pid));
  return [...nodes, ...processes.filter(({ parent, pid }) => pids.has(parent) && !pids.has(pid))];
}

test('the first response is the page, not an error of a site that is still starting', async () => {
  let answer: Response | null = null;
  while (!answer && npm.exitCode === null) {
    answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (!answer) await pause(5);
  }
  expect(answer?.status).toBe(200);
  expect(await answer?.text()).toContain('<h1');
});

test('a port in use is reported in one line', async () => {
  const second = start();
  let stderr = '';
  second.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(second, 'close');
  expect(code).toBe(1);
  expect(stderr).toBe(`Port ${port} is in use. Choose another port with --port N.\n`);
});

test('a signal to npm ends node and workerd', async () => {
  const running = siteProcesses();
  expect(running.map(({ command }) => command)).toContainEqual(expect.stringContaining('workerd'));
  npm.kill('SIGTERM');
  const alive = () => {
    const left = new Set(siteProcesses().map(({ pid }) => pid));
    return running.filter(({ pid }) => left.has(pid) || exists(pid));
  };
  while (alive().length > 0) await pause(50);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
