/**
 * `npm run screenshots`: the pictures of the README and of docs/desk.md, taken of the built site with the
 * sample newsroom. `npm run screenshots -- DIR` takes more pages and every screen of the desk, to look at.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openBrowser } from '../test/browser.ts';
import type { Arguments } from './commands/command.ts';
import type { commands } from './commands/list.ts';
import { DeskCamera } from './desk-screenshots.ts';
import { freePort, type Local, root, startLocal } from './local.ts';
import { loadSample } from './sample/load.ts';
import { createEditor } from './token.ts';

interface Camera {
  site: Local;
  browser: Awaited<ReturnType<typeof openBrowser>>;
}

export async function run({
  positionals: [elsewhere],
}: Arguments<typeof commands.screenshots>): Promise<void> {
  const port = await freePort();
  const site = await startLocal({ port, vars: { SITE_ORIGIN: `http://localhost:${port}` } });
  const browser = await openBrowser();
  const camera = { site, browser };
  try {
    const token = await createEditor(site.db, { name: 'Camera', role: 'admin' });
    await loadSample(site.url, token);
    // Until nothing is overdue, which Today would show.
    for (let tick = 0; tick < 3; tick++) await site.tick();
    const desk = new DeskCamera(site, browser);
    if (elsewhere === undefined) {
      await take(camera, '/', 1280, 800, join(root, 'docs/newsroom.png'));
      await desk.takeForDocs(token);
    } else {
      await takeAll(camera, resolve(elsewhere));
      await desk.takeAll(token, resolve(elsewhere));
    }
  } finally {
    await browser.close();
    await site.dispose();
  }
}

/** The front page, a search, and the newest release in each of its languages. */
async function takeAll(camera: Camera, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { items } = (await (await camera.site.fetch('/api/v1/releases?limit=1')).json()) as {
    items: { editions: Record<string, { url: string }> }[];
  };
  const pages: Record<string, string> = { newsroom: '/', search: '/search?q=border' };
  for (const [lang, { url }] of Object.entries(items[0]?.editions ?? {})) {
    pages[`release-${lang}`] = new URL(url).pathname;
  }
  for (const [name, path] of Object.entries(pages)) {
    await take(camera, path, 1280, 2000, join(folder, `${name}-1280.png`));
    await take(camera, path, 320, 2000, join(folder, `${name}-320.png`));
  }
}

/** The upper part of a page, in a window of that size. */
async function take(
  { site, browser }: Camera,
  path: string,
  width: number,
  height: number,
  file: string,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`http://localhost:${site.url.port}${path}`);
  await page.screenshot({ path: file });
  await page.close();
  console.log(file);
}
