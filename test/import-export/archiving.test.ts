/** The site as files: served by the simplest of servers, every address answers and no link is dead. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from '../../client/client.ts';
import { namedIn, rewritten } from '../../import-export/archive/links.ts';
import { archiveSite } from '../../import-export/archive/static-site.ts';
import { draft, type Newsroom, openNewsroom, origin, release } from '../newsroom.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.now();

let newsroom: Newsroom;
let folder: string;
let hidden: string;
const withdrawn: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-static-'));
  newsroom = await openNewsroom({ vars: { LANGUAGES: 'en ru' }, limits: { WRITES: 1e9 } });
  const { edit } = newsroom;
  for (let nth = 1; nth <= 25; nth++) {
    const title = `Release ${nth}`;
    const markdown = 'One & [two](https://elsewhere.example/?a=1&b=2).';
    const ru = { title: `Выпуск ${nth}`, markdown };
    const editions = { en: { title, markdown }, ...(nth % 3 === 0 && { ru }) };
    await release(newsroom, { at: now - nth * day, editions, legacyUrls: [`/node/${nth}`] });
  }
  const { json } = await edit('POST', '/releases', draft());
  const name = encodeURIComponent('Programme ä.txt');
  const headers = { 'Content-Type': 'text/plain' };
  await edit('PUT', `/releases/${json.id}/attachments/${name}`, 'The programme.', { headers });
  await edit('PUT', `/releases/${json.id}/publication`, {}, { etag: '*' });
  hidden = (await release(newsroom, { at: now + day })).id;
  for (const mode of ['notice', 'vanish']) {
    const { id } = await release(newsroom, { at: now - 90 * day });
    await edit('PUT', `/releases/${id}/withdrawal`, { mode, note: { en: 'In error.' } });
    withdrawn.push(id);
  }
  await edit('POST', '/redirects', { path: '/press', target: '/archive' });
});
afterAll(() => Promise.all([newsroom.dispose(), rm(folder, { recursive: true, force: true })]));

/** The bytes that a plain server answers for an address, or null. */
async function serve(address: string): Promise<string | null> {
  const path = join(folder, decodeURIComponent(new URL(address, origin).pathname));
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  return readFile(found.isDirectory() ? join(path, 'index.html') : path, 'utf8').catch(() => null);
}

async function filesIn(where: string): Promise<string[]> {
  const entries = await readdir(where, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(where.length));
}

test('a walk that is cut off goes on, and leaves every link of every file with an answer', async () => {
  const api = new Client(newsroom.url.href, { token: newsroom.tokens.admin });
  const cut = () => {
    throw new Error('cut off');
  };
  await expect(archiveSite(api, folder, cut)).rejects.toThrow('cut off');
  const { pages, redirects, broken } = await archiveSite(api, folder);
  expect(broken).toEqual([]);
  expect(pages).toBeGreaterThan(150);
  expect(redirects).toBeGreaterThan(50);
  const dead: string[] = [];
  let links = 0;
  for (const file of await filesIn(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    const page = file.replace(/index\.html$/, '');
    const found = file.endsWith('.html')
      ? rewritten(text, page, origin).found
      : file.endsWith('.xml')
        ? namedIn(text, page, origin)
        : [];
    for (const link of found) {
      links++;
      if (link.includes('?') || (await serve(link)) === null) dead.push(`${file} → ${link}`);
    }
  }
  expect(links).toBeGreaterThan(1000);
  expect(dead).toEqual([]);
});

test('pages are the site’s own, byte for byte, where no list goes on', async () => {
  const list = await newsroom.get('/api/v1/releases?limit=100', Date.now());
  for (const { editions, attachments } of list.json.items.slice(0, 5)) {
    for (const { url } of [...Object.values<{ url: string }>(editions), ...attachments]) {
      const { pathname } = new URL(url);
      expect(await serve(pathname)).toBe((await newsroom.get(pathname, Date.now())).text);
    }
  }
  expect(await serve('/files/nothing/there.txt')).toBeNull();
});

test('lists go on in files, down to the oldest release', async () => {
  const first = (await serve('/')) ?? '';
  const next = /href="(\/after\/[^"]+)"/.exec(first)?.[1] ?? '';
  expect(await serve(next)).toContain('Release 25');
});

test('old addresses, short ones and redirects lead on, for any server', async () => {
  const rules = await readFile(join(folder, '_redirects'), 'utf8');
  expect(rules).toMatch(/^\/press \/archive 301$/m);
  expect(rules).toMatch(/^\/node\/25 \/releases\/\w+\/release-25 301$/m);
  expect(await serve('/press')).toContain('url=/archive"');
  expect(await serve('/node/25')).toMatch(/url=\/releases\/\w+\/release-25"/);
});

test('a notice is kept, what vanished and what is under embargo is nowhere', async () => {
  const [notice, vanished] = withdrawn as [string, string];
  expect(await serve(`/releases/${notice}`)).toContain('url=/releases/');
  const files = await filesIn(folder);
  const text = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  for (const secret of [vanished, hidden]) {
    expect(files.filter((file) => file.includes(secret))).toEqual([]);
    expect(files.filter((_, nth) => text[nth]?.includes(secret))).toEqual([]);
  }
  expect(files).toContain('/404.html');
  expect(files.filter((file) => /\.part$|\.sqlite/.test(file))).toEqual([]);
});
