/**
 * `npm run edge:conformance`: runs the public suite http-cache-tests against the local edge and prints
 * the results beside those that the suite publishes of known caches. `npm exec` fetches the suite.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { CommandError } from '../commands/errors.ts';
import { bundle } from '../local.ts';

interface Check {
  id: string;
  name: string;
  kind?: 'required' | 'optimal' | 'check';
  browser_only?: boolean;
}
interface Group {
  id: string;
  name: string;
  tests: Check[];
}
type Results = Record<string, true | [kind: string, reason: string]>;

const port = 9480;

export async function run(): Promise<void> {
  const folder = (process.env.PATH ?? '')
    .split(delimiter)
    .map((bin) => join(bin, '..', 'http-cache-tests'))
    .find(existsSync);
  if (!folder)
    throw new CommandError('The suite is missing. Run this as: npm run edge:conformance');
  const load = (path: string) => import(pathToFileURL(join(folder, path)).href);
  const { default: groups }: { default: Group[] } = await load('tests/index.mjs');
  const { runTests, getResults } = await load('client/runner.mjs');
  const { default: fetch } = await load('../node-fetch/lib/index.mjs');
  const published = async (name: string): Promise<Results> => {
    const { default: results } = await import(
      pathToFileURL(join(folder, 'results', `${name}.json`)).href,
      { with: { type: 'json' } }
    );
    return results;
  };

  const origin = spawn(process.execPath, [join(folder, 'server/server.mjs')], {
    cwd: folder,
    env: {
      ...process.env,
      npm_config_protocol: 'http',
      npm_config_port: String(port),
      npm_config_pidfile: join(tmpdir(), 'http-cache-tests.pid'),
    },
  });
  await new Promise((listening) => origin.stdout.once('data', listening));
  const { modules } = await bundle('dev/edge/worker.ts');
  const edge = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      log: new Log(LogLevel.ERROR),
      modules,
      modulesRoot: '.',
      compatibilityDate: '2026-11-17',
      bindings: { UNCOMPRESSED: true },
      serviceBindings: { SITE: { external: { address: `localhost:${port}`, http: {} } } },
    }),
  );
  try {
    const { origin: base } = await edge.ready;
    await runTests(groups, fetch, false, base);
  } finally {
    await edge.dispose();
    origin.kill();
  }

  const known = { nginx: await published('nginx'), Varnish: await published('varnish') };
  const caches: Record<string, Results> = { 'local edge': getResults(), ...known };
  const judged = groups
    .map((group) => ({
      ...group,
      tests: group.tests.filter((one) => one.kind !== 'check' && !one.browser_only),
    }))
    .filter(({ tests }) => tests.length > 0);
  const score = (tests: Check[], results: Results) =>
    tests.filter(({ id }) => results[id] === true).length;

  const rows = [
    ...judged,
    { id: 'all', name: 'All', tests: judged.flatMap(({ tests }) => tests) },
  ].map(({ name, tests }) => [
    name,
    String(tests.length),
    ...Object.values(caches).map((results) => String(score(tests, results))),
  ]);
  console.log(`\n| group | checks | ${Object.keys(caches).join(' | ')} |`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log('\nFailed by the local edge:\n');
  for (const { name, tests } of judged) {
    for (const { id, name: check, kind = 'required' } of tests) {
      const result = caches['local edge']?.[id];
      if (result !== true)
        console.log(`${name} · ${id} (${kind}): ${check}\n    ${result?.[1] ?? 'not run'}`);
    }
  }
}
