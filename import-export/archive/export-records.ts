/**
 * Exports a site into a folder, page by page. An interrupted export resumes: a page is written to
 * releases.ndjson before its cursor is saved.
 */
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Document } from '../../client/client.ts';
import { CommandError } from '../../dev/commands/errors.ts';
import { type TaxonomySlug, taxonomySlugs } from '../../src/domain/taxonomy.ts';
import {
  exists,
  filePath,
  type Manifest,
  names,
  storeFile,
  sums,
  taxonomyName,
  toLines,
} from './folder.ts';
import { type RecordFile, type ReleaseRecord, recordFiles, recordOf } from './record.ts';

interface Progress {
  cursor: string | null;
  /** Size of the complete part of releases.ndjson. */
  bytes: number;
  releases: number;
  languages: string[];
}

const nothingYet: Progress = { cursor: null, bytes: 0, releases: 0, languages: [] };

interface Page {
  records: ReleaseRecord[];
  next: string | null;
  languages: string[];
}

/**
 * Exports everything that the client's token may read, without one what is public. The manifest is
 * written last.
 * @throws CommandError if the folder has a complete export
 */
export async function exportSite(
  client: Client,
  folder: string,
  onProgress: (releases: number) => void = () => {},
): Promise<Manifest> {
  if (await exists(join(folder, names.manifest))) {
    throw new CommandError(`${folder} holds an export already: choose another folder.`);
  }
  await mkdir(join(folder, 'files'), { recursive: true });
  await mkdir(join(folder, 'taxonomies'), { recursive: true });
  const lines = join(folder, names.releases);
  let progress = await readProgress(folder);
  await appendFile(lines, '');
  await truncate(lines, progress.bytes);
  const readPage = client.isEditor ? wholePage : publicPage;
  for (let more = progress.cursor !== null || progress.releases === 0; more; ) {
    const page = await readPage(client, progress.cursor);
    await Promise.all(page.records.map((record) => storeFilesOf(client, folder, record)));
    await appendFile(lines, toLines(page.records));
    progress = {
      cursor: page.next,
      bytes: (await stat(lines)).size,
      releases: progress.releases + page.records.length,
      languages: [...new Set([...progress.languages, ...page.languages])],
    };
    await writeFile(join(folder, names.progress), JSON.stringify(progress));
    onProgress(progress.releases);
    more = page.next !== null;
  }
  await exportTaxonomies(client, folder, progress.languages);
  if (client.isEditor) await exportRedirects(client, folder);
  return finish(client, folder, progress);
}

async function readProgress(folder: string): Promise<Progress> {
  const text = await readFile(join(folder, names.progress), 'utf8').catch(() => null);
  return text === null ? nothingYet : (JSON.parse(text) as Progress);
}

async function wholePage(client: Client, cursor: string | null): Promise<Page> {
  const query = cursor === null ? {} : { cursor };
  const { document } = await client.send('GET /editor/records', { query });
  return { records: document.items, next: document.next, languages: [] };
}

async function publicPage(client: Client, cursor: string | null): Promise<Page> {
  const query = { limit: 50, ...(cursor !== null && { cursor }) };
  const { document } = await client.send('GET /releases', { query });
  const { items, next } = document;
  const languages = items.flatMap(({ editions }) => Object.keys(editions));
  return { records: items.map(recordOf), next, languages };
}

async function storeFilesOf(client: Client, folder: string, record: ReleaseRecord): Promise<void> {
  for (const file of recordFiles(record)) {
    if (await exists(filePath(folder, file.sha256))) continue;
    await storeFile(folder, file.sha256, await bytesOf(client, record.id, file));
  }
}

/** Downloads a file: of any revision with a token, else a public one. */
async function bytesOf(client: Client, id: string, { id: address, filename, sha256 }: RecordFile) {
  if (client.isEditor) {
    return client.bytes('GET /editor/records/{id}/files/{sha256}', { params: { id, sha256 } });
  }
  const path = `/files/${address}/${encodeURIComponent(filename)}`;
  const { ok, status, body } = await client.fetchRaw(path);
  if (ok && body) return body;
  throw new CommandError(`${path}: ${status}`);
}

/** Terms with all fields for an admin; else with their names in the languages of the releases. */
async function exportTaxonomies(
  client: Client,
  folder: string,
  languages: string[],
): Promise<void> {
  for (const taxonomy of taxonomySlugs) {
    const terms = client.isEditor
      ? (await client.send('GET /editor/taxonomies/{taxonomy}/terms', { params: { taxonomy } }))
          .document.items
      : await publicTerms(client, taxonomy, languages);
    await writeFile(join(folder, taxonomyName(taxonomy)), toLines(terms));
  }
}

async function publicTerms(client: Client, taxonomy: TaxonomySlug, languages: string[]) {
  const names = new Map<string, Record<string, string>>();
  let terms: Document<'GET /taxonomies/{taxonomy}'>['items'] = [];
  for (const lang of languages) {
    const asked = { params: { taxonomy }, query: { lang } };
    terms = (await client.send('GET /taxonomies/{taxonomy}', asked)).document.items;
    for (const { slug, name } of terms) names.set(slug, { ...names.get(slug), [lang]: name });
  }
  return terms.map(({ slug, parent, closed }) => ({
    slug,
    parent,
    closed,
    names: names.get(slug) ?? {},
    formerSlugs: [],
  }));
}

async function exportRedirects(client: Client, folder: string): Promise<void> {
  const all: { path: string; target: string }[] = [];
  for await (const { path, target } of client.list('GET /editor/redirects', {})) {
    all.push({ path, target });
  }
  await writeFile(join(folder, names.redirects), toLines(all));
}

async function finish(client: Client, folder: string, { releases }: Progress): Promise<Manifest> {
  const checksums = await sums(folder);
  const manifest: Manifest = {
    format: 'dateline-export',
    version: 1,
    origin: client.origin,
    exportedAt: new Date().toISOString(),
    everything: client.isEditor,
    releases,
    files: checksums.split('\n').filter((line) => line.slice(66).startsWith('files/')).length,
  };
  await writeFile(join(folder, names.sums), checksums);
  await rm(join(folder, names.progress), { force: true });
  await writeFile(join(folder, names.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
