/** The tools of the MCP endpoint: they show what the public API shows, and refuse bad arguments. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startLocal } from '../../dev/local.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { call, send } from './mcp-exchange.ts';

const now = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60_000;
let newsroom: Newsroom;
let shown: { id: string; slug: string; etag: string };
let gone: { id: string };
let hidden: { id: string };

const order = (id: string, act: string, body: unknown, at: number) =>
  newsroom.edit('PUT', `/releases/${id}/${act}`, body, { now: at, etag: '*' });

beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  const editions = {
    en: { title: 'Astana treaty', summary: 'Signed today.', markdown: 'The **treaty** is here.' },
    fr: { title: 'Traité d’Astana', summary: 'Signé.', markdown: 'Le **traité** est là.' },
  };
  shown = await release(newsroom, { now: now - hour, editions });
  gone = await release(newsroom, { now: now - hour });
  await order(gone.id, 'withdrawal', { mode: 'gone', note: { en: 'A mistake.' } }, now - 10);
  hidden = await release(newsroom, { now, at: now + hour });
});
afterAll(() => newsroom.dispose());

describe('search', () => {
  const found = async (input: Record<string, unknown>, at = now) =>
    (await call(newsroom, 'search', input, at)).structuredContent.items;

  test('finds by words, year, kind, language and terms, as the API does', async () => {
    expect(await found({ q: 'treaty' })).toEqual([
      {
        id: shown.id,
        url: `https://newsroom.example/releases/${shown.id}/${shown.slug}`,
        lang: 'en',
        title: 'Astana treaty',
        summary: 'Signed today.',
        kind: 'Press release',
        date: '2026-07-01',
        publishedAt: '2026-07-01T11:00:00Z',
        modifiedAt: '2026-07-01T11:00:00Z',
        languages: ['en', 'fr'],
      },
    ]);
    const [french] = await found({ lang: 'fr', year: 2026, kind: ['press-release'], limit: 5 });
    expect([french.title, french.lang]).toEqual(['Traité d’Astana', 'fr']);
    expect(await found({ year: '2025' })).toEqual([]);
    expect(await found({ countries: ['kazakhstan'], 'fields-of-work': 'policing' })).toHaveLength(
      1,
    );
    expect(await found({ q: null, since: '2026-07-01', until: '2026-07-01' })).toHaveLength(1);
  });

  test('goes on by its cursor', async () => {
    const first = await call(newsroom, 'search', { limit: 1 }, now + hour);
    const { items, next } = first.structuredContent;
    expect([items.length, next]).toEqual([1, expect.any(String)]);
    const second = await call(newsroom, 'search', { limit: 1, cursor: next }, now + hour);
    expect(second.structuredContent.items[0].id).not.toBe(items[0].id);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ lang: 'xx' }, 'lang is not a language of this site'],
    [{ year: 26 }, 'year must be a year'],
    [{ year: 2026, since: '2026-01-01' }, 'year may not be given with since or until'],
    [{ since: 'yesterday' }, 'since must be a date'],
    [{ q: { deep: [] } }, 'q must be a text'],
    [{ kind: [['nested']] }, 'kind must be a text'],
    [{ limit: 0 }, 'limit must be a number from 1 to 100'],
    [{ colour: 'red' }, 'colour is not a parameter'],
    [{ cursor: '*' }, 'cursor is not a cursor of this list'],
  ])('%j is refused with the reason', async (input, reason) => {
    const result = await call(newsroom, 'search', input);
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain(reason);
    expect(result.structuredContent).toBeUndefined();
  });
});

describe('get', () => {
  test('reads a release by id or address, in a language', async () => {
    const address = `https://newsroom.example/fr/releases/${shown.id}/traite`;
    const result = await call(newsroom, 'get', { release: address });
    expect(result.structuredContent).toMatchObject({
      id: shown.id,
      lang: 'fr',
      title: 'Traité d’Astana',
      markdown: 'Le **traité** est là.',
      languages: ['en', 'fr'],
      sources: [{ slug: 'secretariat' }, { slug: 'programme-office-in-astana' }],
      withdrawal: null,
    });
    expect(JSON.parse(result.content[0].text)).toEqual(result.structuredContent);
    const inEnglish = await call(newsroom, 'get', { release: address, lang: 'en' });
    expect(inEnglish.structuredContent.markdown).toBe('The **treaty** is here.');
  });

  test('gives Markdown whose files can be followed, and code as it is', async () => {
    const { edit } = newsroom;
    const later = now + 2 * hour;
    const markdown = 'The [plan](plan.txt), `[x](plan.txt)`.\n\n> [a]\n>\n> [a]: plan.txt';
    const editions = { en: { title: 'The plan', markdown } };
    const { id } = (await edit('POST', '/releases', draft({ editions }), { now: later })).json;
    const file = `/releases/${id}/attachments/plan.txt`;
    const headers = { 'Content-Type': 'text/plain' };
    const { url } = (await edit('PUT', file, 'The plan.', { now: later, etag: '*', headers })).json;
    await order(id, 'publication', {}, later);
    const result = await call(newsroom, 'get', { release: id }, later);
    expect(result.structuredContent.markdown).toBe(
      `The [plan](<${url}>), \`[x](plan.txt)\`.\n\n> [a]\n>\n> [a]: <${url}>`,
    );
  });

  test('says which languages there are', async () => {
    const { content } = await call(newsroom, 'get', { release: shown.id, lang: 'ar' });
    expect(content[0].text).toContain('this release exists in en, fr');
  });

  test('gives the reason of a withdrawal', async () => {
    const { isError, content } = await call(newsroom, 'get', { release: gone.id });
    expect([isError, content[0].text]).toEqual([true, 'A mistake.']);
  });

  test.each([
    {},
    { release: 7 },
    { release: '../editor/me' },
    { release: 'https://elsewhere.example/releases/0123456789ab' },
    { release: '0123456789ab', extra: 1 },
    { release: '0123456789ab', lang: ['en'] },
  ])('%j is refused', async (input) => {
    expect((await call(newsroom, 'get', input)).isError).toBe(true);
  });
});

test('changes lists what happened since an instant, and goes on by its cursor', async () => {
  const since = new Date(now - 2 * hour).toISOString();
  const { structuredContent } = await call(newsroom, 'changes', { since, limit: 2 }, now);
  expect(structuredContent.items.map(({ action }: { action: string }) => action)).toEqual([
    'published',
    'published',
  ]);
  expect(structuredContent.more).toBe(true);
  const editions = { en: { title: 'Astana treaty, signed', markdown: 'The treaty.' } };
  const path = `/releases/${shown.id}`;
  const { json } = await newsroom.edit('GET', path, null, { now });
  const { kind, date, sources, fieldsOfWork, countries } = json;
  const input = { kind, date, sources, fieldsOfWork, countries, editions };
  await newsroom.edit('PUT', path, input, { now, etag: '*' });
  const note = { en: 'The title was wrong.' };
  expect((await order(shown.id, 'publication', { note }, now + 1)).status).toBe(200);
  const cursor = structuredContent.next;
  const rest = await call(newsroom, 'changes', { cursor }, now + 1);
  expect(rest.structuredContent.items).toMatchObject([
    { id: gone.id, action: 'withdrawn', release: null, withdrawal: { mode: 'gone' } },
    {
      id: shown.id,
      action: 'corrected',
      note: 'The title was wrong.',
      release: { title: 'Astana treaty, signed' },
    },
  ]);
  expect(rest.structuredContent.more).toBe(false);
  const late = await call(newsroom, 'changes', { since: '2020-01-01T00:00:00Z' }, now);
  expect([late.isError, late.content[0].text]).toEqual([
    true,
    expect.stringContaining('since must be within the last 31 days'),
  ]);
});

test('a release in no language of the site any more is read in its own', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'dateline-mcp-'));
  const before = await openNewsroom({ stateDir, vars: { LANGUAGES: 'en fr' } });
  const editions = { fr: { title: 'Traité d’Astana', markdown: 'Le traité.' } };
  const { id } = await release(before, { now: now - hour, editions });
  await before.dispose();
  const vars = { LANGUAGES: 'en' };
  const site = await startLocal({ worker: inject('clocked'), stateDir, vars });
  const headline = { id, lang: 'fr', title: 'Traité d’Astana', languages: ['fr'] };
  expect(await call(site, 'search', {}, now)).toMatchObject({
    structuredContent: { items: [headline] },
  });
  expect(await call(site, 'changes', {}, now)).toMatchObject({
    structuredContent: { items: [{ release: headline }] },
  });
  expect(await call(site, 'get', { release: id }, now)).toMatchObject({
    structuredContent: { ...headline, markdown: 'Le traité.' },
  });
  await site.dispose();
  await rm(stateDir, { recursive: true });
});

describe('before its instant, a release', () => {
  const last = now + hour - 1;

  test('is for get as if it had never been', async () => {
    const [one, other] = await Promise.all(
      [hidden.id, '0123456789ab'].map((release) => call(newsroom, 'get', { release }, last)),
    );
    expect(one).toEqual(other);
    expect(one.isError).toBe(true);
    expect((await call(newsroom, 'get', { release: hidden.id }, last + 1)).isError).toBeUndefined();
  });

  test('is in no list', async () => {
    for (const [name, input] of [
      ['search', { limit: 100 }],
      ['search', { q: 'workshop' }],
      ['changes', {}],
    ] as const) {
      expect(JSON.stringify(await call(newsroom, name, input, last))).not.toContain(hidden.id);
      expect(JSON.stringify(await call(newsroom, name, input, last + 1))).toContain(hidden.id);
    }
  });

  test('trips the wire', async () => {
    const hits = () =>
      newsroom.db
        .prepare('select hits from probes where release_id = ?')
        .bind(hidden.id)
        .first('hits');
    const before = Number(await hits());
    await call(newsroom, 'get', { release: hidden.id }, last);
    expect(Number(await hits())).toBe(before + 1);
  });
});

test('no arguments of any tool make an error of the server', async () => {
  const name = fc.constantFrom('search', 'get', 'changes');
  const keys = ['q', 'lang', 'kind', 'year', 'since', 'until', 'limit', 'cursor', 'release'];
  const key = fc.oneof(fc.constantFrom(...keys), fc.string({ unit: 'binary' }));
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(shown.id, hidden.id, '2026', '9999-12-31', 1e308),
  );
  const property = fc.asyncProperty(name, fc.dictionary(key, value), async (tool, input) => {
    const { status, json } = await send(newsroom, 'tools/call', { name: tool, arguments: input });
    expect(status).toBe(200);
    expect(JSON.stringify(json)).not.toContain('Internal error');
  });
  await fc.assert(property, { numRuns: 150 });
});
