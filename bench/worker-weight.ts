/** The size of the Worker as it is uploaded, and the CPU time of its start. */
import { gzipSync } from 'node:zlib';
import { type Bundle, startLocal } from '../dev/local.ts';
import { costResult, type Result } from './result.ts';
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
 * Measures the CPU time of the start: the difference between workerd with the Worker and with an empty
 * one, in turns. It takes the least of several, since other processes only add to it. workerd reads and
 * runs the modules before it is ready, as the platform does with an upload.
 */
export async function weighWorker(deployed: Bundle): Promise<Result[]> {
  const bytes = deployed.modules.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  const weight = costResult('Worker, compressed', null, bytes, 'bytes', 320 * 1024);
  const [ours, none]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < starts; turn++) {
    const times = [await startTime(deployed), await startTime(empty)] as const;
    if (times[0] === null || times[1] === null) return [weight];
    ours.push(times[0]);
    none.push(times[1]);
  }
  const start = Math.max(0, Math.round((Math.min(...ours) - Math.min(...none)) * 1000));
  return [weight, costResult('Worker, start', null, start, 'ms of processor time', 50)];
}

async function startTime(worker: Bundle): Promise<number | null> {
  const site = await startLocal({ worker, front: false, unlimited: true });
  try {
    const pid = youngestWorkerd();
    return pid === null ? null : processorTime(pid);
  } finally {
    await site.dispose();
  }
}
