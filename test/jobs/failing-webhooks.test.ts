/** Webhooks that begin or cease to fail while an admin edits them. */
import { expect, onTestFinished, test } from 'vitest';
import { openNewsroom, release } from '../newsroom.ts';
import { openReceiver } from '../receiver.ts';

test('a webhook that begins or ceases to fail is changed by who read it before', async () => {
  const receiver = await openReceiver();
  const newsroom = await openNewsroom({ vars: { DEVELOPMENT: 'true' } });
  onTestFinished(async () => {
    await newsroom.dispose();
    await receiver.close();
  });
  let now = Date.now();
  const body = { url: `${receiver.url}/hook`, label: 'A syndicator' };
  const { json } = await newsroom.edit('POST', '/webhooks', body, { now });
  const path = `/webhooks/${json.id}`;
  const read = () => newsroom.edit('GET', path, null, { now });
  const etag = async () => (await read()).headers.get('ETag') ?? '';
  const put = (etag: string) => newsroom.edit('PUT', path, body, { now, etag });
  const isFailingAfter = async (status: number) => {
    receiver.answer('/hook', status);
    now += 10 * 60_000;
    await release(newsroom, { now });
    await newsroom.tickAt(now);
    return (await read()).json.failingSince !== null;
  };
  const first = await etag();
  expect(await isFailingAfter(503)).toBe(true);
  expect((await put(first)).status).toBe(200);
  expect(await isFailingAfter(503)).toBe(true);
  const second = await etag();
  expect(await isFailingAfter(204)).toBe(false);
  expect((await put(second)).status).toBe(200);
  expect((await put(second)).status).toBe(412);
});
