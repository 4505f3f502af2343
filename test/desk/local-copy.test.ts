/** Typed text outlasts the page: crash, lost network, ended session, conflict, fault, sign-out. */
import { setTimeout } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { officeHour } from '../../templates/desk/time.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

let desk: ScriptedDesk;
let context: BrowserContext;
beforeAll(async () => {
  desk = await openScriptedDesk();
  ({ context } = await desk.signIn('editor'));
});
afterAll(() => desk.close());

/** Asserts what comes true after a pause, a request or a repetition. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 40_000 });

const text = '[name="editions.en.markdown"]';
const line = 'release-saver';
const offer = '.left-copy button:first-of-type';
const typed = 'Typed — “with quotes”,\n\n  blanks & ünïcode.';

/** A release, and its page in a tab. */
async function made(): Promise<{ id: string; page: Page }> {
  const order = { kind: 'press-release', editions: { en: { title: 'A title', markdown: 'Old.' } } };
  const { json } = await desk.newsroom.edit('POST', '/releases', order);
  return { id: json.id, page: await open(`/desk/releases/${json.id}`) };
}
async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}
const stored = async (id: string) =>
  (await desk.newsroom.edit('GET', `/releases/${id}`, null)).json.editions.en.markdown;
/** The number of copies in the browser: of a release, or of all. */
const copies = (page: Page, release = '') =>
  page.evaluate(
    (part) => Object.keys(localStorage).filter((key) => key.includes(part)).length,
    release === '' ? 'dateline:' : `:${release}:`,
  );
const isKept = (page: Page, id: string) => eventually(() => copies(page, id)).toBe(1);
/** Holds back every autosave, as a slow line does. */
const hold = (page: Page) => page.route('**/autosave', () => {});

test('a pause saves what was typed as the same version, and nothing stays in the browser', async () => {
  const { id, page } = await made();
  await page.click('button[value=save]');
  await page.waitForURL(/done=saved/);
  await page.fill(text, typed);
  await eventually(() => page.textContent(line)).toMatch(/^Saved \d/);
  expect(await stored(id)).toBe(typed);
  expect(await copies(page, id)).toBe(0);
  await page.fill(text, 'Saved by the button.');
  await page.click('button[value=save]');
  await eventually(() => stored(id)).toBe('Saved by the button.');
  await eventually(() => copies(page, id)).toBe(0);
  await page.close();
});

test('a browser that crashes: the text is offered, restored, saved, and then gone', async () => {
  const { id, page } = await made();
  await hold(page);
  await page.fill(text, typed);
  await isKept(page, id);
  await page.close({ runBeforeUnload: false });
  const again = await open(`/desk/releases/${id}`);
  expect(await again.inputValue(text)).toBe('Old.');
  expect(await again.textContent(offer)).toMatch(
    /^Restore what you typed at \d\d:\d\d \(Europe\/Vienna\)$/,
  );
  const [above, form] = await Promise.all(
    ['.left-copy', '.release-form'].map((one) => again.locator(one).boundingBox()),
  );
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(form?.y ?? 0);
  await again.click(offer);
  await eventually(() => again.inputValue(text)).toBe(typed);
  await eventually(() => stored(id)).toBe(typed);
  await eventually(() => again.textContent(line)).toMatch(/^Saved \d/);
  expect(await copies(again, id)).toBe(0);
  await again.click('button[value=save]');
  await again.waitForURL(/done=saved/);
  await eventually(() => copies(again, id)).toBe(0);
  expect(await again.locator('.left-copy').count()).toBe(0);
  await again.close();
});

test('a new release outlasts its page, in a language that was added as well', async () => {
  const page = await open('/desk/releases/new');
  await page.selectOption('#add', 'fr');
  await page.click('button[value=add]');
  await page.waitForSelector('#edition-fr');
  await page.fill('[name="editions.fr.title"]', 'Nouveau');
  await page.click('a[href="#edition-en"]');
  await page.fill('[name="editions.en.title"]', 'New');
  await eventually(() => page.textContent(line)).toContain('kept');
  await page.close();
  const again = await open('/desk/releases/new');
  await again.click(offer);
  await again.waitForSelector('#edition-fr', { state: 'attached' });
  expect(await again.inputValue('[name="editions.fr.title"]')).toBe('Nouveau');
  await again.click('button[value=save]');
  await again.waitForURL(/done=saved/);
  await eventually(() => copies(again, 'new')).toBe(0);
  await again.close();
});

test('a copy of a page that is still open is not offered', async () => {
  const { id, page } = await made();
  await hold(page);
  await page.fill(text, typed);
  await isKept(page, id);
  const other = await open(`/desk/releases/${id}`);
  const held = 'navigator.locks.query().then(({ held }) => held.length)';
  await eventually(() => other.evaluate(held)).toBe(2);
  expect(await other.locator('.left-copy').count()).toBe(0);
  await page.close();
  await other.reload();
  await other.click('.left-copy .plain');
  expect(await copies(other, id)).toBe(0);
  await other.close();
});

test('a copy of what the server has, and one older than 30 days, are dropped', async () => {
  const { id, page } = await made();
  await hold(page);
  await page.fill(text, typed);
  await isKept(page, id);
  await page.close({ runBeforeUnload: false });
  const change = { kind: 'press-release', editions: { en: { title: 'A title', markdown: typed } } };
  const put = await desk.newsroom.edit('PUT', `/releases/${id}`, change, { etag: '*' });
  expect(put.status, put.text).toBe(200);
  const other = await open('/desk');
  expect(await copies(other, id)).toBe(1);
  await other.evaluate(() => {
    for (const days of [29, 31]) {
      const copy = { at: Date.now() - days * 86_400_000, pairs: [['kind', 'press-release']] };
      localStorage.setItem(`dateline:somebody:${days}days:form`, JSON.stringify(copy));
    }
  });
  await other.goto(`/desk/releases/${id}`);
  await eventually(() => copies(other, id)).toBe(0);
  expect(await other.locator('.left-copy').count()).toBe(0);
  expect([await copies(other, '31days'), await copies(other, '29days')]).toEqual([0, 1]);
  await other.evaluate(() => localStorage.removeItem('dateline:somebody:29days:form'));
  await other.close();
});

test('times are those of the office, whose zone is named where the device has another', async () => {
  const zones = {
    'America/New_York': / \(Europe\/Vienna\)$/,
    'Europe/Vienna': /^Saved \d\d:\d\d$/,
  };
  for (const [timezoneId, shown] of Object.entries(zones)) {
    const visit = await desk.signIn('editor', { timezoneId });
    const { id } = await made();
    await visit.page.goto(`/desk/releases/${id}`);
    await visit.page.fill(text, typed);
    await eventually(() => visit.page.textContent(line)).toMatch(/^Saved/);
    const said = (await visit.page.textContent(line)) ?? '';
    expect(said).toMatch(shown);
    const hours = [Date.now(), Date.now() - 60_000].map((at) =>
      officeHour(at, 'en', 'Europe/Vienna'),
    );
    expect(hours).toContain(/\d\d:\d\d/.exec(said)?.[0]);
    await visit.context.close();
  }
});

test('a lost network: the line says so, and the text is saved when it is back', async () => {
  const { id, page } = await made();
  await context.setOffline(true);
  await page.fill(text, typed);
  await eventually(() => page.textContent(line)).toContain('no connection');
  expect(await copies(page, id)).toBe(1);
  await context.setOffline(false);
  await eventually(() => stored(id)).toBe(typed);
  await page.close();
});

/** Lets the next autosave reach the site, and loses its response. */
const loseResponse = (page: Page) =>
  page.route(
    '**/autosave',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
/** The browser finds the network again. */
const reconnect = (page: Page) => page.evaluate(`dispatchEvent(new Event('online'))`);

test('a lost response: the save is repeated, what was typed since follows, and nothing is a conflict', async () => {
  const { id, page } = await made();
  await loseResponse(page);
  await page.fill(text, 'First.');
  await eventually(() => page.textContent(line)).toContain('no connection');
  expect(await stored(id)).toBe('First.');
  await page.fill(text, typed);
  const said: (string | null)[] = [];
  await reconnect(page);
  await eventually(async () => {
    said.push(await page.textContent(line));
    return stored(id);
  }).toBe(typed);
  await eventually(() => page.textContent(line)).toMatch(/^Saved \d/);
  expect(said.join()).not.toContain('changed meanwhile');
  expect(await copies(page, id)).toBe(0);
  await page.close();
});

test('a lost response before the button: the form is saved, and nothing is a conflict', async () => {
  const { id, page } = await made();
  await loseResponse(page);
  await page.fill(text, 'First.');
  await eventually(() => page.textContent(line)).toContain('no connection');
  await page.fill(text, typed);
  await page.click('button[value=save]');
  await page.waitForURL(/done=saved/);
  expect(await stored(id)).toBe(typed);
  await page.close();
});

test.each([
  [500, 'does not answer'],
  [401, 'session ended'],
  [429, 'does not answer'],
])('an answer of %i: the text stays in the browser', async (status, phrase) => {
  const { id, page } = await made();
  await page.route('**/autosave', (route) => route.fulfill({ status, body: '' }));
  await page.fill(text, typed);
  await eventually(() => page.textContent(line)).toContain(phrase);
  expect(await copies(page, id)).toBe(1);
  await page.close();
});

test('a fault of the site at the button: the way back leads to the offer', async () => {
  const { id, page } = await made();
  await hold(page);
  await page.fill(text, typed);
  await page.route(`**/desk/releases/${id}`, (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 500, body: 'Fault' })
      : route.continue(),
  );
  await page.click('button[value=save]');
  await eventually(() => page.textContent('body')).toBe('Fault');
  await page.unroute(`**/desk/releases/${id}`);
  await page.goto(`/desk/releases/${id}`);
  await page.click(offer);
  await eventually(() => page.inputValue(text)).toBe(typed);
  await page.close();
});

/**
 * Presses the button, and types into a field before the response comes, which takes three seconds. The
 * page does it itself: each command of the browser's driver would wait for the response.
 */
async function saveAndType(page: Page, selector: string, value: string): Promise<void> {
  await page.route(page.url(), async (route) => {
    if (route.request().method() === 'POST') await setTimeout(3000);
    await route.continue();
  });
  await page.evaluate(`
    document.querySelector('button[value=save]').click();
    setTimeout(() => {
      const field = document.querySelector(${JSON.stringify(selector)});
      field.value = ${JSON.stringify(value)};
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }, 300);
  `);
  await page.waitForURL(/done=saved/);
}

test('what is typed between the button and a slow response is offered, and no conflict', async () => {
  const { id, page } = await made();
  await page.fill(text, 'First.');
  await saveAndType(page, text, typed);
  expect(await page.inputValue(text)).toBe('First.');
  await page.click(offer);
  await eventually(() => page.inputValue(text)).toBe(typed);
  await eventually(() => stored(id)).toBe(typed);
  await eventually(() => page.textContent(line)).toMatch(/^Saved \d/);
  expect([await copies(page, id), await page.locator('.left-copy').count()]).toEqual([0, 0]);
  await page.close();
});

test('what is typed while a new release is created is offered on its page', async () => {
  const page = await open('/desk/releases/new');
  await page.fill('[name="editions.en.title"]', 'New');
  await saveAndType(page, '[name="editions.en.title"]', 'Newer');
  const id = /releases\/(\w+)/.exec(page.url())?.[1] ?? '';
  await page.click(offer);
  const title = async () =>
    (await desk.newsroom.edit('GET', `/releases/${id}`, null)).json.editions.en.title;
  await eventually(title).toBe('Newer');
  await eventually(() => copies(page, id)).toBe(0);
  expect(await copies(page, 'new')).toBe(0);
  await page.close();
});

test('two tabs: the second one is told, and its button brings both texts together', async () => {
  const { id, page } = await made();
  const other = await open(`/desk/releases/${id}`);
  await other.fill('[name="editions.en.place"]', 'VIENNA');
  await other.click('button[value=save]');
  await other.waitForURL(/done=saved/);
  await page.fill(text, typed);
  await eventually(() => page.textContent(line)).toContain('changed meanwhile');
  expect(await copies(page, id)).toBe(1);
  await page.click('button[value=save]');
  await page.waitForSelector('.meanwhile');
  expect(await page.inputValue('[name="editions.en.place"]')).toBe('VIENNA');
  expect(await page.inputValue(text)).toBe(typed);
  await page.click('button[value=save]');
  await page.waitForURL(/done=saved/);
  expect(await stored(id)).toBe(typed);
  await eventually(() => copies(page, id)).toBe(0);
  await Promise.all([page.close(), other.close()]);
});

test('an ended session at the button: after a new sign-in the text is offered', async () => {
  const { id, page } = await made();
  await hold(page);
  await page.fill(text, typed);
  await isKept(page, id);
  const cookies = await context.cookies();
  await context.clearCookies();
  await page.click('button[value=save]');
  await page.waitForSelector('text=Send what I typed again');
  await context.addCookies(cookies);
  await page.goto(`/desk/releases/${id}`);
  expect(await page.textContent(offer)).toContain('Restore');
  await page.close();
});

test('signing out asks, then removes every copy of the person', async () => {
  const page = await open('/desk');
  expect(await copies(page)).toBeGreaterThan(0);
  const questions: string[] = [];
  page.once('dialog', (dialog) => {
    questions.push(dialog.message());
    dialog.accept();
  });
  await page.click('form[action="/desk/sign-out"] button');
  await page.waitForURL('**/desk/sign-in');
  expect([questions.length, await copies(page)]).toEqual([1, 0]);
  await page.close();
});
