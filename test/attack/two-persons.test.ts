/**
 * E10, by sequences: under the rule of two persons nothing that one person does alone, one act after
 * another, makes anything public, or public earlier. Every pair of acts is tried in every state; with
 * ATTACK_BODIES (`npm run attack`) every three.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const instant = noon + 2 * hour;
const never = Number.MAX_SAFE_INTEGER;
const iso = (at: number) => new Date(at).toISOString();

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom({
    front: false,
    vars: { TWO_PERSON_RULE: 'true' },
    limits: { WRITES: 1e9, FAILURES: 1e9 },
  });
});
afterAll(() => newsroom.dispose());

interface Act {
  method: string;
  under: string;
  body?: unknown;
  headers?: Record<string, string>;
}

function record(ending: unknown, until: string | null) {
  const at = '2019-05-06T07:08:09.010Z';
  const { editions, kind } = draft();
  const span = { version: 1, visibleFrom: at, visibleUntil: until, publishedAt: at };
  return {
    createdAt: at,
    updatedAt: at,
    revisions: [
      {
        version: 1,
        createdAt: at,
        createdBy: 'Somebody elsewhere',
        kind,
        date: '2019-05-06',
        sources: [],
        fieldsOfWork: [],
        countries: [],
        meetings: [],
        contacts: [],
        legacyUrls: [],
        editions: { en: { ...editions.en, slug: 'as-it-was' } },
        attachments: [],
      },
    ],
    publications: [{ ...span, modifiedAt: at, corrections: [] }],
    withdrawal: ending,
    pastWithdrawals: [],
  };
}

const ended = '2020-01-01T00:00:00Z';
const ending = (mode: string, note: unknown = null) => ({
  mode,
  note,
  redirectTo: null,
  at: ended,
  visibleFrom: '2019-05-06T07:08:09.010Z',
});
const publication = (body: unknown): Act => ({ method: 'PUT', under: '/publication', body });
const withdrawal = (mode: string): Act => ({
  method: 'PUT',
  under: '/withdrawal',
  body: { mode, ...(mode === 'notice' && { note: { en: 'It was wrong.' } }) },
});
const moving = (ending: unknown, until: string | null): Act => ({
  method: 'RECORD',
  under: '',
  body: record(ending, until),
});

/** Every act of the API by which one person changes a release, or whether and when it is public. */
const acts: Record<string, Act> = {
  revise: { method: 'PUT', under: '', body: draft({ date: '2026-07-02' }) },
  create: { method: 'PUT', under: '', body: draft(), headers: { 'If-None-Match': '*' } },
  discard: { method: 'DELETE', under: '' },
  'bring back a version': { method: 'POST', under: '/revisions/1/restore' },
  upload: { method: 'PUT', under: '/attachments/a.txt', body: new TextEncoder().encode('Words.') },
  approve: { method: 'PUT', under: '/approval', body: {} },
  disapprove: { method: 'DELETE', under: '/approval' },
  'publish at once': publication({ minor: true }),
  'publish in the past': publication({ at: iso(noon - hour), backdate: true, minor: true }),
  'publish earlier': publication({ at: iso(instant - hour), minor: true }),
  'publish at the instant': publication({ at: iso(instant), minor: true }),
  'publish later': publication({ at: iso(instant + hour), minor: true }),
  cancel: { method: 'DELETE', under: '/publication' },
  'let vanish': withdrawal('vanish'),
  'withdraw with a notice': withdrawal('notice'),
  withdraw: withdrawal('gone'),
  reinstate: { method: 'DELETE', under: '/withdrawal' },
  'move in what is out': moving(null, null),
  'move in what ended': moving(null, ended),
  'move in what vanished': moving(ending('vanish'), ended),
  'move in a notice': moving(ending('notice', { en: 'It was wrong.' }), ended),
};

/** The acts that write what may be public; what another one, done last, leads to is tried alone. */
const lasts = Object.keys(acts).filter((name) => /^(?:publish|reinstate|move in)/.test(name));

async function carryOut(
  id: string,
  { method, under, body, headers }: Act,
  as: 'admin' | 'editor',
  now: number,
) {
  const moves = method === 'RECORD';
  const path = moves ? `/records/${id}` : `/releases/${id}${under}`;
  const creates = headers && 'If-None-Match' in headers;
  return newsroom.edit(
    moves ? 'PUT' : method,
    path,
    moves ? { id, ...(body as object) } : (body ?? null),
    {
      now,
      as,
      ...(!creates && { etag: '*' }),
      headers: {
        ...headers,
        ...(body instanceof Uint8Array && { 'Content-Type': 'text/plain' }),
      },
    },
  );
}

/** What leads to a state, by whom: the admin is the one person, the editor the second. */
type Step = [as: 'admin' | 'editor', act: string];

interface State {
  steps: Step[];
  /** From when on its first version, and any other, may be public by the will of one. */
  first: number;
  others: number;
  /** What happens to the second person. */
  second?: 'demoted' | 'disabled';
}

const out: Step[] = [
  ['editor', 'approve'],
  ['admin', 'publish at once'],
];
const embargoed: Step[] = [
  ['editor', 'approve'],
  ['admin', 'publish at the instant'],
];
const corrected: Step[] = [...out, ['admin', 'revise'], ['admin', 'publish at the instant']];

const states: Record<string, State> = {
  'a draft': { steps: [], first: never, others: never },
  'a draft with its own approval': { steps: [['admin', 'approve']], first: never, others: never },
  'under embargo': { steps: embargoed, first: instant, others: never },
  'under embargo, put off': {
    steps: [...embargoed, ['admin', 'publish later']],
    first: instant + hour,
    others: never,
  },
  'under embargo, cancelled': {
    steps: [...embargoed, ['admin', 'cancel']],
    first: never,
    others: never,
  },
  'a correction to come': { steps: corrected, first: 0, others: instant },
  'a correction that was cancelled': {
    steps: [...corrected, ['admin', 'cancel']],
    first: 0,
    others: instant,
  },
  'a correction that fell with a withdrawal': {
    steps: [...corrected, ['admin', 'withdraw']],
    first: 0,
    others: instant,
  },
  'moved in, ended': {
    steps: [
      ['admin', 'discard'],
      ['admin', 'move in what ended'],
    ],
    first: never,
    others: never,
  },
  'moved in, vanished': {
    steps: [
      ['admin', 'discard'],
      ['admin', 'move in what vanished'],
    ],
    first: never,
    others: never,
  },
  'approved by somebody who is an author now': {
    steps: [['editor', 'approve']],
    first: never,
    others: never,
    second: 'demoted',
  },
};

/** The tables of a release, parents first, and the column that names it. */
const tables = [
  'releases',
  'revisions',
  'attachments',
  'publications',
  'withdrawals',
  'past_withdrawals',
  'approvals',
  'consents',
];

/** Makes copies of a release under other ids, rows and all. */
async function copy(from: string, ids: string[]): Promise<void> {
  const statements: D1PreparedStatement[] = [];
  for (const table of tables) {
    const { results } = await newsroom.db
      .prepare('select name from pragma_table_info(?)')
      .bind(table)
      .all<{ name: string }>();
    const own = table === 'releases' ? 'id' : 'release_id';
    const given = ['revisions', 'publications'].includes(table) ? ['id'] : [];
    const columns = results.map(({ name }) => name).filter((name) => !given.includes(name));
    const values = columns.map((name) => {
      if (name === own) return 'copy.value';
      if (table === 'attachments' && name === 'id') return "copy.value || 'f'";
      if (name !== 'publication_id') return `original.${name}`;
      return '(select p.id from publications as p join publications as q on q.id = original.publication_id and q.visible_from = p.visible_from where p.release_id = copy.value)';
    });
    const sql = `insert into ${table} (${columns}) select ${values} from ${table} as original, json_each(?) as copy where original.${own} = ?`;
    statements.push(newsroom.db.prepare(sql).bind(JSON.stringify(ids), from));
  }
  await newsroom.db.batch(statements);
}

let made = 0;
const freshId = () => `tw0${String(made++).padStart(9, '0')}`;

async function prepare({ steps, second }: State): Promise<string> {
  const id = freshId();
  const [create] = [acts.create as Act];
  expect((await carryOut(id, create, 'admin', noon - hour)).status).toBe(201);
  for (const [at, [as, name]] of steps.entries()) {
    const reply = await carryOut(id, acts[name] as Act, as, noon - hour + at + 1);
    expect([name, reply.status, reply.text]).toEqual([
      name,
      expect.toSatisfy((status: number) => status < 300),
      reply.text,
    ]);
  }
  if (second) {
    await newsroom.db
      .prepare(
        "insert or replace into editors (id, name, role, created_at) values ('gone00000000', 'The second', 'author', 0)",
      )
      .run();
    await newsroom.db
      .prepare("update approvals set editor_id = 'gone00000000' where release_id = ?")
      .bind(id)
      .run();
  }
  return id;
}

/** Carries out each sequence on a copy of its own. @returns how the last act of each was answered */
async function tryAll(origin: string, sequences: string[][], { first, others }: State) {
  const ids = sequences.map(freshId);
  await copy(origin, ids);
  const answers: number[] = [];
  for (const [at, sequence] of sequences.entries()) {
    let status = 0;
    for (const [place, name] of sequence.entries()) {
      const now = noon + place * 1000;
      status = (await carryOut(ids[at] as string, acts[name] as Act, 'admin', now)).status;
    }
    answers.push(status);
  }
  const { results } = await newsroom.db
    .prepare(
      'select release_id as id, revision, visible_from as at from publications where release_id in (select value from json_each(?)) and visible_until > max(visible_from, ?) and visible_from < iif(revision = 1, ?, ?)',
    )
    .bind(JSON.stringify(ids), noon, first, others)
    .all<{ id: string; revision: number; at: number }>();
  const early = results.map(({ id, revision, at }) => {
    const sequence = (sequences[ids.indexOf(id)] as string[]).join(', then ');
    return `${sequence}: version ${revision} is public at ${iso(at)}`;
  });
  return { early, answers };
}

const names = Object.keys(acts);
const deepest = process.env.ATTACK_BODIES ? 3 : 2;

test.for(Object.entries(states))(
  'one person makes nothing public, or earlier, of %s',
  { timeout: 60 * 60 * 1000 },
  async ([, state]) => {
    const origin = await prepare(state);
    // What was refused has changed nothing: what follows it was tried without it.
    let done: string[][] = [[]];
    for (let depth = 1; depth <= deepest; depth++) {
      const last = depth > 1 && depth === deepest ? lasts : names;
      const sequences = done.flatMap((before) => last.map((name) => [...before, name]));
      const { early, answers } = await tryAll(origin, sequences, state);
      expect(early).toEqual([]);
      expect(answers.filter((status) => status >= 500)).toEqual([]);
      done = sequences.filter((_, at) => (answers[at] as number) < 300);
    }
  },
);
