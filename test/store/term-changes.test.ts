/** Terms moved by several writers who have all read the same tree. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import { connect, type Db } from '../../src/store/db/connect.ts';
import * as changes from '../../src/store/taxonomy/term-changes.ts';
import { findTaxonomy } from '../../src/store/taxonomy/terms.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';

const taxonomy = 'fields-of-work';
let newsroom: Newsroom;
let db: Db;
let actor: Actor;
let round = 0;
beforeAll(async () => {
  newsroom = await openNewsroom();
  db = connect(newsroom.db);
  const editor = { id: 'g0e0d1t0r0', name: 'An admin', role: 'admin' } as const;
  actor = { editor, address: null, now: Date.UTC(2026, 6, 1) };
});
afterAll(() => newsroom.dispose());

const named = (slug: string, parentId: number | null): changes.TermInput => ({
  slug,
  parentId,
  closed: false,
  names: { en: slug },
});
const termOf = async (slug: string) => {
  const term = (await findTaxonomy(db)).bySlug(taxonomy, slug);
  if (!term) throw new Error(`${slug} is missing.`);
  return term;
};
async function make(slug: string, parentId: number | null = null) {
  await changes.createTerm(db, actor, taxonomy, named(slug, parentId));
  return termOf(slug);
}
const move = (term: Awaited<ReturnType<typeof make>>, parentId: number) =>
  changes.replaceTerm(db, actor, term, 1, named(term.slug, parentId));

beforeEach(() => {
  round += 1;
});

test.each([0, 1, 5])(
  'two terms, each moved below the other with %i terms between, make no cycle',
  async (between) => {
    const one = await make(`one-${round}`);
    const other = await make(`other-${round}`);
    let lowest = other;
    for (let nth = 0; nth < between; nth++)
      lowest = await make(`between-${round}-${nth}`, lowest.id);
    const moves = await Promise.allSettled([move(one, lowest.id), move(other, one.id)]);
    const refused = moves.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refused).toMatchObject([{ code: 'conflict' }]);
    const parents = [await termOf(one.slug), await termOf(other.slug)].map((term) => term.parentId);
    expect(parents.filter((parent) => parent === null)).toHaveLength(1);
  },
);

test('a term cannot be moved or created below a term that was removed meanwhile', async () => {
  const gone = await make(`gone-${round}`);
  const term = await make(`term-${round}`);
  await changes.removeTerm(db, actor, gone, 1);
  await expect(move(term, gone.id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(make(`new-${round}`, gone.id)).rejects.toMatchObject({ code: 'conflict' });
});
