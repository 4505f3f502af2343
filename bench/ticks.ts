/** The cost of ticks: the first build of all files, a tick after one change, a tick after none. */
import type { Local } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import { feedNames } from '../src/domain/paths.ts';
import { watchMemory } from './memory.ts';
import { costResult as cost, type Result } from './result.ts';

interface Cost {
  rows: number;
  trips: number;
  writes: number;
  milliseconds: number;
}

const most = { rows: 12_000, memory: 64 };
const mebibyte = 1024 * 1024;

/** Measures an archive that is in no generated file yet, on the instrumented site. */
export async function measureTicks(site: Local, size: number): Promise<Result[]> {
  const toResult = (name: string, value: number, unit: string, budget: number | null = null) =>
    cost(name, size, value, unit, budget);
  const memory = (name: string, bytes: number | null, budget: number | null) =>
    bytes === null ? [] : [toResult(name, Math.round(bytes / mebibyte), 'MB above idle', budget)];

  const first = await buildAll(site);
  const results: Result[] = [
    toResult('first build of all files', Number((first.milliseconds / 1000).toFixed(1)), 's'),
    toResult('first build, ticks', first.ticks, 'ticks'),
    toResult('first build, R2 writes', first.writes, 'writes'),
    toResult('first build, rows read', first.rows, 'rows read'),
    ...memory('first build, peak memory', first.peak, null),
  ];

  const idle = await tick(site);
  results.push(
    toResult('tick with nothing to do, queries', idle.trips, 'queries', 1),
    toResult('tick with nothing to do, rows read', idle.rows, 'rows read'),
    toResult('tick with nothing to do, R2 writes', idle.writes, 'writes', 0),
  );

  for (const [name, change] of await prepareChanges(site)) {
    await change();
    const peak = watchMemory();
    const { rows, writes } = await tick(site);
    results.push(
      toResult(`tick after ${name}, rows read`, rows, 'rows read', most.rows),
      toResult(`tick after ${name}, R2 writes`, writes, 'writes'),
      ...memory(`tick after ${name}, memory`, peak(), most.memory),
    );
  }
  return results;
}

/** Runs ticks until no file is due. */
export async function buildAll(site: Local) {
  const peak = watchMemory();
  const sum = { ticks: 0, rows: 0, writes: 0, milliseconds: 0 };
  for (;;) {
    const { trips, rows, writes, milliseconds } = await tick(site);
    if (trips === 1) return { ...sum, peak: peak() };
    sum.ticks += 1;
    sum.rows += rows;
    sum.writes += writes;
    sum.milliseconds += milliseconds;
  }
}

async function tick(site: Local): Promise<Cost> {
  const start = performance.now();
  const response = await site.fetch('/test/tick');
  if (response.status !== 200) throw new Error(`The tick failed: ${await response.text()}`);
  await response.text();
  const calls = response.headers.get('X-Test-Calls') ?? '';
  return {
    rows: Number(response.headers.get('X-Test-Rows')),
    trips: Number(response.headers.get('X-Test-Trips')),
    writes: calls.split(' ').filter((name) => name === 'put' || name === 'delete').length,
    milliseconds: performance.now() - start,
  };
}

const places = [
  'kinds/kinds-1',
  'structures/structures-201',
  'fields-of-work/fields-of-work-11',
  'fields-of-work/fields-of-work-21',
  'countries/countries-101',
  'countries/countries-100',
  'meetings/meetings-301',
];

/** The changes of an editor. Every feed that they affect has been requested before. */
async function prepareChanges(site: Local): Promise<[string, () => Promise<void>][]> {
  for (const lang of ['', '/fr']) {
    for (const place of places) {
      for (const name of Object.values(feedNames)) {
        await send(site, 'GET', `${lang}/${place}/${name}`);
      }
    }
  }
  const token = await createEditor(site.db, { name: 'Bench', role: 'admin' });
  const edition = { title: 'One release among all', markdown: 'It is **one**.\n\nAnd it is new.' };
  const release = {
    kind: 'kinds-1',
    date: '2026-11-24',
    sources: ['structures-201'],
    fieldsOfWork: ['fields-of-work-11', 'fields-of-work-21'],
    countries: ['countries-101'],
    meetings: ['meetings-301'],
    editions: { en: edition, fr: edition },
  };
  const edit = (method: string, path: string, body: unknown) =>
    send(site, method, `/api/v1/editor/releases${path}`, body, token);
  const { id } = JSON.parse(await edit('POST', '', release));
  const old = await site.db
    .prepare(
      'select release_id as id from releases join publications on release_id = releases.id limit 1 offset 499',
    )
    .first<string>('id');
  return [
    ['a publication', () => edit('PUT', `/${id}/publication`, {}).then(() => undefined)],
    [
      'a correction',
      async () => {
        await edit('POST', `/${old}/revisions/1/restore`, undefined);
        await edit('PUT', `/${old}/publication`, { note: { en: 'It was wrong.' } });
      },
    ],
    [
      'a withdrawal',
      () => edit('PUT', `/${id}/withdrawal`, { mode: 'gone' }).then(() => undefined),
    ],
  ];
}

async function send(site: Local, method: string, path: string, body?: unknown, token?: string) {
  const response = await site.fetch(path, {
    method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}`, 'If-Match': '*' }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}

/** Runs steps of indexing until the archive is in the search index. */
export async function fillIndex(site: Local, size: number): Promise<void> {
  for (let indexed = 0; indexed < size; indexed += 10_000) {
    const response = await site.fetch('/test/index');
    if (response.status !== 200) throw new Error(`The index: ${await response.text()}`);
    await response.text();
  }
}
