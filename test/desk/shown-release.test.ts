/** The audit entry of a screen that shows an embargoed release: no screen without its entry. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { Visitor } from './visitor.ts';

const hour = 3_600_000;
const title = 'The summit moves to Geneva';

let newsroom: Newsroom;
let editor: Visitor;
let author: Visitor;
let id: string;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  [editor, author] = [new Visitor(newsroom), new Visitor(newsroom)];
  await editor.signIn('editor', 'Mira');
  await author.signIn('author', 'Noor');
  const editions = { en: { title, markdown: 'Text.' } };
  id = (await newsroom.edit('POST', '/releases', draft({ editions }))).json.id;
  const at = new Date(Date.now() + hour).toISOString();
  await newsroom.edit('PUT', `/releases/${id}/publication`, { at }, { etag: '*' });
});
afterAll(() => newsroom.dispose());

const screens = ['', '/versions', '/activity', '/publish', '/previews', '/files'];
const open = (visitor: Visitor, screen: string) => visitor.request(`/desk/releases/${id}${screen}`);

async function readings(): Promise<{ detail: string }[]> {
  const sql = `select detail from audit where action = 'release.read' and subject = ? order by id`;
  return (await newsroom.db.prepare(sql).bind(`release/${id}`).all<{ detail: string }>()).results;
}

test('each screen leaves one entry, which names it', async () => {
  for (const screen of screens) {
    const before = (await readings()).length;
    expect((await open(editor, screen)).status, screen).toBe(200);
    const entries = await readings();
    expect(entries.length, screen).toBe(before + 1);
    expect(JSON.parse(entries.at(-1)?.detail ?? '')).toEqual({
      version: 1,
      path: `/desk/releases/${id}${screen}`,
    });
  }
});

test('many screens at the same instant leave an entry each, in one chain', async () => {
  const before = (await readings()).length;
  const pages = await Promise.all(Array.from({ length: 12 }, () => open(editor, '')));
  for (const page of pages) expect([page.status, page.text.includes(title)]).toEqual([200, true]);
  expect((await readings()).length).toBe(before + 12);
  expect((await newsroom.edit('GET', '/audit/verify', null)).json).toMatchObject({
    brokenAt: null,
  });
});

test('a screen whose entry cannot be written shows nothing of the release', async () => {
  await newsroom.db
    .prepare(
      `create trigger refused before insert on audit when new.action = 'release.read'
      begin select raise(abort, 'refused'); end`,
    )
    .run();
  try {
    for (const screen of screens) {
      const page = await open(editor, screen);
      expect(page.status, screen).toBeGreaterThanOrEqual(500);
      expect(page.text).not.toContain('summit');
    }
  } finally {
    await newsroom.db.prepare('drop trigger refused').run();
  }
  expect((await open(editor, '')).status).toBe(200);
});

test('an author who may not see the release leaves no entry of reading it', async () => {
  const before = (await readings()).length;
  expect((await open(author, '')).status).toBe(404);
  expect((await readings()).length).toBe(before);
});
