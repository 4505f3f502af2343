/**
 * A site into a folder. It goes page by page and can be cut off at any line: what a page told is in
 * releases.ndjson before the place behind it is noted, and the next run goes on from there.
 */
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublicRelease } from '../src/domain/release.ts';
import { taxonomySlugs } from '../src/domain/taxonomy.ts';
import type { Api } from './api.ts';
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
import { filesOf, type RecordFile, type ReleaseRecord, recordOf } from './record.ts';

interface Progress {
  cursor: string | null;
  /** How much of releases.ndjson is whole. */
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
 * Exports what the API's token may see, or what is public; in the end the folder says what it is.
 * @throws Error when the folder holds a complete export already
 */
export async function exportSite(
  api: Api,
  folder: string,
  told: (releases: number) => void = () => {},
): Promise<Manifest> {
  if (await exists(join(folder, names.manifest))) {
    throw new Error(`${folder} holds an export already: choose another folder.`);
  }
  await mkdir(join(folder, 'files'), { recursive: true });
  await mkdir(join(folder, 'taxonomies'), { recursive: true });
  const lines = join(folder, names.releases);
  let progress = await begun(folder);
  await appendFile(lines, '');
  await truncate(lines, progress.bytes);
  const readPage = api.isEditor ? wholePage : publicPage;
  for (let more = progress.cursor !== null || progress.releases === 0; more; ) {
    const page = await readPage(api, progress.cursor);
    await Promise.all(page.records.map((record) => storeFilesOf(api, folder, record)));
    await appendFile(lines, toLines(page.records));
    progress = {
      cursor: page.next,
      bytes: (await stat(lines)).size,
      releases: progress.releases + page.records.length,
      languages: [...new Set([...progress.languages, ...page.languages])],
    };
    await writeFile(join(folder, names.progress), JSON.stringify(progress));
    told(progress.releases);
    more = page.next !== null;
  }
  await exportTaxonomies(api, folder, progress.languages);
  if (api.isEditor) await exportRedirects(api, folder);
  return finish(api, folder, progress);
}

async function begun(folder: string): Promise<Progress> {
  const text = await readFile(join(folder, names.progress), 'utf8').catch(() => null);
  return text === null ? nothingYet : (JSON.parse(text) as Progress);
}

async function wholePage(api: Api, cursor: string | null): Promise<Page> {
  const query = cursor === null ? '' : `?cursor=${cursor}`;
  const { document } = await api.send('GET', `/api/v1/editor/records${query}`);
  return { records: document.items, next: document.next, languages: [] };
}

async function publicPage(api: Api, cursor: string | null): Promise<Page> {
  const query = new URLSearchParams({ limit: '50', ...(cursor !== null && { cursor }) });
  const { document } = await api.send('GET', `/api/v1/releases?${query}`);
  const items = document.items as PublicRelease[];
  const languages = items.flatMap(({ editions }) => Object.keys(editions));
  return { records: items.map(recordOf), next: document.next, languages };
}

async function storeFilesOf(api: Api, folder: string, record: ReleaseRecord): Promise<void> {
  for (const file of filesOf(record)) {
    if (await exists(filePath(folder, file.sha256))) continue;
    const path = api.isEditor ? recordFile(record.id, file) : publicFile(file);
    await storeFile(folder, file.sha256, await api.bytes(path));
  }
}

export const recordFile = (id: string, { sha256 }: RecordFile) =>
  `/api/v1/editor/records/${id}/files/${sha256}`;
const publicFile = ({ id, filename }: RecordFile) => `/files/${id}/${encodeURIComponent(filename)}`;

/** Terms with all that an admin knows of them; else with their names in the languages of releases. */
async function exportTaxonomies(api: Api, folder: string, languages: string[]): Promise<void> {
  for (const taxonomy of taxonomySlugs) {
    const terms = api.isEditor
      ? (await api.send('GET', `/api/v1/editor/taxonomies/${taxonomy}/terms`)).document.items
      : await publicTerms(api, taxonomy, languages);
    await writeFile(join(folder, taxonomyName(taxonomy)), toLines(terms));
  }
}

interface PublicTerm {
  slug: string;
  name: string;
  parent: string | null;
  closed: boolean;
}

async function publicTerms(api: Api, taxonomy: string, languages: string[]) {
  const names = new Map<string, Record<string, string>>();
  let terms: PublicTerm[] = [];
  for (const lang of languages) {
    const { document } = await api.send('GET', `/api/v1/taxonomies/${taxonomy}?lang=${lang}`);
    terms = document.items;
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

async function exportRedirects(api: Api, folder: string): Promise<void> {
  const all: unknown[] = [];
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const { document } = await api.send('GET', `/api/v1/editor/redirects${query}`);
    all.push(
      ...document.items.map(({ path, target }: Record<string, string>) => ({ path, target })),
    );
    cursor = document.next;
  }
  await writeFile(join(folder, names.redirects), toLines(all));
}

async function finish(api: Api, folder: string, { releases }: Progress): Promise<Manifest> {
  const checksums = await sums(folder);
  const manifest: Manifest = {
    format: 'dateline-export',
    version: 1,
    origin: api.origin,
    exportedAt: new Date().toISOString(),
    everything: api.isEditor,
    releases,
    files: checksums.split('\n').filter((line) => line.slice(66).startsWith('files/')).length,
  };
  await writeFile(join(folder, names.sums), checksums);
  await rm(join(folder, names.progress), { force: true });
  await writeFile(join(folder, names.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
