/** Readers are answered from the nearest replica of the database: maybe late, but never early. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({ twin: true, vars: { READ_REPLICAS: 'true' } });
});
afterAll(() => newsroom.dispose());

const bringUp = () => newsroom.get('/test/copy', noon);
const readCopy = (path: string, now: number) => newsroom.get(path, now, { 'X-Test-Copy': '1' });

test('a replica that lags behind a postponement does not show the release', async () => {
  const put = await release(newsroom, { now: noon, at: noon + minute });
  const taken = await release(newsroom, { now: noon, at: noon + minute });
  await newsroom.tickAt(noon);
  await bringUp();
  const later = { at: new Date(noon + 60 * minute).toISOString() };
  const address = (id: string) => `/releases/${id}/publication`;
  await newsroom.edit('PUT', address(put.id), later, { now: noon + 50_000, etag: put.etag });
  await newsroom.edit('DELETE', address(taken.id), null, { now: noon + 50_000, etag: taken.etag });
  for (const now of [noon + minute, noon + 2 * minute]) {
    for (const { id, slug } of [put, taken]) {
      const paths = [`/releases/${id}/${slug}`, `/releases/${id}.md`, `/api/v1/releases/${id}`];
      for (const path of paths) expect((await readCopy(path, now)).status, path).toBe(404);
      for (const path of ['/', '/api/v1/releases', '/countries/kazakhstan', '/archive']) {
        expect((await readCopy(path, now)).text, path).not.toContain(id);
      }
    }
  }
});

test('a release is public at its instant, however far the replica lags', async () => {
  const { id, slug } = await release(newsroom, { now: noon, at: noon + 3 * minute });
  await newsroom.tickAt(noon + 2 * minute);
  await bringUp();
  const page = `/releases/${id}/${slug}`;
  expect((await readCopy(page, noon + 3 * minute - 1)).status).toBe(404);
  expect((await readCopy(page, noon + 3 * minute)).status).toBe(200);
});

test('a replica whose last tick is before the last instant is read for a minute and a half at most', async () => {
  const { id, slug, etag } = await release(newsroom, { now: noon + 4 * minute });
  const page = `/releases/${id}/${slug}`;
  await newsroom.tickAt(noon + 5 * minute);
  await bringUp();
  const order = { mode: 'gone' };
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now: noon + 5 * minute, etag });
  expect((await readCopy(page, noon + 6.5 * minute)).status).toBe(200);
  expect((await readCopy(page, noon + 6.5 * minute + 1)).status).toBe(410);
  expect((await newsroom.get(page, noon + 5 * minute)).status).toBe(410);
});

test.each([
  [9_999, 410],
  [10_000, 200],
])('a replica with a tick %i ms after an instant answers %i', async (offset, status) => {
  const at = noon + (10 + offset) * minute;
  const { id, slug } = await release(newsroom, { now: at - minute, at });
  await newsroom.tickAt(at + offset);
  await bringUp();
  const options = { now: at + 20_000, etag: '*' };
  const put = await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, options);
  expect(put.status, put.text).toBe(200);
  expect((await readCopy(`/releases/${id}/${slug}`, at + 30_000)).status).toBe(status);
});

test('an editor and the change log read their own writes', async () => {
  const { id } = await release(newsroom, { now: noon + 6 * minute });
  const now = noon + 6 * minute;
  const headers = { 'X-Test-Copy': '1' };
  const read = await newsroom.edit('GET', `/releases/${id}`, null, { now, headers });
  expect(read.json.state).toBe('public');
  expect((await readCopy('/api/v1/changes?limit=100', now)).text).toContain(id);
});
