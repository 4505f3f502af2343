/** Import of JSON from Drupal (JSON:API), Ghost and Prezly. */
import { afterAll, describe, expect, test } from 'vitest';
import { idOf } from '../../import-export/resolve/item.ts';
import { folder, hear, hearOne, removeFolder, write } from './reading.ts';

afterAll(removeFolder);

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 1, 0, 1, 3, 1, 17, 0, 2, 17, 0]);
const json = (name: string, document: unknown) => write(name, JSON.stringify(document));
const instant = (at: number | null | undefined) => at && new Date(at).toISOString();

describe('Drupal', () => {
  const site = 'https://old.example.org';
  const uuid = '3f1c0f6e-0000-4000-8000-000000000001';

  function node(nid: number, attributes: object = {}, more: object = {}) {
    return {
      type: 'node--article',
      id: uuid.replace(/1$/, String(nid)),
      links: { self: { href: `${site}/jsonapi/node/article/${uuid}` } },
      attributes: {
        drupal_internal__nid: nid,
        langcode: 'en',
        status: true,
        title: `Office opens registry ${nid}`,
        created: '2021-05-05T08:00:00+00:00',
        changed: '2022-01-01T08:00:00+00:00',
        default_langcode: true,
        path: { alias: `/news/registry-${nid}`, pid: nid, langcode: 'en' },
        body: {
          value: '<p>Raw</p>',
          format: 'basic_html',
          processed: '<p>The office <em>opened</em>. <a href="/reports">Reports</a></p>',
          summary: 'In short.',
        },
        ...attributes,
      },
      relationships: {
        field_tags: { data: [{ type: 'taxonomy_term--tags', id: 't1' }] },
        uid: { data: { type: 'user--user', id: 'u1' } },
      },
      ...more,
    };
  }
  const included = [
    { type: 'taxonomy_term--tags', id: 't1', attributes: { name: 'Rule of law' } },
    { type: 'user--user', id: 'u1', attributes: { display_name: 'Secretariat' } },
  ];
  const page = (data: unknown, more: unknown[] = []) => ({
    jsonapi: { version: '1.0' },
    data,
    included: [...included, ...more],
    links: { self: { href: `${site}/jsonapi/node/article` } },
  });

  test('a node alone: text, instant, terms, addresses, links to the old site', async () => {
    const item = await hearOne(await json('drupal-one.json', page(node(1))));
    expect(item.id).toBe(idOf(`drupal ${uuid}`));
    expect(instant(item.at)).toBe('2021-05-05T08:00:00.000Z');
    expect(item.release).toMatchObject({
      fieldsOfWork: ['rule-of-law'],
      sources: ['secretariat'],
      legacyUrls: ['/news/registry-1', '/node/1'],
      editions: {
        en: {
          title: 'Office opens registry 1',
          summary: 'In short.',
          markdown: `The office *opened*. [Reports](${site}/reports)`,
        },
      },
    });
  });

  test('translations have one nid; an unpublished one is left out; pages of lists are joined', async () => {
    const french = { langcode: 'fr', default_langcode: false, title: 'Registre' };
    const self = { href: `${site}/fr/jsonapi/node/article/${uuid}` };
    const pages = [
      page([node(1, french, { links: { self } }), node(2)]),
      page([node(1), node(2, { ...french, status: false }), node(2)]),
    ];
    const { items, left } = await hear(await json('drupal-pages.json', pages));
    expect(items.map(({ release }) => Object.keys(release.editions).sort())).toEqual([
      ['en', 'fr'],
      ['en'],
    ]);
    expect(items[0]?.release.legacyUrls).toContain('/fr/news/registry-1');
    expect(items[1]?.notes.join()).toMatch(/a translation that is unpublished was left out/);
    expect(left).toMatchObject([{ leftOut: expect.stringMatching(/is the same as/) }]);
  });

  test('what is not public stays a draft; other resources are left out', async () => {
    const data = [
      node(1, { status: false }),
      node(2, { moderation_state: 'draft' }),
      node(3, { moderation_state: 'archived', status: false }),
      node(4, { field_embargo: '2099-01-01T00:00:00+00:00' }),
      node(5, { moderation_state: 'published' }),
      included[0],
    ];
    const { items, left } = await hear(await json('drupal-hidden.json', page(data)));
    expect(items.map(({ at }) => at !== null)).toEqual([false, false, false, false, true]);
    expect(items.map(({ notes }) => notes.find((one) => /stays a draft/.test(one)))).toEqual([
      'is unpublished: stays a draft',
      'is unpublished (draft): stays a draft',
      'is unpublished (archived): stays a draft',
      'is under embargo (field_embargo): stays a draft',
      undefined,
    ]);
    expect(left).toMatchObject([{ leftOut: 'is of the type taxonomy_term--tags, not a node' }]);
  });

  test('a date in a field counts, and is told; the text may be in paragraphs', async () => {
    const paragraph = {
      type: 'paragraph--text',
      id: 'p1',
      attributes: { field_text: { value: 'x', format: 'html', processed: '<p>Further.</p>' } },
    };
    const dated = node(1, { field_date: '2019-03-04', body: null });
    Object.assign(dated.relationships, {
      field_parts: { data: [{ type: 'paragraph--text', id: 'p1' }] },
    });
    const item = await hearOne(await json('drupal-date.json', page([dated], [paragraph])));
    expect(item.release.date).toBe('2019-03-04');
    expect(item.release.editions.en?.markdown).toBe('Further.');
    expect(item.notes).toEqual(
      expect.arrayContaining(['its date is from field_date', 'its text has parts from field_text']),
    );
  });

  test('pictures of fields and of the text come along, also by their style', async () => {
    await write('drupal/2021-05/hall.jpg', jpeg);
    await write('drupal/lead.jpg', jpeg);
    const file = {
      type: 'file--file',
      id: 'f1',
      attributes: { filename: 'lead.jpg', uri: { url: '/sites/default/files/lead.jpg' } },
    };
    const body = {
      processed:
        '<p><img src="/sites/default/files/styles/large/public/2021-05/hall.jpg?itok=a" alt="Hall"></p>',
    };
    const pictured = node(1, { body });
    Object.assign(pictured.relationships, {
      field_image: { data: { type: 'file--file', id: 'f1', meta: { alt: 'Front' } } },
    });
    const path = await json('drupal-picture.json', page([pictured], [file]));
    const { items } = await hear(path, {}, `${folder}/drupal`);
    expect(items[0]?.files.map(({ filename, title }) => [filename, title])).toEqual([
      ['lead.jpg', 'Front'],
      ['hall.jpg', ''],
    ]);
    expect(items[0]?.release.editions.en?.markdown).toBe('![Hall](hall.jpg)');
  });
});

describe('Ghost', () => {
  const post = (id: string, fields: object = {}) => ({
    id,
    uuid: `uuid-${id}`,
    title: `Office & registry ${id}`,
    slug: `registry-${id}`,
    mobiledoc: null,
    lexical: '{"root":{}}',
    html: '<p>The office opened. <img src="__GHOST_URL__/content/images/2021/05/hall.jpg" alt="Hall"></p>',
    plaintext: 'The office opened.',
    status: 'published',
    visibility: 'public',
    type: 'post',
    created_at: '2021-05-01T08:00:00.000Z',
    published_at: '2021-05-05T08:00:00.000Z',
    custom_excerpt: 'In short.',
    ...fields,
  });
  const archive = (posts: unknown[]) => ({
    db: [
      {
        meta: { exported_on: 1620000000000, version: '5.0.0' },
        data: {
          posts,
          posts_meta: [],
          tags: [
            { id: 't1', name: 'Rule of law', slug: 'law', visibility: 'public' },
            { id: 't2', name: '#internal', slug: 'hash-internal', visibility: 'internal' },
          ],
          posts_tags: [
            { id: 'l1', post_id: '1', tag_id: 't2', sort_order: 0 },
            { id: 'l2', post_id: '1', tag_id: 't1', sort_order: 1 },
          ],
          users: [{ id: 'u1', name: 'Secretariat', slug: 'secretariat' }],
          posts_authors: [{ id: 'a1', post_id: '1', author_id: 'u1', sort_order: 0 }],
          settings: [{ key: 'lang', value: 'en' }],
        },
      },
    ],
  });

  test('an export: text, instant, public tags, authors, address, pictures', async () => {
    await write('ghost/2021/05/hall.jpg', jpeg);
    const path = await json('ghost.json', archive([post('1')]));
    const { items } = await hear(path, {}, `${folder}/ghost`);
    expect(items).toHaveLength(1);
    expect(items[0]?.id).toBe(idOf('ghost uuid-1'));
    expect(instant(items[0]?.at)).toBe('2021-05-05T08:00:00.000Z');
    expect(items[0]?.release).toMatchObject({
      fieldsOfWork: ['rule-of-law'],
      sources: ['secretariat'],
      legacyUrls: ['/registry-1/'],
      editions: {
        en: {
          title: 'Office & registry 1',
          summary: 'In short.',
          markdown: 'The office opened. ![Hall](hall.jpg)',
        },
      },
    });
    expect(items[0]?.notes.join()).not.toMatch(/#internal/);
  });

  test('drafts, scheduled, mailed and members’ posts stay drafts', async () => {
    const posts = [
      post('1', { status: 'draft' }),
      post('2', { status: 'scheduled', published_at: '2099-01-01T00:00:00.000Z' }),
      post('3', { status: 'sent' }),
      post('4', { visibility: 'paid' }),
      post('5', { published_at: '2018-10-10 10:00:00' }),
      post('5', { published_at: '2018-10-10 10:00:00' }),
    ];
    const { items, left } = await hear(await json('ghost-hidden.json', archive(posts)));
    expect(items.map(({ notes }) => notes.find((one) => /stays a draft/.test(one)))).toEqual([
      'is a draft: stays a draft',
      'is scheduled: stays a draft',
      'was sent by mail only: stays a draft',
      'is not for everyone (visibility paid): stays a draft',
      undefined,
    ]);
    expect(items.map(({ at }) => at)).toEqual([null, null, null, null, Date.UTC(2018, 9, 10, 10)]);
    expect(left).toHaveLength(1);
  });

  test('without html the plain text is used and told; an editor’s document alone is refused', async () => {
    const posts = [
      post('1', { html: null }),
      post('2', { html: null, plaintext: null }),
      post('3'),
    ];
    const { items, refused } = await hear(await json('ghost-lexical.json', archive(posts)));
    expect(items[0]?.release.editions.en?.markdown).toBe('The office opened.');
    expect(items[0]?.notes.join()).toMatch(/has no html: its plain text is used/);
    expect(refused).toMatchObject([{ reason: expect.stringMatching(/only as lexical/) }]);
    expect(items).toHaveLength(2);
  });
});

describe('Prezly', () => {
  const story = (id: number, fields: object = {}) => ({
    uuid: `uuid-${id}`,
    id,
    title: `Office opens registry ${id}`,
    subtitle: 'In short.',
    slug: `registry-${id}`,
    format_version: 3,
    culture: { code: 'en', locale: 'en', name: 'English' },
    lifecycle_status: 'published',
    publication_status: 'published',
    visibility: 'public',
    is_archived: false,
    created_at: '2021-05-01T08:00:00+00:00',
    published_at: '2021-05-05T10:00:00+02:00',
    categories: [{ id: 1, display_name: 'Rule of law' }],
    author: { display_name: 'Secretariat' },
    tag_names: [],
    translations: [],
    links: { newsroom_view: `https://press.example.org/registry-${id}` },
    content: JSON.stringify(nodes),
    ...fields,
  });
  const nodes = {
    type: 'document',
    version: '0.50',
    children: [
      {
        type: 'paragraph',
        children: [
          { text: 'The office ' },
          { text: 'opened', bold: true },
          { text: ' <today>. ' },
          { type: 'link', href: '/about', new_tab: false, children: [{ text: 'About' }] },
        ],
      },
      { type: 'heading-one', children: [{ text: 'Rooms' }] },
      {
        type: 'bulleted-list',
        children: ['First', 'Second'].map((text) => ({
          type: 'list-item',
          children: [{ type: 'list-item-text', children: [{ text }] }],
        })),
      },
      {
        type: 'image-block',
        file: { version: 2, uuid: 'f-1', filename: 'hall.jpg', mime_type: 'image/jpeg', size: 1 },
        layout: 'contained',
        children: [{ text: 'The hall' }],
      },
      { type: 'contact', uuid: 'c-1', contact: { uuid: 'c-2' } },
    ],
  };

  test('nodes of a story become its text; files come from the attachments', async () => {
    await write('prezly/hall.jpg', jpeg);
    const path = await json('prezly.json', { stories: [story(1)], pagination: {} });
    const { items } = await hear(path, {}, `${folder}/prezly`);
    expect(items).toHaveLength(1);
    expect(items[0]?.id).toBe(idOf('prezly uuid-1'));
    expect(instant(items[0]?.at)).toBe('2021-05-05T08:00:00.000Z');
    expect(items[0]?.release).toMatchObject({
      fieldsOfWork: ['rule-of-law'],
      sources: ['secretariat'],
      legacyUrls: ['/registry-1'],
    });
    expect(items[0]?.release.editions.en).toMatchObject({
      title: 'Office opens registry 1',
      summary: 'In short.',
      markdown: [
        'The office **opened** \\<today>. [About](https://press.example.org/about)',
        '## Rooms',
        '- First\n- Second',
        '![](hall.jpg)',
        '*The hall*',
      ].join('\n\n'),
    });
    expect(items[0]?.notes).toContain('a part of Prezly was left out (contact)');
  });

  test('older stories are HTML; one story alone, or in a list without an envelope', async () => {
    const html = { content: '<p>Old <b>text</b>.</p>', format_version: 1 };
    for (const document of [story(1, html), { story: story(1, html) }, [story(1, html)]]) {
      const item = await hearOne(await json('prezly-html.json', document));
      expect(item.release.editions.en?.markdown).toBe('Old **text**.');
    }
  });

  test('translations are editions; what is not public stays a draft; the trash is left out', async () => {
    const french = { culture: { code: 'fr' }, translations: [{ uuid: 'uuid-1', id: 1 }] };
    const stories = [
      story(1),
      story(2, french),
      story(3, { lifecycle_status: 'embargo', visibility: 'embargo' }),
      story(4, { lifecycle_status: 'scheduled', published_at: null, scheduled_at: '2099-01-01' }),
      story(5, { visibility: 'private' }),
      story(6, { lifecycle_status: 'draft' }),
      story(7, { lifecycle_status: 'trash' }),
      story(8, { content: undefined }),
    ];
    const { items, left, refused } = await hear(await json('prezly-status.json', { stories }));
    expect(Object.keys(items[0]?.release.editions ?? {}).sort()).toEqual(['en', 'fr']);
    expect(items.map(({ notes }) => notes.find((one) => /stays a draft/.test(one)))).toEqual([
      undefined,
      'is under embargo: stays a draft',
      'is scheduled: stays a draft',
      'is private: stays a draft',
      'is a draft: stays a draft',
    ]);
    expect(left).toMatchObject([{ leftOut: 'is in the trash of Prezly' }]);
    expect(refused).toMatchObject([{ reason: expect.stringMatching(/^has no content/) }]);
  });
});

test('fields of other types than the systems give do not end a file', async () => {
  const strange = [
    { data: [{ type: 'node--x', id: 5, attributes: 7, relationships: [] }], jsonapi: {} },
    { db: [{ data: { posts: [{ id: 'a', html: 5, title: {} }, null], tags: 'x' } }] },
    { title: [], lifecycle_status: {}, content: '{"type":"document","children":7}' },
  ];
  const { items, refused } = await hear(await json('strange-systems.json', strange));
  expect(items.length + refused.length).toBe(3);
  expect(refused.map(({ reason }) => reason).join()).not.toMatch(/unexpected error/);
});
