/**
 * Measures whether memory grows. The memory of a process proves no leak: V8 collects garbage late,
 * SQLite caches pages, the archive grows. So each isolate is measured by itself after a garbage
 * collection, and the process is only reported. Most of the memory of a request belongs to the
 * platform, and V8's heap usage does not include it. So the Worker's objects are counted in a heap
 * snapshot, without the code that V8 still compiles. The contents of its array buffers are counted apart:
 * the Worker fills a fixed number of bytes with responses and files and then keeps no more. A buffer that
 * is never let go would still be found, by the objects around it.
 */
import { type Inspector, inspect, isolatesAt } from './inspector.ts';
import { residentMemory } from './memory.ts';

const megabyte = 1024 * 1024;

/** The isolates with a name of their own here; the others are parts of the platform. */
const own: Record<string, string> = {
  'core:user:dateline': 'the Worker',
  'core:user:edge': 'the edge',
};
const others = 'the platform';
export const workerBuffers = "the Worker's buffers";

const watched = [
  'the Worker',
  workerBuffers,
  'the edge',
  others,
  'workerd',
  'the readers (Node)',
] as const;

interface Sample {
  at: number;
  /** The number of answers until then. */
  answers: number;
  /** In bytes, in the order of `watched`. */
  bytes: number[];
  /** Objects of the Worker. */
  objects: number;
}

/** The mean and the slope over the second half of the samples, when all caches are full. */
export interface Growth {
  memory: { of: string; megabytes: number; megabytesAMinute: number }[];
  /** Objects of the Worker. */
  objects: number;
  objectsAnAnswer: number;
}

export interface Watch {
  /** Collects the garbage of each isolate and records the memory after so many answers. */
  sample(answers: number): Promise<void>;
  growth(): Growth;
  /** The samples: seconds since the start, megabytes by isolate, and objects of the Worker. */
  samples(): Record<string, number>[];
  close(): void;
}

/** @param port of the site's debugger */
export async function watchGrowth(port: number): Promise<Watch> {
  const isolates = await Promise.all(
    (await isolatesAt(port)).map(async (name) => {
      return { of: own[name] ?? others, inspector: await inspect(port, name) };
    }),
  );
  const started = Date.now();
  const taken: Sample[] = [];
  return {
    async sample(answers) {
      const at = Date.now() - started;
      const held = new Map<string, number>();
      let objects = 0;
      for (const { of, inspector } of isolates) {
        if (of === 'the Worker') {
          const left = countObjects(await inspector.snapshot());
          held.set(of, left.bytes);
          held.set(workerBuffers, left.buffered);
          objects = left.objects;
        } else held.set(of, (held.get(of) ?? 0) + (await heapBytes(inspector)));
      }
      global.gc?.();
      held.set('workerd', residentMemory() ?? 0);
      held.set('the readers (Node)', process.memoryUsage().rss);
      taken.push({ at, answers, objects, bytes: watched.map((of) => held.get(of) ?? 0) });
    },
    growth: () => {
      const settled = taken.slice(Math.floor(taken.length / 2));
      const { mean, slope } = lineThrough(
        settled.map(({ answers, objects }) => [answers, objects]),
      );
      return {
        memory: watched.map((of, place) => {
          const line = lineThrough(settled.map(({ at, bytes }) => [at, bytes[place] ?? 0]));
          const megabytesAMinute = inMegabytes(line.slope * 60_000);
          return { of, megabytes: inMegabytes(line.mean), megabytesAMinute };
        }),
        objects: Math.round(mean),
        objectsAnAnswer: Number(slope.toFixed(2)),
      };
    },
    samples: () =>
      taken.map(({ at, answers, objects, bytes }) => ({
        seconds: Math.round(at / 1000),
        answers,
        objects,
        ...Object.fromEntries(watched.map((of, place) => [of, inMegabytes(bytes[place] ?? 0)])),
      })),
    close: () => {
      for (const { inspector } of isolates) inspector.close();
    },
  };
}

interface HeapUsage {
  usedSize: number;
  embedderHeapUsedSize: number;
  backingStorageSize: number;
}

/** The memory of an isolate. A snapshot collects garbage first; workerd lacks `collectGarbage`. */
async function heapBytes(inspector: Inspector): Promise<number> {
  await inspector.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  const usage = await inspector.send<HeapUsage>('Runtime.getHeapUsage');
  return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
}

/** A part of a snapshot of V8's heap: the fields of all nodes in one array. */
interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
}

function countObjects(text: string) {
  const { snapshot, nodes } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = ['type', 'self_size'].map((field) => fields.indexOf(field));
  const [code, native] = ['code', 'native'].map((name) => types[0].indexOf(name));
  let [objects, bytes, buffered] = [0, 0, 0];
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = nodes[at + (type ?? 0)];
    if (kind === code) continue;
    objects += 1;
    if (kind === native) buffered += nodes[at + (size ?? 0)] ?? 0;
    else bytes += nodes[at + (size ?? 0)] ?? 0;
  }
  return { objects, bytes, buffered };
}

const inMegabytes = (bytes: number) => Number((bytes / megabyte).toFixed(2));

/** Least squares: the mean of y, and the slope of y by x. */
function lineThrough(points: readonly (readonly [x: number, y: number])[]) {
  const meanOf = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [middle, mean] = [meanOf(points.map(([x]) => x)), meanOf(points.map(([, y]) => y))];
  const rise = points.reduce((sum, [x, y]) => sum + (x - middle) * (y - mean), 0);
  const run = points.reduce((sum, [x]) => sum + (x - middle) ** 2, 0);
  return { mean, slope: run > 0 ? rise / run : 0 };
}
