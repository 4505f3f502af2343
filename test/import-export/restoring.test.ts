/** Lines of an export that restore with care: separators within texts, and lines that cannot be read. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Client } from '../../client/client.ts';
import { type Local, startLocal } from '../../dev/local.ts';
import { createEditor } from '../../dev/token.ts';
import { exportSite } from '../../import-export/archive/export-records.ts';
import { names, sums } from '../../import-export/archive/folder.ts';
import { areSame } from '../../import-export/archive/record.ts';
import { restoreSite } from '../../import-export/archive/restore-records.ts';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.now();

let old: Newsroom;
let empty: Local;
let folder: string;
let from: Client;
let into: Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-restore-'));
  old = await openNewsroom();
  from = new Client(old.url.href, { token: old.tokens.admin });
  empty = await startLocal({ worker: inject('clocked') });
  const token = await createEditor(empty.db, { name: 'Mover', role: 'admin' });
  into = new Client(empty.url.href, { token });
});
afterAll(() =>
  Promise.all([old.dispose(), empty.dispose(), rm(folder, { recursive: true, force: true })]),
);

test('texts with line and paragraph separators of Unicode come back, and a broken line stops nothing', async () => {
  const markdown = 'One line.\u2028Another.\u2029A paragraph.';
  const separated = await release(old, {
    at: now - 2 * day,
    editions: { en: { title: 'Separated', markdown } },
  });
  const other = await release(old, { at: now - day });
  await exportSite(from, folder);
  for (const name of [names.releases, names.redirects, 'taxonomies/meetings.ndjson'])
    await appendFile(join(folder, name), '{"id":"half a li\n');
  await writeFile(join(folder, names.sums), await sums(folder));
  const { failed, restored } = await restoreSite(into, folder);
  expect(failed.map(({ what }) => what)).toEqual([
    'line 1 of redirects.ndjson',
    expect.stringMatching(/^line \d+ of taxonomies\/meetings\.ndjson$/),
    'line 3 of releases.ndjson',
  ]);
  expect(restored).toBeGreaterThan(2);
  for (const { id } of [separated, other]) {
    const place = { params: { id } };
    const [one, same] = await Promise.all(
      [from, into].map((client) => client.send('GET /editor/records/{id}', place)),
    );
    expect(same?.document.revisions[0]?.editions).toEqual(one?.document.revisions[0]?.editions);
  }
});

test('a redirect to a release that was withdrawn later comes back; one that cannot is reported', async () => {
  const where = join(folder, 'redirects');
  const post = (path: string, target: string) => old.edit('POST', '/redirects', { path, target });
  const { id } = await release(old, { at: now - day });
  await post('/earlier', `/releases/${id}`);
  await post('/other', '/search');
  const order = { mode: 'redirect', redirectTo: '/archive' };
  await old.edit('PUT', `/releases/${id}/withdrawal`, order, { etag: '*' });
  await exportSite(from, where);
  await into.send('POST /editor/redirects', { body: { path: '/other', target: '/archive' } });
  const { failed } = await restoreSite(into, where);
  expect(failed).toEqual([
    { what: 'redirect /other', reason: expect.stringContaining('/other leads on already') },
  ]);
  const { status, headers } = await empty.fetch('/earlier', { redirect: 'manual' });
  expect([status, headers.get('Location')]).toEqual([301, `/releases/${id}`]);
  expect(await restoreSite(into, where)).toMatchObject({ restored: 0, failed });
});

test('a record whose file has decomposed letters in its name is the same when it is restored again', async () => {
  const { id } = await release(old, { at: now - day });
  const place = { params: { id } };
  const path = `/releases/${id}/attachments/${encodeURIComponent('état.txt')}`;
  const headers = { 'Content-Type': 'text/plain' };
  await old.edit('PUT', path, 'The state.', { etag: '*', headers });
  const { document } = await from.send('GET /editor/records/{id}', place);
  const text = JSON.stringify(document);
  expect(text).toContain('état.txt');
  const decomposed = JSON.parse(text.replaceAll('état', 'e\u0301tat'));
  expect(areSame(document, decomposed)).toBe(true);
  expect(areSame(document, JSON.parse(text.replaceAll('état', 'etat')))).toBe(false);
});
