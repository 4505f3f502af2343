/**
 * E10, by sequences: under the rule of two persons nothing that one person does alone, one act after
 * another, makes anything public, or public earlier. Every act is tried in every state, and a
 * quarter of the pairs; with ATTACK_BODIES (`npm run attack`) every pair and every three.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { acts, actsBegin, hour, instant, iso, type OnePersonAct } from './one-person-acts.ts';

const never = Number.MAX_SAFE_INTEGER;

let newsroom: Newsroom;
let second: string;
beforeAll(async () => {
  newsroom = await openNewsroom({
    front: false,
    vars: { TWO_PERSON_RULE: 'true' },
    limits: { WRITES: 1e9, FAILURES: 1e9 },
  });
  const { json } = await newsroom.edit('GET', '/editors', null);
  second = json.items.find(({ name }: { name: string }) => name === 'The editor').id;
});
afterAll(() => newsroom.dispose());

/** The acts that write what may be public; what another one, done last, leads to is tried alone. */
const lasts = Object.keys(acts).filter((name) =>
  /^(?:publish|correct|reinstate|move in)/.test(name),
);

async function carryOut(
  id: string,
  { method, under, of, body, headers = {} }: OnePersonAct,
  as: 'admin' | 'editor',
  now: number,
) {
  const place = { record: `/records/${id}`, second: `/editors/${second}` };
  const path = `${of ? place[of] : `/releases/${id}`}${under}`;
  const creates = 'If-None-Match' in headers;
  const sent = of === 'record' ? { id, ...(body as object) } : (body ?? null);
  return newsroom.edit(method, path, sent, { now, as, ...(!creates && { etag: '*' }), headers });
}

/** The acts that lead to a state, and their persons: the admin is the first, the editor the second. */
type Step = [as: 'admin' | 'editor', act: string];

interface State {
  steps: Step[];
  /** The version that two persons wanted; the first one by default. */
  approved?: number;
  /** From when on that version, and any other, may be public by the will of one. */
  first: number;
  others: number;
  /** The change that happens to the second person. */
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
  'under embargo, with a picture': {
    steps: [['admin', 'upload'], ...embargoed],
    approved: 2,
    first: instant,
    others: never,
  },
  'a noted correction to come': {
    steps: [...out, ['admin', 'revise'], ['admin', 'correct at the instant']],
    first: 0,
    others: instant,
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

/** The tables of a release, parents first, each with the column of its id. */
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

/** Copies all rows of a release under other ids. */
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
      return `(
        select p.id from publications as p
        join publications as q
          on q.id = original.publication_id and q.visible_from = p.visible_from
        where p.release_id = copy.value
      )`;
    });
    const sql = `insert into ${table} (${columns})
      select ${values} from ${table} as original, json_each(?) as copy where original.${own} = ?`;
    statements.push(newsroom.db.prepare(sql).bind(JSON.stringify(ids), from));
  }
  await newsroom.db.batch(statements);
}

let made = 0;
const freshId = () => `tw0${String(made++).padStart(9, '0')}`;

async function prepare({ steps, second }: State): Promise<string> {
  const id = freshId();
  const [create] = [acts.create as OnePersonAct];
  expect((await carryOut(id, create, 'admin', actsBegin - hour)).status).toBe(201);
  for (const [at, [as, name]] of steps.entries()) {
    const reply = await carryOut(id, acts[name] as OnePersonAct, as, actsBegin - hour + at + 1);
    expect([name, reply.status, reply.text]).toEqual([
      name,
      expect.toSatisfy((status: number) => status < 300),
      reply.text,
    ]);
  }
  if (second) {
    await newsroom.db
      .prepare(
        `insert or replace into editors (id, name, role, created_at)
         values ('gone00000000', 'The second', 'author', 0)`,
      )
      .run();
    await newsroom.db
      .prepare("update approvals set editor_id = 'gone00000000' where release_id = ?")
      .bind(id)
      .run();
  }
  return id;
}

/** Makes the second person an editor again, whatever a sequence made of them. */
const reappoint = () =>
  newsroom.db
    .prepare("update editors set role = 'editor', disabled_at = null where id = ?")
    .bind(second)
    .run();

/**
 * Finds what a sequence changed of the version that two persons wanted: of its text, its files and what
 * is said of them.
 */
async function changedIn(origin: string, ids: string[], approved: number): Promise<string[]> {
  const { results } = await newsroom.db
    .prepare(
      `select distinct copy.release_id as id from publications as copy
        join revisions as written on written.release_id = copy.release_id and written.number = copy.revision
        join publications as original on original.release_id = ?1 and original.revision = ?2
        join revisions as read on read.release_id = ?1 and read.number = ?2
        where copy.revision = ?2 and copy.visible_until > max(copy.visible_from, ?3)
        and copy.release_id in (select value from json_each(?4))
        and (copy.facts <> original.facts or copy.heads <> original.heads or written.snapshot <> read.snapshot)`,
    )
    .bind(origin, approved, actsBegin, JSON.stringify(ids))
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** Carries out each sequence on a copy of its own. @returns the status of the last act of each */
async function tryAll(origin: string, sequences: string[][], state: State) {
  const { approved = 1, first, others } = state;
  const ids = sequences.map(freshId);
  await copy(origin, ids);
  const answers: number[] = [];
  for (const [at, sequence] of sequences.entries()) {
    let status = 0;
    for (const [place, name] of sequence.entries()) {
      const now = actsBegin + place * 1000;
      status = (await carryOut(ids[at] as string, acts[name] as OnePersonAct, 'admin', now)).status;
    }
    if (sequence.some((name) => acts[name]?.of === 'second')) await reappoint();
    answers.push(status);
  }
  const { results } = await newsroom.db
    .prepare(
      `select release_id as id, revision, visible_from as at from publications
       where release_id in (select value from json_each(?))
         and visible_until > max(visible_from, ?) and visible_from < iif(revision = ?, ?, ?)`,
    )
    .bind(JSON.stringify(ids), actsBegin, approved, first, others)
    .all<{ id: string; revision: number; at: number }>();
  const sequenceOf = (id: string) => (sequences[ids.indexOf(id)] as string[]).join(', then ');
  const early = results.map(
    ({ id, revision, at }) => `${sequenceOf(id)}: version ${revision} is public at ${iso(at)}`,
  );
  const isEmbargoed = first >= instant && first < never;
  const changed = isEmbargoed ? await changedIn(origin, ids, approved) : [];
  return { early, changed: changed.map(sequenceOf), answers };
}

const names = Object.keys(acts);
const deepest = process.env.ATTACK_BODIES ? 3 : 2;
/** Without ATTACK_BODIES a part of the pairs of each state is tried, in every state another one. */
const share = process.env.ATTACK_BODIES ? 1 : 4;

test.for(Object.entries(states))(
  'one person makes nothing public, or earlier, or other than approved, of %s',
  { timeout: 60 * 60 * 1000 },
  async ([title, state]) => {
    const origin = await prepare(state);
    const offset = Object.keys(states).indexOf(title);
    // A refused act changes nothing, so the rest was tried without it.
    let done: string[][] = [[]];
    for (let depth = 1; depth <= deepest; depth++) {
      const last = depth > 1 && depth === deepest ? lasts : names;
      const all = done.flatMap((before) => last.map((name) => [...before, name]));
      const sequences = depth === 1 ? all : all.filter((_, at) => (at + offset) % share === 0);
      const { early, changed, answers } = await tryAll(origin, sequences, state);
      expect(early).toEqual([]);
      expect(changed).toEqual([]);
      expect(answers.filter((status) => status >= 500)).toEqual([]);
      done = sequences.filter((_, at) => (answers[at] as number) < 300);
    }
  },
);
