/** The editors' list of releases: its columns, filters and orders, its audit entry and its cost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type EditOptions, type Newsroom, openNewsroom } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60_000;
const now = noon + 10;
const text = (title: string) => ({ title, markdown: 'Words.' });
let newsroom: Newsroom;
const ids: Record<string, string> = {};

beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { DEVELOPMENT: 'true', TWO_PERSON_RULE: 'false' } });
  await newsroom.edit('POST', '/taxonomies/kinds/terms', { slug: 'news', names: { en: 'News' } });
  const make = async (name: string, changes: object, as: 'author' | 'editor', later: number) => {
    const body = draft({ editions: { en: text(name) }, ...changes });
    const made = await newsroom.edit('POST', '/releases', body, { now: noon + later, as });
    expect(made.status, made.text).toBe(201);
    ids[name] = made.json.id;
    return `/releases/${made.json.id}`;
  };
  const publish = (path: string, later: number, at?: number, note?: object) =>
    newsroom.edit(
      'PUT',
      `${path}/publication`,
      { ...(at !== undefined && { at: new Date(at).toISOString() }), ...note },
      { now: noon + later, etag: '*', as: 'editor' },
    );
  await make('Draft', { kind: 'news', editions: { fr: text('Brouillon') } }, 'author', 0);
  await publish(await make('Tomorrow', { date: '2026-07-02' }, 'editor', 1), 1, noon + 24 * hour);
  await publish(await make('Tonight', {}, 'author', 2), 2, noon + 6 * hour);
  const path = await make('Corrected', {}, 'editor', 3);
  await publish(path, 3);
  const corrected = draft({ editions: { en: text('Corrected again') } });
  await newsroom.edit('PUT', path, corrected, { now: noon + 4, etag: '*', as: 'admin' });
  const note = { note: { en: 'It was wrong.' } };
  const planned = await publish(path, 5, noon + 12 * hour, note);
  expect(planned.status, planned.text).toBe(200);
  await publish(await make('Public', {}, 'editor', 6), 6);
});
afterAll(() => newsroom.dispose());

async function list(query = '', options: EditOptions = {}) {
  const reply = await newsroom.edit('GET', `/releases${query}`, null, {
    now,
    as: 'editor',
    ...options,
  });
  expect(reply.status, reply.text).toBe(200);
  return reply.json;
}
const nameOf = (id: string) => Object.keys(ids).find((name) => ids[name] === id);
const names = async (query: string, options?: EditOptions) =>
  (await list(query, options)).items.map(({ id }: { id: string }) => nameOf(id));

test('each entry tells kind, date, languages, who made and changed it, and what is scheduled', async () => {
  const { items } = await list();
  const of = (name: string) => items.find(({ id }: { id: string }) => id === ids[name]);
  expect(of('Corrected')).toMatchObject({
    state: 'public',
    version: 2,
    publicVersion: 1,
    scheduledVersion: 2,
    publishAt: new Date(noon + 12 * hour).toISOString().replace('.000', ''),
    createdBy: { name: 'The editor' },
    kind: 'press-release',
    approval: null,
  });
  expect(of('Draft')).toMatchObject({
    state: 'draft',
    kind: 'news',
    date: '2026-07-01',
    languages: ['fr'],
    titles: { fr: 'Brouillon' },
    createdBy: { name: 'The author' },
    updatedBy: { name: 'The author' },
    scheduledVersion: null,
  });
});

test('an entry has the approval of its version', async () => {
  const approved = await newsroom.edit('PUT', `/releases/${ids.Draft}/approval`, null, {
    now,
    as: 'editor',
    etag: '*',
  });
  expect(approved.status, approved.text).toBe(200);
  const { items } = await list('?kind=news');
  expect(items[0].approval).toMatchObject({ version: 1, editor: 'The editor' });
});

test.each<[query: string, found: string[]]>([
  ['?kind=news', ['Draft']],
  ['?kind=none', []],
  ['?lang=fr', ['Draft']],
  ['?author=The%20author&order=publishAt', ['Tonight']],
  ['?author=nobody', []],
  ['?q=tOnig', ['Tonight']],
  ['?state=scheduled&order=publishAt', ['Tonight', 'Tomorrow']],
  ['?state=public&order=publishAt', ['Corrected']],
  ['?order=publishAt&limit=2', ['Tonight', 'Corrected']],
  ['?publishFrom=2026-07-02&publishTo=2026-07-02&order=publishAt', ['Corrected', 'Tomorrow']],
  ['?publishFrom=2026-07-01T18:00:00Z&publishTo=2026-07-01T18:00:00Z', ['Tonight']],
  ['?publishTo=2026-07-01T12:00:01Z', ['Public']],
  ['?publishTo=2026-07-01T12:00:01Z&order=publishAt', ['Public']],
  ['?publishFrom=2027-01-01', []],
])('%s', async (query, found) => {
  expect(await names(query)).toEqual(found);
});

test('the creator’s id is found as well as the name', async () => {
  const [{ createdBy }] = (await list('?kind=news')).items;
  expect((await names(`?author=${createdBy.id}`)).sort()).toEqual(['Draft', 'Tonight']);
});

test.each(['', '&order=publishAt', '&order=updated', '&publishFrom=2026-06-01&order=publishAt'])(
  'page by page (limit=1%s) each release comes once',
  async (query) => {
    const found: string[] = [];
    let cursor = '';
    for (let page = 0; page < 20; page++) {
      const { items, next } = await list(`?limit=1${query}${cursor && `&cursor=${cursor}`}`);
      expect(items.length).toBeLessThanOrEqual(1);
      found.push(...items.map(({ id }: { id: string }) => nameOf(id)));
      if (next === null) break;
      cursor = encodeURIComponent(next);
    }
    const expected = query.includes('From') ? 4 : 5;
    expect(new Set(found).size).toBe(expected);
    expect(found).toHaveLength(expected);
  },
);

test('an author sees only their own releases, with any filter', async () => {
  for (const query of ['', '?order=publishAt', '?author=The%20editor', '?state=scheduled']) {
    for (const name of await names(query, { as: 'author' })) {
      expect(['Draft', 'Tonight']).toContain(name);
    }
  }
  expect(await names('?state=scheduled&order=publishAt', { as: 'author' })).toEqual(['Tonight']);
});

describe('the titles of embargoed releases', () => {
  const traces = async () => {
    const { json } = await newsroom.edit('GET', '/audit', null, { now });
    return json.items.filter(({ action }: { action: string }) => action.endsWith('.read'));
  };

  test('leave one audit entry if a list that shows them is requested repeatedly', async () => {
    const later = noon + hour;
    const before = (await traces()).length;
    for (let times = 0; times < 5; times++) await list('', { now: later + times, as: 'admin' });
    expect((await traces()).length).toBe(before + 1);
    await list('', { now: later + hour, as: 'admin' });
    expect((await traces()).length).toBe(before + 2);
    await list('?kind=news', { now: later + 2 * hour, as: 'admin' });
    expect((await traces()).length).toBe(before + 2);
  });

  test('leave their audit entry for a HEAD, too', async () => {
    const options = { now: noon + 3 * hour, as: 'admin' } as const;
    const before = (await traces()).length;
    await newsroom.edit('HEAD', '/releases?state=scheduled', null, options);
    await newsroom.edit('HEAD', `/releases/${ids.Tomorrow}`, null, options);
    const [last, one] = await traces();
    expect([last.action, one.action]).toEqual(['release.read', 'desk.read']);
    expect((await traces()).length).toBe(before + 2);
  });
});

test('a page examines a limited number of releases, and the next pages the others', async () => {
  const { db } = newsroom;
  const { editor, snapshot } = (await db
    .prepare(
      `select r.created_by as editor, v.snapshot from releases as r
      join revisions as v on v.release_id = r.id where r.id = ?`,
    )
    .bind(ids.Draft)
    .first<{ editor: string; snapshot: string }>()) as { editor: string; snapshot: string };
  const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500)';
  await db.batch([
    db
      .prepare(
        `insert into releases (id, version, change, created_at, created_by, updated_at, updated_by)
        ${numbers} select 'bvk' || printf('%08d', i), 1, 1, ?1 - i, ?2, ?1 - i, ?2 from n`,
      )
      .bind(noon - hour, editor),
    db
      .prepare(
        `insert into revisions (release_id, number, snapshot, created_at, created_by)
        ${numbers} select 'bvk' || printf('%08d', i), 1, iif(i = 2400, ?1, replace(?1, 'Brouillon', 'x')), 1, ?2
        from n`,
      )
      .bind(snapshot, editor),
  ]);
  const pages: string[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `?q=brouillon&author=${editor}${cursor && `&cursor=${cursor}`}`;
    const { items, next } = await list(query);
    pages.push(items.map(({ id }: { id: string }) => nameOf(id) ?? id));
    cursor = next;
  }
  expect(pages).toEqual([['Draft'], [], ['bvk00002400']]);
});
