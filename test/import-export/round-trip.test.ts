/** Out of one site and into another: the same answers, byte for byte, at the same addresses. */
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Client } from '../../client/client.ts';
import { type Local, startLocal } from '../../dev/local.ts';
import { loadSample } from '../../dev/sample/load.ts';
import { createEditor } from '../../dev/token.ts';
import { exportSite } from '../../import-export/archive/export-records.ts';
import { filePath, names, readFolderLines } from '../../import-export/archive/folder.ts';
import type { ReleaseRecord } from '../../import-export/archive/record.ts';
import { restoreSite } from '../../import-export/archive/restore-records.ts';
import { draft, type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { runImport } from './command.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.now();
/** When both sites are asked: all that the sample made public is so. */
const asked = now + 60 * 60 * 1000;

let old: Newsroom;
let empty: Local;
let folder: string;
let from: Client;
let into: Client;
let mover: string;
let drafted: string;
let scheduled: string;
/** Releases that were withdrawn for a while, or by law. */
const histories: string[] = [];
/** The sample's later releases have every language, files and corrections: they are enough. */
const firstOfSample = 22;
const limits = { WRITES: 1e9, FAILURES: 1e9 };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-export-'));
  old = await openNewsroom({ limits });
  await loadSample(old.url, old.tokens.admin, { done: firstOfSample });
  await enliven();
  await old.tickAt(asked);
  from = new Client(old.url.href, { token: old.tokens.admin });
  empty = await startLocal({ worker: inject('clocked'), limits });
  mover = await createEditor(empty.db, { name: 'Mover', role: 'admin' });
  into = new Client(empty.url.href, { token: mover });
});
afterAll(() =>
  Promise.all([old.dispose(), empty.dispose(), rm(folder, { recursive: true, force: true })]),
);

/** All that a release, a term and an address can have been through. */
async function enliven(): Promise<void> {
  const { edit } = old;
  drafted = (await edit('POST', '/releases', draft())).json.id;
  scheduled = (await release(old, { at: now + 30 * day, legacyUrls: ['/was/coming'] })).id;
  await release(old, { at: now - 900 * day, legacyUrls: ['/node/17', '/de/knoten?id=17'] });
  const note = { en: 'It was sent in error.' };
  for (const mode of ['notice', 'gone', 'vanish', 'redirect']) {
    const { id } = await release(old, { at: now - 500 * day, legacyUrls: [`/was/${mode}`] });
    const redirectTo = mode === 'redirect' ? { redirectTo: '/kinds/press-release' } : {};
    await edit('PUT', `/releases/${id}/withdrawal`, { mode, note, ...redirectTo });
  }
  const back = (await release(old, { at: now - 200 * day })).id;
  await edit('PUT', `/releases/${back}/withdrawal`, { mode: 'gone', note });
  await edit('DELETE', `/releases/${back}/withdrawal`, null, { etag: '*' });
  const barred = (await release(old, { at: now - 300 * day })).id;
  const demandedBy = 'The district court';
  await edit('PUT', `/releases/${barred}/withdrawal`, { mode: 'gone', note, demandedBy });
  histories.push(back, barred);
  const replaced = (await release(old, { at: now - 100 * day })).id;
  const file = new TextEncoder().encode('The first programme.');
  const upload = (bytes: Uint8Array) =>
    edit('PUT', `/releases/${replaced}/attachments/programme.txt`, bytes, {
      etag: '*',
      headers: { 'Content-Type': 'text/plain' },
    });
  await upload(file);
  await edit('PUT', `/releases/${replaced}/publication`, { note }, { etag: '*' });
  await upload(new TextEncoder().encode('The second programme, not public yet.'));
  const at = new Date(now + 60 * day).toISOString();
  await edit('PUT', `/releases/${replaced}/publication`, { at, note }, { etag: '*' });
  await edit('POST', '/redirects', { path: '/press', target: '/' });
  const term = '/taxonomies/fields-of-work/terms/rule-of-law';
  const { json } = await edit('GET', term, null);
  const { formerSlugs: _, ...kept } = json;
  await edit('PUT', term, { ...kept, slug: 'the-rule-of-law' }, { etag: '*' });
}

async function answer(site: Local, path: string, at = asked): Promise<string> {
  const response = await site.fetch(path, { headers: { 'X-Test-Now': String(at) } });
  const location = response.headers.get('Location') ?? '';
  const sha256 = createHash('sha256').update(new Uint8Array(await response.arrayBuffer()));
  return `${response.status} ${location} ${sha256.digest('hex')}`;
}

/** Each address with what both sites answer, where that differs. */
async function differences(paths: Iterable<string>, at = asked): Promise<string[][]> {
  const pairs = await Promise.all(
    [...paths].map(async (path) => [
      path,
      await answer(old, path, at),
      await answer(empty, path, at),
    ]),
  );
  return pairs.filter(([, one, other]) => one !== other);
}

async function recordsIn(where: string): Promise<ReleaseRecord[]> {
  const all: ReleaseRecord[] = [];
  for await (const { text } of readFolderLines(where, names.releases)) all.push(JSON.parse(text));
  return all;
}

const records = () => recordsIn(folder);

describe('with an admin’s token', () => {
  test('everything goes out, each file once, with sums that hold', async () => {
    const manifest = await exportSite(from, folder);
    const all = await records();
    const { n } = (await old.db.prepare('select count(*) as n from releases').first()) as {
      n: number;
    };
    expect(manifest).toMatchObject({ everything: true, releases: n });
    expect(all.map(({ id }) => id)).toContain(drafted);
    const sums = (await readFile(join(folder, 'SHA256SUMS'), 'utf8')).trim().split('\n');
    for (const line of sums) {
      const [sum, path] = line.split('  ') as [string, string];
      const bytes = await readFile(join(folder, path));
      expect([path, createHash('sha256').update(bytes).digest('hex')]).toEqual([path, sum]);
    }
    expect(sums.filter((line) => line.includes('  files/'))).toHaveLength(manifest.files);
    await expect(exportSite(from, folder)).rejects.toThrow('holds an export already');
  });

  test('an empty site takes it in, and gives the same answers at the same addresses', async () => {
    // Asked for before anything is there: what is kept of it must not stay.
    await empty.fetch('/feed.xml', { headers: { 'X-Test-Now': String(now - 1000) } });
    const hook = { url: 'https://mirror.example/hook' };
    await into.send('POST /editor/webhooks', { body: hook });
    const report = await restoreSite(into, folder);
    expect(report.failed).toEqual([]);
    expect(await answer(empty, '/test/tick')).toContain('200');
    const all = await records();
    const ids = all.map(({ id }) => id);
    const list = await (await old.fetch('/api/v1/releases?limit=100')).json();
    const { items } = list as { items: { editions: object; attachments: { url: string }[] }[] };
    const pages = items.flatMap(({ editions, attachments }) =>
      [...Object.values(editions), ...attachments].map(({ url }) => new URL(url).pathname),
    );
    const addresses = [
      ...ids.map((id) => `/api/v1/releases/${id}`),
      ...ids.filter((_, nth) => nth % 4 === 0).map((id) => `/releases/${id}/history`),
      ...histories.flatMap((id) => [`/releases/${id}/history`, `/releases/${id}`]),
      ...['/atom.xml', '/feed.json', '/kinds/press-release/feed.xml', '/search?q=judges'],
      ...pages.filter((path, nth) => nth % 8 === 0 || path.startsWith('/files/')),
      ...['/', '/fr', '/archive', '/feed.xml', '/fields-of-work', '/structures', '/sitemaps/1.xml'],
      ...['/fields-of-work/rule-of-law', '/fields-of-work/the-rule-of-law', '/fr/kinds/news-item'],
      ...['/api/v1/releases?limit=100', '/api/v1/releases?structures=secretariat&lang=en'],
      ...[
        '/api/v1/taxonomies/structures',
        '/search?q=Vienna',
        '/press',
        '/node/17',
        '/de/knoten?id=17',
      ],
      ...['notice', 'gone', 'vanish', 'redirect', 'coming'].map((one) => `/was/${one}`),
    ];
    expect(pages.length).toBeGreaterThan(30);
    expect(await differences(new Set(addresses))).toEqual([]);
  });

  test('all of it is in the log, its purges are ordered, and nobody is told of it as of news', async () => {
    const log = await (await empty.fetch('/api/v1/changes?limit=100')).json();
    const told = (log as { items: { id: string; release: unknown }[] }).items;
    const list = await (await empty.fetch('/api/v1/releases?limit=100')).json();
    const shown = (list as { items: { id: string }[] }).items.map(({ id }) => id);
    const kept = told.filter((change) => change.release !== null).map(({ id }) => id);
    expect(kept.sort()).toEqual(shown.sort());
    expect(JSON.stringify(log)).not.toContain(scheduled);
    const { results } = await empty.db
      .prepare("select payload ->> 'release' as id, at from outbox where task = 'purge'")
      .all<{ id: string; at: number }>();
    const later = results.filter(({ id }) => id === scheduled).map(({ at }) => at);
    expect(later).toEqual([now + 30 * day]);
    const { n } = (await empty.db
      .prepare("select count(*) as n from outbox where task <> 'purge'")
      .first()) as { n: number };
    expect(n).toBe(0);
  });

  test('what is under embargo stays so, until its very instant', async () => {
    const path = `/api/v1/releases/${scheduled}`;
    const instant = now + 30 * day;
    expect((await answer(empty, path, instant - 1)).slice(0, 3)).toBe('404');
    expect((await answer(empty, path, instant)).slice(0, 3)).toBe('200');
    expect((await answer(empty, '/was/coming', instant)).slice(0, 3)).toBe('301');
    const later = ['/', '/api/v1/releases?limit=100', path, '/was/coming'];
    expect(await differences(later, now + 61 * day)).toEqual([]);
  });

  test('run again it changes nothing; exported from there it is the same', async () => {
    const { code, out } = await runImport(empty.url, mover, [folder]);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^0 restored, \d+ unchanged, 0 failed$/m),
    ]);
    const copy = await mkdtemp(join(tmpdir(), 'dateline-export-'));
    await exportSite(into, copy);
    const nameless = (text: string) => text.replace(/"createdBy":"[^"]*"/g, '');
    for (const name of ['releases', 'redirects', 'taxonomies/structures']) {
      const [one, other] = await Promise.all(
        [folder, copy].map((where) => readFile(join(where, `${name}.ndjson`), 'utf8')),
      );
      expect(nameless(other ?? '')).toBe(nameless(one ?? ''));
    }
    await rm(copy, { recursive: true });
  });

  test('the audit tells of it, and holds', async () => {
    const { document } = await into.send('GET /editor/audit');
    const actions = document.items.map(({ action }) => action);
    expect(actions).toContain('release.restore');
    expect(actions).toContain('records.read');
    const verdict = await into.send('GET /editor/audit/verify');
    expect(verdict.document).toMatchObject({ valid: true });
  });

  test('what was changed in the folder is found before anything is sent', async () => {
    await appendFile(join(folder, 'releases.ndjson'), '{}\n');
    await expect(restoreSite(into, folder)).rejects.toThrow('releases.ndjson');
    const [record] = await records();
    const file = record?.revisions.flatMap(({ attachments }) => attachments)[0];
    if (file) await writeFile(filePath(folder, file.sha256), 'x');
    await expect(restoreSite(into, folder)).rejects.toThrow('Missing or changed');
  });
});

describe('without a token', () => {
  test('what is public goes out, nothing else; a run that was cut off goes on', async () => {
    const part = await mkdtemp(join(tmpdir(), 'dateline-export-'));
    const small = await openNewsroom({ limits });
    const open = new Client(small.url.href);
    for (let nth = 1; nth <= 4; nth++) await release(small, { at: now - nth * day });
    const { id: embargoed } = await release(small, { at: now + day });
    const cut = () => {
      throw new Error('cut off');
    };
    await expect(exportSite(open, part, cut)).rejects.toThrow('cut off');
    await appendFile(join(part, 'releases.ndjson'), '{"half a li');
    const manifest = await exportSite(open, part);
    const all = await recordsIn(part);
    const list = await (await small.fetch('/api/v1/releases?limit=100')).json();
    const ids = (list as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(all.map(({ id }) => id)).toEqual(ids);
    expect(manifest).toMatchObject({ everything: false, releases: ids.length });
    const text = await readFile(join(part, 'releases.ndjson'), 'utf8');
    expect(ids).toHaveLength(4);
    expect(text).not.toContain(embargoed);
    const site = await startLocal({ worker: inject('clocked'), limits });
    const api = new Client(site.url.href, {
      token: await createEditor(site.db, { name: 'M', role: 'admin' }),
    });
    expect((await restoreSite(api, part)).failed).toEqual([]);
    const whole = '/api/v1/releases?limit=100';
    const [before, after] = await Promise.all([answer(small, whole), answer(site, whole)]);
    expect(after).toBe(before);
    await Promise.all([small.dispose(), site.dispose()]);
    await rm(part, { recursive: true });
  });
});
