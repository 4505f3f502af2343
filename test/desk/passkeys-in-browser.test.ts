/** Passkeys in a real browser, with its virtual authenticator. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPasskeyInBrowser, withAuthenticator } from './browser-passkeys.ts';
import { openScriptedDesk, type ScriptedDesk } from './scripted.ts';

let desk: ScriptedDesk;
beforeAll(async () => {
  desk = await openScriptedDesk();
});
afterAll(() => desk.close());

const signedInAt = (hoursAgo: number) =>
  desk.newsroom.db
    .prepare(`update tokens set signed_in_at = ? where kind = 'session' and revoked_at is null`)
    .bind(Date.now() - hoursAgo * 3_600_000)
    .run();

test('a passkey is made, signs in without a name, and proves again who sends a form', async () => {
  const { page, context } = await desk.signIn('admin');
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  const { devtools, authenticatorId } = await withAuthenticator(page);
  await addPasskeyInBrowser(page, 'Office laptop');
  expect(await page.textContent('.passkeys li')).toContain('Office laptop');
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);

  await page.click('footer form[action$=sign-out] button');
  await page.waitForURL('**/desk/sign-in');
  await page.goto('/desk/releases?state=draft');
  await page.waitForURL('**/desk/sign-in?next=*');
  await page.click('passkey-form button');
  await page.waitForURL('**/desk/releases?state=draft');
  expect(await page.textContent('footer')).toContain('Scripted admin');

  await page.goto('/desk/people');
  await page.fill('[name=name]', 'Typed with care');
  await signedInAt(2);
  await page.click('main form button');
  await page.waitForSelector('h1:has-text("Sign in again")');
  await page.click('passkey-form button');
  await page.waitForSelector('h1:has-text("Sign-in link for Typed with care")');
  // The browser itself reports the response of 401 and nothing else.
  expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  await context.close();
});

test('without a passkey, or with a refused one, the page says so and the button works again', async () => {
  const { page, context } = await desk.signIn('author');
  const { devtools, authenticatorId } = await withAuthenticator(page);
  await addPasskeyInBrowser(page, 'Known');
  await page.fill('passkey-form [name=name]', 'The same device');
  await page.click('passkey-form button');
  const message = page.locator('passkey-form [role=alert]');
  await message.waitFor({ state: 'visible' });
  expect(await message.textContent()).toBe('This passkey is registered already.');

  await page.goto('/desk/sign-in');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.click('passkey-form button');
  await message.waitFor({ state: 'visible' });
  expect(await message.textContent()).toContain('No passkey was used');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await desk.newsroom.db.prepare(`delete from passkeys where name = 'Known'`).run();
  await page.click('passkey-form button');
  await page.waitForSelector('h1:has-text("You were not signed in")');
  expect(await page.textContent('main [role=alert]')).toContain('was not accepted');

  await signedInAt(2);
  await page.goto('/desk/account');
  await page.click('passkey-form button');
  await page.waitForURL('**/desk/sign-in?next=%2Fdesk%2Faccount');
  await context.close();
});

test('without scripts, and in a browser without passkeys, only what works is shown', async () => {
  const { page, context } = await desk.signIn('author', { javaScriptEnabled: false });
  await page.goto('/desk/account');
  expect(await page.locator('passkey-form form').isVisible()).toBe(false);
  expect(await page.locator('passkey-form .hint').last().isVisible()).toBe(true);
  await page.goto('/desk/sign-in');
  expect(await page.locator('passkey-form button').isVisible()).toBe(false);
  await context.close();

  const old = await desk.signIn('author');
  await old.page.addInitScript('delete window.PublicKeyCredential');
  await old.page.goto('/desk/account');
  expect(await old.page.locator('passkey-form form').isVisible()).toBe(false);
  await old.context.close();
});
