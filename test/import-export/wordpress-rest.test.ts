/** Import of JSON: posts of the WordPress REST API, and JSON of kinds that no reader knows. */
import { afterAll, expect, test } from 'vitest';
import { idOf } from '../../import-export/resolve/item.ts';
import { folder, hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const site = 'https://old.example.org';
/** The beginning of a picture of one pixel: its frame header has the size. */
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3, 1, 17, 0, 2, 17, 0]);

/** A post as the API returns it with `_embed`. */
function post(id: number, fields: Record<string, unknown> = {}) {
  return {
    id,
    date: '2021-05-05T10:00:00',
    date_gmt: '2021-05-05T08:00:00',
    guid: { rendered: `${site}/?p=${id}` },
    modified: '2022-01-01T10:00:00',
    modified_gmt: '2022-01-01T09:00:00',
    slug: `post-${id}`,
    status: 'publish',
    type: 'post',
    link: `${site}/news/post-${id}/`,
    title: { rendered: `Office opens registry &#8211; part ${id}` },
    content: { rendered: `<p>The office opened registry ${id}.</p>\n`, protected: false },
    excerpt: { rendered: '<p>The office opened a [&hellip;]</p>\n', protected: false },
    author: 3,
    featured_media: 0,
    categories: [4],
    _embedded: {
      author: [{ id: 3, name: 'Secretariat', slug: 'secretariat' }],
      'wp:term': [
        [
          { id: 4, name: 'Rule of law', slug: 'law', taxonomy: 'category' },
          { id: 1, name: 'Uncategorized', slug: 'uncategorized', taxonomy: 'category' },
        ],
        [{ id: 9, name: 'English', slug: 'en', taxonomy: 'language' }],
      ],
    },
    ...fields,
  };
}

const json = (name: string, document: unknown) => write(name, JSON.stringify(document));

test('one post alone is a release with its instant, terms and old addresses', async () => {
  const item = await hearOne(await json('one.json', post(7)));
  expect(new Date(item.at ?? 0).toISOString()).toBe('2021-05-05T08:00:00.000Z');
  expect(item.title).toBe('Office opens registry – part 7');
  expect(item.id).toBe(idOf(`wordpress ${site}/?p=7`));
  expect(item.release).toMatchObject({
    date: '2021-05-05',
    fieldsOfWork: ['rule-of-law'],
    sources: ['secretariat'],
    editions: { en: { markdown: 'The office opened registry 7.' } },
  });
  expect(item.release.legacyUrls).toContain('/news/post-7/');
  expect(item.release.editions.en).not.toHaveProperty('summary');
});

test('a post with the few fields of a filtered answer is read, and what is missing is told', async () => {
  const { guid, _embedded, excerpt, modified, ...few } = post(1);
  const item = await hearOne(await json('few.json', [few]));
  expect(item.release.editions.en?.markdown).toBe('The office opened registry 1.');
  expect(item.notes).toContain('has no names of its terms and author: fetch it with ?_embed');
});

test('posts that are not public stay drafts, with the reason; the trash is left out', async () => {
  const posts = [
    post(1, { content: { rendered: '', protected: true } }),
    post(2, { password: 'secret' }),
    post(3, { status: 'private' }),
    post(4, { status: 'future', date: '2031-05-05T10:00:00', date_gmt: '2031-05-05T08:00:00' }),
    post(5, { status: 'pending' }),
    post(6, { status: 'draft', date_gmt: null }),
    post(7, { status: 'trash' }),
    post(8, { status: 'publish' }),
  ];
  const { items, left, refused } = await hear(await json('hidden.json', posts));
  expect(refused).toEqual([]);
  expect(items.map(({ at }) => at !== null)).toEqual([...Array(6).fill(false), true]);
  const reasons = items.map(({ notes }) => notes.find((note) => note.endsWith('stays a draft')));
  expect(reasons).toEqual([
    'has a password: stays a draft',
    'has a password: stays a draft',
    'is private: stays a draft',
    'is scheduled: stays a draft',
    'is pending: stays a draft',
    'is a draft: stays a draft',
    undefined,
  ]);
  expect(left).toMatchObject([{ leftOut: 'is trash in WordPress' }]);
});

test('translations of Polylang and of WPML are editions of one release', async () => {
  const polylang = [
    post(11, { lang: 'en', translations: { en: 11, fr: 12 } }),
    post(12, { lang: 'fr', translations: { en: 11, fr: 12 }, title: { rendered: 'Registre' } }),
  ];
  const wpml = [
    post(22, {
      wpml_current_locale: 'fr_FR',
      wpml_translations: [{ locale: 'en_US', id: 21, href: `${site}/21` }],
    }),
    post(21, { wpml_current_locale: 'en_US', wpml_translations: [] }),
  ];
  const { items } = await hear(await json('translated.json', [...polylang, ...wpml]));
  expect(items.map(({ release }) => Object.keys(release.editions).sort())).toEqual([
    ['en', 'fr'],
    ['en', 'fr'],
  ]);
  expect(items.map(({ id }) => id)).toEqual([
    idOf(`wordpress ${site}/?p=11`),
    idOf(`wordpress ${site}/?p=21`),
  ]);
});

test('a draft translation is left out, not the release', async () => {
  const posts = [
    post(1, { lang: 'en', translations: { en: 1, fr: 2 } }),
    post(2, { lang: 'fr', status: 'draft', translations: { en: 1, fr: 2 } }),
  ];
  const { items } = await hear(await json('half.json', posts));
  expect(items.map(({ release }) => Object.keys(release.editions))).toEqual([['en']]);
  expect(items[0]?.notes.join()).toMatch(/a translation that is a draft was left out/);
});

test('a repeated post is left out, one that contradicts its first is refused; guids may repeat', async () => {
  const guid = { rendered: `${site}/?p=1` };
  const posts = [post(1), post(1), post(1, { title: { rendered: 'Other' } }), post(2, { guid })];
  const { items, left, refused } = await hear(await json('twice.json', posts));
  expect(items).toHaveLength(2);
  expect(new Set(items.map(({ id }) => id)).size).toBe(2);
  expect(left).toMatchObject([{ leftOut: expect.stringMatching(/is the same as .*entry 1$/) }]);
  expect(refused).toMatchObject([{ reason: expect.stringMatching(/has the id 1 of .*entry 1$/) }]);
});

test('pages of the list that were joined to one list are read', async () => {
  const { items } = await hear(await json('pages.json', [[post(1), post(2)], [post(3)]]));
  expect(items).toHaveLength(3);
});

test('relative links lead to the old site; pictures of the folder of uploads come along', async () => {
  await write('uploads/2021/05/hall.jpg', jpeg);
  await write('uploads/2021/05/lead.jpg', jpeg);
  const content = {
    rendered: `<p><a href="/reports/">Reports</a> <img src="${site}/wp-content/uploads/2021/05/hall-300x200.jpg" alt="Hall"></p>`,
    protected: false,
  };
  const media = {
    source_url: `${site}/wp-content/uploads/2021/05/lead.jpg`,
    alt_text: 'Front',
    title: { rendered: 'Front door' },
  };
  const embedded = { ...post(1)._embedded, 'wp:featuredmedia': [media] };
  const path = await json('pictures.json', [post(1, { content, _embedded: embedded })]);
  const { items } = await hear(path, {}, `${folder}/uploads`);
  expect(items[0]?.files.map(({ filename, title }) => [filename, title])).toEqual([
    ['lead.jpg', 'Front door'],
    ['hall.jpg', ''],
  ]);
  expect(items[0]?.release.editions.en?.markdown).toBe(
    `[Reports](${site}/reports/) ![Hall](hall.jpg)`,
  );
  const without = await hear(path);
  expect(without.items[0]?.notes).toContain(
    'the file lead.jpg was not imported: --attachments is missing',
  );
});

test('JSON of an unknown kind is told once, with its fields and the kinds that are read', async () => {
  const unknown = [
    { version: 'x', rows: [] },
    { version: 'y', rows: [] },
  ];
  for (const document of [unknown, unknown[0]]) {
    await expect(hear(await json('unknown.json', document))).rejects.toThrow(
      /^is JSON of a kind that is not known here: it has version, rows; kinds that are read: .*ninjs/,
    );
  }
  const { items, refused } = await hear(await json('mixed.json', [post(1), unknown[0]]));
  expect(items).toHaveLength(1);
  expect(refused).toMatchObject([{ reason: expect.stringMatching(/it has version, rows;/) }]);
  const lines = `${JSON.stringify({ rows: [] })}\n${JSON.stringify(post(1))}\n`;
  const told = await hear(await write('lines.ndjson', lines));
  expect(told.items).toHaveLength(1);
  expect(told.refused).toMatchObject([{ reason: expect.stringMatching(/not known here/) }]);
});

test('fields of other types than the API gives do not end the file', async () => {
  const posts = [
    post(1, { _embedded: { 'wp:term': 7, author: 'x', 'wp:featuredmedia': [null] } }),
    post(2, { date_gmt: {}, date: 5, guid: null, link: [], excerpt: 3, translations: [null] }),
    post(3),
  ];
  const { items, refused } = await hear(await json('strange.json', posts));
  expect(items.length + refused.length).toBe(3);
  expect(items.at(-1)?.title).toBe('Office opens registry – part 3');
  expect(refused.map(({ reason }) => reason)).not.toContain(expect.stringMatching(/unexpected/));
});
