/** A person at the desk in a real browser, with scripts. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../../dev/local.ts';
import type { Role } from '../../src/domain/editor.ts';
import { openBrowser } from '../browser.ts';
import { type Newsroom, openNewsroom } from '../newsroom.ts';
import { createLink } from './visitor.ts';

export interface ScriptedDesk {
  newsroom: Newsroom;
  browser: Browser;
  /** Signs a new editor in, in a browser context of their own. */
  signIn(role: Role, options?: Parameters<Browser['newContext']>[0]): Promise<ScriptedVisit>;
  close(): Promise<void>;
}

export interface ScriptedVisit {
  context: BrowserContext;
  page: Page;
}

/** Starts a newsroom at an address on which a browser keeps secure cookies, and a browser. */
export async function openScriptedDesk(vars: Record<string, string> = {}): Promise<ScriptedDesk> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const [newsroom, browser] = await Promise.all([
    openNewsroom({
      port,
      vars: { LANGUAGES: 'en fr ar', ...vars, SITE_ORIGIN: address, DEVELOPMENT: 'true' },
    }),
    openBrowser(),
  ]);
  return {
    newsroom,
    browser,
    async signIn(role, options = {}) {
      const context = await browser.newContext({ baseURL: address, locale: 'en', ...options });
      const page = await context.newPage();
      await page.goto(await createLink(newsroom, role, `Scripted ${role}`));
      await page.click('main form button');
      await page.waitForURL('**/desk');
      return { context, page };
    },
    async close() {
      await browser.close();
      await newsroom.dispose();
    },
  };
}
