/**
 * The platform fails at each call of each command in turn: before it, after it, in the middle. Either
 * the whole command happened or nothing, and a repeated request gets what the first would have got.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from './commands.ts';
import type { Reply } from './newsroom.ts';
import { leak, noon, present, Stage, stateFaults } from './prepared-states.ts';
import { begunSince, entriesOf, findUnmatchedKeys, linesOf } from './stored-state.ts';

const day = 24 * 60 * 60_000;
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

function expectFailure({ status, headers, text }: Reply, fault: string) {
  expect([500, 503], `${fault}: ${text}`).toContain(status);
  expect(headers.get('Content-Type'), fault).toBe('application/problem+json');
  expect(headers.get('Cache-Control'), fault).toContain('no-store');
  expect(text, fault).not.toMatch(leak);
}

async function expectWholeAudit(fault: string) {
  const { json } = await stage.newsroom.edit('GET', '/audit/verify', null, { now: present });
  expect(json, fault).toMatchObject({ valid: true });
}

test.each(Object.entries(commands))(
  'a fault at any call to %s: everything is written or nothing, and a retry succeeds',
  async (_, { from, anyState = false, ...command }) => {
    const { seenAt = { method: 'GET', path: '/releases/{id}' } } = command;
    // Readers see nothing of data for editors.
    const onlyStored = anyState && seenAt.method === 'GET' && !seenAt.path?.startsWith('/records');
    const prepared = await stage.prepare(from, { onlyStored });
    const { before, reply, after } = await stage.rehearse(command, prepared, anyState);
    const { etag, saved } = prepared;
    const [none, all] = [linesOf(before, before), linesOf(after, before)];
    expect(entriesOf(after)).toHaveLength(entriesOf(before).length + 1);
    const read = () => stage.send(seenAt, prepared);
    const summary = ({ status, headers, text }: Reply) =>
      [status, headers.get('ETag'), text].join();
    await stage.storage.restore(saved);
    const unchanged = summary(await read());

    for (const fault of stateFaults(reply)) {
      await stage.storage.restore(saved);
      const answer = await stage.send(command, prepared, { etag: anyState ? '*' : etag, fault });
      const between = await stage.read(prepared);
      expect(findUnmatchedKeys(between), fault).toEqual([]);
      const lines = linesOf(between, before);
      const happened = lines.join() === all.join();
      if (!happened) expect(lines, fault).toEqual(none);
      if (answer.status < 300) expect(happened, fault).toBe(true);
      else expectFailure(answer, fault);

      const now = await read();
      expect(summary(now) !== unchanged, fault).toBe(happened);
      if (!happened) {
        const current = anyState ? '*' : (now.headers.get('ETag') ?? etag);
        const again = await stage.send(command, prepared, { etag: current });
        expect(again.status, `${fault}: ${again.text}`).toBe(reply.status);
        expect(linesOf(await stage.read(prepared), before), fault).toEqual(all);
      }
      await expectWholeAudit(fault);
      const begun = begunSince(before, between);
      if (begun.length > 0) await expectSwept(begun, fault);
    }
  },
);

/** An interrupted upload is kept for a day; then its object and its row are deleted. */
async function expectSwept(begun: string[], fault: string) {
  const left = async () => {
    const { tables, objects } = await stage.storage.read();
    const rest = JSON.stringify([tables.get('blobs'), objects]);
    return begun.filter((key) => rest.includes(key));
  };
  await stage.newsroom.tickAt(noon + day);
  expect(await left(), fault).toEqual(begun);
  await stage.newsroom.tickAt(noon + 2 * day);
  expect(await left(), fault).toEqual([]);
}
