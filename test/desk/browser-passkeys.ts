/** Passkeys in a real browser: its virtual authenticator, and the page on which one is added. */
import type { CDPSession, Page } from 'playwright-core';

export interface Authenticator {
  devtools: CDPSession;
  authenticatorId: string;
}

/** Gives a page an authenticator that keeps passkeys; its person agrees to everything at once. */
export async function withAuthenticator(page: Page): Promise<Authenticator> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

export async function addPasskeyInBrowser(page: Page, name: string): Promise<void> {
  await page.goto('/desk/account');
  await page.fill('passkey-form [name=name]', name);
  await page.click('passkey-form button');
  await page.waitForURL('**/desk/account?done=passkey');
}
