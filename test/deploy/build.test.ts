/** The build of the Worker, and that wrangler uploads it. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { assetsFolder, buildWorker, root } from '../../dev/build.ts';

/** The modules that an isolate loads at its start: the entry, and all that these import statically. */
function startedWith({ outputs }: Awaited<ReturnType<typeof buildWorker>>['metafile']): string[] {
  const entry = Object.keys(outputs).find((path) => path.endsWith('/worker.js')) as string;
  const found = new Set([entry]);
  for (const path of found) {
    for (const one of outputs[path]?.imports ?? []) {
      if (one.kind === 'import-statement' && !one.external) found.add(one.path);
    }
  }
  return [...found].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

test('An isolate of readers starts without the desk, the API of editors, Markdown and stemmers.', async () => {
  const { metafile } = await buildWorker();
  const sources = startedWith(metafile);
  expect(sources).toContain('src/pages/routes.ts');
  const later =
    /^(?:src\/desk\/(?!desk-isolation)|templates\/desk\/|src\/api\/(?:editor\/|openapi)|.*\/(?:micromark|stemmers)\/)/;
  expect(sources.filter((path) => later.test(path))).toEqual([]);
});

test('The Worker has the descriptions of its APIs as static assets, not the code that makes them.', async () => {
  const { metafile } = await buildWorker();
  const sources = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  expect(
    sources.filter((path) => /src\/api\/openapi|tool-descriptions|to-json-schema/.test(path)),
  ).toEqual([]);
  const template = JSON.parse(await readFile(join(assetsFolder, 'openapi.json'), 'utf8'));
  expect(template.servers).toEqual([{ url: '{SITE_ORIGIN}' }]);
});

test('The upload is at most 320 KB, compressed.', async () => {
  const { modules } = await buildWorker();
  const sizes = modules.map(({ contents }) => gzipSync(contents).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(320 * 1024);
});

test('Wrangler uploads the modules that the tests run, and the static assets.', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'dateline-upload-'));
  try {
    const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
    const bin = join(root, 'node_modules/.bin');
    const env = {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      WRANGLER_SEND_METRICS: 'false',
    };
    const args = [wrangler, 'deploy', '--dry-run', '--outdir', outdir];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    const { modules } = await buildWorker();
    const uploaded = (await readdir(outdir)).filter((name) => name.endsWith('.js'));
    expect(uploaded.toSorted()).toEqual(modules.map(({ path }) => path).toSorted());
    for (const { path, contents } of modules) {
      expect(await readFile(join(outdir, path), 'utf8')).toBe(contents);
    }
    const assets = await readdir(assetsFolder, { recursive: true });
    expect(assets).toEqual(
      expect.arrayContaining(['desk/script.js', 'desk/words/ar.json', 'organization/share.png']),
    );
    expect(stdout).toContain('env.ASSETS');
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
});
