/** The size of each part of the Worker, from the metafile of its build. */
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { buildWorker } from '../build.ts';

export interface Weight {
  /** Minified bytes of each package and of each folder of this repository, the largest first. */
  parts: [name: string, bytes: number][];
  minified: number;
  compressed: number;
}

export async function weigh(): Promise<Weight> {
  const { modules, metafile } = await buildWorker();
  const contents = modules.map((module) => Buffer.from(module.contents));
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    parts: partsOf(metafile),
    minified: sum(contents.map(({ length }) => length)),
    compressed: sum(contents.map((one) => gzipSync(one, { level: 9 }).length)),
  };
}

function partsOf({ outputs }: Metafile): Weight['parts'] {
  const parts = new Map<string, number>();
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  for (const [path, { bytesInOutput }] of inputs) {
    const bundled = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
    const own = /(?:^|\/)(templates|src\/[^/]+)/.exec(path)?.[1];
    const name = bundled ?? own ?? 'the platform’s own';
    parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
  }
  return [...parts].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
}
