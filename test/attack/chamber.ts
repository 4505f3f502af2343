/**
 * A browser without the site's Content-Security-Policy, in which pages are opened to see what they
 * do: what runs, who is asked, which nodes could run if somebody touched them, and whether the page
 * is still the same once it was written out and read again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

export interface Finding {
  /** How often something ran. */
  ran: number;
  /** Who was asked beside the site. */
  asked: string[];
  dangerous: string[];
  stable: boolean;
  /** The characters of its text, to see that something was there. */
  length: number;
}

export interface Chamber {
  /** @param fragment whether it is put into a page, as a reader of feeds does, not a page itself */
  open(html: string, fragment?: boolean): Promise<Finding>;
  /** The texts of the elements of an XML document that have this name; an error where it is none. */
  read(xml: string, name: string): Promise<string[]>;
}

const site = 'http://newsroom.example';

export async function openChamber(browser: Browser): Promise<Chamber> {
  const page = await browser.newPage();
  const asked: string[] = [];
  let dialogs = 0;
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (new URL(url).origin !== site) {
      asked.push(url.slice(0, 200));
      return route.abort();
    }
    if (url !== `${site}/chamber`) return route.fulfill({ status: 404, body: '' });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>' });
  });
  page.on('dialog', async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await page.goto(`${site}/chamber`);
  await page.evaluate(await readFile(join(import.meta.dirname, 'chamber-page.js'), 'utf8'));
  const call = (name: string, ...values: unknown[]) =>
    page.evaluate(`window.${name}(...${JSON.stringify(values)})`);
  return {
    open: async (html, fragment = false) => {
      asked.length = 0;
      dialogs = 0;
      const found = (await call('look', html, fragment)) as Finding;
      return { ...found, ran: found.ran + dialogs, asked: [...asked] };
    },
    read: (xml, name) => call('read', xml, name) as Promise<string[]>,
  };
}
