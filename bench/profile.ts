/**
 * `npm run profile`: shows how the time of an answer that is made anew is spent. Requests pages, feeds and lists
 * from the Worker (not minified) as fast as they are answered, and prints the functions that ran longest:
 * `self` without the functions that they called, `total` with them. The profiles are written as files for a
 * browser's developer tools.
 *
 *   npm run profile -- [--size N] [--seconds N] [--only release,search] [--out DIR]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from '../dev/commands/command.ts';
import type { commands } from '../dev/commands/list.ts';
import { bundle, freePort, startLocal } from '../dev/local.ts';
import { type Archive, fillArchive } from './archive.ts';
import { inspect } from './inspector.ts';
import { load } from './pace.ts';
import { withoutKeeping } from './pages.ts';
import { buildAll, fillIndex } from './ticks.ts';

const warmUp = 1500;
const shown = 30;

/** A part of Profiler.Profile of the Chrome DevTools Protocol. Times are in microseconds. */
interface Profile {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
}

export async function run({ values }: Arguments<typeof commands.profile>): Promise<void> {
  const spell = values.seconds * 1000;
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-profile-'));
  const inspectorPort = await freePort();
  const archive = await prepare(stateDir, Number(values.size));
  const worker = await bundle('src/worker.ts', { legible: true });
  const site = await startLocal({ worker, stateDir, front: false, unlimited: true, inspectorPort });
  try {
    for (const [name, paths] of Object.entries(pagesOf(archive))) {
      if (values.only.length > 0 && !values.only.includes(name)) continue;
      const urls = paths.map((path) => new URL(path, site.url).href);
      await load(urls, warmUp);
      const { profile, speed } = await withoutKeeping(site, () =>
        profiled(inspectorPort, () => load(urls, spell)),
      );
      const file = join(values.out ?? tmpdir(), `dateline-${name}.cpuprofile`);
      await writeFile(file, JSON.stringify(profile));
      console.log(`\n${name}: ${Math.round(speed)} requests/s while watched; all of it: ${file}`);
      console.table(ranking(profile, speed * (spell / 1000)));
    }
  } finally {
    await site.dispose();
    await rm(stateDir, { recursive: true, force: true });
  }
}

/** Fills an archive, its search index and its generated files. */
async function prepare(stateDir: string, size: number): Promise<Archive> {
  const worker = await bundle('test/clocked-worker.ts');
  const site = await startLocal({ worker, stateDir, front: false, unlimited: true });
  try {
    const archive = await fillArchive(site.db, size);
    await fillIndex(site, size);
    await buildAll(site);
    return archive;
  } finally {
    await site.dispose();
  }
}

const pagesOf = ({ releases, newsroom, largest }: Archive): Record<string, readonly string[]> => ({
  release: releases,
  list: [newsroom, largest],
  search: ['/search?q=the', '/search?q=conferences', '/search?q=meetings+reports'],
  feed: ['/feed.xml'],
  sitemap: ['/sitemaps/1.xml'],
  'api-list': ['/api/v1/releases'],
});

/** Profiles the Worker during the requests. */
async function profiled(port: number, work: () => Promise<number>) {
  const { send, close } = await inspect(port);
  try {
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval: 200 });
    await send('Profiler.start');
    const speed = await work();
    const { profile } = await send<{ profile: Profile }>('Profiler.stop');
    return { profile, speed };
  } finally {
    close();
  }
}

/** The functions that ran longest, with microseconds per request. */
function ranking({ nodes, samples, timeDeltas }: Profile, requests: number) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    own.set(id, (own.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  const add = (times: Map<string, number>, name: string, time: number) =>
    times.set(name, (times.get(name) ?? 0) + time);
  const walk = (id: number, above: readonly string[]): number => {
    const { callFrame, children = [] } = byId.get(id) as Profile['nodes'][number];
    const name = `${callFrame.functionName || '(anonymous)'} :${callFrame.lineNumber + 1}`;
    const within = [...above, name];
    const time = own.get(id) ?? 0;
    add(self, name, time);
    const sum = children.reduce((sum, child) => sum + walk(child, within), time);
    // A recursive function is counted once.
    if (!above.includes(name)) add(total, name, sum);
    return sum;
  };
  walk((nodes[0] as Profile['nodes'][number]).id, []);
  return [...self]
    .sort(([, a], [, b]) => b - a)
    .slice(0, shown)
    .map(([name, time]) => ({
      function: name,
      self: Math.round(time / requests),
      total: Math.round((total.get(name) ?? 0) / requests),
    }));
}
