/** The audit: every change has its entry, the chain holds, and a touched entry is found. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const verify = async () => (await newsroom.edit('GET', '/audit/verify', null)).json;

test('a release’s way is told by its entries: who, what, when', async () => {
  const { id } = await release(newsroom, { now: noon });
  const { json } = await newsroom.edit('GET', '/audit', null);
  expect(json.items.slice(0, 2)).toMatchObject([
    {
      action: 'release.publish',
      subject: `release/${id}`,
      at: '2026-07-01T12:00:00Z',
      editor: { name: 'The admin' },
      previous: json.items[1].hash,
    },
    { action: 'release.create', subject: `release/${id}` },
  ]);
});

test('the list goes on page by page to the first entry', async () => {
  for (let count = 0; count < 60; count++) await release(newsroom, { now: noon + count });
  const seen: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor && `?cursor=${cursor}`;
    const { json } = await newsroom.edit('GET', `/audit${query}`, null);
    seen.push(...json.items.map((entry: { id: number }) => entry.id));
    cursor = json.next;
  }
  expect(seen).toEqual(Array.from(seen, (_, index) => seen.length - index));
  expect((await newsroom.edit('GET', '/audit?cursor=x', null)).status).toBe(400);
});

test('authors and editors do not read the audit', async () => {
  for (const as of ['author', 'editor'] as const) {
    for (const path of ['/audit', '/audit/verify']) {
      expect((await newsroom.edit('GET', path, null, { as })).status).toBe(403);
    }
  }
});

test('the chain holds, until somebody with the database in hand touches an entry', async () => {
  const { valid, entries } = await verify();
  expect([valid, entries > 100]).toEqual([true, true]);
  await newsroom.db.exec('drop trigger audit_is_never_changed');
  await newsroom.db.exec("update audit set subject = 'release/other' where id = 42");
  expect(await verify()).toEqual({ valid: false, entries: 41, brokenAt: 42 });
});
