/**
 * Opens pages in a browser without the site's Content-Security-Policy and reports what they do: how
 * many scripts ran, which other hosts were requests, which nodes would run on an event, and whether the
 * page stays the same when it is serialized and parsed again.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

export interface Finding {
  /** How many scripts ran. */
  ran: number;
  /** Requests to other hosts than the site. */
  requests: string[];
  dangerous: string[];
  stable: boolean;
  /** The length of its text, as proof that it was not empty. */
  length: number;
}

export interface Chamber {
  /** @param fragment whether it is inserted into a page, as a feed reader does, and not a page itself */
  open(html: string, fragment?: boolean): Promise<Finding>;
  /** The texts of the elements with this name in an XML document. @throws Error if it is not well-formed */
  read(xml: string, name: string): Promise<string[]>;
}

const site = 'http://newsroom.example';

export async function openChamber(browser: Browser): Promise<Chamber> {
  const page = await browser.newPage();
  const requests: string[] = [];
  let dialogs = 0;
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (new URL(url).origin !== site) {
      requests.push(url.slice(0, 200));
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
      requests.length = 0;
      dialogs = 0;
      const found = (await call('look', html, fragment)) as Finding;
      return { ...found, ran: found.ran + dialogs, requests: [...requests] };
    },
    read: (xml, name) => call('read', xml, name) as Promise<string[]>,
  };
}
