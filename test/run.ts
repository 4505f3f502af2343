/** `npm test`: formatter, linter, types, then every test. The last line has the counts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', name);

function runTool(what: string, script: string, args: string[]): boolean {
  console.log(`\n${what}`);
  const options = { cwd: root, stdio: 'inherit' } as const;
  return spawnSync(process.execPath, [bin(script), ...args], options).status === 0;
}

export async function run({ values, positionals }: Arguments<typeof commands.test>): Promise<void> {
  const name = values.testNamePattern;
  const filters = [...positionals, ...(name === undefined ? [] : ['--testNamePattern', name])];
  const checks = [
    runTool('Formatter and linter', '@biomejs/biome/bin/biome', [
      'check',
      '--error-on-warnings',
      '.',
    ]),
    runTool('Types of the Worker', 'typescript/bin/tsc', ['-p', '.']),
    runTool('Types of the desk’s scripts', 'typescript/bin/tsc', ['-p', 'desk-assets']),
    runTool('Types of everything else', 'typescript/bin/tsc', ['-p', 'dev']),
  ];

  const folder = mkdtempSync(join(tmpdir(), 'dateline-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const done = runTool('Tests', 'vitest/vitest.mjs', ['run', ...reporters, ...filters]);
  const counts = readCounts(report, done);
  rmSync(folder, { recursive: true, force: true });

  const passed = counts.passed + checks.filter(Boolean).length;
  const failed = counts.failed + checks.filter((ok) => !ok).length;
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0 || !done) process.exitCode = 1;
}

/** Reads Vitest's counts. A run without a report, or with an error outside its tests, is a failure. */
function readCounts(report: string, done: boolean): { passed: number; failed: number } {
  try {
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8'));
    const missed = numTotalTests - numPassedTests;
    return { passed: numPassedTests, failed: missed === 0 && !done ? 1 : missed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
