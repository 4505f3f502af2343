/** Restores a folder into a site that is empty or has a part of it. Existing records are not changed. */
import { openAsBlob } from 'node:fs';
import { type Body, type Client, type Document, Refusal } from '../../client/client.ts';
import { type TaxonomySlug, taxonomySlugs } from '../../src/domain/taxonomy.ts';
import {
  type FolderLine,
  filePath,
  names,
  readFolderLines,
  readManifest,
  taxonomyName,
} from './folder.ts';
import { areSame, type ReleaseRecord, recordFiles } from './record.ts';

export interface RestoreReport {
  restored: number;
  /** Existing and equal. */
  unchanged: number;
  /** Failures with their reasons. */
  failed: { what: string; reason: string }[];
}

type Term = Document<'GET /editor/taxonomies/{taxonomy}/terms'>['items'][number];
type Redirect = Body<'POST /editor/redirects'>;

/** Releases restored in parallel. */
const parallel = 4;

/**
 * Restores an export. A failure does not stop the rest.
 * @throws CommandError if the export is incomplete or was changed
 */
export async function restoreSite(
  client: Client,
  folder: string,
  onRelease: () => void = () => {},
): Promise<RestoreReport> {
  await readManifest(folder);
  const report: RestoreReport = { restored: 0, unchanged: 0, failed: [] };
  // First: a redirect may lead to a release that was withdrawn later, and have the address of a later term.
  await restoreRedirects(client, folder, report);
  for (const taxonomy of taxonomySlugs) await restoreTerms(client, folder, taxonomy, report);
  const lines = readFolderLines(folder, names.releases);
  const work = async () => {
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      await attempt<ReleaseRecord>(report, next.value, async (record, name) => {
        name(`release ${record.id}`);
        return restoreRelease(client, folder, record);
      });
      onRelease();
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return report;
}

/**
 * Restores the document of a line. A failure is reported, also of the line itself, under its place in the
 * file until `act` gives it a name.
 */
async function attempt<T>(
  report: RestoreReport,
  { place, text }: FolderLine,
  act: (document: T, name: (what: string) => void) => Promise<'restored' | 'unchanged'>,
): Promise<void> {
  let what = place;
  try {
    report[await act(JSON.parse(text), (named) => (what = named))]++;
  } catch (error) {
    report.failed.push({ what, reason: error instanceof Error ? error.message : String(error) });
  }
}

async function restoreRelease(client: Client, folder: string, record: ReleaseRecord) {
  const { id } = record;
  const present = await orNull(client.send('GET /editor/records/{id}', { params: { id } }));
  if (present) {
    if (areSame(present.document, record)) return 'unchanged';
    throw new Error('Another release has this id.');
  }
  for (const { sha256, mediaType } of recordFiles(record)) {
    const body = await openAsBlob(filePath(folder, sha256), { type: mediaType });
    await client.send('PUT /editor/records/{id}/files/{sha256}', { params: { id, sha256 }, body });
  }
  await client.send('PUT /editor/records/{id}', { params: { id }, body: record });
  return 'restored';
}

/** The response, or null for 404. */
async function orNull<T>(request: Promise<T>): Promise<T | null> {
  return request.catch((error) => {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  });
}

async function restoreRedirects(client: Client, folder: string, report: RestoreReport) {
  const present = new Map<string, string>();
  for await (const { path, target } of client.list('GET /editor/redirects', {})) {
    present.set(path, target);
  }
  for await (const line of readFolderLines(folder, names.redirects)) {
    await attempt<Redirect>(report, line, async ({ path, target }, name) => {
      name(`redirect ${path}`);
      if (present.get(path) === target) return 'unchanged';
      await client.send('POST /editor/redirects', { body: { path, target } });
      return 'restored';
    });
  }
}

/**
 * Restores terms in order. A term whose parent follows later is moved afterwards. A renamed term is
 * created under its first slug and renamed, so that its old addresses redirect.
 */
async function restoreTerms(
  client: Client,
  folder: string,
  taxonomy: TaxonomySlug,
  report: RestoreReport,
): Promise<void> {
  const { document } = await client.send('GET /editor/taxonomies/{taxonomy}/terms', {
    params: { taxonomy },
  });
  const present = new Set(document.items.map(({ slug }) => slug));
  const orphans: FolderLine[] = [];
  for await (const line of readFolderLines(folder, taxonomyName(taxonomy))) {
    await attempt<Term>(report, line, async (term, name) => {
      name(`term ${taxonomy}/${term.slug}`);
      if (present.has(term.slug)) return 'unchanged';
      const orphan = term.parent !== null && !present.has(term.parent);
      if (orphan) orphans.push(line);
      await createTerm(client, taxonomy, { ...term, parent: orphan ? null : term.parent });
      present.add(term.slug);
      return 'restored';
    });
  }
  for (const line of orphans) {
    await attempt<Term>(report, line, async (term, name) => {
      name(`term ${taxonomy}/${term.slug}`);
      await replaceTerm(client, taxonomy, term.slug, term);
      return 'unchanged';
    });
  }
}

async function createTerm(client: Client, taxonomy: TaxonomySlug, term: Term): Promise<void> {
  const [first = term.slug, ...renamed] = [...term.formerSlugs, term.slug];
  const { parent, closed, names } = term;
  await client.send('POST /editor/taxonomies/{taxonomy}/terms', {
    params: { taxonomy },
    body: { slug: first, parent, closed, names },
  });
  let slug = first;
  for (const next of renamed) {
    await replaceTerm(client, taxonomy, slug, { ...term, slug: next });
    slug = next;
  }
}

async function replaceTerm(client: Client, taxonomy: TaxonomySlug, known: string, term: Term) {
  const place = { params: { taxonomy, slug: known } };
  const { etag } = await client.send('GET /editor/taxonomies/{taxonomy}/terms/{slug}', place);
  const { slug, parent, closed, names } = term;
  const body = { slug, parent, closed, names };
  await client.send('PUT /editor/taxonomies/{taxonomy}/terms/{slug}', { ...place, body, etag });
}
