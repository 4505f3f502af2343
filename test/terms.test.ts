/** The taxonomy in use: terms are renamed, moved and closed, and never removed from a release. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
let slug: string;
let path: string;
let count = 0;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());
beforeEach(async () => {
  count += 1;
  slug = `topic-${count}`;
  path = `/taxonomies/fields-of-work/terms/${slug}`;
  await make(slug);
});

const terms = '/taxonomies/fields-of-work/terms';
async function make(one: string, more: Record<string, unknown> = {}) {
  const term = { slug: one, names: { en: `About ${one}`, fr: `Sur ${one}` }, ...more };
  const reply = await newsroom.edit('POST', terms, term);
  expect(reply.status, reply.text).toBe(201);
}
const put = (term: Record<string, unknown>, etag = '*', at = path) =>
  newsroom.edit('PUT', at, { slug, names: { en: `About ${slug}` }, ...term }, { etag });
const titlesAt = async (address: string, now = noon) => {
  const { status, text } = await newsroom.get(address, now);
  expect(status, address).toBe(200);
  return [...text.matchAll(/<h2><a [^>]*>([^<]+)/g)].map(([, title]) => title);
};
const about = (title: string, more: Record<string, unknown> = {}) => ({
  now: noon,
  fieldsOfWork: [slug],
  editions: { en: { title, markdown: 'Text.' } },
  ...more,
});

test('a term is read, changed under If-Match, and read by everyone', async () => {
  const read = await newsroom.edit('GET', path, null);
  expect(read.json).toMatchObject({ slug, parent: null, closed: false, formerSlugs: [] });
  expect((await newsroom.edit('PUT', path, {})).status).toBe(428);
  expect((await put({}, '"7"')).status).toBe(412);
  const changed = await put(
    { names: { en: 'New name', fr: 'Nouveau' } },
    read.headers.get('ETag') ?? '',
  );
  expect(changed.json.names).toEqual({ en: 'New name', fr: 'Nouveau' });
  const { json } = await newsroom.get('/api/v1/taxonomies/fields-of-work?lang=fr', noon);
  expect(json.items).toContainEqual({ slug, name: 'Nouveau', parent: null, closed: false });
  const { json: five } = await newsroom.get('/api/v1/taxonomies', noon);
  expect(five.items).toHaveLength(5);
  expect(five.items).toContainEqual({ slug: 'fields-of-work', name: 'Topics' });
  expect((await newsroom.get('/api/v1/taxonomies/colours', noon)).status).toBe(404);
  expect((await newsroom.get('/api/v1/taxonomies?lang=xx', noon)).status).toBe(400);
});

describe('a new slug', () => {
  test('redirects from the old one, in every language and through further renames', async () => {
    await release(newsroom, about('Renamed'));
    expect((await put({ slug: `${slug}-new` })).status).toBe(200);
    const renamed = `${terms}/${slug}-new`;
    await put({ slug: `${slug}-newest` }, '*', renamed);
    for (const prefix of ['', '/fr', '/ar']) {
      for (const old of [slug, `${slug}-new`]) {
        const { status, headers } = await newsroom.get(
          `${prefix}/fields-of-work/${old}?cursor=k5-0123456789ab`,
          noon,
        );
        expect([status, headers.get('Location')]).toEqual([
          301,
          `${prefix}/fields-of-work/${slug}-newest?cursor=k5-0123456789ab`,
        ]);
      }
    }
    expect(await titlesAt(`/fields-of-work/${slug}-newest`)).toEqual(['Renamed']);
  });

  test('that another term receives leads to that term from then on', async () => {
    await put({ slug: `${slug}-new` });
    await make(slug);
    expect((await newsroom.get(`/fields-of-work/${slug}`, noon)).status).toBe(200);
    const { json } = await newsroom.edit('GET', `${terms}/${slug}-new`, null);
    expect(json.formerSlugs).toEqual([]);
  });

  test('that is in use is refused', async () => {
    expect((await put({ slug: 'policing' })).status).toBe(409);
    expect((await newsroom.edit('POST', terms, { slug, names: { en: 'x' } })).status).toBe(409);
  });
});

describe('a new parent', () => {
  test('applies to public and scheduled releases, and not to the old parent', async () => {
    await make(`${slug}-old`);
    await make(`${slug}-new`);
    expect((await put({ parent: `${slug}-old` })).status).toBe(200);
    await release(newsroom, about('Public'));
    await release(newsroom, about('Scheduled', { at: noon + hour }));
    expect(await titlesAt(`/fields-of-work/${slug}-old`)).toEqual(['Public']);
    expect((await put({ parent: `${slug}-new` })).status).toBe(200);
    expect(await titlesAt(`/fields-of-work/${slug}-old`, noon + hour)).toEqual([]);
    expect(await titlesAt(`/fields-of-work/${slug}-new`)).toEqual(['Public']);
    expect(await titlesAt(`/fields-of-work/${slug}-new`, noon + hour)).toEqual([
      'Scheduled',
      'Public',
    ]);
    expect(await titlesAt(`/fields-of-work/${slug}`, noon + hour)).toEqual(['Scheduled', 'Public']);
  });

  test('applies to a withdrawn release once it is reinstated, in lists, feeds and purges', async () => {
    const [old, other] = [`${slug}-old`, `${slug}-new`];
    await make(other);
    await make(old);
    expect((await put({ parent: old })).status).toBe(200);
    const { id } = await release(newsroom, about('Reinstated'));
    const inFeedOf = async (one: string, now: number) =>
      (await newsroom.get(`/fields-of-work/${one}/feed.xml`, now)).text.includes(id);
    expect([await inFeedOf(old, noon), await inFeedOf(other, noon)]).toEqual([true, false]);
    const withdrawal = `/releases/${id}/withdrawal`;
    const options = { now: noon + hour, etag: '*' };
    await newsroom.edit('PUT', withdrawal, { mode: 'gone' }, options);
    expect((await put({ parent: other })).status).toBe(200);
    const removed = await newsroom.edit('DELETE', `${terms}/${old}`, null, { etag: '*' });
    expect(removed.status, removed.text).toBe(204);
    await make(old);
    const now = noon + 2 * hour;
    expect((await newsroom.edit('DELETE', withdrawal, null, { now, etag: '*' })).status).toBe(200);
    expect(await titlesAt(`/fields-of-work/${old}`, now)).toEqual([]);
    expect(await titlesAt(`/fields-of-work/${other}`, now)).toEqual(['Reinstated']);
    await newsroom.tickAt(now);
    expect([await inFeedOf(old, now), await inFeedOf(other, now)]).toEqual([false, true]);
    const sql = `select terms.slug from outbox, json_each(payload, '$.places[0].listed') as place
      join terms on terms.id = place.value
      where payload ->> 'release' = ? and at > ? and taxonomy = 'fields-of-work' order by terms.slug`;
    const { results } = await newsroom.db.prepare(sql).bind(id, now).all();
    expect(results).toEqual([{ slug }, { slug: other }]);
  });

  test.each(['publication', 'withdrawal'])(
    'applies to a release whose %s is being written meanwhile',
    async (act) => {
      await make(`${slug}-old`);
      await make(`${slug}-new`);
      expect((await put({ parent: `${slug}-old` })).status).toBe(200);
      const isDraft = act === 'publication';
      const { now: _, ...body } = about('Meanwhile');
      const { json } = await newsroom.edit('POST', '/releases', draft(body), { now: noon });
      const [path, options] = [`/releases/${json.id}`, { now: noon, etag: '*' }];
      if (!isDraft) {
        await newsroom.edit('PUT', `${path}/publication`, {}, options);
        await newsroom.edit('PUT', `${path}/withdrawal`, { mode: 'gone' }, options);
      }
      const writing = newsroom.edit(
        isDraft ? 'PUT' : 'DELETE',
        `${path}/${act}`,
        {},
        {
          ...options,
          headers: { 'X-Test-Fault': 'batch;stall' },
        },
      );
      await new Promise((waited) => setTimeout(waited, 300));
      expect((await put({ parent: `${slug}-new` })).status).toBe(200);
      expect((await writing).status).toBe(200);
      expect(await titlesAt(`/fields-of-work/${slug}-old`)).toEqual([]);
      expect(await titlesAt(`/fields-of-work/${slug}-new`)).toEqual(['Meanwhile']);
    },
  );

  test('keeps a release under an ancestor that another of its terms has', async () => {
    await make(`${slug}-old`);
    await make(`${slug}-sister`, { parent: `${slug}-old` });
    expect((await put({ parent: `${slug}-old` })).status).toBe(200);
    await release(newsroom, about('Both', { fieldsOfWork: [slug, `${slug}-sister`] }));
    expect((await put({ parent: null })).status).toBe(200);
    expect(await titlesAt(`/fields-of-work/${slug}-old`)).toEqual(['Both']);
  });

  test('cannot be the term itself nor one below it', async () => {
    await make(`${slug}-below`, { parent: slug });
    for (const parent of [slug, `${slug}-below`]) {
      expect((await put({ parent })).json.errors).toMatchObject([{ pointer: '/parent' }]);
    }
  });
});

test('terms in an existing cycle can be read, published under and moved out of it', async () => {
  const below = { slug: `${slug}-below`, parent: slug, names: { en: 'Below' } };
  await make(`${slug}-below`, { parent: slug });
  await newsroom.db.exec(
    `update terms set parent_id = (select id from terms where slug = '${slug}-below') where slug = '${slug}'`,
  );
  await newsroom.edit('PUT', `${terms}/${slug}-below`, below, { etag: '*' });
  await make(`${slug}-beside`);
  await release(newsroom, about('In a circle', { fieldsOfWork: [`${slug}-below`] }));
  expect(await titlesAt(`/fields-of-work/${slug}`)).toEqual(['In a circle']);
  for (const address of [
    '/fields-of-work',
    `/search?q=circle&fields-of-work=${slug}`,
    `/api/v1/releases?q=circle&fields-of-work=${slug}`,
  ]) {
    expect((await newsroom.get(address, noon)).status, address).toBe(200);
  }
  expect((await put({})).status).toBe(200);
  expect(await titlesAt(`/fields-of-work/${slug}`)).toEqual(['In a circle']);
});

describe('a closed term', () => {
  test('stays on its releases, and is shown as closed', async () => {
    await release(newsroom, about('Old'));
    await put({ closed: true });
    expect(await titlesAt(`/fields-of-work/${slug}`)).toEqual(['Old']);
    const { json } = await newsroom.get('/api/v1/taxonomies/fields-of-work', noon);
    expect(json.items).toContainEqual(expect.objectContaining({ slug, closed: true }));
  });
});

describe('a term can be removed', () => {
  test('if no release ever named it', async () => {
    expect((await newsroom.edit('DELETE', path, null)).status).toBe(428);
    expect((await newsroom.edit('DELETE', path, null, { etag: '"1"' })).status).toBe(204);
    expect((await newsroom.get(`/fields-of-work/${slug}`, noon)).status).toBe(404);
    expect((await newsroom.edit('GET', path, null)).status).toBe(404);
  });

  test('not if a draft or an old revision names it, or a term is below it', async () => {
    const { json } = await newsroom.edit('POST', '/releases', draft({ fieldsOfWork: [slug] }));
    await newsroom.edit('PUT', `/releases/${json.id}`, draft(), { etag: '*' });
    expect((await newsroom.edit('DELETE', path, null, { etag: '*' })).status).toBe(409);
    await make(`${slug}-parent`);
    await make(`${slug}-child`, { parent: `${slug}-parent` });
    const parent = `${terms}/${slug}-parent`;
    expect((await newsroom.edit('DELETE', parent, null, { etag: '*' })).status).toBe(409);
  });

  test('or named, if both happen at once: never both', async () => {
    const [removed, made] = await Promise.all([
      newsroom.edit('DELETE', path, null, { etag: '*' }),
      newsroom.edit('POST', '/releases', draft({ fieldsOfWork: [slug] })),
    ]);
    const there = (await newsroom.edit('GET', path, null)).status === 200;
    expect([removed.status, made.status]).not.toEqual([204, 201]);
    expect(there).toBe(removed.status !== 204);
  });
});

test('a slug is one term in composed and in decomposed letters, and its addresses lead to the first', async () => {
  const [composed, decomposed] = ['état', 'e\u0301tat'];
  const named = { names: { en: 'State' } };
  const made = await newsroom.edit('POST', terms, { slug: decomposed, ...named });
  expect([made.status, made.json.slug]).toEqual([201, composed]);
  expect((await newsroom.edit('POST', terms, { slug: composed, ...named })).status).toBe(409);
  await make('etat-below', { parent: decomposed });
  const { id } = await release(newsroom, about('Of state', { fieldsOfWork: [decomposed] }));
  const at = (one: string) => encodeURIComponent(one);
  const whole = `/fields-of-work/${at(composed)}`;
  expect(await titlesAt(whole)).toEqual(['Of state']);
  for (const below of ['', '/corrections', '/feed.xml', '/atom.xml']) {
    const { status, headers } = await newsroom.get(
      `/fields-of-work/${at(decomposed)}${below}`,
      noon,
    );
    expect([below, status, headers.get('Location')]).toEqual([below, 301, whole + below]);
  }
  const found = await newsroom.get(`/search?q=state&fields-of-work=${at(decomposed)}`, noon);
  expect([found.status, found.headers.get('Location')]).toEqual([
    301,
    `/search?q=state&fields-of-work=${at(composed)}`,
  ]);
  const list = await newsroom.get(`/api/v1/releases?fields-of-work=${at(decomposed)}`, noon);
  expect(list.json.items.map((item: { id: string }) => item.id)).toEqual([id]);
  const read = await newsroom.edit('GET', `${terms}/${at(decomposed)}`, null);
  expect(read.json.slug).toBe(composed);
  const kind = await newsroom.edit('POST', '/taxonomies/kinds/terms', { slug: 'résumé', ...named });
  expect(kind.status).toBe(201);
  await newsroom.edit('POST', '/releases', draft({ kind: 're\u0301sume\u0301' }), { now: noon });
  const kinds = await newsroom.edit('GET', `/releases?kind=${at('re\u0301sume\u0301')}`, null);
  expect(kinds.json.items).toHaveLength(1);
});
