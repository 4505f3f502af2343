/** Autosave: repeated saves are one revision, unless something refers to the revision. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../src/domain/editor.ts';
import { draft, type Newsroom, openNewsroom, release } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const saying = (markdown: string) => draft({ editions: { en: { title: 'A title', markdown } } });
const make = async (as: Role = 'editor') =>
  (await newsroom.edit('POST', '/releases', saying('One.'), { now: noon, as })).json.id as string;

interface Saving {
  now?: number;
  as?: Role;
  etag?: string;
  headers?: Record<string, string>;
}
const save = (
  id: string,
  words: string,
  { now = noon, as = 'editor', etag = '*', headers = {} }: Saving = {},
) => {
  const body = { ...saying(words), autosave: true };
  return newsroom.edit('PUT', `/releases/${id}`, body, { now, as, etag, headers });
};
const act = (method: string, path: string, body: unknown, as: Role = 'editor') =>
  newsroom.edit(method, path, body, { now: noon, etag: '*', as });
const revisions = async (id: string) => {
  const { json } = await newsroom.edit('GET', `/releases/${id}/revisions`, null);
  return json.items.map(({ version }: { version: number }) => version);
};
const words = async (id: string, version: number) =>
  (await newsroom.edit('GET', `/releases/${id}/revisions/${version}`, null)).json.editions.en
    .markdown;

test('ten minutes of autosaves are one revision, and each text has its own ETag', async () => {
  const id = await make();
  const etags = new Set<string>();
  for (let nth = 1; nth <= 10; nth++) {
    const reply = await save(id, `Words ${nth}.`, { now: noon + nth * minute });
    expect(reply.json, reply.text).toMatchObject({
      version: 1,
      editions: { en: { markdown: `Words ${nth}.` } },
    });
    etags.add(reply.headers.get('ETag') ?? '');
  }
  expect(etags.size).toBe(10);
  expect(await revisions(id)).toEqual([1]);
  const later = await save(id, 'Later.', { now: noon + 10 * minute + 1 });
  expect(later.json.version).toBe(2);
  expect(await words(id, 1)).toBe('Words 10.');
});

test('an unchanged text is not written', async () => {
  const id = await make();
  const first = await save(id, 'Two.');
  const again = await save(id, 'Two.', { now: noon + 1 });
  expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'));
  expect(again.json).toEqual(first.json);
});

test('without autosave each text is a new revision', async () => {
  const id = await make();
  for (const flag of [{}, { autosave: false }]) {
    await act('PUT', `/releases/${id}`, { ...saying('Two.'), ...flag });
  }
  expect(await revisions(id)).toEqual([3, 2, 1]);
  const odd = await act('PUT', `/releases/${id}`, { ...saying('Two.'), autosave: 1 });
  expect([odd.status, odd.json.errors[0].pointer]).toEqual([422, '/autosave']);
});

test('an autosave never replaces another editor’s revision', async () => {
  const id = await make('author');
  expect((await save(id, 'Two.', { as: 'editor' })).json.version).toBe(2);
  expect((await save(id, 'Three.', { as: 'author' })).json.version).toBe(3);
  expect(await words(id, 1)).toBe('One.');
});

const later = { at: new Date(noon + 60 * minute).toISOString() };
const preview = { recipient: 'A reader', expiresAt: later.at };

test.each<[string, [method: string, part: string, body: unknown][]]>([
  ['approved', [['PUT', 'approval', { version: 1 }]]],
  [
    'approved, and the approval revoked',
    [
      ['PUT', 'approval', { version: 1 }],
      ['DELETE', 'approval', null],
    ],
  ],
  ['scheduled', [['PUT', 'publication', later]]],
  [
    'scheduled, and the schedule cancelled',
    [
      ['PUT', 'publication', later],
      ['DELETE', 'publication', null],
    ],
  ],
  ['published', [['PUT', 'publication', {}]]],
  ['shown in a preview', [['POST', 'previews', { ...preview, version: 1 }]]],
  ['shown in a preview of whatever there is', [['POST', 'previews', preview]]],
])('a revision that was %s stays unchanged', async (_what, acts) => {
  const id = await make();
  for (const [method, part, body] of acts) {
    const reply = await act(method, `/releases/${id}/${part}`, body);
    expect(reply.status, reply.text).toBeLessThan(300);
  }
  expect((await save(id, 'Two.')).json.version).toBe(2);
  expect(await words(id, 1)).toBe('One.');
});

describe('while a slow database performs', () => {
  const slow = { 'X-Test-Fault': 'batch;stall' };
  const wait = (milliseconds: number) => new Promise((waited) => setTimeout(waited, milliseconds));

  test('an autosave, a preview is created: it shows the text before', async () => {
    const id = await make();
    const saved = save(id, 'Two.', { headers: slow });
    await wait(500);
    const given = await act('POST', `/releases/${id}/previews`, { ...preview, version: 1 });
    expect(given.status, given.text).toBe(201);
    expect((await saved).json.version).toBe(2);
    expect([await words(id, 1), await words(id, 2)]).toEqual(['One.', 'Two.']);
  });

  test('a preview, its version is published: the preview is not created', async () => {
    const id = await make();
    const path = `/releases/${id}/previews`;
    const given = newsroom.edit('POST', path, preview, { now: noon, headers: slow });
    await wait(500);
    const published = await act('PUT', `/releases/${id}/publication`, {});
    expect(published.status, published.text).toBe(200);
    expect((await given).status).toBe(409);
    expect((await newsroom.edit('GET', path, null)).json.items).toEqual([]);
  });
});

describe('an autosaved text', () => {
  test('is not matched by its version number alone, neither to approve nor to replace it', async () => {
    const id = await make();
    const read = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    await save(id, 'Two.');
    const path = `/releases/${id}/approval`;
    const order = { version: 1 };
    expect((await newsroom.edit('PUT', path, order, { now: noon })).status).toBe(428);
    for (const etag of ['"1"', read.headers.get('ETag') ?? '']) {
      expect((await newsroom.edit('PUT', path, order, { now: noon, etag })).status).toBe(412);
      expect((await save(id, 'Three.', { etag })).status).toBe(412);
    }
    const { headers } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    const etag = headers.get('ETag') ?? '';
    expect((await newsroom.edit('PUT', path, order, { now: noon, etag })).status).toBe(200);
  });

  test('is cancelled by its version number, whichever text it has', async () => {
    const id = await make();
    await save(id, 'Two.');
    const path = `/releases/${id}/publication`;
    await newsroom.edit('PUT', path, later, { now: noon, etag: '*' });
    const back = await newsroom.edit('DELETE', path, null, { now: noon, etag: '"1"' });
    expect([back.status, back.json.state]).toEqual([200, 'draft']);
  });

  test('is never lost: of two simultaneous saves one is refused', async () => {
    const id = await make();
    const { headers } = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    const etag = headers.get('ETag') ?? '';
    const both = await Promise.all(['Two.', 'Three.'].map((text) => save(id, text, { etag })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

test('of a public release is a new revision first; the next ones replace it', async () => {
  const { id } = await release(newsroom, { now: noon });
  for (const text of ['Two.', 'Three.']) {
    const reply = await save(id, text, { as: 'admin' });
    expect(reply.json).toMatchObject({ version: 2, publicVersion: 1 });
  }
  expect((await newsroom.get(`/api/v1/releases/${id}`, noon)).text).not.toContain('Three.');
});
