/** The revisions of a release: nothing is lost, and a release that was never public can be discarded. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const pdf = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const titled = (title: string) => draft({ editions: { en: { title, markdown: 'Words.' } } });

async function revised(...titles: string[]) {
  let reply = await newsroom.edit('POST', '/releases', titled(titles[0] as string), {
    as: 'author',
  });
  const path = `/releases/${reply.json.id}`;
  for (const title of titles.slice(1)) {
    const etag = reply.headers.get('ETag') ?? '';
    reply = await newsroom.edit('PUT', path, titled(title), { etag, as: 'editor' });
  }
  return { path, etag: reply.headers.get('ETag') ?? '' };
}

test('every revision is listed with its author, and can be read', async () => {
  const { path } = await revised('One', 'Two', 'Three');
  const { json } = await newsroom.edit('GET', `${path}/revisions`, null);
  expect(json.items).toMatchObject([
    { version: 3, createdBy: 'The editor' },
    { version: 2, createdBy: 'The editor' },
    { version: 1, createdBy: 'The author' },
  ]);
  const first = await newsroom.edit('GET', `${path}/revisions/1`, null);
  expect(first.json).toMatchObject({ version: 1, editions: { en: { title: 'One' } } });
  for (const number of ['0', '4', '01', 'x', '1e0']) {
    expect((await newsroom.edit('GET', `${path}/revisions/${number}`, null)).status).toBe(404);
  }
});

test('the differences of two revisions are listed place by place', async () => {
  const { path } = await revised('One', 'One', 'Two');
  const same = await newsroom.edit('GET', `${path}/revisions/2/diff`, null);
  expect(same.json).toEqual({ from: 1, to: 2, changes: [] });
  const { json } = await newsroom.edit('GET', `${path}/revisions/3/diff?from=1`, null);
  expect(json.changes).toEqual([
    { pointer: '/editions/en/title', before: 'One', after: 'Two' },
    { pointer: '/editions/en/slug', before: 'one', after: 'two' },
  ]);
});

test('a restored revision is a new one; nothing in between is lost', async () => {
  const { path, etag } = await revised('One', 'Two');
  const { json } = await newsroom.edit('POST', `${path}/revisions/1/restore`, {}, { etag });
  expect(json).toMatchObject({ version: 3, editions: { en: { title: 'One' } } });
  const second = await newsroom.edit('GET', `${path}/revisions/2`, null);
  expect(second.json.editions.en.title).toBe('Two');
  const stale = await newsroom.edit('POST', `${path}/revisions/2/restore`, {}, { etag });
  expect(stale.status).toBe(412);
});

test('a draft is discarded with everything that belongs to it; its files are deleted a day later', async () => {
  const made = await newsroom.edit('POST', '/releases', titled('Never'), { now: noon });
  const path = `/releases/${made.json.id}`;
  const put = await newsroom.edit('PUT', `${path}/attachments/never.pdf`, pdf, {
    now: noon,
    headers: { 'Content-Type': 'application/pdf' },
  });
  expect((await newsroom.edit('DELETE', path, null, { now: noon })).status).toBe(428);
  const etag = put.headers.get('ETag') ?? '';
  const gone = await newsroom.edit('DELETE', path, null, { now: noon, etag });
  expect([gone.status, gone.text]).toEqual([204, '']);
  expect((await newsroom.edit('GET', path, null)).status).toBe(404);
  const objects = async () =>
    (await newsroom.bucket.list({ prefix: 'attachments/' })).objects.length;
  expect(await objects()).toBe(1);
  await newsroom.tickAt(noon + 23 * 3_600_000);
  expect(await objects()).toBe(1);
  await newsroom.tickAt(noon + 25 * 3_600_000);
  expect(await objects()).toBe(0);
});

test('a scheduled release can be discarded before its instant; a public one never', async () => {
  for (const [now, status, seen] of [
    [noon + 59_999, 204, 404],
    [noon + 60_000, 409, 200],
  ] as const) {
    const made = await newsroom.edit('POST', '/releases', titled('Soon'), { now: noon });
    const path = `/releases/${made.json.id}`;
    const at = new Date(noon + 60_000).toISOString();
    await newsroom.edit('PUT', `${path}/publication`, { at }, { now: noon });
    const { headers } = await newsroom.edit('GET', path, null, { now });
    const etag = headers.get('ETag') ?? '';
    expect((await newsroom.edit('DELETE', path, null, { now, etag })).status).toBe(status);
    expect((await newsroom.get(`/api/v1${path}`, noon + 60_000)).status).toBe(seen);
  }
});

test('readers get a removed file until its removal is published', async () => {
  const made = await newsroom.edit('POST', '/releases', titled('With a file'), { now: noon });
  const path = `/releases/${made.json.id}`;
  const put = await newsroom.edit('PUT', `${path}/attachments/plan.pdf`, pdf, {
    now: noon,
    headers: { 'Content-Type': 'application/pdf' },
  });
  const file = new URL(put.json.url).pathname;
  const out = await newsroom.edit('PUT', `${path}/publication`, {}, { now: noon });
  const etag = out.headers.get('ETag') ?? '';
  const taken = await newsroom.edit('DELETE', `${path}/attachments/plan.pdf`, null, {
    now: noon,
    etag,
  });
  expect(taken.json).toMatchObject({ version: 3, attachments: [] });
  expect((await newsroom.get(file, noon)).status).toBe(200);
  await newsroom.edit(
    'PUT',
    `${path}/publication`,
    { minor: true },
    {
      now: noon + 1,
      etag: taken.headers.get('ETag') ?? '',
    },
  );
  expect((await newsroom.get(file, noon + 1)).status).toBe(404);
});

test('an If-Match that a proxy weakened names the same version, and no other', async () => {
  const { path, etag } = await revised('One');
  const weakened = `"x", W/${etag}`;
  expect((await newsroom.edit('PUT', path, titled('Two'), { etag: weakened })).status).toBe(200);
  expect((await newsroom.edit('PUT', path, titled('Three'), { etag: weakened })).status).toBe(412);
  expect((await newsroom.edit('PUT', path, titled('Three'), { etag: 'W/"2"' })).status).toBe(200);
});
