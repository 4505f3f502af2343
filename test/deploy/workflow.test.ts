/** The CI workflow: it has few permissions and deploys only tested commits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

interface Job {
  if?: string;
  needs?: string;
  environment?: string;
  permissions: Record<string, string>;
  'timeout-minutes': number;
  steps: { uses?: string; run?: string; with?: object; env?: Record<string, string> }[];
}

const read = (path: string) => parse(readFileSync(join(root, path), 'utf8'));
const workflow = read('.github/workflows/deploy.yml') as {
  permissions: object;
  jobs: Record<string, Job>;
};
const jobs = Object.entries(workflow.jobs);
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;

describe('the workflow', () => {
  test('may only read the code', () => {
    expect(workflow.permissions).toEqual({});
    for (const [, job] of jobs) expect(job.permissions).toEqual({ contents: 'read' });
  });

  test('deploys only after the tests, into a named environment, one at a time', () => {
    for (const [name, job] of jobs.filter(([name]) => name !== 'test')) {
      expect(job).toMatchObject({ needs: 'test', environment: name });
      expect(job).toMatchObject({ concurrency: `deploy-${name}`, if: expect.any(String) });
    }
    const commands = jobs.map(([name, { steps }]) => [name, steps.at(-1)?.run]);
    expect(Object.fromEntries(commands)).toEqual({
      test: 'npm test',
      staging: 'npm run deploy -- --env staging',
      production: 'npm run deploy',
    });
    expect(scripts.deploy).toBeDefined();
  });

  test('gives secrets to the deployment alone, and leaves none in the checkout', () => {
    for (const [name, { steps }] of jobs) {
      const withSecrets = steps.filter(({ env }) => JSON.stringify(env ?? {}).includes('secrets.'));
      expect(withSecrets.map(({ run }) => run)).toEqual(name === 'test' ? [] : [steps.at(-1)?.run]);
      const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkout?.with).toEqual({ 'persist-credentials': false });
    }
  });

  test('gives each deployment the secrets of its own environment that the command reads', () => {
    for (const [, { steps }] of jobs.filter(([name]) => name !== 'test')) {
      const sources = { ...steps.at(-1)?.env };
      for (const [name, source] of Object.entries(sources)) {
        expect(source).toMatch(new RegExp(`^\\$\\{\\{ (?:secrets|vars)\\.${name} \\}\\}$`));
      }
      expect(Object.keys(sources).sort()).toEqual([
        'CLOUDFLARE_ACCOUNT_ID',
        'CLOUDFLARE_API_TOKEN',
        'DATELINE_TOKEN',
      ]);
    }
  });

  test('uses only pinned actions of the platform, and has a time limit', () => {
    for (const [, job] of jobs) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(20);
      for (const { uses } of job.steps)
        expect(uses ?? 'actions/x@v1').toMatch(/^actions\/[\w-]+@v\d+$/);
    }
  });
});

test('the updates bot looks after packages and actions, and waits a week', () => {
  const { version, updates } = read('.github/dependabot.yml');
  expect(version).toBe(2);
  expect(updates).toMatchObject([
    { 'package-ecosystem': 'npm', cooldown: { 'default-days': 7 } },
    { 'package-ecosystem': 'github-actions', cooldown: { 'default-days': 7 } },
  ]);
});
