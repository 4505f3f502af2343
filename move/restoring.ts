/** A folder into a site that is empty, or has a part of it already: what is there is left alone. */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { taxonomySlugs } from '../src/domain/taxonomy.ts';
import type { Api } from './api.ts';
import { recordFile } from './exporting.ts';
import { filePath, names, readLines, readManifest, taxonomyName } from './folder.ts';
import { areSame, filesOf, type ReleaseRecord } from './record.ts';

export interface Report {
  restored: number;
  /** There already, and the same. */
  unchanged: number;
  /** What could not be restored, and why. */
  failed: { what: string; reason: string }[];
}

interface Term {
  slug: string;
  parent: string | null;
  closed: boolean;
  names: Record<string, string>;
  formerSlugs: string[];
}

/** How many releases are on their way at once. */
const abreast = 4;

/**
 * Restores an export. One thing that cannot be restored never stops the rest.
 * @throws Error when the folder is no complete export, or not as it was written
 */
export async function restoreSite(
  api: Api,
  folder: string,
  told: (releases: number, all: number) => void = () => {},
): Promise<Report> {
  const manifest = await readManifest(folder);
  const report: Report = { restored: 0, unchanged: 0, failed: [] };
  for (const taxonomy of taxonomySlugs) await restoreTerms(api, folder, taxonomy, report);
  const lines = readLines<ReleaseRecord>(join(folder, names.releases));
  let done = 0;
  const work = async () => {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const record = next.value;
      await attempt(report, `release ${record.id}`, () => restoreRelease(api, folder, record));
      told(++done, manifest.releases);
    }
  };
  await Promise.all(Array.from({ length: abreast }, work));
  for await (const redirect of readLines<{ path: string }>(join(folder, names.redirects))) {
    await attempt(report, `redirect ${redirect.path}`, () => restoreRedirect(api, redirect));
  }
  return report;
}

async function attempt(
  report: Report,
  what: string,
  act: () => Promise<'restored' | 'unchanged'>,
): Promise<void> {
  try {
    report[await act()]++;
  } catch (error) {
    report.failed.push({ what, reason: error instanceof Error ? error.message : String(error) });
  }
}

async function restoreRelease(api: Api, folder: string, record: ReleaseRecord) {
  const path = `/api/v1/editor/records/${record.id}`;
  const present = await api.send('GET', path, { borne: [404] });
  if (present.status === 200) {
    if (areSame(present.document, record)) return 'unchanged';
    throw new Error('There is another release of this id.');
  }
  for (const file of filesOf(record)) {
    const bytes = await openAsBlob(filePath(folder, file.sha256));
    await api.upload(recordFile(record.id, file), file.mediaType, bytes);
  }
  await api.send('PUT', path, { body: record });
  return 'restored';
}

async function restoreRedirect(api: Api, redirect: { path: string }) {
  const { status } = await api.send('POST', '/api/v1/editor/redirects', {
    body: redirect,
    borne: [409],
  });
  return status === 201 ? 'restored' : 'unchanged';
}

/**
 * Terms in their order. One whose parent comes later is moved below it afterwards; one that was
 * renamed is made under its first name and renamed, so that its old addresses lead on.
 */
async function restoreTerms(
  api: Api,
  folder: string,
  taxonomy: string,
  report: Report,
): Promise<void> {
  const path = `/api/v1/editor/taxonomies/${taxonomy}/terms`;
  const present = new Set<string>(
    (await api.send('GET', path)).document.items.map(({ slug }: Term) => slug),
  );
  const orphans: Term[] = [];
  for await (const term of readLines<Term>(join(folder, taxonomyName(taxonomy)))) {
    await attempt(report, `term ${taxonomy}/${term.slug}`, async () => {
      if (present.has(term.slug)) return 'unchanged';
      const orphan = term.parent !== null && !present.has(term.parent);
      if (orphan) orphans.push(term);
      await makeTerm(api, path, { ...term, parent: orphan ? null : term.parent });
      present.add(term.slug);
      return 'restored';
    });
  }
  for (const term of orphans) {
    await attempt(report, `term ${taxonomy}/${term.slug}`, async () => {
      await replaceTerm(api, `${path}/${term.slug}`, term);
      return 'unchanged';
    });
  }
}

async function makeTerm(api: Api, path: string, { formerSlugs, ...term }: Term): Promise<void> {
  const [first = term.slug, ...renamed] = [...formerSlugs, term.slug];
  await api.send('POST', path, { body: { ...term, slug: first } });
  let slug = first;
  for (const next of renamed) {
    await replaceTerm(api, `${path}/${slug}`, { ...term, slug: next });
    slug = next;
  }
}

async function replaceTerm(api: Api, path: string, term: Omit<Term, 'formerSlugs'>) {
  const { etag } = await api.send('GET', path);
  const { slug, parent, closed, names } = term;
  const headers = { 'If-Match': etag };
  await api.send('PUT', path, { body: { slug, parent, closed, names }, headers });
}
