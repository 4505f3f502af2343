/** Options, usage texts and exit codes of the commands in package.json. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { type Command, parseArguments, usageOf } from '../dev/commands/command.ts';
import { type CommandName, commands } from '../dev/commands/list.ts';
import { missingPackages } from '../dev/commands/missing-packages.ts';
import { runCommand } from '../dev/commands/run-command.ts';

const root = join(import.meta.dirname, '..');

interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in this process, as far as its arguments let it. */
async function run(name: string, ...args: string[]): Promise<Result> {
  const printed = { stdout: '', stderr: '' };
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    printed.stdout += `${text}\n`;
  });
  const error = vi.spyOn(console, 'error').mockImplementation((text) => {
    printed.stderr += `${text}\n`;
  });
  try {
    return { code: await runCommand(name, args), ...printed };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const all = Object.entries(commands) as [CommandName, Command][];

describe.each(all)('%s', (name, command) => {
  test('prints its usage with --help', async () => {
    const { code, stdout, stderr } = await run(name, '--nonsense', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${usageOf(command)}\n`);
  });

  test('refuses an unknown option in one line, with its usage and exit code 2', async () => {
    const { code, stdout, stderr } = await run(name, '--nonsense');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`Unknown option '--nonsense'.\n\n${usageOf(command)}\n`);
  });

  test('is run by its script in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts[name]).toMatch(new RegExp(`node .*dev/commands/run\\.ts ${name}$`));
  });
});

test('a missing package is one sentence, not a trace', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-'));
  try {
    for (const name of ['dev', 'src', 'package.json']) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    const started = promisify(execFile)(process.execPath, [
      join(folder, 'dev/commands/run.ts'),
      'start',
    ]);
    const { stderr } = (await started.catch((error) => error)) as { stderr: string };
    expect(stderr).toMatch(
      /^Packages are not installed \(\S+ and \d+ more\)\. Run npm ci, then try again\.\n$/,
    );
    const built = new Error('Build failed: Could not resolve "hono"');
    const packages = { dependencies: { hono: '1.0.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(packages));
    expect(missingPackages(built, folder)).toContain('(hono)');
    expect(missingPackages(new Error('Another fault'), folder)).toBe(null);
    expect(missingPackages(built)).toBe(null);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an installation runs no script', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lifecycle = /^(?:(?:pre|post)?(?:install|prepare|prepublish)|dependencies)$/;
  expect(Object.keys(scripts).filter((name) => lifecycle.test(name))).toEqual([]);
});

test('the exit code is that of the process', async () => {
  const program = join(root, 'dev/commands/run.ts');
  const wrong = promisify(execFile)(process.execPath, [program, 'start', '--nonsense']);
  await expect(wrong).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^Unknown option '--nonsense'\.\n\nUsage: npm start -- \[/),
  });
});

test('an unknown command is refused with the names of all', async () => {
  const { code, stderr } = await run('nonsense');
  expect(code).toBe(2);
  expect(stderr).toBe(
    `Unknown command "nonsense". Commands: ${Object.keys(commands).join(', ')}.\n`,
  );
});

test.each<[CommandName, string[], string]>([
  ['start', ['--port', 'web'], '--port must be a whole number from 0 to 65535, not "web".'],
  ['start', ['--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000".'],
  ['start', ['--port'], "Option '--port <value>' argument missing."],
  ['start', ['--empty=yes'], "Option '--empty' does not take an argument."],
  ['start', ['8787'], 'Unexpected argument "8787".'],
  [
    'bench',
    ['--sizes', '1000,10'],
    '--sizes must be a whole number from 100 to 10000000, not "1000,10".',
  ],
  ['bench', ['--only', 'page'], '--only must be one of pages, ticks, not "page".'],
  ['load', ['--minutes', '0'], '--minutes must be a number above 0, not "0".'],
  ['faults', ['--seed', '-1'], "Option '--seed' argument is ambiguous."],
  [
    'cost',
    ['--requests', '1e9'],
    '--requests must be a whole number from 100 to 10000000, not "1e9".',
  ],
  ['profile', ['--seconds', 'x'], '--seconds must be a number above 0, not "x".'],
  ['screenshots', ['a', 'b'], 'Unexpected argument "b".'],
  ['import', [], 'FILE… is missing.'],
  ['import', ['--template', 'pdf'], '--template must be one of csv, not "pdf".'],
  [
    'import',
    ['--parallel', '65', 'f'],
    '--parallel must be a whole number from 1 to 64, not "65".',
  ],
  [
    'import',
    ['--time-zone', 'Mars', 'f'],
    '--time-zone must be an IANA time zone such as Europe/Vienna, not "Mars".',
  ],
  [
    'export',
    ['--origin', 'here', 'd'],
    '--origin must be an address such as https://news.example.org, not "here".',
  ],
  ['export', ['--token', '', 'd'], '--token must not be empty.'],
  ['deploy', ['staging'], 'Unexpected argument "staging".'],
  ['token', [], '--name is missing. --role is missing.'],
  [
    'token',
    ['--name', 'A', '--role', 'owner', '--days', '0'],
    '--role must be one of author, editor, admin, not "owner". --days must be a whole number from 1 to 400, not "0".',
  ],
])('%s %j is refused', (name, args, message) => {
  expect(() => parseArguments(commands[name] as Command, args)).toThrow(message);
});

test('npm run import needs no file with --template', () => {
  const { values, positionals } = parseArguments(commands.import, ['--template', 'csv']);
  expect([values.template, positionals]).toEqual(['csv', []]);
});

test.each<[string, string[], string]>([
  ['export', [], 'DIR is missing.'],
  ['export', ['a', '--static', 'b'], 'Give one folder: DIR, or --static DIR.'],
  ['import', ['--draft', '--publish', 'f'], 'Give --draft or --publish, not both.'],
])('%s %j is refused with its usage', async (name, args, message) => {
  const { code, stderr } = await run(name, ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    new RegExp(`^${message.replaceAll('.', '\\.')}\n\nUsage: npm run ${name}`),
  );
});
