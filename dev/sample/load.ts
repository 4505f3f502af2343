/** The sample newsroom: taxonomy/, releases/ and files/ beside this module, posted through the API. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { taxonomySlugs } from '../../src/domain/taxonomy.ts';

const here = import.meta.dirname;
const day = 24 * 60 * 60 * 1000;

interface SampleRelease {
  release: { editions: Record<string, unknown>; date: string };
  publication: { at: string } | { inDays: number };
  correction?: { note: Record<string, string>; editions: Record<string, unknown> };
  attachments?: { file: string; title: string; lang?: string }[];
}

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
};

/** Sends one request to the editors' API, and insists on success or one of the `borne` statuses. */
type Send = (
  method: string,
  path: string,
  body: unknown,
  headers?: Record<string, string>,
  borne?: number[],
) => Promise<Answer>;
interface Answer {
  etag: string;
  document: Record<string, unknown>;
}

/** A load that can be cut off: `done` releases are there already, `told` hears of each further one. */
export interface Progress {
  done?: number;
  told?: (done: number, all: number) => void | Promise<void>;
}

export async function loadSample(origin: URL, token: string, progress: Progress = {}) {
  const { done = 0, told } = progress;
  const send = sender(origin, token);
  await loadTaxonomies(send);
  const names = (await readdir(join(here, 'releases'))).sort();
  for (const [index, name] of names.entries()) {
    if (index < done) continue;
    const text = await readFile(join(here, 'releases', name), 'utf8');
    await loadRelease(send, parse(text) as SampleRelease);
    await told?.(index + 1, names.length);
  }
}

/** Posts every term; those that are there already stay as they are. */
export async function loadTaxonomies(send: Send): Promise<void> {
  for (const taxonomy of taxonomySlugs) {
    const text = await readFile(join(here, 'taxonomy', `${taxonomy}.yaml`), 'utf8');
    for (const term of parse(text) as unknown[]) {
      await send('POST', `/taxonomies/${taxonomy}/terms`, term, {}, [409]);
    }
  }
}

async function loadRelease(send: Send, sample: SampleRelease): Promise<void> {
  const { publication, correction, attachments = [] } = sample;
  const scheduled = 'inDays' in publication ? Date.now() + publication.inDays * day : null;
  const release =
    scheduled === null
      ? sample.release
      : { ...sample.release, date: new Date(scheduled).toISOString().slice(0, 10) };
  const draft = await send('POST', '/releases', release);
  const path = `/releases/${draft.document.id}`;
  let { etag } = draft;
  for (const { file, title, lang } of attachments) {
    const labels = new URLSearchParams({ title, ...(lang && { lang }) });
    const type = mediaTypes[file.split('.').pop() ?? ''] ?? '';
    const bytes = await readFile(join(here, 'files', file));
    const put = await send('PUT', `${path}/attachments/${file}?${labels}`, bytes, {
      'Content-Type': type,
    });
    etag = put.etag;
  }
  const at = scheduled === null ? (publication as { at: string }).at : instant(scheduled);
  const published = await send('PUT', `${path}/publication`, { at }, { 'If-Match': etag });
  if (!correction) return;
  const corrected = { ...release, editions: { ...release.editions, ...correction.editions } };
  const revised = await send('PUT', path, corrected, { 'If-Match': published.etag });
  const order = { at: instant(Date.parse(at) + day), note: correction.note };
  await send('PUT', `${path}/publication`, order, { 'If-Match': revised.etag });
}

function instant(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}

export function sender(origin: URL, token: string): Send {
  return async (method, path, body, headers = {}, borne = []) => {
    const raw = body instanceof Uint8Array;
    const response = await fetch(new URL(`/api/v1/editor${path}`, origin), {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(!raw && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: raw ? new Uint8Array(body) : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok && !borne.includes(response.status))
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return {
      etag: response.headers.get('ETag') ?? '',
      document: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  };
}
