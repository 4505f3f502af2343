/** A real browser: the one of the npm registry, or the machine's own where that does not run. */
import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const own = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export async function openBrowser(): Promise<Browser> {
  const elsewhere = process.platform === 'linux' ? undefined : own.find((path) => existsSync(path));
  const executablePath = elsewhere ?? (await chromium.executablePath());
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  return playwright.launch({ executablePath, args, headless: true });
}
