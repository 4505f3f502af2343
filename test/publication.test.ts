/** Drafts, publications and corrections: the acts of editors, and what readers then see. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const english = (title: string) => ({ en: { title, markdown: `About ${title}.` } });

test('a draft is invisible to readers, and its editor gets it back unchanged', async () => {
  const made = await newsroom.edit('POST', '/releases', draft({ editions: english('A draft') }), {
    as: 'author',
  });
  expect(made.status).toBe(201);
  expect(made.headers.get('Location')).toMatch(
    new RegExp(`/api/v1/editor/releases/${made.json.id}$`),
  );
  expect(made.json).toMatchObject({
    state: 'draft',
    version: 1,
    publicVersion: null,
    publishAt: null,
    sources: ['secretariat', 'programme-office-in-astana'],
    editions: { en: { title: 'A draft', slug: 'a-draft' } },
  });
  const read = await newsroom.edit('GET', `/releases/${made.json.id}`, null, { as: 'author' });
  expect(read.json).toEqual(made.json);
  expect(read.headers.get('ETag')).toBe(made.headers.get('ETag'));
  expect(read.headers.get('Cache-Control')).toBe('private, no-store');
  expect((await newsroom.get(`/releases/${made.json.id}`, Date.now())).status).toBe(404);
});

test('an author cannot see the drafts of others and cannot publish', async () => {
  const { json } = await newsroom.edit('POST', '/releases', draft(), { as: 'editor' });
  const others = await newsroom.edit('GET', `/releases/${json.id}`, null, { as: 'author' });
  expect(others.status).toBe(404);
  const mine = await newsroom.edit('POST', '/releases', draft(), { as: 'author' });
  const put = await newsroom.edit(
    'PUT',
    `/releases/${mine.json.id}/publication`,
    {},
    { as: 'author' },
  );
  expect(put.status).toBe(403);
});

test('editing a public release changes nothing for readers until it is published', async () => {
  const { id, etag } = await release(newsroom, { now: noon, editions: english('First words') });
  const revised = await newsroom.edit(
    'PUT',
    `/releases/${id}`,
    draft({ editions: english('Second words') }),
    {
      now: noon + hour,
      etag,
    },
  );
  expect(revised.json).toMatchObject({ state: 'public', version: 2, publicVersion: 1 });
  const before = (await newsroom.get(`/api/v1/releases/${id}`, noon + hour)).json;
  expect(before).toMatchObject({ version: 1, editions: { en: { title: 'First words' } } });
  await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { note: { en: 'The words were wrong.' } },
    {
      now: noon + 2 * hour,
      etag: revised.headers.get('ETag') ?? '',
    },
  );
  const after = (await newsroom.get(`/api/v1/releases/${id}`, noon + 2 * hour)).json;
  expect(after).toMatchObject({
    version: 2,
    publishedAt: '2026-07-01T12:00:00Z',
    modifiedAt: '2026-07-01T14:00:00Z',
    editions: { en: { title: 'Second words' } },
    corrections: [{ at: '2026-07-01T14:00:00Z', note: { en: 'The words were wrong.' } }],
  });
  const old = await newsroom.get(`/releases/${id}/first-words`, noon + 2 * hour);
  expect([old.status, old.headers.get('Location')]).toEqual([301, `/releases/${id}/second-words`]);
  const list = (await newsroom.get('/api/v1/releases?limit=100', noon + 2 * hour)).json.items;
  expect(list.filter((item: { id: string }) => item.id === id)).toHaveLength(1);
});

test('a request before a correction, or with a slow clock, still finds the old version in each list', async () => {
  const { id, etag } = await release(newsroom, { now: noon, editions: english('The old words') });
  const instant = noon + 3 * hour;
  const words = { editions: english('The new words') };
  const revised = await newsroom.edit('PUT', `/releases/${id}`, draft(words), {
    now: instant,
    etag,
  });
  const request = { now: instant, etag: revised.headers.get('ETag') ?? '' };
  await newsroom.edit('PUT', `/releases/${id}/publication`, { minor: true }, request);
  const lists = ['/', '/fields-of-work/policing', '/api/v1/releases?limit=100', '/archive/2026/07'];
  const expectAt = async (moment: number, words: string) => {
    for (const path of lists) {
      const { text } = await newsroom.get(path, moment);
      const shown = new Set(text.match(/The (?:old|new) words/g));
      expect(shown, `${path} at ${moment - instant}`).toEqual(new Set([words]));
    }
  };
  const rows = async () => {
    const counted = newsroom.db.prepare(
      'select count(distinct publication_id) as n from listings where release_id = ?',
    );
    return counted.bind(id).first('n');
  };
  await expectAt(instant - 1, 'The old words');
  await expectAt(instant, 'The new words');
  await newsroom.tickAt(instant);
  await expectAt(instant - 1, 'The old words');
  await newsroom.tickAt(instant + 60_000);
  await expectAt(instant + 60_000, 'The new words');
  expect(await rows()).toBe(1);
});

test('a minor change has no note and changes no date', async () => {
  const { id, etag } = await release(newsroom, { now: noon, editions: english('A tpyo') });
  const revised = await newsroom.edit(
    'PUT',
    `/releases/${id}`,
    draft({ editions: english('A typo') }),
    {
      now: noon + hour,
      etag,
    },
  );
  await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { minor: true },
    {
      now: noon + hour,
      etag: revised.headers.get('ETag') ?? '',
    },
  );
  const { json } = await newsroom.get(`/api/v1/releases/${id}`, noon + hour);
  expect(json).toMatchObject({ modifiedAt: '2026-07-01T12:00:00Z', corrections: [] });
  expect(json.editions.en.title).toBe('A typo');
});

test('a scheduled correction: readers see the old text to the millisecond before', async () => {
  const { id, etag } = await release(newsroom, { now: noon, editions: english('Old text') });
  const revised = await newsroom.edit(
    'PUT',
    `/releases/${id}`,
    draft({ editions: english('New text') }),
    {
      now: noon + 1000,
      etag,
    },
  );
  const at = noon + hour;
  await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { at: new Date(at).toISOString(), minor: true },
    {
      now: noon + 1000,
      etag: revised.headers.get('ETag') ?? '',
    },
  );
  const title = async (now: number) =>
    (await newsroom.get(`/api/v1/releases/${id}`, now)).json.editions.en.title;
  expect(await title(at - 1)).toBe('Old text');
  expect(await title(at)).toBe('New text');
  for (const [now, shown] of [
    [at - 1, 'Old text'],
    [at, 'New text'],
  ] as const) {
    const { items } = (await newsroom.get('/api/v1/releases?limit=100', now)).json;
    const mine = items.filter((item: { id: string }) => item.id === id);
    expect(
      mine.map((item: { editions: { en: { title: string } } }) => item.editions.en.title),
    ).toEqual([shown]);
  }
});

test('a scheduled version can be rescheduled, and only the last order counts', async () => {
  const { id, etag } = await release(newsroom, { now: noon, at: noon + hour });
  const put = await newsroom.edit(
    'PUT',
    `/releases/${id}/publication`,
    { at: new Date(noon + 2 * hour).toISOString() },
    { now: noon + 1, etag },
  );
  expect(put.json).toMatchObject({ state: 'scheduled', at: '2026-07-01T14:00:00Z' });
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon + 2 * hour - 1)).status).toBe(404);
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon + 2 * hour)).status).toBe(200);
});

test('an older release is imported under its own date', async () => {
  const at = Date.UTC(2009, 6, 1, 9);
  const { id } = await release(newsroom, { now: noon, at, date: '2009-07-01' });
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon)).json).toMatchObject({
    publishedAt: '2009-07-01T09:00:00Z',
    date: '2009-07-01',
  });
  const { items } = (await newsroom.get('/api/v1/releases?until=2009-12-31', noon)).json;
  expect(items.map((item: { id: string }) => item.id)).toEqual([id]);
});

test('of two editors who change the same version one is refused, and nothing is lost', async () => {
  const made = await newsroom.edit('POST', '/releases', draft());
  const etag = made.headers.get('ETag') ?? '';
  const path = `/releases/${made.json.id}`;
  const both = await Promise.all(
    ['One', 'Two'].map((title) =>
      newsroom.edit('PUT', path, draft({ editions: english(title) }), { etag }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  const winner = both.find(({ status }) => status === 200)?.json;
  const { json } = await newsroom.edit('GET', path, null);
  expect(json).toMatchObject({ version: 2, editions: winner.editions });
});

test('twenty simultaneous orders to publish, schedule, withdraw and cancel leave one consistent state', async () => {
  const { id } = await release(newsroom, { now: noon, editions: english('Contested') });
  const path = `/releases/${id}`;
  await newsroom.edit('PUT', path, draft({ editions: english('Changed') }), {
    now: noon,
    etag: '*',
  });
  const later = { at: new Date(noon + hour).toISOString(), minor: true };
  const acts: [method: string, part: string, body: unknown][] = [
    ['PUT', 'publication', { minor: true }],
    ['PUT', 'publication', later],
    ['PUT', 'withdrawal', { mode: 'gone' }],
    ['DELETE', 'publication', null],
  ];
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => acts)
      .flat()
      .map(([method, part, body]) =>
        newsroom.edit(method, `${path}/${part}`, body, { now: noon + 1000, etag: '*' }),
      ),
  );
  const done = replies.filter(({ status }) => status === 200).length;
  expect(replies.filter(({ status }) => ![200, 409, 412].includes(status))).toEqual([]);
  const subject = `release/${id}`;
  const count = (query: string) => newsroom.db.prepare(query).bind(id).first<number>('n');
  const announced = await newsroom.db
    .prepare('select count(*) as n from audit where subject = ? and at = ?')
    .bind(subject, noon + 1000)
    .first<number>('n');
  // A version that is already public, or scheduled for the same instant, is not written again.
  expect(announced).toBeGreaterThan(0);
  expect(announced).toBeLessThanOrEqual(done);
  const spans = `select count(*) as n from publications as a
     join publications as b on a.release_id = b.release_id and a.id < b.id
       and a.visible_from < b.visible_until and b.visible_from < a.visible_until
     where a.release_id = ?`;
  expect(await count(spans)).toBe(0);
  const both = `select count(*) as n from withdrawals as w join publications as p using (release_id)
     where w.release_id = ? and p.visible_until > w.withdrawn_at`;
  expect(await count(both)).toBe(0);
});

test('fifty simultaneous publications all succeed, and the audit chain is unbroken', async () => {
  const made = await Promise.all(
    Array.from({ length: 50 }, () => newsroom.edit('POST', '/releases', draft())),
  );
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 201));
  const put = await Promise.all(
    made.map(({ json }) => newsroom.edit('PUT', `/releases/${json.id}/publication`, {})),
  );
  expect(put.map(({ status }) => status)).toEqual(put.map(() => 200));
  const { results } = await newsroom.db
    .prepare('select id, previous, hash from audit order by id')
    .all<{ id: number; previous: string; hash: string }>();
  results.forEach((entry, index) => {
    expect(entry.id).toBe(index + 1);
    expect(entry.previous).toBe(results[index - 1]?.hash ?? '0'.repeat(64));
  });
});
