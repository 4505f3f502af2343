/**
 * Builds the static assets of the desk in desk-assets/built/: its scripts as one module, and its words by
 * language. The Worker imports only the script's fingerprint (templates/desk/script-fingerprint.txt), which
 * is part of its address. The `[build]` of wrangler.toml runs this before each build of a Worker: for
 * `npm start`, tests, measurements and deployments. It is JavaScript, because wrangler starts it with the
 * Node of the PATH.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

const [script, words] = await Promise.all([
  bundled('desk-assets/desk.ts'),
  bundled('templates/desk/words/all.ts'),
]);
const { allDeskWords } = await import(
  `data:text/javascript;base64,${Buffer.from(words).toString('base64')}`
);

await mkdir(join(root, 'desk-assets/built/words'), { recursive: true });
await Promise.all([
  replaceFile('desk-assets/built/script.js', script),
  ...Object.entries(allDeskWords).map(([lang, phrases]) =>
    replaceFile(`desk-assets/built/words/${lang}.json`, JSON.stringify(phrases)),
  ),
]);
const fingerprint = createHash('sha256').update(script).digest('hex').slice(0, 16);
await replaceFile('templates/desk/script-fingerprint.txt', fingerprint);

/** The minified module of an entry with all that it imports. */
async function bundled(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0].contents;
}

/** Writes a file at once: several builds may run, and none of them reads half of it. */
async function replaceFile(path, contents) {
  const draft = join(root, `desk-assets/draft-${process.pid}-${path.replaceAll('/', '-')}`);
  await writeFile(draft, contents);
  await rename(draft, join(root, path));
}
