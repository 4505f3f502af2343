/** The audit: every change has its entry, the chain is valid, and a changed entry is found. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../src/domain/digest.ts';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const verify = async (from?: string) => {
  const query = from === undefined ? '' : `?from=${from}`;
  return (await newsroom.edit('GET', `/audit/verify${query}`, null)).json;
};

test('the entries of a release state who did what and when', async () => {
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

test('the list continues page by page to the first entry', async () => {
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

test('authors and editors cannot read the audit', async () => {
  for (const as of ['author', 'editor'] as const) {
    for (const path of ['/audit', '/audit/verify']) {
      expect((await newsroom.edit('GET', path, null, { as })).status).toBe(403);
    }
  }
});

/** Appends entries, chained as the site chains them. */
async function lengthenChain(count: number) {
  let last = await newsroom.db
    .prepare('select id, hash from audit order by id desc limit 1')
    .first<{ id: number; hash: string }>();
  const rows: unknown[] = [];
  for (let nth = 0; nth < count && last; nth++) {
    const entry = {
      id: last.id + 1,
      at: noon,
      editorId: null,
      action: 'tripwire.hit',
      subject: 'release/other',
      detail: {},
      address: null,
      previous: last.hash,
    };
    last = { id: entry.id, hash: await sha256(JSON.stringify(entry)) };
    rows.push([entry.id, entry.previous, last.hash]);
  }
  await newsroom.db
    .prepare(
      `insert into audit (id, at, action, subject, detail, previous, hash)
       select value ->> 0, ?1, 'tripwire.hit', 'release/other', '{}', value ->> 1, value ->> 2
       from json_each(?2)`,
    )
    .bind(noon, JSON.stringify(rows))
    .run();
  return last?.id ?? 0;
}

describe('the chain', () => {
  let end: number;
  let steps: string[];
  beforeAll(async () => {
    end = await lengthenChain(20_500);
  });

  test('of any length is verified in steps, each entry bound to the previous one by its hash', async () => {
    steps = [];
    let verdict = await verify();
    for (; verdict.next !== null; verdict = await verify(verdict.next)) {
      expect(verdict).toMatchObject({ valid: true, brokenAt: null });
      expect(verdict.entries).toBeLessThan(end);
      steps.push(verdict.next);
    }
    expect(verdict).toEqual({ valid: true, entries: end, brokenAt: null, next: null });
    expect(steps.length).toBeGreaterThan(1);
  });

  test('can be verified from any of its entries', async () => {
    const whole = { valid: true, entries: end, brokenAt: null, next: null };
    expect(await verify(String(end - 5))).toEqual(whole);
    expect(await verify(String(end + 1))).toEqual(whole);
    for (const from of [String(end + 2), '0', '-1', 'x', '1-abc']) {
      const { status } = await newsroom.edit('GET', `/audit/verify?from=${from}`, null);
      expect(status, from).toBe(400);
    }
  });

  test('is invalid if an entry is changed in the database', async () => {
    await newsroom.db.exec('drop trigger audit_is_never_changed');
    await newsroom.db.exec("update audit set subject = 'release/another' where id = 42");
    const broken = { valid: false, entries: 41, brokenAt: 42, next: null };
    expect(await verify()).toEqual(broken);
    expect(await verify('7')).toEqual(broken);
  });

  test('is invalid if the last entry of a step is rewritten or cut off', async () => {
    const [next = ''] = steps;
    const before = Number.parseInt(next, 10) - 1;
    const other = 'f'.repeat(64);
    await newsroom.db.exec(`update audit set hash = '${other}' where id = ${before}`);
    expect(await verify(next)).toMatchObject({ valid: false, brokenAt: before });
    await newsroom.db.exec('drop trigger audit_is_never_deleted');
    await newsroom.db.exec(`delete from audit where id >= ${before}`);
    expect(await verify(next)).toMatchObject({ valid: false, brokenAt: before });
  });
});
