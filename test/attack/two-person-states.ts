/** Releases in every state of the rule of two persons, copied for each sequence of acts that is tried on them. */
import { expect } from 'vitest';
import type { Newsroom } from '../newsroom.ts';
import { acts, actsBegin, hour, instant, iso, type OnePersonAct } from './one-person-acts.ts';

const never = Number.MAX_SAFE_INTEGER;

/** The acts that lead to a state, and their persons: the admin is the first, the editor the second. */
export type PreparationStep = [as: 'admin' | 'editor', act: string];

export interface TwoPersonState {
  steps: PreparationStep[];
  /** The version that two persons wanted; the first one by default. */
  approved?: number;
  /** From when on that version, and any other, may be public by the will of one. */
  first: number;
  others: number;
  /** The change that happens to the second person. */
  second?: 'demoted' | 'disabled';
}

const out: PreparationStep[] = [
  ['editor', 'approve'],
  ['admin', 'publish at once'],
];
const embargoed: PreparationStep[] = [
  ['editor', 'approve'],
  ['admin', 'publish at the instant'],
];
const corrected: PreparationStep[] = [
  ...out,
  ['admin', 'revise'],
  ['admin', 'publish at the instant'],
];

export const states: Record<string, TwoPersonState> = {
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

/** The releases of a newsroom with the rule of two persons: the admin is the first, the editor the second. */
export class TwoPersonStates {
  readonly #newsroom: Newsroom;
  /** The id of the second person. */
  readonly second: string;
  #made = 0;

  private constructor(newsroom: Newsroom, second: string) {
    this.#newsroom = newsroom;
    this.second = second;
  }

  static async open(newsroom: Newsroom): Promise<TwoPersonStates> {
    const { json } = await newsroom.edit('GET', '/editors', null);
    const second = json.items.find(({ name }: { name: string }) => name === 'The editor').id;
    return new TwoPersonStates(newsroom, second);
  }

  freshId(): string {
    return `tw0${String(this.#made++).padStart(9, '0')}`;
  }

  async carryOut(
    id: string,
    { method, under, of, body, headers = {} }: OnePersonAct,
    as: 'admin' | 'editor',
    now: number,
  ) {
    const place = { record: `/records/${id}`, second: `/editors/${this.second}` };
    const path = `${of ? place[of] : `/releases/${id}`}${under}`;
    const creates = 'If-None-Match' in headers;
    const sent = of === 'record' ? { id, ...(body as object) } : (body ?? null);
    return this.#newsroom.edit(method, path, sent, {
      now,
      as,
      ...(!creates && { etag: '*' }),
      headers,
    });
  }

  /** Copies all rows of a release under other ids. */
  async copy(from: string, ids: string[]): Promise<void> {
    const statements: D1PreparedStatement[] = [];
    for (const table of tables) {
      const { results } = await this.#newsroom.db
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
      statements.push(this.#newsroom.db.prepare(sql).bind(JSON.stringify(ids), from));
    }
    await this.#newsroom.db.batch(statements);
  }

  async prepare({ steps, second }: TwoPersonState): Promise<string> {
    const id = this.freshId();
    const [create] = [acts.create as OnePersonAct];
    expect((await this.carryOut(id, create, 'admin', actsBegin - hour)).status).toBe(201);
    for (const [at, [as, name]] of steps.entries()) {
      const reply = await this.carryOut(
        id,
        acts[name] as OnePersonAct,
        as,
        actsBegin - hour + at + 1,
      );
      expect([name, reply.status, reply.text]).toEqual([
        name,
        expect.toSatisfy((status: number) => status < 300),
        reply.text,
      ]);
    }
    if (second) {
      await this.#newsroom.db
        .prepare(
          `insert or replace into editors (id, name, role, created_at)
           values ('gone00000000', 'The second', 'author', 0)`,
        )
        .run();
      await this.#newsroom.db
        .prepare("update approvals set editor_id = 'gone00000000' where release_id = ?")
        .bind(id)
        .run();
    }
    return id;
  }

  /** Makes the second person an editor again, whatever a sequence made of them. */
  async reappoint(): Promise<void> {
    await this.#newsroom.db
      .prepare("update editors set role = 'editor', disabled_at = null where id = ?")
      .bind(this.second)
      .run();
  }

  /**
   * Finds what a sequence changed of the version that two persons wanted: of its text, its files and what
   * is said of them.
   */
  async #changedIn(origin: string, ids: string[], approved: number): Promise<string[]> {
    const { results } = await this.#newsroom.db
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

  /**
   * Finds what the sequences made public, or earlier, than two persons wanted, and what they changed of it.
   * The copies of `origin` are in the order of their sequences.
   */
  async findings(origin: string, ids: string[], sequences: string[][], state: TwoPersonState) {
    const { approved = 1, first, others } = state;
    const { results } = await this.#newsroom.db
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
    const changed = isEmbargoed ? await this.#changedIn(origin, ids, approved) : [];
    return { early, changed: changed.map(sequenceOf) };
  }
}

/** Acts by their names, and which of their sequences are tried. */
interface Sequences {
  names: readonly string[];
  /** The acts at the end of the longest sequences. */
  lasts: readonly string[];
  deepest: number;
  isTried: (at: number, depth: number) => boolean;
}

/**
 * Tries sequences of one act, then of two, and so on. `tryAll` returns which of them were carried out: a
 * refused act changes nothing, so the rest was tried without it.
 */
export async function trySequences(
  { names, lasts, deepest, isTried }: Sequences,
  tryAll: (sequences: string[][]) => Promise<boolean[]>,
): Promise<void> {
  let done: string[][] = [[]];
  for (let depth = 1; depth <= deepest; depth++) {
    const last = depth > 1 && depth === deepest ? lasts : names;
    const all = done.flatMap((before) => last.map((name) => [...before, name]));
    const sequences = all.filter((_, at) => isTried(at, depth));
    const carriedOut = await tryAll(sequences);
    done = sequences.filter((_, at) => carriedOut[at]);
  }
}
