/**
 * E10 at the desk, by sequences: under the rule of two persons no forms that one person posts, one after
 * another, make anything public, or public earlier. A third of the forms is tried in each state, and a
 * part of the pairs; with ATTACK_BODIES (`npm run attack`) every form, more pairs, and threes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actsBegin } from '../attack/one-person-acts.ts';
import {
  type PreparationStep,
  states,
  type TwoPersonState,
  TwoPersonStates,
  trySequences,
} from '../attack/two-person-states.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { aside, type DeskForm, forms } from './one-person-forms.ts';
import { deskRouteTable } from './route-table.ts';
import { linkOf, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let releases: TwoPersonStates;
let cookie: string;
beforeAll(async () => {
  newsroom = await openNewsroom({
    front: false,
    vars: { TWO_PERSON_RULE: 'true' },
    limits: { WRITES: 1e9, FAILURES: 1e9 },
  });
  releases = await TwoPersonStates.open(newsroom);
  const { json } = await newsroom.edit('GET', '/editors', null);
  const { id } = json.items.find(({ name }: { name: string }) => name === 'The admin');
  const first = new Visitor(newsroom);
  first.now = actsBegin - 1000;
  await first.submit(await first.open(await linkOf(newsroom, id, first.now)));
  cookie = [...first.cookies].map((pair) => pair.join('=')).join('; ');
});
afterAll(() => newsroom.dispose());

/** The newest of what a form of a release names: its review, its comment, its preview. */
const newest: Record<string, string> = {
  reviewId: 'select id from reviews where release_id = ? order by rowid desc limit 1',
  commentId: 'select id from comments where release_id = ? order by rowid desc limit 1',
  previewId: 'select id from previews where release_id = ? order by rowid desc limit 1',
};

async function addressOf({ path }: DeskForm, id: string): Promise<string> {
  const named = path.replace(':id', path.startsWith('/people') ? releases.second : id);
  const [, name = ''] = /:(\w+)/.exec(named) ?? [];
  const sql = newest[name];
  if (sql === undefined) return `/desk${named}`;
  const found = await newsroom.db.prepare(sql).bind(id).first<string>('id');
  return `/desk${named.replace(`:${name}`, found ?? 'n0b0dyn0b0dy')}`;
}

/** Posts a form as the first person. @returns the status; 303 means that it was done */
async function post(id: string, form: DeskForm, now: number): Promise<number> {
  const named: Record<string, string> = { ':second': releases.second, ':release': id };
  const fields = Object.entries({ etag: '*', ...form.fields }).map(
    ([name, value]) => [name, named[value] ?? value] as const,
  );
  const body = form.file ? new FormData() : new URLSearchParams();
  for (const [name, value] of fields) body.append(name, value);
  if (form.file && body instanceof FormData) {
    const { name, type, bytes } = form.file;
    body.append('file', new File([bytes], name, { type }));
  }
  const encoded = new Response(body);
  const response = await newsroom.fetch(await addressOf(form, id), {
    method: 'POST',
    redirect: 'manual',
    body: await encoded.arrayBuffer(),
    headers: {
      Cookie: cookie,
      'Content-Type': encoded.headers.get('Content-Type') ?? '',
      'Sec-Fetch-Site': 'same-origin',
      'X-Test-Now': String(now),
    },
  });
  await response.arrayBuffer();
  return response.status;
}

/** The releases that the desk made itself, and that are public: copies, imports, new ones. */
async function madePublic(): Promise<string[]> {
  const { results } = await newsroom.db
    .prepare("select release_id as id from publications where release_id not like 'tw0%'")
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** The forms that did something in some state. */
const accepted = new Set<string>();

/** A sequence with the forms that make what others of it are about. */
const withMakers = (sequence: string[]): string[] =>
  sequence.flatMap((name, at) => {
    const { after } = forms[name] as DeskForm;
    return after === undefined || sequence.slice(0, at).includes(after) ? [name] : [after, name];
  });

/** Carries out each sequence on a copy of its own. @returns the status of the last form of each */
async function tryAll(origin: string, sequences: string[][], state: TwoPersonState) {
  const ids = sequences.map(() => releases.freshId());
  await releases.copy(origin, ids);
  const answers: number[] = [];
  for (const [at, sequence] of sequences.entries()) {
    let status = 0;
    for (const [place, name] of withMakers(sequence).entries()) {
      const [id, form] = [ids[at] as string, forms[name] as DeskForm];
      status = await post(id, form, actsBegin + place * 1000);
      if (status >= 500) throw new Error(`${sequence.join(', then ')}: ${status}`);
      if (status < 400) accepted.add(name);
    }
    if (sequence.some((name) => forms[name]?.path.startsWith('/people/'))) {
      await releases.reappoint();
    }
    answers.push(status);
  }
  return { ...(await releases.findings(origin, ids, sequences, state)), answers };
}

test('every form of the source about releases and people is tried', () => {
  const posts = deskRouteTable().filter(({ method }) => method === 'POST');
  const concerned = posts.map(({ path }) => path).filter((path) => !aside.test(path));
  const tried = Object.values(forms).map(({ path }) =>
    path.replace('/versions/1/', '/versions/:number/').replace('/a.png/', '/:filename/'),
  );
  expect([...new Set(tried)].sort()).toEqual(concerned.sort());
});

const names = Object.keys(forms);
/** The forms that write what may be public. */
const lasts = names.filter((name) => /^(?:publish|reinstate|import)/.test(name));
const deepest = process.env.ATTACK_BODIES ? 3 : 2;
/** One of so many sequences is tried, by their length; in every state others. */
const share = process.env.ATTACK_BODIES ? [1, 4, 16] : [3, 16];

test.for(Object.entries(states))(
  'one person makes nothing public, or earlier, or other than approved, of %s',
  { timeout: 60 * 60 * 1000 },
  async ([title, state]) => {
    const origin = await releases.prepare(state);
    const offset = Object.keys(states).indexOf(title);
    const isTried = (at: number, depth: number) =>
      (at + offset) % (share[depth - 1] as number) === 0;
    await trySequences({ names, lasts, deepest, isTried }, async (sequences) => {
      const { early, changed, answers } = await tryAll(origin, sequences, state);
      expect(early).toEqual([]);
      expect(changed).toEqual([]);
      expect(await madePublic()).toEqual([]);
      return answers.map((status) => status < 400);
    });
  },
);

test('the forms do what they say: alone, or once a second person has approved', async () => {
  const approved: PreparationStep[] = [['editor', 'approve']];
  const again: PreparationStep[] = [
    ...approved,
    ['admin', 'publish at once'],
    ['admin', 'revise'],
    ...approved,
  ];
  for (const name of names.filter((one) => /^publish/.test(one))) {
    const steps = /note/.test(name) ? again : approved;
    const id = await releases.prepare({ steps, first: 0, others: 0 });
    const status = await post(id, forms[name] as DeskForm, actsBegin);
    expect([name, status]).toEqual([name, /in the past/.test(name) ? 422 : 303]);
    accepted.add(name);
  }
  expect(names.filter((name) => !accepted.has(name))).toEqual([]);
});
