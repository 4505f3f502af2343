/** Runs of the outbox keep the platform's limits: connections, queries, purges, time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EdgeNewsroom, openBehindEdge } from '../edge/behind-edge.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { openReceiver, type Receiver } from '../receiver.ts';

const minute = 60_000;

describe('deliveries to other sites', () => {
  const now = Date.now();
  let receiver: Receiver;
  let newsroom: Newsroom;
  beforeAll(async () => {
    receiver = await openReceiver();
    newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr', DEVELOPMENT: 'true' } });
    const body = { url: `${receiver.url}/hook`, label: 'A syndicator' };
    const { status, text } = await newsroom.edit('POST', '/webhooks', body, { now });
    expect(status, text).toBe(201);
    await release(newsroom, { now });
    await newsroom.tickAt(now);
  });
  afterAll(async () => {
    await newsroom.dispose();
    await receiver.close();
  });
  beforeEach(() => receiver.forget());

  /** Changes that are in the files and not notified yet, each in its own lane. */
  const changed = async (count: number, built: 0 | 1) => {
    await newsroom.db.exec('delete from outbox');
    const sql = `insert into changes (release_id, publication_id, action, effective_at, built, announced)
      select release_id, id, 'updated', ${now}, ${built}, 0
      from publications,
        (with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
        select i from n)
      where publications.id = (select min(id) from publications)`;
    await newsroom.db.prepare(sql).run();
  };
  const waiting = () =>
    newsroom.db.prepare("select count(*) as n from outbox where task = 'webhook'").first('n');
  const apart = () =>
    newsroom.db.exec("update outbox set lane = lane || '/' || id where task = 'webhook'");

  test('run four at a time, and each is dated when it is sent', async () => {
    receiver.answer('/hook', 500);
    await changed(20, 1);
    await newsroom.tickAt(now);
    await apart();
    await newsroom.db.exec('update outbox set due_at = 0');
    receiver.forget();
    receiver.answer('/hook', { status: 204, after: 400 });
    await newsroom.tickAt(now);
    const sent = receiver.at('/hook');
    expect([sent.length, receiver.busiest(), await waiting()]).toEqual([20, 4, 0]);
    const stamps = sent.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)).toBeGreaterThan(0);
  });

  test('to an address that is no longer allowed are given up unsent', async () => {
    const url = "'https://intranet../'";
    await newsroom.db.exec(`update webhooks set label = url, url = ${url}`);
    await changed(1, 1);
    await newsroom.tickAt(now);
    await newsroom.db.exec('update webhooks set url = label');
    const { json } = await newsroom.edit('GET', '/deliveries?state=dead', null, { now });
    expect(json.items.map(({ lastError }: { lastError: string }) => lastError)).toEqual([
      'Webhook address must be a public host: register another address.',
    ]);
  });

  test('of ten thousand simultaneous changes run within D1’s limit for a tick, and none is lost', async () => {
    receiver.answer('/hook', 204);
    await changed(10_000, 0);
    const { status, headers } = await newsroom.tickAt(now + minute);
    expect(status).toBe(200);
    expect(Number(headers.get('X-Test-Queries'))).toBeLessThanOrEqual(1000);
    const left = newsroom.db.prepare('select count(*) as n from changes where announced = 0');
    for (let tick = 2; (await left.first('n')) !== 0; tick++) {
      const { headers } = await newsroom.tickAt(now + tick * minute);
      expect(Number(headers.get('X-Test-Queries'))).toBeLessThanOrEqual(1000);
    }
    await apart();
    const before = await waiting();
    receiver.forget();
    const after = await newsroom.tickAt(now + 10 * minute);
    expect(Number(after.headers.get('X-Test-Queries'))).toBeLessThanOrEqual(1000);
    const sent = receiver.at('/hook').length;
    expect(sent).toBeGreaterThan(100);
    expect(await waiting()).toBe(Number(before) - sent);
  });
});

describe('purges', () => {
  let edge: EdgeNewsroom;
  let now = Date.UTC(2026, 6, 1, 12);
  beforeAll(async () => {
    edge = await openBehindEdge();
    await edge.tickAt(now);
  });
  afterAll(() => edge.dispose());
  beforeEach(async () => {
    now += 60 * minute;
    await edge.db.exec('delete from outbox');
    await edge.failPurges(false);
  });

  const touched = async (count: number) => {
    const sql = `insert into outbox (task, payload, at, due_at)
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
      select 'purge', json_object('tags', json_array('built-' || i % 7)), ?, ? from n`;
    await edge.db.prepare(sql).bind(count, now, now).run();
  };

  test('that fail are not retried in the same run', async () => {
    await touched(1200);
    await edge.failPurges(true);
    await edge.tickAt(now);
    const purges = await (await edge.fetch('/cdn-cgi/edge/purges')).json();
    expect(purges).toMatchObject({ refused: 1 });
  });

  test('stay within this site’s share of the account’s limit, and none is lost', async () => {
    const writes = 30;
    for (let n = 0; n < writes; n++) await release(edge, { now });
    const made = (await edge.purges()).length;
    expect(made).toBeLessThanOrEqual(20);
    const tick = now + minute / 2;
    await edge.tickAt(tick);
    const later = (await edge.purges()).slice(made);
    expect(later.length).toBeGreaterThan(0);
    expect(later.length).toBeLessThanOrEqual(4);
    const due = (await edge.waiting()).filter(({ due_at }) => due_at <= tick);
    expect(due).toEqual([]);
  });

  test('of more tags than one run can purge become one purge of everything, except future purges', async () => {
    await touched(2000);
    await edge.db
      .prepare("insert into outbox (task, payload, at, due_at) values ('purge', ?, ?, ?)")
      .bind('{"tags":["later"]}', now + minute, now + minute)
      .run();
    const tags = JSON.stringify({ tags: Array.from({ length: 301 }, (_, n) => `tag-${n}`) });
    await edge.db
      .prepare("insert into outbox (task, payload, at, due_at) values ('purge', ?, 0, 0)")
      .bind(tags)
      .run();
    await edge.tickAt(now);
    expect(await edge.purges()).toEqual([{ purgeEverything: true }]);
    expect(await edge.waiting()).toMatchObject([{ due_at: now + minute }]);
  });
});
