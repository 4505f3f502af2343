/**
 * Bundles the scripts of the desk into templates/desk/script.txt, which the Worker imports as text. The
 * `[build]` of wrangler.toml runs this before each build of a Worker: for `npm start`, tests,
 * measurements and deployments. It is JavaScript, because wrangler starts it with the Node of the PATH.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = join(root, 'templates/desk/script.txt');

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['desk-assets/desk.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  write: false,
});
// Several builds may run at once: none of them reads half a file.
const draft = `${target}.${process.pid}`;
await writeFile(draft, outputFiles[0].contents);
await rename(draft, target);
