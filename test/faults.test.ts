/**
 * The platform fails at each call of each command in turn: before it, after it, in its middle. Either
 * all of the command happened or nothing, and who asks again gets what the first try would have given.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reply } from './newsroom.ts';
import {
  at,
  correcting,
  drafted,
  faultsOf,
  future,
  leak,
  noon,
  pdf,
  present,
  publication,
  published,
  revised,
  Stage,
  type Step,
  scheduled,
  titled,
  upload,
  withdrawal,
  withdrawn,
} from './prepared-states.ts';
import { astray, begunSince, linesOf, type Stored } from './stored-state.ts';

const day = 24 * 60 * 60_000;
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.newsroom.dispose());

interface Command extends Step {
  from: Step[];
  /** Where a client sees whether it happened, if not at the release. */
  seenAt?: Step;
}

const correction = { note: { en: 'The figures were those of another year.' } };

const commands: Record<string, Command> = {
  'create a draft': {
    from: drafted,
    method: 'POST',
    path: '/releases',
    body: titled('Another one'),
    seenAt: { method: 'GET', path: '/releases?q=Another' },
  },
  revise: { from: drafted, method: 'PUT', path: '/releases/{id}', body: titled('Anew') },
  'restore a revision': {
    from: drafted,
    method: 'POST',
    path: '/releases/{id}/revisions/1/restore',
  },
  'discard a draft': { from: drafted, method: 'DELETE', path: '/releases/{id}' },
  'discard what is scheduled': { from: scheduled, method: 'DELETE', path: '/releases/{id}' },
  'upload a file': { from: drafted, ...upload('annex.pdf') },
  'replace a file': { from: published, ...upload('programme.pdf', pdf.slice(0, 100_000)) },
  'take a file out': {
    from: published,
    method: 'DELETE',
    path: '/releases/{id}/attachments/programme.pdf',
  },
  publish: { from: drafted, method: 'PUT', path: publication, body: {} },
  schedule: { from: drafted, method: 'PUT', path: publication, body: at(future) },
  reschedule: { from: scheduled, method: 'PUT', path: publication, body: at(future + 60_000) },
  'publish what is scheduled': { from: scheduled, method: 'PUT', path: publication, body: {} },
  cancel: { from: scheduled, method: 'DELETE', path: publication },
  'correct with a note': { from: revised, method: 'PUT', path: publication, body: correction },
  'change minorly': { from: revised, method: 'PUT', path: publication, body: { minor: true } },
  'schedule a correction': {
    from: revised,
    method: 'PUT',
    path: publication,
    body: { ...at(future), ...correction },
  },
  'cancel a correction': { from: correcting, method: 'DELETE', path: publication },
  'withdraw with a notice': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'notice', ...correction },
  },
  'withdraw as gone': { from: published, method: 'PUT', path: withdrawal, body: { mode: 'gone' } },
  'withdraw to another address': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'redirect', redirectTo: '/kinds/press-release' },
  },
  'withdraw without a trace': {
    from: published,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'vanish' },
  },
  'withdraw what is being corrected': {
    from: correcting,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'gone' },
  },
  'change a withdrawal': {
    from: withdrawn,
    method: 'PUT',
    path: withdrawal,
    body: { mode: 'notice', ...correction },
  },
  reinstate: { from: withdrawn, method: 'DELETE', path: withdrawal },
  'create a term': {
    from: drafted,
    method: 'POST',
    path: '/taxonomies/kinds/terms',
    body: { slug: 'notice', names: { en: 'Notice' } },
    seenAt: { method: 'read', path: '/kinds/notice' },
  },
};

const entriesOf = ({ tables }: Stored) => tables.get('audit')?.length ?? 0;

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
  'a fault at any call to %s: all of it happened or nothing, and it can be asked again',
  async (_, { from, ...command }) => {
    const { prepared, before, reply, after } = await stage.rehearse(command, from);
    const { id, etag, kept } = prepared;
    const [none, all] = [linesOf(before, before), linesOf(after, before)];
    expect(entriesOf(after)).toBe(entriesOf(before) + 1);
    const { seenAt = { method: 'GET', path: '/releases/{id}' } } = command;
    const read = () => stage.send(seenAt, id);
    const told = ({ status, headers, text }: Reply) => [status, headers.get('ETag'), text].join();
    await stage.storage.putBack(kept);
    const unchanged = told(await read());

    for (const fault of faultsOf(reply)) {
      await stage.storage.putBack(kept);
      const answer = await stage.send(command, id, { etag, fault });
      const between = await stage.look(prepared);
      expect(astray(between), fault).toEqual([]);
      const lines = linesOf(between, before);
      const happened = lines.join() === all.join();
      if (!happened) expect(lines, fault).toEqual(none);
      if (answer.status < 300) expect(happened, fault).toBe(true);
      else expectFailure(answer, fault);

      const now = await read();
      expect(told(now) !== unchanged, fault).toBe(happened);
      if (!happened) {
        const again = await stage.send(command, id, { etag: now.headers.get('ETag') ?? etag });
        expect(again.status, `${fault}: ${again.text}`).toBe(reply.status);
        expect(linesOf(await stage.look(prepared), before), fault).toEqual(all);
      }
      await expectWholeAudit(fault);
      const begun = begunSince(before, between);
      if (begun.length > 0) await expectSwept(begun, fault);
    }
  },
);

/** What broke off is kept for a day, and then its object and its row are gone. */
async function expectSwept(begun: string[], fault: string) {
  const left = async () => {
    const { tables, objects } = await stage.storage.look();
    const rest = JSON.stringify([tables.get('blobs'), objects]);
    return begun.filter((key) => rest.includes(key));
  };
  await stage.newsroom.tickAt(noon + day);
  expect(await left(), fault).toEqual(begun);
  await stage.newsroom.tickAt(noon + 2 * day);
  expect(await left(), fault).toEqual([]);
}
