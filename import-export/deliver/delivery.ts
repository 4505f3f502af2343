/**
 * Bringing one item into the newsroom through the editors' API. Whatever is there already is read
 * first, and only what is missing is done: so an item that was broken off at any point is finished by
 * the next run, one that is whole is left alone, and nobody needs to remember what was done.
 */
import { openAsBlob } from 'node:fs';
import * as v from 'valibot';
import { type Client, Refusal, type WorkingRelease } from '../../client/client.ts';
import { formatInstant } from '../../src/domain/instant.ts';
import { releaseInput } from '../../src/domain/release.ts';
import type { Item } from '../resolve/item.ts';

/**
 * - `published`, `drafted`: it was not there before
 * - `finished`: an earlier run had begun it
 * - `there`: nothing was to do
 * - `changed`: it is there, and is no longer (or not yet) what the file says; it was left alone
 */
export type Outcome = 'published' | 'drafted' | 'finished' | 'there' | 'changed';

export class Delivery {
  readonly #client: Client;
  /** Whether the last item was there: the next one is then looked for before it is made. */
  #met = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * @throws Refusal for what the newsroom does not take; nothing of the item is left there then
   * @throws Unreachable
   */
  async deliver(item: Item): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#advance(item);
      } catch (error) {
        // Somebody was quicker, or the answer to what was done got lost: what is there tells.
        if (!(error instanceof Refusal) || error.status !== 412 || attempt === 5) throw error;
        this.#met = true;
      }
    }
  }

  /** What `deliver` would do, as far as can be told without doing it. */
  async foresee(item: Item): Promise<Outcome> {
    const before = await this.#find(item.id);
    return before ? standing(item, before.document) : fresh(item);
  }

  async #advance(item: Item): Promise<Outcome> {
    const before = this.#met ? await this.#find(item.id) : null;
    this.#met = before !== null;
    const { document, etag } = before ?? (await this.#make(item));
    const outcome = before ? standing(item, document) : fresh(item);
    if (outcome === 'there' || outcome === 'changed') return outcome;
    try {
      await this.#complete(item, missing(item, document), etag);
    } catch (error) {
      if (error instanceof Refusal && isFinal(error.status)) await this.#discard(item.id);
      throw error;
    }
    return outcome;
  }

  async #find(id: string) {
    try {
      return await this.#client.send('GET /editor/releases/{id}', { params: { id } });
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return null;
      throw error;
    }
  }

  #make({ id, release }: Item) {
    const sent = { params: { id }, body: release, absent: true };
    return this.#client.send('PUT /editor/releases/{id}', sent);
  }

  async #complete(item: Item, files: Item['files'], first: string): Promise<void> {
    let etag = first;
    for (const { path, filename, mediaType, title, lang } of files) {
      const body = await openAsBlob(path, { type: mediaType });
      const labels = { ...(title && { title }), ...(lang !== null && { lang }) };
      const place = { params: { id: item.id, filename }, query: labels, body, etag };
      etag = (await this.#client.send('PUT /editor/releases/{id}/attachments/{filename}', place))
        .etag;
    }
    if (item.at === null) return;
    const order = {
      params: { id: item.id },
      body: { at: formatInstant(item.at), backdate: true },
      etag,
    };
    await this.#client.send('PUT /editor/releases/{id}/publication', order);
  }

  /** Takes back a draft that could not be completed, unless readers have it meanwhile. */
  async #discard(id: string): Promise<void> {
    const found = await this.#find(id);
    if (found?.document.state !== 'draft') return;
    await this.#client.send('DELETE /editor/releases/{id}', { params: { id }, etag: found.etag });
  }
}

function missing({ files }: Item, { attachments }: WorkingRelease): Item['files'] {
  return files.filter(({ filename }) => !attachments.some((one) => one.filename === filename));
}

/** What is to be done about an item that is not there. */
const fresh = ({ at }: Item): Outcome => (at === null ? 'drafted' : 'published');

/** What is to be done about an item of which something is there. */
function standing(item: Item, found: WorkingRelease): Outcome {
  if (!saysTheSame(item, found)) return 'changed';
  const left = missing(item, found).length;
  if (found.state === 'public') return item.at !== null && left === 0 ? 'there' : 'changed';
  // Each file that was brought is a version; any further one is an editor's.
  if (found.state !== 'draft' || found.version > 1 + item.files.length) return 'changed';
  return item.at === null && left === 0 ? 'there' : 'finished';
}

/** Whether a refusal stays one, so that what was begun is to be taken back. */
const isFinal = (status: number) => status < 500 && ![401, 412, 429].includes(status);

/** Whether what is there says what the item says; a slug that the item leaves open is the site's. */
function saysTheSame({ release }: Item, found: WorkingRelease): boolean {
  const { kind, date, sources, fieldsOfWork, countries, meetings, contacts, legacyUrls } = found;
  const editions = Object.fromEntries(
    Object.entries(found.editions).map(([lang, edition]) => {
      const { title, slug, summary, place, markdown } = edition;
      const told = release.editions[lang]?.slug !== undefined;
      const parts = { ...(told && { slug }), ...(summary && { summary }), ...(place && { place }) };
      return [lang, { title, ...parts, markdown }];
    }),
  );
  const there = {
    kind,
    date,
    sources,
    fieldsOfWork,
    countries,
    meetings,
    contacts,
    legacyUrls,
    editions,
  };
  return sorted(there) === sorted(asRead({ ...v.parse(releaseInput, release) }, date));
}

/** What is sent, as it is read again: what is empty is left out, and a date is there. */
function asRead(sent: v.InferOutput<typeof releaseInput>, day: string) {
  const { date = day, editions, ...others } = sent;
  const texts = Object.entries(editions).map(([lang, { summary, place, ...edition }]) => {
    return [lang, { ...edition, ...(summary && { summary }), ...(place && { place }) }];
  });
  return { ...others, date, editions: Object.fromEntries(texts) };
}

/** JSON whose fields stand in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
