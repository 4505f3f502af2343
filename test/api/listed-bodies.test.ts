/** Lists of the API, whose bodies an isolate keeps in memory: always what each release says by itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, endPublicState, type Newsroom, openNewsroom, release } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const path = '/api/v1/releases';

let newsroom: Newsroom;
let clock = noon;
beforeAll(async () => {
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr' } });
});
afterAll(() => newsroom.dispose());

const said = (markdown: string) => ({
  editions: {
    en: { title: `On "editions":{} and \\`, markdown },
    fr: { title: 'Titre', markdown: `${markdown}\n\n> « ${markdown} »` },
  },
});

/** The list twice, from the database and from memory; and its releases, each by itself. */
async function lists() {
  const first = await newsroom.get(path, clock);
  const again = await newsroom.get(path, clock);
  const ids = first.json.items.map(({ id }: { id: string }) => id);
  const alone = [];
  for (const id of ids) alone.push((await newsroom.get(`${path}/${id}`, clock)).json);
  return { first, again, alone };
}

test('a list repeats what its releases say, from the database and from memory', async () => {
  for (const text of ['One "text".', 'Two\ttexts \u2028 and 𝒜.']) {
    clock += minute;
    await release(newsroom, { now: clock, ...said(text) });
  }
  const { first, again, alone } = await lists();
  expect(first.json.items).toEqual(alone);
  expect(first.json.items).toHaveLength(2);
  expect(again.text).toBe(first.text);
  expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'));
});

test('a new version is in the list at once, a withdrawn release is not', async () => {
  clock += minute;
  const { id, etag } = await release(newsroom, { now: clock, ...said('Three.') });
  expect((await lists()).first.json.items[0].editions.en.markdown).toBe('Three.');
  clock += minute;
  const options = { now: clock, etag };
  const saved = await newsroom.edit('PUT', `/releases/${id}`, draft(said('Four.')), options);
  await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { minor: true },
    {
      now: clock,
      etag: saved.headers.get('ETag') ?? '',
    },
  );
  const { first, alone } = await lists();
  expect(first.json.items).toEqual(alone);
  expect(first.json.items[0].editions.en.markdown).toBe('Four.');
  const gone = await newsroom.edit(
    'PUT',
    `/releases/${id}/withdrawal`,
    { mode: 'vanish' },
    {
      now: clock,
      etag: '*',
    },
  );
  expect(gone.status, gone.text).toBeLessThan(300);
  expect((await lists()).first.text).not.toContain('Four.');
});

test('bodies in memory are not those of another publication with the same number', async () => {
  clock += minute;
  const { id } = await release(newsroom, { now: clock, ...said('Before.') });
  await lists();
  const publication = 'select id from publications where release_id = ?';
  await newsroom.db.batch([
    newsroom.db
      .prepare(`update editions set markdown = 'After.' where publication_id in (${publication})`)
      .bind(id),
    newsroom.db
      .prepare('update publications set modified_at = modified_at + 1 where release_id = ?')
      .bind(id),
  ]);
  await endPublicState(newsroom);
  const { first, alone } = await lists();
  expect(first.json.items[0].editions.en.markdown).toBe('After.');
  expect(first.json.items).toEqual(alone);
});
