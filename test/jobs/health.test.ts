/** The health of the site: an alarm for what needs somebody, none for what an admin decided. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const now = Date.parse('2026-07-01T12:00:00Z');
const day = 24 * 60 * 60_000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

async function health() {
  const { status, json } = await newsroom.edit('GET', '/health', null, { now, as: 'editor' });
  const { outbox, webhooks, lastTickAt } = json;
  return { status, lastTickAt, dead: outbox.dead, disabled: webhooks.disabled };
}
const well = { status: 200, lastTickAt: '2026-07-01T12:00:00Z', dead: 0, disabled: 0 };

const change = (method: string, id: string, body: unknown) =>
  newsroom.edit(method, `/webhooks/${id}`, body, { now, etag: '*' });

/** A webhook that accepts nothing, with a delivery that was given up. */
async function failingWebhook() {
  const body = { url: 'https://mirror.example/hook', label: 'Mirror' };
  const { json, text } = await newsroom.edit('POST', '/webhooks', body, { now });
  expect(json.id, text).toBeDefined();
  await newsroom.db
    .prepare(
      `insert into outbox (task, lane, payload, at, due_at, attempts, last_error, dead_at)
        values ('webhook', null, json_object('webhook', ?), 0, 0, 1, 'It failed.', 1)`,
    )
    .bind(json.id)
    .run();
  return { id: json.id as string, body };
}

test('a site without any tick is down', async () => {
  expect(await health()).toEqual({ ...well, status: 503, lastTickAt: null });
  await newsroom.tickAt(now);
  expect(await health()).toEqual(well);
});

test('a webhook that an admin disabled raises no alarm, one that was disabled for its failures does', async () => {
  const { id, body } = await failingWebhook();
  const failed = { ...well, status: 503 };
  expect(await health()).toEqual({ ...failed, dead: 1 });
  await newsroom.db
    .prepare('update webhooks set failing_since = ?, disabled_at = ? where id = ?')
    .bind(now - 5 * day, now, id)
    .run();
  expect(await health()).toEqual({ ...failed, disabled: 1 });
  const { json } = await change('PUT', id, { ...body, enabled: false });
  expect(json).toMatchObject({ enabled: false, failingSince: null });
  expect(await health()).toEqual(well);
  await change('PUT', id, { ...body, enabled: true });
  expect(await health()).toEqual({ ...failed, dead: 1 });
  await newsroom.db
    .prepare('update webhooks set failing_since = ? where id = ?')
    .bind(now - day, id)
    .run();
  await change('PUT', id, { ...body, enabled: false });
  expect(await health()).toEqual(well);
});

test('a webhook takes its deliveries along', async () => {
  const { id } = await failingWebhook();
  const { id: other } = await failingWebhook();
  expect(await health()).toEqual({ ...well, status: 503, dead: 2 });
  expect((await change('DELETE', id, null)).status).toBe(204);
  expect(await health()).toEqual({ ...well, status: 503, dead: 1 });
  await change('DELETE', other, null);
  const { json } = await newsroom.edit('GET', '/deliveries?state=dead', null, { now });
  expect(json.items.map(({ task }: { task: string }) => task)).toEqual(['webhook']);
  expect(await health()).toEqual(well);
});
