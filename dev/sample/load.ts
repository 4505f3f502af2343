/** The sample newsroom: taxonomy/, releases/ and files/ beside this module, posted through the API. */
import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Body, Client, Refusal, type ReleaseInput } from '../../client/client.ts';
import { taxonomySlugs } from '../../src/domain/taxonomy.ts';

const here = import.meta.dirname;
const day = 24 * 60 * 60 * 1000;

interface SampleRelease {
  release: ReleaseInput;
  publication: { at: string } | { inDays: number };
  correction?: { note: Record<string, string>; editions: ReleaseInput['editions'] };
  attachments?: { file: string; title: string; lang?: string }[];
}

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
};

/** A load that can be cut off: `done` releases are there already, `told` hears of each further one. */
export interface Progress {
  done?: number;
  told?: (done: number, all: number) => void | Promise<void>;
}

export async function loadSample(origin: URL, token: string, progress: Progress = {}) {
  const { done = 0, told } = progress;
  const client = new Client(origin, { token });
  await loadTaxonomies(client);
  const names = (await readdir(join(here, 'releases'))).sort();
  for (const [index, name] of names.entries()) {
    if (index < done) continue;
    const text = await readFile(join(here, 'releases', name), 'utf8');
    await loadRelease(client, parse(text) as SampleRelease);
    await told?.(index + 1, names.length);
  }
}

type NewTerm = Body<'POST /editor/taxonomies/{taxonomy}/terms'>;

/** Posts every term; those that are there already stay as they are. */
export async function loadTaxonomies(client: Client): Promise<void> {
  for (const taxonomy of taxonomySlugs) {
    const text = await readFile(join(here, 'taxonomy', `${taxonomy}.yaml`), 'utf8');
    for (const body of parse(text) as NewTerm[]) {
      const term = { in: { taxonomy }, body };
      await client.send('POST /editor/taxonomies/{taxonomy}/terms', term).catch((error) => {
        if (!(error instanceof Refusal && error.status === 409)) throw error;
      });
    }
  }
}

async function loadRelease(client: Client, sample: SampleRelease): Promise<void> {
  const { publication, correction, attachments = [] } = sample;
  const scheduled = 'inDays' in publication ? Date.now() + publication.inDays * day : null;
  const release =
    scheduled === null
      ? sample.release
      : { ...sample.release, date: new Date(scheduled).toISOString().slice(0, 10) };
  const draft = await client.send('POST /editor/releases', { body: release });
  const { id } = draft.document;
  let { etag } = draft;
  for (const { file: filename, title, lang } of attachments) {
    const type = mediaTypes[filename.split('.').pop() ?? ''] ?? '';
    const body = await openAsBlob(join(here, 'files', filename), { type });
    const query = { title, ...(lang && { lang }) };
    const upload = { in: { id, filename }, query, body, etag };
    etag = (await client.send('PUT /editor/releases/{id}/attachments/{filename}', upload)).etag;
  }
  const publish = (order: Body<'PUT /editor/releases/{id}/publication'>, last: string) =>
    client.send('PUT /editor/releases/{id}/publication', { in: { id }, body: order, etag: last });
  const at = scheduled === null ? (publication as { at: string }).at : instant(scheduled);
  const published = await publish({ at }, etag);
  if (!correction) return;
  const body = { ...release, editions: { ...release.editions, ...correction.editions } };
  const correcting = { in: { id }, body, etag: published.etag };
  const revised = await client.send('PUT /editor/releases/{id}', correcting);
  await publish({ at: instant(Date.parse(at) + day), note: correction.note }, revised.etag);
}

function instant(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}
