/**
 * The platform fails at each call of each command in turn: before it, after it, in its middle. Either
 * all of the command happened or nothing, and who asks again gets what the first try would have given.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from './newsroom.ts';
import {
  abandoned,
  at,
  correcting,
  drafted,
  faultsOf,
  future,
  leak,
  noon,
  type Prepared,
  pdf,
  present,
  publication,
  published,
  revised,
  Stage,
  type Step,
  scheduled,
  titled,
  unbuilt,
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

interface Ticking extends Step {
  from: Step[];
}

const ticks: Record<string, Ticking> = {
  'after a publication': { from: unbuilt, method: 'tick' },
  'after a withdrawal': { from: withdrawn, method: 'tick' },
  'that sweeps': { from: abandoned, method: 'tick', now: noon + 2 * day },
};

interface Seen extends Stored {
  answers: string[];
}

/** What there is: stored, and to be read by anybody. */
async function look({ id, page, file }: Prepared): Promise<Seen> {
  const read = async (address: string) => {
    const { status, headers, text } = await stage.newsroom.get(address, present);
    const content = address === file ? headers.get('ETag') : text;
    return `${address} ${status} ${headers.get('Location')} ${content}`;
  };
  const [stored, ...answers] = await Promise.all([
    stage.storage.look(),
    ...['/', page, file, `/api/v1/releases/${id}`].map(read),
  ]);
  return { ...stored, answers };
}

/** A state, and what a command makes of it when nothing fails. */
async function rehearse(command: Step, from: Step[]) {
  const prepared = await stage.prepare(from);
  await stage.storage.putBack(prepared.kept);
  const before = await look(prepared);
  const reply = await stage.send(command, prepared.id, prepared);
  expect(reply.status, reply.text).toBeLessThan(300);
  const after = await look(prepared);
  return { prepared, before, reply, after };
}

const storedIn = (seen: Stored, before: Stored) => linesOf(seen, { before });
const linesIn = (seen: Seen, before: Seen) => linesOf(seen, { before, answers: seen.answers });

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

describe('a fault at any call', () => {
  test.each(Object.entries(commands))('to %s: all or nothing', async (_, { from, ...command }) => {
    const { prepared, before, reply, after } = await rehearse(command, from);
    const { id, etag, kept } = prepared;
    const [none, all] = [linesIn(before, before), linesIn(after, before)];
    expect(entriesOf(after)).toBe(entriesOf(before) + 1);
    const { seenAt = { method: 'GET', path: '/releases/{id}' } } = command;
    const read = () => stage.send(seenAt, id);
    const told = ({ status, headers, text }: Reply) => [status, headers.get('ETag'), text].join();
    await stage.storage.putBack(kept);
    const unchanged = told(await read());

    for (const fault of faultsOf(reply)) {
      await stage.storage.putBack(kept);
      const answer = await stage.send(command, id, { etag, fault });
      const between = await look(prepared);
      expect(astray(between), fault).toEqual([]);
      const lines = linesIn(between, before);
      const happened = lines.join() === all.join();
      if (!happened) expect(lines, fault).toEqual(none);
      if (answer.status < 300) expect(happened, fault).toBe(true);
      else expectFailure(answer, fault);

      const now = await read();
      expect(told(now) !== unchanged, fault).toBe(happened);
      if (!happened) {
        const again = await stage.send(command, id, { etag: now.headers.get('ETag') ?? etag });
        expect(again.status, `${fault}: ${again.text}`).toBe(reply.status);
        expect(storedIn(await stage.storage.look(), before), fault).toEqual(
          storedIn(after, before),
        );
      }
      await expectWholeAudit(fault);
      const begun = begunSince(before, between);
      if (begun.length > 0) await expectSwept(begun, fault);
    }
  });

  test.each(Object.entries(ticks))('of a tick %s: the next one completes it', async (_, tick) => {
    const { from, ...command } = tick;
    const { prepared, before, reply, after } = await rehearse(command, from);
    const [none, all] = [linesIn(before, before), linesIn(after, before)];
    expect(all).not.toEqual(none);
    for (const fault of faultsOf(reply)) {
      await stage.storage.putBack(prepared.kept);
      const answer = await stage.send(command, prepared.id, { fault });
      expect(answer.status, fault).toBe(500);
      const lines = linesIn(await look(prepared), before);
      const foreign = lines.filter((line) => !none.includes(line) && !all.includes(line));
      const lost = none.filter((line) => all.includes(line) && !lines.includes(line));
      expect([foreign, lost], fault).toEqual([[], []]);
      await stage.send(command, prepared.id);
      expect(storedIn(await stage.storage.look(), before), fault).toEqual(storedIn(after, before));
    }
  });
});

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
