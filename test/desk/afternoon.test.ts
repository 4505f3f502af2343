/**
 * The afternoon of a press officer in a real browser, once with scripts and once without: from the
 * invitation to a corrected release, with a second person, under the two-person rule.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/domain/editor.ts';
import { draft } from '../newsroom.ts';
import { addPasskeyInBrowser, withAuthenticator } from './browser-passkeys.ts';
import { clipboardOf, pasteInto } from './clipboard.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';
import { createLink } from './visitor.ts';

const at = (text: string) => Date.parse(text);
const [morning, minute] = [at('2026-12-01T09:30:00Z'), 60_000];
/** 15:00 in Vienna. */
const goesOut = at('2026-12-01T14:00:00Z');

const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const document = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

const areas = { en: '[name="editions.en.markdown"]', fr: '[name="editions.fr.markdown"]' };
const french = 'La mission travaille dans 12 régions.';
/** The words of the text of Word: all that the browser pastes by itself. */
const words = [
  'Regional mission opens',
  'ASTANA, 1 July 2026 – It works in 12 regions and covers 40 000 km².',
  'Tasks',
  'Training of 30 officers',
];

let desk: ScriptedDesk;
beforeAll(async () => {
  desk = await openScriptedDesk({ TWO_PERSON_RULE: 'true', TIME_ZONE: 'Europe/Vienna' });
});
afterAll(() => desk.close());

/** A person in a browser whose requests come at a moment that the test sets. */
class Person {
  readonly #context: BrowserContext;
  readonly page: Page;

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
  }

  static async invite(role: Role, name: string, now: number, options: object): Promise<Person> {
    const context = await desk.browser.newContext({
      baseURL: desk.newsroom.url.origin.replace('127.0.0.1', 'localhost'),
      locale: 'en',
      ...options,
    });
    const person = new Person(context, await context.newPage());
    await person.setClock(now);
    await person.page.goto(await createLink(desk.newsroom, role, name, now));
    await person.press('Sign in as');
    await person.page.waitForURL('**/desk');
    return person;
  }

  setClock(now: number): Promise<void> {
    return this.#context.setExtraHTTPHeaders({ 'X-Test-Now': String(now) });
  }

  async press(name: string): Promise<void> {
    const button = this.page.locator('main').getByRole('button', { name });
    await Promise.all([this.page.waitForEvent('domcontentloaded'), button.first().click()]);
  }

  follow(name: string, exact = false): Promise<unknown> {
    const link = this.page.getByRole('link', { name, exact });
    return Promise.all([this.page.waitForEvent('domcontentloaded'), link.first().click()]);
  }

  /** Makes a passkey, leaves, and comes back with it. */
  async makePasskey(name: string): Promise<void> {
    await withAuthenticator(this.page);
    await addPasskeyInBrowser(this.page, 'Office laptop');
    expect(await this.main()).toContain('Office laptop');
    await this.page.click('footer form[action$=sign-out] button');
    await this.page.waitForURL('**/desk/sign-in');
    await this.page.click('passkey-form button');
    await this.page.waitForURL('**/desk');
    expect(await this.page.textContent('footer')).toContain(name);
  }

  /** Without scripts no passkey can be made: the page says so, and the link has signed the person in. */
  async readAboutPasskeys(): Promise<void> {
    await this.page.goto('/desk/account');
    expect(await this.page.locator('passkey-form form').isVisible()).toBe(false);
    expect(await this.main()).toContain('using a passkey needs a current browser with scripts');
  }

  /** Pastes a text of Word into the English text. Without scripts its words come alone and are marked by hand. */
  async pasteFromWord(scripts: boolean): Promise<string> {
    if (scripts) {
      expect(await pasteInto(this.page, areas.en, clipboardOf('word'), words.join('\n'))).toBe(
        true,
      );
    } else {
      const [heading = '', lead = '', tasks = '', training = ''] = words;
      await this.page.locator(areas.en).focus();
      const marked = [`# ${heading}`, lead, `## ${tasks}`, `- ${training}`];
      await this.page.keyboard.insertText(marked.join('\n\n'));
    }
    return this.page.inputValue(areas.en);
  }

  async main(): Promise<string> {
    const text = (await this.page.locator('main').textContent()) ?? '';
    return text.replace(/\s+/g, ' ');
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

/** A release that two persons made public. */
async function publicRelease(now: number): Promise<{ id: string; slug: string }> {
  const { edit } = desk.newsroom;
  const { json } = await edit('POST', '/releases', draft(), { now });
  const path = `/releases/${json.id}`;
  const approval = await edit('PUT', `${path}/approval`, null, { as: 'editor', etag: '*', now });
  const published = await edit('PUT', `${path}/publication`, {}, { etag: '*', now });
  expect([approval.status, published.status]).toEqual([200, 200]);
  return { id: json.id, slug: json.editions.en.slug };
}

const read = async (path: string, now: number) => desk.newsroom.get(path, now);

describe.each([
  { scripts: true, title: 'Offices open in January' },
  { scripts: false, title: 'Offices open in February' },
])('scripts: $scripts', ({ scripts, title }) => {
  const options = { javaScriptEnabled: scripts, viewport: { width: 1280, height: 900 } };
  const phone = { javaScriptEnabled: scripts, viewport: { width: 320, height: 640 } };

  test('from the invitation to a correction', async () => {
    const boss = `Boss ${scripts}`;
    const second = await Person.invite('editor', `Second ${scripts}`, morning, options);
    const officer = await Person.invite('editor', `Officer ${scripts}`, morning, options);
    const { page } = officer;

    if (scripts) await officer.makePasskey(`Officer ${scripts}`);
    else await officer.readAboutPasskeys();

    await officer.follow('New release');
    await page.fill('[name="editions.en.title"]', title);
    await page.fill('[name="editions.en.summary"]', 'Three offices open.');
    const english = await officer.pasteFromWord(scripts);
    await page.selectOption('#add', 'fr');
    await officer.press('Add');
    await page.fill('[name="editions.fr.title"]', `${title} (fr)`);
    await page.fill('[name="editions.fr.summary"]', 'Trois bureaux.');
    await page.fill(areas.fr, french);
    await officer.press('Create draft');
    expect(await officer.main()).toContain('Saved as version 1.');
    const id = /\/desk\/releases\/(\w+)/.exec(page.url())?.[1] ?? '';

    for (const [name, mimeType, buffer] of [
      ['office.png', 'image/png', photo],
      ['plan.pdf', 'application/pdf', document],
    ] as const) {
      await page.goto(`/desk/releases/${id}/files`);
      await page.setInputFiles('input[type=file][name=file]', { name, mimeType, buffer });
      if (scripts) {
        await page.locator('main').getByRole('button', { name: 'Upload' }).click();
        await page.locator('.items').getByText(name).first().waitFor();
      } else await officer.press('Upload');
      await page.goto(`/desk/releases/${id}/files/${name}/details`);
      expect(await officer.main()).toContain(name);
    }
    await page.goto(`/desk/releases/${id}/files/office.png/details`);
    await page.fill('[name="alt.en"]', 'The new office');
    await page.fill('[name="caption.en"]', 'The office in Astana');
    await page.fill('[name="alt.fr"]', 'Le bureau');
    await page.fill('[name="credit"]', 'Ana Example');
    await officer.press('Save');

    await page.goto(`/desk/releases/${id}/previews`);
    await page.fill('[name=recipient]', boss);
    await officer.press('Create link');
    const secret = ((await page.locator('.secret').first().textContent()) ?? '').trim();
    const preview = new URL(secret);
    const seen = await read(preview.pathname + preview.search, morning);
    expect([200, 303]).toContain(seen.status);

    await page.goto(`/desk/releases/${id}/review`);
    await page.selectOption('[name=reviewer]', { label: `Second ${scripts}` });
    await page.fill('[name=reviewMessage]', 'Please look at the figures.');
    await officer.press('Send for review');

    await second.page.goto('/desk');
    expect(await second.main()).toContain(title);
    await second.page.goto(`/desk/releases/${id}/review`);
    expect(await second.main()).toContain('Please look at the figures.');
    await second.press('Approve version');

    const local = '2026-12-01T15:00';
    await page.goto(`/desk/releases/${id}/publish`);
    await page.fill('[name=local]', local);
    await officer.press('Review the date');
    expect(await officer.main()).toMatch(/Tuesday, 1 December 2026 .*15:00.*14:00 UTC.*4 hours/);
    await officer.press('Schedule');
    expect(await officer.main()).toContain('Scheduled.');
    await page.goto('/desk');
    expect(await officer.main()).toMatch(
      new RegExp(`${title.replace(/[()]/g, '.')}[^]*in 4(?: hours|:[23])`),
    );

    const address = `/releases/${id}`;
    const slug = title.toLowerCase().replaceAll(' ', '-');
    expect((await read(`${address}/${slug}`, goesOut - 1)).status).toBe(404);
    const out = await read(`${address}/${slug}`, goesOut);
    expect(out.status).toBe(200);
    expect(out.text).toContain('The office in Astana');
    expect(out.text).toMatch(/<h3[^>]*>Tasks<\/h3>/);
    expect(out.text).toMatch(/<li>\s*Training of 30 officers/);
    expect(out.text).toContain('12 regions');
    expect(out.text.includes('<table')).toBe(scripts);
    expect((await read(`/fr${address}/${slug}-fr`, goesOut)).status).toBe(200);

    const evening = goesOut + 30 * minute;
    const colleague = await Person.invite('editor', `Late shift ${scripts}`, evening, options);
    const late = colleague.page;
    await late.goto(`/desk/releases/${id}`);
    expect(await late.inputValue(areas.en)).toBe(english);
    await late.fill(areas.en, english.replace('12 regions', '13 regions'));
    if (scripts) await late.locator('language-tabs').getByText('Français').first().click();
    await late.fill(areas.fr, french.replace('12', '13'));
    await colleague.press('Save');
    await late.goto(`/desk/releases/${id}/publish`);
    await late.fill('[name="note.en"]', 'The number of regions was wrong.');
    await late.fill('[name="note.fr"]', 'Le nombre des régions était faux.');
    await colleague.press('Publish now');
    await colleague.press('Yes, publish now');
    expect(await colleague.main()).toContain('Published. Readers see it now.');
    const corrected = await read(`${address}/${slug}`, goesOut + 31 * minute);
    expect(corrected.text).toContain('The number of regions was wrong.');
    expect(corrected.text).toContain('13 regions');
    const correctedFrench = await read(`/fr${address}/${slug}-fr`, goesOut + 31 * minute);
    expect(correctedFrench.text).toContain('Le nombre des régions était faux.');
    expect(correctedFrench.text).toContain('13 régions');
    for (const one of [officer, second, colleague]) await one.close();
  }, 240_000);

  test('on a phone, a public release is withdrawn in two steps from its address', async () => {
    const now = morning;
    const { id, slug } = await publicRelease(now);
    const officer = await Person.invite('editor', `Phone ${scripts}`, now, phone);
    const address = `${desk.newsroom.url.origin}/releases/${id}/${slug}`;
    await officer.page.goto(`/desk/find?act=withdraw&url=${encodeURIComponent(address)}`);
    await officer.page.check('[name=mode][value=notice]');
    await officer.page.fill('[name="note.en"]', 'The figures were wrong.');
    expect(await officer.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await officer.press('Withdraw now');
    expect(await officer.main()).toContain(
      'readers will see at its address: the page, with a banner',
    );
    expect(await officer.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await officer.press('Yes, withdraw now');
    expect(await officer.main()).toContain('Withdrawn.');
    const page = await read(`/releases/${id}/${slug}`, now);
    expect(page.text).toContain('The figures were wrong.');
    await officer.close();
  }, 120_000);
});
