/** What the Worker weighs: its bytes as they are uploaded, and the processor time of its start. */
import { gzipSync } from 'node:zlib';
import { type Bundle, startLocal } from '../dev/local.ts';
import { median } from './pace.ts';
import { type Result, told } from './result.ts';
import { processorTime, youngestWorkerd } from './workerd.ts';

const starts = 7;
const empty: Bundle = {
  modules: [
    {
      type: 'ESModule',
      path: 'empty.js',
      contents: 'export default { fetch: () => new Response() }',
    },
  ],
};

/**
 * The start is the difference between the processor time of workerd once it has the Worker and of
 * workerd with an empty one, in turns; the median of several. It reads and runs the modules before it
 * is ready, as the platform does when a Worker is uploaded.
 */
export async function weighWorker(deployed: Bundle): Promise<Result[]> {
  const bytes = deployed.modules.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  const weight = told('Worker, compressed', null, bytes, 'bytes', 200 * 1024);
  const differences: number[] = [];
  for (let turn = 0; turn < starts; turn++) {
    const [ours, none] = [await startTime(deployed), await startTime(empty)];
    if (ours === null || none === null) return [weight];
    differences.push((ours - none) * 1000);
  }
  const start = Math.max(0, Math.round(median(differences)));
  return [weight, told('Worker, start', null, start, 'ms of processor time', 50)];
}

async function startTime(worker: Bundle): Promise<number | null> {
  const site = await startLocal({ worker, front: false });
  try {
    const pid = youngestWorkerd();
    return pid === null ? null : processorTime(pid);
  } finally {
    await site.dispose();
  }
}
