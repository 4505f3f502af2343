/** Starts a real browser: the one from the npm registry, or the machine's own if that does not run. */
import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

const own = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of the browser's executable. */
export async function browserPath(): Promise<string> {
  const elsewhere = process.platform === 'linux' ? undefined : own.find((path) => existsSync(path));
  return elsewhere ?? chromium.executablePath();
}

export async function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return playwright.launch({ executablePath: await browserPath(), args, headless: true });
}

/** Clicks on a link and waits until its target has loaded. */
export async function follow(page: Page, link: string): Promise<void> {
  const from = page.url();
  await page.click(link);
  await page.waitForURL((url) => url.href !== from);
}
