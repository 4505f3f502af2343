/** The languages of a release at the desk: missing, outdated, side by side or by tab. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draft } from '../newsroom.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';
import { Visitor } from './visitor.ts';

let desk: ScriptedDesk;
let mira: Visitor;
beforeAll(async () => {
  desk = await openScriptedDesk();
  mira = new Visitor(desk.newsroom);
  await mira.signIn('editor', 'Mira');
});
afterAll(() => desk.close());

const english = { title: 'Office opens', markdown: 'Twelve people work there.' };
const french = { title: 'Ouverture', markdown: 'Douze personnes y travaillent.' };

async function made(editions: object): Promise<string> {
  return (await desk.newsroom.edit('POST', '/releases', draft({ editions }))).json.id;
}
async function save(id: string, editions: object): Promise<void> {
  const order = draft({ editions });
  const { status, text } = await desk.newsroom.edit('PUT', `/releases/${id}`, order, { etag: '*' });
  expect(status, text).toBe(200);
}
const open = (id: string) => mira.open(`/desk/releases/${id}`);
const marks = async (id: string) => (await open(id)).texts('language-tabs li');

test('a language that is missing, and one that is older than the first, are marked', async () => {
  const id = await made({ en: english, fr: french });
  expect(await marks(id)).toEqual(['English', 'Français', 'العربيةmissing']);
  const corrected = { ...english, markdown: 'Fifteen people work there.' };
  await save(id, { en: corrected, fr: french });
  expect(await marks(id)).toEqual(['English', 'Françaisoutdated', 'العربيةmissing']);
  const page = await open(id);
  expect(page.text1('#edition-fr .outdated summary')).toBe(
    'English changed since this text was last changed, in version 1.',
  );
  expect(page.texts('#edition-fr .outdated h3')).toEqual(['Text (English)']);
  expect([page.text1('#edition-fr del'), page.text1('#edition-fr ins')]).toEqual([
    'Twelve',
    'Fifteen',
  ]);
  const links = [...page.document.querySelectorAll('language-tabs a')];
  for (const link of links) {
    expect(page.document.querySelector(link.getAttribute('href') ?? 'none')).not.toBe(null);
  }
});

test('it is outdated since the version of its own text, until it is changed as well', async () => {
  const id = await made({ en: english });
  await save(id, { en: { ...english, place: 'VIENNA' }, fr: french });
  await save(id, { en: { ...english, place: 'GENEVA' }, fr: french });
  await save(id, { en: { ...english, place: 'ASTANA' }, fr: french });
  const page = await open(id);
  expect(page.text1('#edition-fr summary')).toContain('version 2.');
  expect([page.text1('#edition-fr del'), page.text1('#edition-fr ins')]).toEqual([
    'VIENNA',
    'ASTANA',
  ]);
  await save(id, { en: { ...english, place: 'ASTANA' }, fr: { ...french, place: 'ASTANA' } });
  expect((await marks(id)).join()).not.toContain('outdated');
});

test('what was changed and changed back, the address, and a change of both are no reason', async () => {
  const id = await made({ en: english, fr: french });
  await save(id, { en: { ...english, title: 'Other' }, fr: french });
  await save(id, { en: english, fr: french });
  await save(id, { en: { ...english, slug: 'opening' }, fr: french });
  expect((await marks(id)).join()).not.toContain('outdated');
  await save(id, { en: { ...english, title: 'Both' }, fr: { ...french, title: 'Les deux' } });
  expect((await marks(id)).join()).not.toContain('outdated');
});

test('on a small screen a script shows one language, and a link to a field leads there', async () => {
  const id = await made({ en: english, fr: french });
  const { context, page } = await desk.signIn('editor', { viewport: { width: 320, height: 800 } });
  await page.goto(`/desk/releases/${id}`);
  const shown = () => page.locator('.editions > fieldset:visible').getAttribute('id');
  expect(await shown()).toBe('edition-en');
  await page.click('a[href="#edition-fr"]');
  expect(await shown()).toBe('edition-fr');
  expect(await page.locator('[name="editions.fr.title"]:focus').count()).toBe(1);
  await page.fill('[name="editions.fr.title"]', '');
  await page.click('a[href="#edition-en"]');
  await page.click('.acts button[value=save]');
  await page.waitForSelector('.faults');
  expect(await shown()).toBe('edition-fr');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await context.close();
});

test('on a wide screen the languages stand side by side', async () => {
  const id = await made({ en: english, fr: french });
  const { context, page } = await desk.signIn('editor', { viewport: { width: 1280, height: 800 } });
  await page.goto(`/desk/releases/${id}`);
  await page.click('live-preview summary');
  const boxes = await Promise.all(
    ['#edition-en', '#edition-fr'].map((one) => page.locator(one).boundingBox()),
  );
  expect(boxes[0]?.y).toBe(boxes[1]?.y);
  expect(boxes[1]?.x).toBeGreaterThan((boxes[0]?.x ?? 0) + 300);
  await context.close();
});
