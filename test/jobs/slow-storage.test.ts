/** A tick while R2 is slow or fails: it purges what it saved, its outbox runs, and later ticks build the rest. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readLocalSettings } from '../../dev/local.ts';
import type { Env } from '../../src/config.ts';
import { tick } from '../../src/jobs/tick.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const minute = 60_000;
const vars = { LANGUAGES: 'en fr de it ru es ar' };
let now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars });
  await release(newsroom, { now });
  await newsroom.tickAt(now);
});
afterAll(() => newsroom.dispose());
/** The time of the machine's clock: it stands still but for what R2 takes. */
let clock: number;
beforeEach(async () => {
  await newsroom.db.exec('delete from outbox');
  clock = now;
  vi.spyOn(Date, 'now').mockImplementation(() => clock);
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => void vi.restoreAllMocks());

/** Runs a tick, with something done before each write to R2. @returns the tags that it purges */
async function tickWith(beforePut: (key: string) => void): Promise<string[]> {
  const tags: string[] = [];
  const purge = async (options: CachePurgeOptions) => {
    tags.push(...('tags' in options ? (options.tags ?? []) : ['everything']));
    return { success: true, errors: [] };
  };
  const { bucket, db } = newsroom;
  const put = (key: string, bytes: ArrayBuffer, options: R2PutOptions) => {
    beforePut(key);
    return bucket.put(key, bytes, options);
  };
  const remove = (key: string) => bucket.delete(key);
  const platform = { DB: db, FILES: { put, delete: remove } };
  const env = { ...readLocalSettings().vars, ...vars, ...platform } as unknown as Env;
  now += minute;
  await tick(env, now, { cache: { purge } as unknown as CacheContext }).catch((error) => {
    if (error.message !== 'R2 failed') throw error;
    tags.push('failed');
  });
  return tags;
}

/** Makes every file due, each with other bytes than those in R2. */
const replaceAll = () =>
  newsroom.db.exec("update built_files set digest = 'other', due_at = 0, claimed_until = 0");

async function pathsOf(condition: string): Promise<string[]> {
  const sql = `select path from built_files where digest ${condition} 'other' order by path`;
  const { results } = await newsroom.db.prepare(sql).all<{ path: string }>();
  return results.map(({ path }) => path);
}

const tagOf = (path: string) => `built-${path}`;

test('a tick that builds slowly stops in time for its outbox, and the next ticks build the rest', async () => {
  const slow = () => {
    clock += 2000;
  };
  await replaceAll();
  const all = await pathsOf('=');
  await newsroom.db
    .prepare('insert into outbox (task, payload, at, due_at) values (?, ?, 0, 0)')
    .bind('purge', JSON.stringify({ tags: ['waiting'] }))
    .run();
  const tags = await tickWith(slow);
  expect(tags).toContain('waiting');
  const built = await pathsOf('<>');
  expect(built.length).toBeGreaterThan(0);
  expect(built.length).toBeLessThan(all.length);
  expect(tags.sort()).toEqual([...built.map(tagOf), 'waiting'].sort());
  let left = all.length - built.length;
  while (left > 0) {
    const more = await tickWith(slow);
    expect(more.length).toBeGreaterThan(0);
    left -= more.length;
  }
  expect(await pathsOf('<>')).toEqual(all);
});

test('a file that cannot be built keeps no other one at the edge that was saved', async () => {
  await replaceAll();
  const broken = '/fr/feed.json';
  const tags = await tickWith((key) => {
    if (key.endsWith(broken)) throw new Error('R2 failed');
  });
  expect(await pathsOf('=')).toEqual([broken]);
  const built = await pathsOf('<>');
  expect(tags.sort()).toEqual([...built.map(tagOf), 'failed'].sort());
  expect(await tickWith(() => undefined)).toEqual([tagOf(broken)]);
});
