/** Builds the client as an npm package: JavaScript and type declarations, without a dependency. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { bundle, root } from '../local.ts';

/** Only what Node 20, browsers and Workers have in common may be used. */
const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  declaration: true,
  outDir: '..',
};

/** The types of the operations, from a Worker: the API imports TSX and CSS, as Workers may. */
async function operationsSource(): Promise<string> {
  const { modules } = await bundle(join(root, 'dev/client/operations-source.ts'));
  const worker = { name: 'types', modules, modulesRoot: '.', compatibilityDate: '2026-11-01' };
  const runtime = new Miniflare(convertV4MiniflareOptions({ workers: [worker] }));
  try {
    return await (await runtime.dispatchFetch('http://localhost/')).text();
  } finally {
    await runtime.dispose();
  }
}

/** Builds the package in a folder, which is emptied first, and returns the path of its tarball. */
export async function packClient(folder: string): Promise<string> {
  const source = join(folder, 'source');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'operations.ts'), await operationsSource());
  cpSync(join(root, 'client/client.ts'), join(source, 'client.ts'));
  writeFileSync(
    join(source, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['client.ts'] }),
  );
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', source], { stdio: 'inherit' });
  // tsc writes the extensions of imports anew in JavaScript, not in declarations.
  const declarations = join(folder, 'client.d.ts');
  const text = readFileSync(declarations, 'utf8').replaceAll(
    "'./operations.ts'",
    "'./operations.js'",
  );
  writeFileSync(declarations, text);
  for (const file of ['package.json', 'README.md']) {
    cpSync(join(root, 'client', file), join(folder, file));
  }
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const packed = execFileSync('npm', ['pack', '--json', '--offline'], { cwd: folder });
  const [{ filename }] = JSON.parse(String(packed)) as [{ filename: string }];
  return join(folder, filename);
}

export async function run(): Promise<void> {
  console.log(await packClient(join(root, 'dist/client')));
}
