/** Pictures of the desk: those of docs/desk.md, or every screen in several looks. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Client } from '../client/client.ts';
import * as paths from '../src/domain/paths.ts';
import { linkForNewEditor, localDatabase, writeGrant } from './grants.ts';
import { type Local, root } from './local.ts';

/** Takes pictures of the desk of a site that has the sample newsroom. */
export class DeskCamera {
  readonly #site: Local;
  readonly #browser: Browser;
  readonly #origin: string;

  constructor(site: Local, browser: Browser) {
    this.#site = site;
    this.#browser = browser;
    this.#origin = `http://localhost:${site.url.port}`;
  }

  /** Signs a new administrator in, in a window of its own. */
  async #signIn(look: BrowserContextOptions): Promise<Page> {
    const grant = await linkForNewEditor({ name: 'Mira Lindqvist', role: 'admin' });
    const secret = await writeGrant(localDatabase(this.#site.db), grant);
    const context = await this.#browser.newContext({ locale: 'en', ...look });
    const page = await context.newPage();
    await page.goto(this.#origin + paths.signInLink(secret));
    await page.click('main form button');
    await page.waitForURL(`**${paths.desk}`);
    return page;
  }

  /** The release whose screens are shown: scheduled, else public, in two languages. */
  async #release(token: string): Promise<string> {
    const client = new Client(new URL(this.#origin), { token });
    const { document } = await client.send('GET /editor/releases', { query: { limit: 50 } });
    const { items } = document;
    const found = items.find(({ titles }) => 'en' in titles && 'fr' in titles) ?? items[0];
    return found?.id ?? '';
  }

  /** The pictures of docs/desk.md. */
  async takeForDocs(token: string): Promise<void> {
    const folder = join(root, 'docs/desk');
    await mkdir(folder, { recursive: true });
    const page = await this.#signIn({ viewport: { width: 1280, height: 900 } });
    for (const [name, path] of Object.entries(this.#shown(await this.#release(token)))) {
      if (docsPictures.has(name)) await this.#take(page, path, join(folder, `${name}.png`), false);
    }
    await page.context().close();
  }

  /** Every screen, wide and narrow, light, dark and from right to left. */
  async takeAll(token: string, folder: string): Promise<void> {
    const screens = {
      ...this.#shown(await this.#release(token)),
      ...(await this.#shownToAdministrators(token)),
    };
    for (const [look, options] of Object.entries(looks)) {
      const page = await this.#signIn(options);
      for (const [name, path] of Object.entries(screens)) {
        await this.#take(page, path, join(folder, `desk-${name}-${look}.png`), true);
      }
      await page.context().close();
    }
  }

  async #take(page: Page, path: string, file: string, fullPage: boolean): Promise<void> {
    await page.goto(this.#origin + path, { waitUntil: 'networkidle' });
    await page.screenshot({ path: file, fullPage });
    console.log(file);
  }

  #shown(id: string): Record<string, string> {
    const release = paths.deskRelease(id);
    return {
      today: paths.desk,
      releases: `${paths.desk}/releases`,
      'new-release': `${paths.desk}/releases/new`,
      release,
      publish: `${release}/publish`,
      withdraw: `${release}/withdraw`,
      review: `${release}/review`,
      activity: `${release}/activity`,
      versions: `${release}/versions`,
      files: `${release}/files`,
      previews: `${release}/previews`,
      calendar: `${paths.desk}/calendar`,
      'early-access': `${paths.desk}/early-access`,
      people: `${paths.desk}/people`,
      administration: `${paths.desk}/admin`,
      terms: `${paths.desk}/terms/kinds`,
      account: `${paths.desk}/account`,
      version: `${release}/versions/1`,
      'all-terms': `${paths.desk}/terms`,
      redirects: `${paths.desk}/redirects`,
      webhooks: `${paths.desk}/webhooks`,
      deliveries: `${paths.desk}/deliveries`,
      'front-page': `${paths.desk}/front-page`,
      contacts: `${paths.desk}/contacts`,
      import: `${paths.desk}/import`,
      health: `${paths.desk}/health`,
      audit: `${paths.desk}/audit`,
      verified: `${paths.desk}/audit/verify`,
      missing: `${release}x`,
    };
  }

  /** Screens of single things: a person, a term. */
  async #shownToAdministrators(token: string): Promise<Record<string, string>> {
    const client = new Client(new URL(this.#origin), { token });
    const { document } = await client.send('GET /editor/me');
    const person = `${paths.desk}/people/${document.editor.id}`;
    return {
      person,
      'new-token': `${person}/tokens/new`,
      term: `${paths.desk}/terms/kinds/press-release`,
    };
  }
}

const docsPictures = new Set(['today', 'release', 'publish', 'withdraw']);

const looks: Record<string, BrowserContextOptions> = {
  '1280': { viewport: { width: 1280, height: 900 } },
  '320': { viewport: { width: 320, height: 900 } },
  '1280-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  '320-dark': { viewport: { width: 320, height: 900 }, colorScheme: 'dark' },
  '320-ar': { viewport: { width: 320, height: 900 }, locale: 'ar' },
  '1280-ar': { viewport: { width: 1280, height: 900 }, locale: 'ar' },
};
