/** Notifications are sent after the instant, at least once, and in order. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';
import { openReceiver, type Receiver } from '../receiver.ts';

const key = 'a1b2c3d4e5f6';
/** Near the present: who verifies a signature looks at the clock. */
let now = Date.now();
const minute = 60_000;
const day = 24 * 60 * minute;
let receiver: Receiver;
let newsroom: Newsroom;
let secret: string;
let hook: string;

beforeAll(async () => {
  receiver = await openReceiver();
  newsroom = await openNewsroom({
    vars: {
      LANGUAGES: 'en fr',
      DEVELOPMENT: 'true',
      WEBSUB_HUB: `${receiver.url}/hub`,
      INDEXNOW_KEY: key,
      INDEXNOW_ENDPOINT: `${receiver.url}/indexnow`,
    },
  });
  const made = await register('/hook');
  secret = made.secret;
  hook = made.id;
  await newsroom.tickAt(now);
});
afterAll(async () => {
  await newsroom.dispose();
  await receiver.close();
});
beforeEach(() => {
  receiver.forget();
  for (const path of ['/hook', '/hub', '/indexnow']) receiver.answer(path, 204);
});

async function register(path: string) {
  const body = { url: receiver.url + path, label: 'A syndicator' };
  const { json, status, text } = await newsroom.edit('POST', '/webhooks', body, { now });
  expect(status, text).toBe(201);
  return json as { id: string; secret: string };
}

const paths = ['/hook', '/hub', '/indexnow'];
const counts = () => paths.map((path) => receiver.at(path).length);
const messages = (path = '/hook') => receiver.at(path).map(({ body }) => JSON.parse(body));
const act = (method: string, path: string, body: unknown) =>
  newsroom.edit(method, path, body, { now, etag: '*' });
const deliveries = async (query = '') =>
  (await newsroom.edit('GET', `/deliveries${query}`, null, { now })).json.items as {
    number: number;
    task: string;
    state: string;
    lastError: string;
    attempts: number;
  }[];
const outward = async (query = '') =>
  (await deliveries(query)).filter(({ task }) => task !== 'purge');

test('no notification is sent before the instant, and all with the tick after it', async () => {
  const at = now + 2 * minute;
  const { id, slug } = await release(newsroom, { now, at });
  await newsroom.tickAt(now + minute);
  await newsroom.tickAt(at - 1);
  expect(counts()).toEqual([0, 0, 0]);
  expect(JSON.stringify(await deliveries())).not.toContain(id);
  await newsroom.tickAt(at);
  now = at;
  expect(counts().every((count) => count > 0)).toBe(true);
  const [sent] = receiver.at('/hook');
  const message = new Webhook(secret).verify(sent?.body ?? '', sent?.headers ?? {});
  const { json } = await newsroom.get(`/api/v1/releases/${id}`, now);
  const instant = new Date(at).toISOString();
  expect(message).toEqual({
    type: 'release.published',
    timestamp: instant,
    data: { id, at: instant, action: 'published', release: json, withdrawal: null },
  });
  expect(sent?.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);
  const topics = receiver
    .at('/hub')
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  expect(topics).toContainEqual({ 'hub.mode': 'publish', 'hub.url': `${origin}/feed.xml` });
  expect(topics.map((topic) => topic['hub.url'])).not.toContain(`${origin}/fr/feed.xml`);
  expect(messages('/indexnow')).toEqual([
    {
      host: 'newsroom.example',
      key,
      keyLocation: `${origin}/${key}.txt`,
      urlList: [`${origin}/releases/${id}/${slug}`],
    },
  ]);
  expect(await outward()).toEqual([]);
  await newsroom.tickAt(now + minute);
  expect(receiver.at('/hook')).toHaveLength(1);
});

test('a postponed release is notified at its new instant alone, a cancelled one never', async () => {
  const [first, second, cancelled] = [now + minute, now + 3 * minute, now + minute];
  const { id, etag } = await release(newsroom, { now, at: first });
  const taken = await release(newsroom, { now, at: cancelled });
  const order = { at: new Date(second).toISOString() };
  await newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag });
  await act('DELETE', `/releases/${taken.id}/publication`, null);
  await newsroom.tickAt(first);
  await newsroom.tickAt(second - 1);
  expect(counts()).toEqual([0, 0, 0]);
  await newsroom.tickAt(second);
  now = second;
  expect(messages().map(({ data }) => data.id)).toEqual([id]);
});

test('two simultaneous ticks send each notification once', async () => {
  const { id } = await release(newsroom, { now });
  await Promise.all([newsroom.tickAt(now), newsroom.tickAt(now)]);
  expect(messages().map(({ data }) => data.id)).toEqual([id]);
});

test('the health document has the time of the last tick, and what is overdue since when', async () => {
  const health = async (later: number) =>
    (await newsroom.edit('GET', '/health', null, { now: now + later, as: 'editor' })).json;
  const lastTickAt = new Date(now).toISOString();
  await release(newsroom, { now, at: now + minute });
  expect(await health(minute - 1)).toMatchObject({
    status: 'well',
    lastTickAt,
    overdue: { publications: 0, since: null },
    webhooks: { enabled: 1, failing: 0, disabled: 0 },
  });
  const overdue = { publications: 1, since: new Date(now + minute).toISOString() };
  expect(await health(minute)).toMatchObject({ status: 'well', overdue });
  expect(await health(3 * minute + 1)).toMatchObject({ status: 'late', lastTickAt, overdue });
  const status = async (later: number) =>
    (await newsroom.edit('GET', '/health', null, { now: now + later, as: 'editor' })).status;
  expect(await status(5 * minute)).toBe(200);
  expect(await status(5 * minute + 1)).toBe(503);
  expect(await health(6 * minute + 1)).toMatchObject({ status: 'late', lastTickAt, overdue });
  now += minute;
  await newsroom.tickAt(now);
  expect(await health(0)).toMatchObject({ status: 'well', overdue: { publications: 0 } });
  expect(await status(0)).toBe(200);
});

test('the health document is a 503 for overdue publications, although ticks run', async () => {
  await release(newsroom, { now });
  const { db } = newsroom;
  await db
    .prepare('update clock set ticked_at = ?')
    .bind(now + 10 * minute)
    .run();
  for (const [later, status] of [
    [5 * minute, 200],
    [5 * minute + 1, 503],
  ] as const) {
    const answer = await newsroom.edit('GET', '/health', null, { now: now + later, as: 'editor' });
    expect([later, answer.status]).toEqual([later, status]);
  }
  now += minute;
  await newsroom.tickAt(now);
});

test('the messages of one release arrive in order, even if the first is retried', async () => {
  const { id } = await release(newsroom, { now });
  receiver.answer('/hook', 500, 204);
  await newsroom.tickAt(now);
  const corrected = { en: { title: 'Put right', markdown: 'Now right.' } };
  await act('PUT', `/releases/${id}`, draft({ editions: corrected }));
  now += 1000;
  await act('PUT', `/releases/${id}/publication`, { note: { en: 'It was wrong.' } });
  await act('PUT', `/releases/${id}/withdrawal`, { mode: 'gone', note: { en: 'Wrong.' } });
  const other = await release(newsroom, { now });
  await newsroom.tickAt(now);
  expect(messages().map(({ type, data }) => [data.id === id, type])).toEqual([
    [true, 'release.published'],
    [false, 'release.published'],
  ]);
  expect(other.id).not.toBe(id);
  now += minute;
  await newsroom.tickAt(now);
  const deliveries = receiver.at('/hook').filter(({ body }) => body.includes(id));
  const types = deliveries.map(({ body }) => JSON.parse(body).type);
  expect(types).toEqual(
    ['published', 'published', 'corrected', 'withdrawn'].map((one) => `release.${one}`),
  );
  expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  for (const { body } of deliveries.slice(1)) {
    expect(JSON.parse(body).data).toMatchObject({ release: null, withdrawal: { mode: 'gone' } });
  }
});

test('a webhook for a vanished release contains only its id', async () => {
  receiver.answer('/hook', 500, 204);
  const { id, slug } = await release(newsroom, { now });
  await newsroom.tickAt(now);
  now += 1000;
  await act('PUT', `/releases/${id}/withdrawal`, {
    mode: 'vanish',
    note: { en: 'A home address.' },
  });
  receiver.forget();
  now += minute;
  await newsroom.tickAt(now);
  expect(messages().map(({ data }) => data)).toEqual([
    {
      id,
      at: expect.any(String),
      action: 'withdrawn',
      release: null,
      withdrawal: { mode: 'vanish', at: expect.any(String), note: null },
    },
  ]);
  expect(messages('/indexnow').at(-1).urlList).toEqual([`${origin}/releases/${id}`]);
  expect(JSON.stringify([messages(), messages('/indexnow')])).not.toMatch(
    new RegExp(`${slug}|home`),
  );
});

test('a redirect is not followed, and counts as a failure', async () => {
  receiver.answer('/hook', 302, 204);
  await release(newsroom, { now });
  await newsroom.tickAt(now);
  expect(receiver.at('/elsewhere')).toEqual([]);
  expect(await outward('?state=failing')).toMatchObject([
    { task: 'webhook', attempts: 1, lastError: 'Webhook endpoint returned 302.' },
  ]);
  now += minute;
  await newsroom.tickAt(now);
  expect(await outward()).toEqual([]);
});

test('a delivery without a response within ten seconds is retried', async () => {
  receiver.answer('/hook', 'silent', 204);
  await release(newsroom, { now });
  await newsroom.tickAt(now);
  expect((await outward('?state=failing'))[0]?.lastError).toBe(
    'Webhook endpoint did not answer within 10 seconds.',
  );
  now += minute;
  await newsroom.tickAt(now);
  expect(receiver.at('/hook')).toHaveLength(2);
  expect(await outward()).toEqual([]);
});

test('a URL that search engines refuse is a dead letter until an admin requeues it', async () => {
  receiver.answer('/indexnow', 403);
  await release(newsroom, { now });
  await newsroom.tickAt(now);
  const [dead] = await outward('?state=dead');
  expect(dead).toMatchObject({
    task: 'indexnow',
    lastError: expect.stringContaining('IndexNow returned 403'),
  });
  const health = await newsroom.edit('GET', '/health', null, { now, as: 'editor' });
  expect(health.json).toMatchObject({ status: 'troubled', outbox: { dead: 1 } });
  expect(health.status).toBe(503);
  receiver.answer('/indexnow', 200);
  receiver.forget();
  const retried = await newsroom.edit('POST', `/deliveries/${dead?.number}/retry`, {}, { now });
  expect([retried.status, retried.json.state]).toEqual([200, 'failing']);
  expect(receiver.at('/indexnow')).toHaveLength(1);
  expect(await outward('?state=dead')).toEqual([]);
  const again = await newsroom.edit('POST', `/deliveries/${dead?.number}/retry`, {}, { now });
  expect(again.status).toBe(404);
});

test('a webhook that fails for days is disabled, and an admin can enable it again', async () => {
  const dull = await register('/dull');
  receiver.answer('/dull', 503);
  const { id } = await release(newsroom, { now });
  for (const passed of [0, day, 2 * day, 5 * day - minute]) await newsroom.tickAt(now + passed);
  const read = () => newsroom.edit('GET', `/webhooks/${dull.id}`, null, { now });
  const before = await read();
  expect(before.json).toMatchObject({ enabled: true, failingSince: new Date(now).toISOString() });
  await release(newsroom, { now: now + 5 * day });
  await newsroom.tickAt(now + 5 * day);
  now += 5 * day;
  expect((await read()).json).toMatchObject({
    enabled: false,
    disabledAt: new Date(now).toISOString(),
  });
  const health = await newsroom.edit('GET', '/health', null, { now, as: 'editor' });
  expect([health.status, health.json.webhooks.disabled]).toEqual([503, 1]);
  now += day;
  await newsroom.tickAt(now);
  const sent = receiver.at('/dull').length;
  await release(newsroom, { now });
  await newsroom.tickAt(now);
  expect(receiver.at('/dull')).toHaveLength(sent);
  const given = await outward('?state=dead');
  expect(given.length).toBeGreaterThan(0);
  expect(given[0]?.lastError).toBe('Webhook is disabled: enable it, then retry this delivery.');

  receiver.answer('/dull', 204);
  const disabled = await read();
  const body = { url: disabled.json.url, label: disabled.json.label, enabled: true };
  const putAfter = ({ headers }: typeof disabled) =>
    newsroom.edit('PUT', `/webhooks/${dull.id}`, body, { now, etag: headers.get('ETag') ?? '' });
  expect((await putAfter(before)).status).toBe(412);
  const put = await putAfter(disabled);
  expect(put.json).toMatchObject({ enabled: true, failingSince: null, disabledAt: null });
  for (const { number } of given)
    await newsroom.edit('POST', `/deliveries/${number}/retry`, {}, { now });
  expect(messages('/dull').at(-1).data.release.id).toBeDefined();
  expect(messages('/dull').some(({ data }) => data.id === id)).toBe(true);
  await newsroom.edit('DELETE', `/webhooks/${dull.id}`, null, {
    now,
    etag: put.headers.get('ETag') ?? '',
  });
});

test('if a tick dies at any call, the next ones send every notification at least once, in order', async () => {
  const probe = await release(newsroom, { now });
  const { headers } = await newsroom.tickAt(now);
  const calls = (headers.get('X-Test-Calls') ?? '').split(' ').length;
  expect(calls).toBeGreaterThan(8);
  expect(messages().map(({ data }) => data.id)).toEqual([probe.id]);
  for (let call = 1; call <= calls; call++) {
    const fault = `${call};${call % 2 ? 'before' : 'after'}`;
    receiver.forget();
    now += 10 * minute;
    const { id } = await release(newsroom, { now });
    await newsroom.get('/test/tick', now, { 'X-Test-Fault': fault });
    for (const later of [1.5, 3.5]) await newsroom.tickAt(now + later * minute);
    const sent = receiver.at('/hook').map((one) => one.headers['webhook-id']);
    expect(
      messages().map(({ data }) => data.id),
      fault,
    ).toContain(id);
    expect(new Set(sent).size, fault).toBe(1);
    expect(
      receiver.at('/hub').some(({ body }) => body.endsWith('%2Ffeed.xml')),
      fault,
    ).toBe(true);
    expect(
      messages('/indexnow').some(({ urlList }) => urlList[0].includes(id)),
      fault,
    ).toBe(true);
    expect(await outward(), fault).toEqual([]);
  }
});

test('the IndexNow key is at its address, and at no other', async () => {
  const file = await newsroom.get(`/${key}.txt`, now);
  expect([file.status, file.text, file.headers.get('Content-Type')]).toEqual([
    200,
    key,
    'text/plain; charset=utf-8',
  ]);
  expect((await newsroom.get('/a1b2c3d4e5f7.txt', now)).status).toBe(404);
});

test('a feed names the hub and itself', async () => {
  const { headers, text } = await newsroom.get('/feed.xml', now);
  expect(headers.get('Link')).toBe(
    `<${origin}/feed.xml>; rel="self", <${receiver.url}/hub>; rel="hub"`,
  );
  expect(text).toContain(`${receiver.url}/hub`);
});

test.each(['author', 'editor'] as const)('an %s cannot use webhooks and deliveries', async (as) => {
  for (const [method, path] of [
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['GET', `/webhooks/${hook}`],
    ['PUT', `/webhooks/${hook}`],
    ['DELETE', `/webhooks/${hook}`],
    ['GET', '/deliveries'],
    ['POST', '/deliveries/1/retry'],
    ...(as === 'author' ? [['GET', '/health']] : []),
  ] as [string, string][]) {
    const body = method === 'GET' || method === 'DELETE' ? null : {};
    expect((await newsroom.edit(method, path, body, { now, as })).status, path).toBe(403);
  }
});

test('a secret is shown once and stored only encrypted', async () => {
  const read = await newsroom.edit('GET', `/webhooks/${hook}`, null, { now });
  expect(read.text).not.toContain('whsec');
  const stored = await newsroom.db
    .prepare('select secret from webhooks where id = ?')
    .bind(hook)
    .first<string>('secret');
  expect(stored).not.toContain(secret.slice('whsec_'.length));
});
