/** `npm start` on a new machine: the first answer, a port in use, and how it stops. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, root } from '../dev/local.ts';

let stateDir: string;
let port: number;
let npm: ChildProcess;
let stdout = '';

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'dateline-start-'));
  port = await freePort();
  npm = start();
  npm.stdout?.on('data', (text) => {
    stdout += text;
  });
});
afterAll(async () => {
  for (const { pid } of siteProcesses()) process.kill(pid, 'SIGKILL');
  await rm(stateDir, { recursive: true, force: true });
});

function start(): ChildProcess {
  const options = ['--port', String(port), '--state', stateDir, '--desk-link-file', linkFile()];
  const args = ['start', '--', ...options, '--empty'];
  return spawn('npm', args, { cwd: root, shell: process.platform === 'win32' });
}

const linkFile = () => join(stateDir, 'desk-link');

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

test('the desk link is written alone into its file, printed, and signs the local admin in once', async () => {
  let link = '';
  while (link === '') {
    link = await readFile(linkFile(), 'utf8').catch(() => '');
    if (link === '') await pause(20);
  }
  expect(link).toMatch(new RegExp(`^http://localhost:${port}/desk/link/dk_\\w{49}$`));
  while (!stdout.includes('Desk')) await pause(20);
  expect(stdout).toContain(`  Desk       ${link} `);
  const use = () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin' };
    return fetch(link, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(),
      headers,
    });
  };
  const first = await use();
  expect([first.status, first.headers.get('Location')]).toEqual([303, '/desk']);
  const Cookie = (first.headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
  const today = await fetch(`http://localhost:${port}/desk`, { headers: { Cookie } });
  expect(await today.text()).toContain('Local admin');
  expect((await use()).status).toBe(404);
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
