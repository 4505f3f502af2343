/** Through the edge, with purges that work, fail or come too early: what a reader sees, and when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draft, release } from '../newsroom.ts';
import { type EdgeNewsroom, openBehindEdge, seen, statusOf } from './behind-edge.ts';

const start = Date.UTC(2026, 6, 1, 12);
const second = 1000;
const minute = 60 * second;

let edge: EdgeNewsroom;
let now = start;
beforeAll(async () => {
  edge = await openBehindEdge();
  await release(edge, { now });
});
afterAll(() => edge.dispose());
beforeEach(async () => {
  now += 60 * minute;
  await edge.failPurges(false);
  await edge.tickAt(now);
  await edge.failPurges(false);
});

const lists = [
  ...['/', '/kinds/press-release', '/fields-of-work/policing', '/countries/participating-states'],
  ...['/archive/2026/07', '/search?q=judges', '/search?kind=press-release&year=2026'],
  ...['/api/v1/releases', '/api/v1/releases?q=judges'],
];

const titled = (title: string) =>
  draft({ editions: { en: { title, markdown: 'Forty judges met.' } } });

async function correct(id: string, title: string, at: number) {
  const { headers } = await edge.edit('GET', `/releases/${id}`, null, { now: at });
  const etag = headers.get('ETag') ?? '';
  const revised = await edge.edit('PUT', `/releases/${id}`, titled(title), { now: at, etag });
  const note = { note: { en: 'It was wrong.' } };
  const options = { now: at, etag: revised.headers.get('ETag') ?? '' };
  return edge.edit('PUT', `/releases/${id}/publication`, note, options);
}

describe('the end of an embargo', () => {
  test('a list that was cached five seconds before is not served one millisecond after', async () => {
    const until = now + 10 * minute;
    const hidden = await release(edge, {
      now,
      at: until,
      editions: titled('Kept until noon').editions,
    });
    for (const path of lists) {
      await edge.get(path, until - 5 * second);
      expect(statusOf(await edge.get(path, until - 5 * second)), path).toBe('HIT');
      expect((await edge.get(path, until - 1)).text, path).not.toContain(hidden.id);
    }
    for (const path of lists)
      expect((await edge.get(path, until + 1)).text, path).toContain(hidden.id);
  });

  test('expires a list that was cached before it was scheduled, ten seconds ahead', async () => {
    for (const path of lists) await edge.get(path, now - 40 * second);
    const hidden = await release(edge, { now, at: now + 10 * second });
    for (const path of lists) {
      expect(seen(await edge.get(path, now)), path).toBe(seen(await edge.origin(path, now)));
    }
    for (const path of lists) {
      expect((await edge.get(path, now + 10 * second)).text, path).toContain(hidden.id);
    }
  });

  test('shows a release whose 404 was cached a millisecond before', async () => {
    const until = now + 10 * minute;
    const hidden = await release(edge, { now, at: until });
    const paths = [`/releases/${hidden.id}/${hidden.slug}`, `/api/v1/releases/${hidden.id}`];
    for (const path of paths) {
      for (const [before, status] of [
        [5000, 'MISS'],
        [3100, 'HIT'],
        [2900, 'EXPIRED'],
        [1, 'EXPIRED'],
        [1, 'EXPIRED'],
      ] as const) {
        const reply = await edge.get(path, until - before);
        expect([reply.status, statusOf(reply)], `${path} ${before}`).toEqual([404, status]);
        expect(reply.headers.get('Cache-Control')).toBe('no-store');
      }
      expect((await edge.get(path, until)).status).toBe(200);
    }
  });

  test('within a minute ends the cached responses, and none is stale after it', async () => {
    const until = now + 10 * minute + 31_500;
    const hidden = await release(edge, { now, at: until });
    const missing = `/releases/${hidden.id}/${hidden.slug}`;
    for (const path of [...lists, missing]) {
      for (const before of [31_000, 1900, 1000, 1]) await edge.get(path, until - before);
      expect((await edge.get(path, until)).text, path).toContain(hidden.id);
    }
  });

  test('that is set to now purges a cached 404', async () => {
    const made = await edge.edit('POST', '/releases', draft(), { now });
    const path = `/releases/${made.json.id}/${made.json.editions.en.slug}`;
    expect((await edge.get(path, now)).status).toBe(404);
    expect(statusOf(await edge.get(path, now))).toBe('HIT');
    await edge.edit('PUT', `/releases/${made.json.id}/publication`, {}, { now });
    expect((await edge.get(path, now)).status).toBe(200);
  });

  test('that is cancelled leaves no purge for its instant', async () => {
    const until = now + 10 * minute;
    const hidden = await release(edge, { now, at: until });
    await edge.edit('DELETE', `/releases/${hidden.id}/publication`, null, {
      now,
      etag: hidden.etag,
    });
    expect(await edge.waiting()).toEqual([]);
  });

  test('that is set earlier is purged for, and the previous instant is not', async () => {
    const hidden = await release(edge, { now, at: now + 20 * minute });
    const sooner = { at: new Date(now + 10 * minute).toISOString() };
    await edge.edit('PUT', `/releases/${hidden.id}/publication`, sooner, {
      now,
      etag: hidden.etag,
    });
    expect((await edge.waiting()).map(({ due_at }) => due_at - now)).toEqual([10 * minute]);
  });
});

describe('with every purge failing', () => {
  test('everything is current within 60 seconds, nothing is lost, and the outbox empties later', async () => {
    const made = await release(edge, { now });
    const page = `/releases/${made.id}/${made.slug}`;
    const all = [...lists, page, `${page.replace(made.slug, 'history')}`];
    await edge.tickAt(now + minute);
    now += 10 * minute;
    await edge.failPurges(true);
    for (const path of all) await edge.get(path, now - 1);
    expect((await correct(made.id, 'As it should have been', now)).status).toBe(200);
    expect((await edge.get(page, now)).text).not.toContain('As it should have been');
    await edge.tickAt(now + minute - 1);
    for (const path of all) {
      const [reply, fresh] = [
        await edge.get(path, now + minute),
        await edge.origin(path, now + minute),
      ];
      expect(seen(reply), path).toBe(seen(fresh));
    }
    expect((await edge.waiting()).length).toBeGreaterThan(0);
    await edge.failPurges(false);
    await edge.tickAt(now + 3 * minute);
    expect(await edge.waiting()).toEqual([]);
    expect(await edge.purges()).toHaveLength(1);
  });

  test('a withdrawal is in effect everywhere within 60 seconds, however often the page was cached', async () => {
    const made = await release(edge, { now });
    const page = `/releases/${made.id}/${made.slug}`;
    await edge.get(page, now + minute);
    await edge.failPurges(true);
    const options = { now: now + minute + 1, etag: made.etag };
    await edge.edit('PUT', `/releases/${made.id}/withdrawal`, { mode: 'gone' }, options);
    const statuses = [];
    for (const after of [1, 30, 44, 46, 47, 60].map((one) => one * second)) {
      statuses.push((await edge.get(page, now + minute + after)).status);
    }
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses.at(-1)).toBe(410);
  });
});

test('a page from a lagging replica is purged a minute after the change', async () => {
  const made = await release(edge, { now });
  const lag = (by: number) =>
    edge.db.exec(
      `update publications set visible_from = visible_from + ${by} where release_id = '${made.id}'`,
    );
  await lag(24 * 60 * minute);
  const later = now + minute + second;
  expect((await edge.get('/', later)).text).not.toContain(made.id);
  await lag(-24 * 60 * minute);
  expect((await edge.get('/', later)).text).not.toContain(made.id);
  await edge.tickAt(later);
  expect((await edge.get('/', later)).text).toContain(made.id);
});

describe('the outbox', () => {
  test('work of a Worker that dies at any step is done by the next tick', async () => {
    const made = await release(edge, { now });
    await edge.tickAt(now + minute);
    const { headers } = await correct(made.id, 'Rehearsed', now + minute);
    const [before, later] = ['X-Test-Calls', 'X-Test-Later-Calls'].map((name) =>
      (headers.get(name) ?? '').split(' ').filter(Boolean),
    ) as [string[], string[]];
    expect(later.length).toBeGreaterThan(1);
    let at = now + 5 * minute;
    for (const step of later.keys()) {
      for (const mode of ['before', 'after']) {
        at += 5 * minute;
        await edge.tickAt(at - minute);
        await edge.get('/', at);
        const title = `Step ${step} ${mode}`;
        const read = await edge.edit('GET', `/releases/${made.id}`, null, { now: at });
        const options = { now: at, etag: read.headers.get('ETag') ?? '' };
        const revised = await edge.edit('PUT', `/releases/${made.id}`, titled(title), options);
        const fault = { 'X-Test-Fault': `${before.length + step + 1};${mode}` };
        const put = await edge.edit(
          'PUT',
          `/releases/${made.id}/publication`,
          { minor: true },
          {
            now: at,
            etag: revised.headers.get('ETag') ?? '',
            headers: fault,
          },
        );
        expect(put.status, title).toBe(200);
        await edge.tickAt(at + minute);
        expect((await edge.get('/', at + minute)).text, title).toContain(title);
        expect(await edge.waiting(), title).toEqual([]);
      }
    }
  });

  test('two simultaneous ticks purge once', async () => {
    await edge.failPurges(true);
    await release(edge, { now });
    await edge.failPurges(false);
    await Promise.all([edge.tickAt(now + minute), edge.tickAt(now + minute)]);
    expect(await edge.waiting()).toEqual([]);
    expect((await edge.purges()).filter(({ tags }) => !tags?.includes('built'))).toHaveLength(1);
  });

  test('very many changes are purged as a whole, in one call', async () => {
    const payload = (index: number) => JSON.stringify({ release: `flood-${index}`, places: [] });
    const insert = edge.db.prepare(
      "insert into outbox (task, payload, at, due_at) values ('purge', ?, 0, 0)",
    );
    await edge.db.batch(Array.from({ length: 200 }, (_, index) => insert.bind(payload(index))));
    await edge.tickAt(now + minute);
    expect(await edge.purges()).toEqual([{ purgeEverything: true }]);
    expect(await edge.waiting()).toEqual([]);
  });
});

describe('private responses', () => {
  test('are never cached: editors’ responses at any address, and refusals', async () => {
    const as = { Authorization: `Bearer ${edge.tokens.admin}` };
    const paths = [
      '/releases',
      '/audit',
      '/releases/nothing.css',
      '/editors/x.css?y=.js',
      '/nothing',
    ];
    for (const path of paths.map((one) => `/api/v1/editor${one}`)) {
      for (const headers of [as, as, {}]) {
        const reply = await edge.get(path, now, headers);
        expect(statusOf(reply), path).toBe('BYPASS');
        expect(reply.headers.get('Cache-Control'), path).toContain('no-store');
        if (headers !== as) expect(reply.status, path).toBe(401);
      }
    }
  });

  test('cannot reach other readers by headers that are not in the cache key', async () => {
    const strange = {
      'X-Forwarded-Host': 'evil.example',
      'X-Original-URL': '/api/v1/editor/releases',
      'Accept-Language': 'fr',
      Cookie: 'preview=secret',
      Authorization: `Bearer ${edge.tokens.admin}`,
      Accept: 'text/markdown',
    };
    const made = await release(edge, { now });
    for (const path of [
      '/',
      `/releases/${made.id}/${made.slug}`,
      '/search?q=judges',
      '/feed.xml',
    ]) {
      for (const [name, value] of Object.entries(strange)) {
        const reply = await edge.get(path, now, { [name]: value });
        expect(reply.text, `${path} ${name}`).not.toContain('evil.example');
        expect(reply.headers.get('Set-Cookie')).toBeNull();
      }
      const plain = await edge.get(path, now);
      expect(seen(plain), path).toBe(seen(await edge.origin(path, now)));
      expect(
        plain.headers.get('Cache-Tag') ?? plain.headers.get('Cloudflare-CDN-Cache-Control'),
      ).toBeNull();
    }
  });
});
