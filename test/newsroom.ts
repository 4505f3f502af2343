/** A newsroom for tests: a site with a small taxonomy, its editors, and a clock that is an argument. */
import { inject } from 'vitest';
import { type Local, type LocalOptions, startLocal } from '../dev/local.ts';
import { createEditor } from '../dev/token.ts';
import type { Role } from '../src/domain/editor.ts';

export const origin = 'https://newsroom.example';

/** An answer with its whole body. */
export class Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  constructor({ status, headers }: Response, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests assert its content
  get json(): any {
    return JSON.parse(this.text);
  }
}

export interface Newsroom extends Local {
  tokens: Record<Role, string>;
  /** A reader's request at a moment. */
  get(path: string, now: number, headers?: Record<string, string>): Promise<Reply>;
  /** An editor's request at a moment; the path is below /api/v1/editor. */
  edit(method: string, path: string, body: unknown, options?: EditOptions): Promise<Reply>;
  tickAt(now: number): Promise<Reply>;
}

export interface EditOptions {
  now?: number;
  as?: Role;
  etag?: string;
  headers?: Record<string, string>;
}

const terms: [string, Record<string, unknown>][] = [
  ['kinds', { slug: 'press-release', names: { en: 'Press release', fr: 'Communiqué de presse' } }],
  ['fields-of-work', { slug: 'policing', names: { en: 'Policing', fr: 'Police' } }],
  ['fields-of-work', { slug: 'rule-of-law', names: { en: 'Rule of law' } }],
  ['countries', { slug: 'participating-states', names: { en: 'Participating States' } }],
  [
    'countries',
    { slug: 'kazakhstan', parent: 'participating-states', names: { en: 'Kazakhstan' } },
  ],
  ['structures', { slug: 'secretariat', names: { en: 'Secretariat' } }],
  [
    'structures',
    { slug: 'programme-office-in-astana', names: { en: 'Programme Office in Astana' } },
  ],
  ['meetings', { slug: 'summit-meetings', closed: true, names: { en: 'Summit meetings' } }],
];

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
    edit: (method, path, body, { now = Date.now(), as = 'admin', etag, headers } = {}) => {
      const raw = body instanceof Uint8Array || typeof body === 'string';
      return request(`/api/v1/editor${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${tokens[as]}`,
          'X-Test-Now': String(now),
          'Content-Type': 'application/json',
          ...(etag && { 'If-Match': etag }),
          ...headers,
        },
        ...(body !== null && { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      });
    },
    tickAt: (now) => request('/test/tick', { headers: { 'X-Test-Now': String(now) } }),
  };
  for (const [taxonomy, term] of terms) {
    const { status, text } = await newsroom.edit('POST', `/taxonomies/${taxonomy}/terms`, term);
    if (status !== 201) throw new Error(text);
  }
  return newsroom;
}

/** A release as an editor sends it; `changes` replaces some of its fields. */
export function draft(changes: Record<string, unknown> = {}) {
  return {
    kind: 'press-release',
    date: '2026-07-01',
    sources: ['secretariat', 'programme-office-in-astana'],
    fieldsOfWork: ['rule-of-law', 'policing'],
    countries: ['kazakhstan'],
    contacts: [{ name: 'Aigerim Duisenova', role: 'Press officer', email: 'press@ord.example' }],
    editions: {
      en: {
        title: 'Astana workshop on the law of evidence',
        summary: 'Forty judges met in Astana.',
        place: 'ASTANA',
        markdown: 'Forty judges **met** today.\n\n> “A good day,” said one of them.',
      },
    },
    ...changes,
  };
}

/** Drafts and publishes a release; `at` in the future schedules it. */
export async function release(
  { edit }: Newsroom,
  { at, now = Date.now(), ...changes }: { at?: number; now?: number; [part: string]: unknown } = {},
): Promise<{ id: string; slug: string; etag: string }> {
  const made = await edit('POST', '/releases', draft(changes), { now });
  if (made.status !== 201) throw new Error(made.text);
  const order = at === undefined ? {} : { at: new Date(at).toISOString(), backdate: true };
  const { id, editions } = made.json;
  const put = await edit('PUT', `/releases/${id}/publication`, order, { now });
  if (put.status !== 200) throw new Error(put.text);
  const slug = (Object.values(editions)[0] as { slug: string }).slug;
  return { id, slug, etag: put.headers.get('ETag') ?? '' };
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
