/**
 * Builds a Worker and the static assets beside it, as they are deployed: the `[build]` of wrangler.toml
 * runs this file, and `npm start`, tests and measurements call `buildWorker`.
 *
 * Modules that are imported on demand become files of their own, which wrangler's own bundling does not
 * do: an isolate of readers starts without the desk. Pictures, stylesheets, the scripts of the desk, its
 * words, the descriptions of the APIs and the characters that Markdown names are static assets; the Worker has
 * the fingerprints of those whose addresses contain them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { characterEntities } from 'character-entities';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

export const root = join(import.meta.dirname, '..');

/** The folder of the static assets, as in wrangler.toml. */
export const assetsFolder = join(root, 'built/assets');
const workerFolder = join(root, 'built/worker');

export interface BuiltWorker {
  /** The entry first, then the modules that it and they import. */
  modules: { path: string; contents: string }[];
  metafile: Metafile;
}

type Contents = string | Uint8Array;

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  write: false,
} satisfies BuildOptions;

/**
 * Builds a Worker from its entry, and writes its static assets.
 * @param legible whether names and lines stay as in the source, for profiles
 * @throws BuildFailure of esbuild, with the place of each fault
 */
export async function buildWorker(
  entry = 'src/worker.ts',
  { legible = false } = {},
): Promise<BuiltWorker> {
  const [script, siteStyles, deskStyles, words] = await Promise.all([
    bundled('desk-assets/desk.ts'),
    bundled('templates/site.css'),
    bundled('templates/desk/site.css'),
    wordFiles(),
  ]);
  const ofSite = {
    ...shared,
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    loader: { '.svg': 'text' },
    alias: { 'decode-named-character-reference': './src/domain/named-characters.ts' },
    define: {
      SITE_STYLES_FINGERPRINT: JSON.stringify(fingerprint(siteStyles)),
      DESK_STYLES_FINGERPRINT: JSON.stringify(fingerprint(deskStyles)),
      DESK_SCRIPT_FINGERPRINT: JSON.stringify(fingerprint(script)),
    },
    plugins: [pictures, withoutUnused],
  } satisfies BuildOptions;
  const { builtDocuments } = await evaluated('src/api/built-documents.ts', ofSite);
  await writeAll(assetsFolder, [
    ['site.css', siteStyles],
    ['desk/site.css', deskStyles],
    ['desk/script.js', script],
    ['named-characters.json', JSON.stringify(characterEntities)],
    ...builtDocuments,
    ...words,
  ]);
  const { outputFiles, metafile } = await build({
    ...ofSite,
    entryPoints: [entry],
    outdir: workerFolder,
    minify: !legible,
    splitting: true,
    metafile: true,
  });
  const first = basename(entry).replace(/\.tsx?$/, '.js');
  const modules = outputFiles.map(({ path, text }) => ({ path: basename(path), contents: text }));
  const order = ({ path }: { path: string }) => Number(path !== first);
  return { modules: modules.sort((one, other) => order(one) - order(other)), metafile };
}

/** Imported pictures are static assets: the Worker has their fingerprint and their size. */
const pictures: Plugin = {
  name: 'pictures',
  setup({ onLoad }) {
    onLoad({ filter: /\.(?:png|ico)$/ }, async ({ path }) => {
      const bytes = await readFile(path);
      await writeAll(assetsFolder, [[relative(root, path), bytes]]);
      const contents = JSON.stringify({ fingerprint: fingerprint(bytes), ...sizeOf(path, bytes) });
      return { contents, loader: 'json' };
    });
  },
};

/**
 * Parts of drizzle that the site does not use, but that come along: PostgreSQL's enumerations, of which drizzle
 * asks whether a value is one, and queries by relations.
 */
const unused: Readonly<Record<string, string>> = {
  'pg-core/columns/enum.js': 'export const isPgEnum = () => false;',
  'sqlite-core/query-builders/query.js': 'export class RelationalQueryBuilder {}',
  'relations.js': `export const createTableRelationsHelpers = null, extractTablesRelationalConfig = null,
    getOperators = null, getOrderByOperators = null, Many = null, normalizeRelation = null, One = null;`,
};

const withoutUnused: Plugin = {
  name: 'without unused parts',
  setup({ onLoad }) {
    for (const [path, contents] of Object.entries(unused)) {
      const filter = new RegExp(`drizzle-orm/${path.replace('.', '\\.')}$`);
      onLoad({ filter }, () => ({ contents }));
    }
  },
};

/** The size of a PNG in pixels, which is in its header (PNG, section 11.2.1). */
const sizeOf = (path: string, bytes: Buffer) =>
  extname(path) === '.png' && bytes.length >= 24
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : {};

/** A script or a stylesheet with all that it imports, minified, for a browser or for Node. */
async function bundled(entry: string, options: BuildOptions = shared): Promise<string> {
  const { outputFiles } = await build({
    target: 'es2022',
    ...options,
    entryPoints: [entry],
    minify: true,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** The exports of a module of the site, evaluated at build time. */
async function evaluated(entry: string, options?: BuildOptions) {
  const module = Buffer.from(await bundled(entry, options)).toString('base64');
  return import(`data:text/javascript;base64,${module}`);
}

/** The words of the desk, a file for each language. */
async function wordFiles(): Promise<[string, string][]> {
  const { allDeskWords } = await evaluated('templates/desk/words/all.ts');
  return Object.entries(allDeskWords).map(([lang, words]) => [
    `desk/words/${lang}.json`,
    JSON.stringify(words),
  ]);
}

const fingerprint = (contents: Contents): string =>
  createHash('sha256').update(contents).digest('hex').slice(0, 16);

/** Writes each file at once: several builds may run, and none of them reads half of one. */
async function writeAll(folder: string, files: [path: string, contents: Contents][]) {
  for (const [path, contents] of files) {
    const [target, draft] = [join(folder, path), `${folder}-${process.pid}-${crypto.randomUUID()}`];
    await mkdir(dirname(target), { recursive: true });
    await writeFile(draft, contents);
    await rename(draft, target);
  }
}

/** Builds the site's Worker for wrangler, which uploads every file of its folder. */
async function buildForUpload(): Promise<void> {
  const { modules } = await buildWorker();
  await writeAll(
    workerFolder,
    modules.map(({ path, contents }) => [path, contents]),
  );
  const current = new Set(modules.map(({ path }) => path));
  const old = (await readdir(workerFolder)).filter((name) => !current.has(name));
  await Promise.all(old.map((name) => rm(join(workerFolder, name))));
}

if (import.meta.main) await buildForUpload();
