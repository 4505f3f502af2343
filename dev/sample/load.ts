/** Posts the sample newsroom (taxonomy/, releases/ and files/ in this folder) through the API. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Body, Client, Refusal, type ReleaseInput } from '../../client/client.ts';
import { encodeBase32 } from '../../src/domain/identifier.ts';
import { taxonomySlugs } from '../../src/domain/taxonomy.ts';

const here = import.meta.dirname;
const minute = 60_000;
const day = 24 * 60 * 60 * 1000;

/** The instant in so many days, at the full minute as people choose it. */
const dayFromNow = (days: number) => Math.ceil((Date.now() + days * day) / minute) * minute;

interface Correction {
  note: Record<string, string>;
  editions: ReleaseInput['editions'];
}

interface SampleRelease {
  release: ReleaseInput;
  publication: { at: string } | { inDays: number };
  correction?: Correction;
  attachments?: { file: string; title: string; lang?: string }[];
}

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
};

export interface LoadOptions {
  /** The site's languages, the default first; by default those of the sample. */
  languages?: readonly string[];
  /** Number of releases that an interrupted load has finished. */
  done?: number;
  /** Called after each release. */
  onProgress?: (done: number, all: number) => void | Promise<void>;
}

/**
 * Loads the editions in the site's languages; a release that an earlier load left incomplete is
 * completed.
 * @returns the names of the files without an edition in a language of the site
 */
export async function loadSample(
  origin: URL,
  token: string,
  { languages = sampleLanguages, done = 0, onProgress }: LoadOptions = {},
): Promise<string[]> {
  const client = new Client(origin, { token });
  await loadTaxonomies(client, languages);
  const names = (await readdir(join(here, 'releases'))).sort();
  const leftOut: string[] = [];
  for (const [index, name] of names.entries()) {
    const text = await readFile(join(here, 'releases', name), 'utf8');
    const sample = inLanguages(parse(text) as SampleRelease, languages);
    if (!sample) leftOut.push(name);
    else if (index >= done) await new Loader(client, idOf(name), sample).load();
    if (index >= done) await onProgress?.(index + 1, names.length);
  }
  return leftOut;
}

/** The id of a release, derived from its file name: a repeated load creates no duplicates. */
export function idOf(name: string): string {
  return encodeBase32(createHash('sha256').update(name).digest()).slice(0, 12);
}

const sampleLanguages = ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar'];

/** The parts of a release in the site's languages; null if no edition is left. */
function inLanguages(sample: SampleRelease, languages: readonly string[]): SampleRelease | null {
  const known = <T>(byLanguage: Record<string, T>) =>
    Object.fromEntries(Object.entries(byLanguage).filter(([lang]) => languages.includes(lang)));
  const { release, correction, attachments = [], ...rest } = sample;
  const editions = known(release.editions);
  if (Object.keys(editions).length === 0) return null;
  const { event } = release;
  if (event?.location) {
    event.location = known(event.location);
    if (Object.keys(event.location).length === 0) delete event.location;
  }
  const corrected = correction && known(correction.editions);
  const isCorrected = corrected && Object.keys(corrected).length > 0;
  return {
    ...rest,
    release: { ...release, editions },
    attachments: attachments.filter(({ lang }) => !lang || languages.includes(lang)),
    ...(isCorrected && { correction: { note: known(correction.note), editions: corrected } }),
  };
}

type NewTerm = Body<'POST /editor/taxonomies/{taxonomy}/terms'>;

/** Posts every term; existing ones stay as they are. */
export async function loadTaxonomies(
  client: Client,
  [defaultLanguage = 'en']: readonly string[] = sampleLanguages,
): Promise<void> {
  for (const taxonomy of taxonomySlugs) {
    const text = await readFile(join(here, 'taxonomy', `${taxonomy}.yaml`), 'utf8');
    for (const body of parse(text) as NewTerm[]) {
      const name = body.names[defaultLanguage] ?? body.names.en ?? body.slug;
      const named = { ...body, names: { ...body.names, [defaultLanguage]: name } };
      const term = { params: { taxonomy }, body: named };
      await client.send('POST /editor/taxonomies/{taxonomy}/terms', term).catch((error) => {
        if (!(error instanceof Refusal && error.status === 409)) throw error;
      });
    }
  }
}

type Draft = Awaited<ReturnType<Loader['find']>>;

/** Loads one release, step by step; finished steps are skipped. */
class Loader {
  readonly #client: Client;
  readonly #id: string;
  readonly #sample: SampleRelease;
  readonly #release: ReleaseInput;
  readonly #at: string;

  constructor(client: Client, id: string, sample: SampleRelease) {
    const { publication, release } = sample;
    const scheduled = 'inDays' in publication ? dayFromNow(publication.inDays) : null;
    this.#client = client;
    this.#id = id;
    this.#sample = sample;
    this.#at = 'at' in publication ? publication.at : instant(scheduled ?? 0);
    this.#release =
      scheduled === null
        ? release
        : { ...release, date: new Date(scheduled).toISOString().slice(0, 10) };
  }

  async load(): Promise<void> {
    const saved = (await this.find()) ?? (await this.#draft());
    let { etag } = saved;
    if (saved.document.state === 'draft') {
      etag = await this.#attach(saved.document.attachments, etag);
      etag = await this.#publish({ at: this.#at }, etag);
    }
    if (this.#sample.correction) await this.#correct(this.#sample.correction, etag);
  }

  /** The release as an earlier load left it, or null. */
  async find() {
    const place = { params: { id: this.#id } };
    return this.#client.send('GET /editor/releases/{id}', place).catch((error) => {
      if (error instanceof Refusal && error.status === 404) return null;
      throw error;
    });
  }

  #draft() {
    const draft = { params: { id: this.#id }, body: this.#release, absent: true };
    return this.#client.send('PUT /editor/releases/{id}', draft);
  }

  async #attach(existing: NonNullable<Draft>['document']['attachments'], last: string) {
    let etag = last;
    for (const { file: filename, title, lang } of this.#sample.attachments ?? []) {
      if (existing.some((one) => one.filename === filename)) continue;
      const type = mediaTypes[filename.split('.').pop() ?? ''] ?? '';
      const body = await openAsBlob(join(here, 'files', filename), { type });
      const query = { title, ...(lang && { lang }) };
      const upload = { params: { id: this.#id, filename }, query, body, etag };
      const operation = 'PUT /editor/releases/{id}/attachments/{filename}';
      etag = (await this.#client.send(operation, upload)).etag;
    }
    return etag;
  }

  async #publish(body: Body<'PUT /editor/releases/{id}/publication'>, etag: string) {
    const order = { params: { id: this.#id }, body: { ...body, backdate: true }, etag };
    return (await this.#client.send('PUT /editor/releases/{id}/publication', order)).etag;
  }

  async #correct({ note, editions }: Correction, etag: string): Promise<void> {
    const place = { params: { id: this.#id } };
    const { document } = await this.#client.send('GET /releases/{id}', place);
    if (document.corrections.length > 0) return;
    const body = { ...this.#release, editions: { ...this.#release.editions, ...editions } };
    const revised = await this.#client.send('PUT /editor/releases/{id}', { ...place, body, etag });
    await this.#publish({ at: instant(Date.parse(this.#at) + day), note }, revised.etag);
  }
}

function instant(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}
