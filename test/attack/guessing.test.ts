/** Guessed secrets: cheap to refuse, all refused in the same way, and soon rate-limited. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newToken } from '../../src/domain/editor.ts';
import { newSecret } from '../../src/domain/secret.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';

const limit = 30;
const minute = 60_000;
let newsroom: Newsroom;
let preview: URL;
beforeAll(async () => {
  newsroom = await openNewsroom({ front: false, limits: { FAILURES: limit } });
  const { json } = await newsroom.edit('POST', '/releases', draft());
  const expiresAt = new Date(Date.now() + 60 * minute).toISOString();
  const given = await newsroom.edit('POST', `/releases/${json.id}/previews`, { expiresAt });
  preview = new URL(given.json.url);
});
afterAll(() => newsroom.dispose());

const ask = (path: string, from: string, headers: Record<string, string> = {}) =>
  newsroom.get(path, Date.now(), { 'CF-Connecting-IP': from, ...headers });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const openPreview = (id: string, key: string, from: string) =>
  ask(`/preview/${id}?key=${key}`, from);

/** The parts of an answer that an outsider can compare. */
const visibleParts = ({ status, headers, text }: Awaited<ReturnType<typeof ask>>) => [
  status,
  [...headers].filter(([name]) => !/^(?:x-test-|date$)/.test(name)),
  text,
];

const spoilt = (secret: string) => secret.slice(0, -1) + (secret.endsWith('a') ? 'b' : 'a');

test('a token with a wrong checksum costs no query, an unknown one costs one; both get the same response', async () => {
  const path = '/api/v1/editor/releases';
  const wrong = await ask(path, '203.0.113.1', bearer(spoilt(newToken())));
  const unknown = await ask(path, '203.0.113.1', bearer(newToken()));
  expect([wrong.status, wrong.headers.get('X-Test-Trips')]).toEqual([401, '0']);
  expect([unknown.status, unknown.headers.get('X-Test-Trips')]).toEqual([401, '1']);
  expect(visibleParts(unknown)).toEqual(visibleParts(wrong));
  for (const odd of ['dl_', 'x'.repeat(5000), `${newToken()} x`, "' or 1=1 --", newSecret('dlp')]) {
    const answer = await ask(path, '203.0.113.1', bearer(odd));
    expect([odd, answer.status, answer.headers.get('X-Test-Trips')]).toEqual([odd, 401, '0']);
  }
});

test('a preview secret with a wrong checksum costs no query; existing and missing previews respond alike', async () => {
  const id = preview.pathname.split('/').at(-1) ?? '';
  const key = preview.searchParams.get('key') ?? '';
  const wrong = await openPreview(id, spoilt(key), '203.0.113.2');
  const unknown = await openPreview(id, newSecret('dlp'), '203.0.113.2');
  const nowhere = await openPreview('0123456789ab', newSecret('dlp'), '203.0.113.2');
  const none = await ask(`/preview/${id}`, '203.0.113.2');
  const calls = [wrong, unknown, nowhere].map(({ headers }) => headers.get('X-Test-Calls'));
  expect(calls).toEqual(['', calls[1], calls[1]]);
  expect(calls[1]).toMatch(/^\S+$/);
  for (const answer of [unknown, nowhere, none])
    expect(visibleParts(answer)).toEqual(visibleParts(wrong));
  expect(wrong.status).toBe(404);
  expect((await openPreview(id, key, '203.0.113.2')).status).toBe(200);
});

test.each<
  [what: string, from: string, guess: (from: string) => ReturnType<typeof ask>, refusal: number]
>([
  ['tokens', '203.0.113.3', (from) => ask('/api/v1/editor/audit', from, bearer(newToken())), 401],
  ['previews', '203.0.113.4', (from) => openPreview('0123456789ab', newSecret('dlp'), from), 404],
])('a client that guesses %s gets 429, and others do not', async (_what, from, guess, refusal) => {
  const statuses: number[] = [];
  // The limit counts by the clock's minute, and a new minute may begin during the test.
  for (let turn = 0; turn < 2 * limit + 2 && !statuses.includes(429); turn++) {
    const answer = await guess(from);
    statuses.push(answer.status);
    if (answer.status === 429) expect(answer.headers.get('Retry-After')).toBe('60');
  }
  expect(statuses.at(-1)).toBe(429);
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([refusal]));
  expect((await guess('203.0.113.99')).status).toBe(refusal);
  const known = await ask('/api/v1/editor/releases', from, bearer(newsroom.tokens.editor));
  expect(known.status).toBe(200);
});
