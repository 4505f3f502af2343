/** The size of each part of the Worker, from the metafile of its build. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { root } from '../local.ts';

export interface Weight {
  /** Minified bytes of each package and of each folder of this repository, the largest first. */
  parts: [name: string, bytes: number][];
  minified: number;
  compressed: number;
}

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

export async function weigh(): Promise<Weight> {
  const outdir = await mkdtemp(join(tmpdir(), 'dateline-'));
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  const args = ['deploy', 'src/worker.ts', '--dry-run', '--minify', '--metafile', '--outdir'];
  try {
    await promisify(execFile)(process.execPath, [wrangler, ...args, outdir], {
      cwd: root,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    });
    const worker = await readFile(join(outdir, 'worker.js'));
    const metafile = JSON.parse(await readFile(join(outdir, 'bundle-meta.json'), 'utf8'));
    return {
      parts: partsOf(metafile),
      minified: worker.length,
      compressed: gzipSync(worker, { level: 9 }).length,
    };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

function partsOf({ outputs }: Metafile): Weight['parts'] {
  const parts = new Map<string, number>();
  const worker = Object.entries(outputs).find(([path]) => path.endsWith('.js'))?.[1];
  for (const [path, { bytesInOutput }] of Object.entries(worker?.inputs ?? {})) {
    const bundled = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    const own = /(?:^|\/)(templates|src\/[^/]+)/.exec(path)?.[1];
    const name = bundled ?? own ?? 'the platform’s own';
    parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
  }
  return [...parts].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
}
