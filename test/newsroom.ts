/** A newsroom for tests: a site with a small taxonomy, its editors, and a clock that is an argument. */
import { inject } from 'vitest';
import { type Local, type LocalOptions, startLocal } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import type { Role } from '../src/domain/editor.ts';
import { addTerms, type Edit, editing, Reply } from './releases.ts';

export { draft, type EditOptions, Reply, release } from './releases.ts';

export const origin = 'https://newsroom.example';

export interface Newsroom extends Local {
  tokens: Record<Role, string>;
  /** A reader's request at a moment. */
  get(path: string, now: number, headers?: Record<string, string>): Promise<Reply>;
  /** An editor's request at a moment; the path is below /api/v1/editor. */
  edit: Edit;
  tickAt(now: number): Promise<Reply>;
}

/** Opens an empty newsroom, with the clocked Worker by default. */
export async function openNewsroom(options: LocalOptions = {}): Promise<Newsroom> {
  const local = await startLocal({ worker: inject('clocked'), ...options });
  const token = (role: Role) => createEditor(local.db, { name: `The ${role}`, role });
  const tokens = {
    author: await token('author'),
    editor: await token('editor'),
    admin: await token('admin'),
  };
  const request = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await local.fetch(path, init);
    return new Reply(response, await response.text());
  };
  const newsroom: Newsroom = {
    ...local,
    tokens,
    get: (path, now, headers = {}) =>
      request(path, { headers: { 'X-Test-Now': String(now), ...headers } }),
    edit: editing(request, tokens),
    tickAt: (now) => request('/test/tick', { headers: { 'X-Test-Now': String(now) } }),
  };
  await addTerms(newsroom);
  return newsroom;
}

/** The newsroom, whose editors write in another isolate than that of its readers. */
export const inOtherIsolate = (newsroom: Newsroom): Newsroom => ({
  ...newsroom,
  edit: (method, path, body, options) =>
    newsroom.edit(method, path, body, { ...options, headers: { 'X-Test-Isolate': 'other' } }),
});

/** Ends the public state, as a change in another isolate would: responses of before are not kept. */
export async function endPublicState({ db }: Pick<Local, 'db'>): Promise<void> {
  await db.prepare("update public_state set token = 'other ' || random()").run();
}

/** Saves another revision of a release, without a difference. */
export async function renew({ edit }: Newsroom, id: string, now = Date.now()): Promise<void> {
  const { json } = await edit('GET', `/releases/${id}`, null, { now });
  const path = `/releases/${id}/revisions/${json.version}/restore`;
  const { status, text } = await edit('POST', path, null, { now });
  if (status !== 200) throw new Error(text);
}

/** Inserts a delivery to a deleted webhook: a dead letter, or one that is never due. */
export async function delivery({ db }: Newsroom, { at, dead }: { at: number; dead: boolean }) {
  const due = at + 10 * 365 * 24 * 60 * 60_000;
  const sql = `insert into outbox (task, payload, at, due_at, last_error, dead_at)
    values ('webhook', '{"webhook":"g0newebh00k","change":0,"message":"msg_0"}', ?, ?, ?, ?) returning id`;
  const failure = dead ? ['Webhook endpoint returned 410.', at] : [null, null];
  const row = await db
    .prepare(sql)
    .bind(at, due, ...failure)
    .first<{ id: number }>();
  return String(row?.id);
}
