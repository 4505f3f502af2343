/**
 * Writes the public site as files that any web server can serve at the same addresses. Follows every
 * link from the front page. Redirects are in `_redirects` and, for other servers, also pages.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from '../../client/client.ts';
import { CommandError } from '../../dev/commands/errors.ts';
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { exists } from './folder.ts';
import { Frontier } from './frontier.ts';
import { archived, fileOf, namedIn, rewritten, served } from './links.ts';

export interface Archived {
  pages: number;
  redirects: number;
  /** Broken links. */
  broken: { path: string; foundOn: string; status: number }[];
}

/** Starting addresses that no page links to. */
const beginnings = [
  ...['/', '/robots.txt', '/llms.txt', '/favicon.ico', '/sitemap.xml', '/opensearch.xml'],
  ...['/feed.xml', '/archive', '/.well-known/security.txt'],
];

const abreast = 8;
const state = '.walk.sqlite';

/**
 * Writes the site into `folder`. With a token also what no page links to: notices of withdrawn releases,
 * old addresses and redirects.
 */
export async function archiveSite(
  client: Client,
  folder: string,
  onProgress: (pages: number) => void = () => {},
): Promise<Archived> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, state);
  const goesOn = await exists(file);
  const frontier = new Frontier(file);
  let archive: Archived;
  try {
    const siteOrigin = await originOf(client);
    if (!goesOn) {
      frontier.add(beginnings, null);
      if (client.isEditor) await addHidden(client, frontier);
    }
    let pages = frontier.count(200);
    for (let some = frontier.take(abreast); some.length > 0; some = frontier.take(abreast)) {
      await Promise.all(some.map((path) => visit(client, folder, frontier, siteOrigin, path)));
      pages += some.length;
      onProgress(pages);
    }
    const lost = await client.fetchRaw('/404');
    await store(folder, '404.html', rewritten(await lost.text(), '/', siteOrigin).text);
    const redirects = await writeRedirects(folder, frontier);
    archive = { pages: frontier.count(200), redirects, broken: frontier.broken() };
  } finally {
    frontier.dispose();
  }
  await rm(file, { force: true });
  return archive;
}

/** Finds the SITE_ORIGIN of the site in its robots.txt. */
async function originOf(client: Client): Promise<string> {
  const robots = await (await client.fetchRaw('/robots.txt')).text();
  const sitemap = /^Sitemap:\s*(\S+)/m.exec(robots)?.[1];
  if (!sitemap)
    throw new CommandError(
      `${client.origin} is not a Dateline site: its robots.txt has no sitemap.`,
    );
  return new URL(sitemap).origin;
}

/** Addresses that no page links to; those that are not public answer 404. */
async function addHidden(client: Client, frontier: Frontier): Promise<void> {
  for await (const { id, revisions } of client.list('GET /editor/records', {})) {
    const old = revisions.flatMap(({ legacyUrls = [] }) => legacyUrls);
    frontier.add([`/releases/${id}`, ...old], null);
  }
  for await (const { path } of client.list('GET /editor/redirects', {})) frontier.add([path], null);
}

async function visit(
  client: Client,
  folder: string,
  frontier: Frontier,
  siteOrigin: string,
  path: string,
): Promise<void> {
  const response = await client.fetchRaw(path);
  const { status, headers } = response;
  const location = headers.get('Location');
  if (status >= 300 && status < 400 && location) {
    await response.body?.cancel();
    const target = archived(location, path, siteOrigin);
    if (target !== null) frontier.add([target], path);
    return frontier.seen(path, status, target === null ? location : served(target));
  }
  if (status !== 200 || !response.body) {
    await response.body?.cancel();
    return frontier.seen(path, status);
  }
  const type = headers.get('Content-Type') ?? '';
  if (type.startsWith('text/html')) {
    const { text, found } = rewritten(await response.text(), path, siteOrigin);
    await store(folder, fileOf(path, true), text);
    frontier.add([...found, ...formsOf(path)], path);
  } else if (/\bxml\b/.test(type)) {
    const text = await response.text();
    await store(folder, fileOf(path, false), text);
    frontier.add(namedIn(text, path, siteOrigin), path);
  } else {
    await store(folder, fileOf(path, false), Readable.fromWeb(response.body as never));
  }
  frontier.seen(path, status);
}

/** The other representations of a release, and its short address. */
function formsOf(path: string): string[] {
  const [, lang = '', id] = /^(\/[A-Za-z-]+)?\/releases\/([0-9a-z]+)\//.exec(path) ?? [];
  if (id === undefined) return [];
  const release = `${lang}/releases/${id}`;
  return [release, `${release}.md`, `/releases/${id}.json`, `/releases/${id}.ninjs.json`];
}

/** Writes a file atomically. */
async function store(folder: string, name: string, content: string | Readable): Promise<void> {
  const path = join(folder, name);
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === 'string') await writeFile(part, content);
  else await pipeline(content, createWriteStream(part));
  await rename(part, path);
}

async function writeRedirects(folder: string, frontier: Frontier): Promise<number> {
  const lines: string[] = [];
  for (const { path, target } of frontier.redirects()) {
    lines.push(`${path} ${target} 301\n`);
    if (path.includes('?')) continue;
    const name = fileOf(path, true);
    if (!(await exists(join(folder, name)))) await store(folder, name, leadingTo(target));
  }
  await writeFile(join(folder, '_redirects'), lines.join(''));
  return lines.length;
}

function leadingTo(target: string): string {
  const to = escapeHtml(target);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Moved</title>
<meta http-equiv="refresh" content="0; url=${to}">
<link rel="canonical" href="${to}">
<p><a href="${to}">${to}</a></p>
</html>
`;
}
