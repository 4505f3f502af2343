/** Who else has a release open: said at loading, kept up to date by a script, forgotten, never a lock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';
import { Visitor } from './visitor.ts';

let desk: ScriptedDesk;
let mira: Visitor;
let noor: Visitor;
let oda: Visitor;
beforeAll(async () => {
  desk = await openScriptedDesk();
  [mira, noor, oda] = (await Promise.all(
    (['editor', 'editor', 'author'] as const).map(async (role, at) => {
      const visitor = new Visitor(desk.newsroom);
      await visitor.signIn(role, ['Mira', 'Noor <b>', 'Oda'][at]);
      return visitor;
    }),
  )) as [Visitor, Visitor, Visitor];
});
afterAll(() => desk.close());

const made = async () => (await desk.newsroom.edit('POST', '/releases', draft())).json.id as string;
const seen = async (visitor: Visitor, id: string) =>
  (await visitor.open(`/desk/releases/${id}`)).text1('release-presence');
const poll = async (visitor: Visitor, id: string) =>
  (await visitor.send(`/desk/releases/${id}/presence`, {})).json.others;
const rows = async (id: string) => {
  const sql = 'select seen_at as at from presence where release_id = ? order by at';
  return (await desk.newsroom.db.prepare(sql).bind(id).all<{ at: number }>()).results;
};

test('the page says it at loading, and a question later; oneself is nobody else', async () => {
  const id = await made();
  expect(await seen(mira, id)).toBe('');
  expect(await seen(noor, id)).toBe('Mira is editing this release too.');
  expect(await poll(mira, id)).toEqual(['Noor <b>']);
  expect(await seen(mira, id)).toBe('Noor <b> is editing this release too.');
  expect(await seen(mira, await made())).toBe('');
});

test('half a minute later one is forgotten; a row is written every fifteen seconds at most', async () => {
  const id = await made();
  const now = Date.now();
  const at = (visitor: Visitor, seconds: number) => {
    visitor.now = now + seconds * 1000;
    return poll(visitor, id);
  };
  await at(mira, 0);
  await at(mira, 14);
  expect(await rows(id)).toEqual([{ at: now }]);
  await at(mira, 15);
  expect(await rows(id)).toEqual([{ at: now + 15_000 }]);
  expect(await at(noor, 44)).toEqual(['Mira']);
  expect(await at(noor, 45)).toEqual([]);
  expect(await at(noor, 46)).toEqual([]);
  expect(await rows(id)).toHaveLength(1);
  for (const visitor of [mira, noor]) visitor.now = null;
});

test('a person who may not see the release is not recorded, and sees nobody', async () => {
  const id = await made();
  await seen(mira, id);
  expect((await oda.open(`/desk/releases/${id}`)).status).toBe(404);
  expect((await oda.send(`/desk/releases/${id}/presence`, {})).status).toBe(404);
  expect((await new Visitor(desk.newsroom).send(`/desk/releases/${id}/presence`, {})).status).toBe(
    401,
  );
  expect(await poll(mira, id)).toEqual([]);
  const gone = await mira.send('/desk/releases/00000000000z/presence', {});
  expect(gone.status).toBe(404);
});

test('it is no lock: both save, and a release with visitors is discarded', async () => {
  const id = await made();
  const pages = [await mira.open(`/desk/releases/${id}`), await noor.open(`/desk/releases/${id}`)];
  const form = { form: '.release-form', button: 'Save' };
  const fields = { 'editions.en.place': 'VIENNA' };
  expect((await mira.submit(pages[0] as never, fields, form)).status).toBe(200);
  const page = await mira.open(`/desk/releases/${id}`);
  await mira.submit(page, {}, { button: 'Discard' });
  expect((await desk.newsroom.edit('GET', `/releases/${id}`, null)).status).toBe(404);
  expect(await rows(id)).toEqual([]);
});

test('in two browsers each sees the other in a few seconds', async () => {
  const id = await made();
  const [one, other] = await Promise.all([desk.signIn('editor'), desk.signIn('admin')]);
  await one.page.goto(`/desk/releases/${id}`);
  await other.page.goto(`/desk/releases/${id}`);
  const phrases = await Promise.all(
    [one, other].map(async ({ page }) => {
      await page.mouse.move(10, 10);
      await page.waitForSelector('release-presence:not(:empty)');
      return page.textContent('release-presence');
    }),
  );
  expect(phrases).toEqual([
    'Scripted admin is editing this release too.',
    'Scripted editor is editing this release too.',
  ]);
  await Promise.all([one.context.close(), other.context.close()]);
});
