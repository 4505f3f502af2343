/**
 * Delivers one item through the editors' API. The existing state is read first and only missing steps
 * are done, so the next run completes an interrupted item and skips a complete one, without a ledger.
 */
import { openAsBlob } from 'node:fs';
import * as v from 'valibot';
import { type Client, Refusal, type WorkingRelease } from '../../client/client.ts';
import { formatInstant } from '../../src/domain/instant.ts';
import { releaseInput } from '../../src/domain/release-input.ts';
import type { Item } from '../resolve/item.ts';

/**
 * - `published`, `drafted`: it is new
 * - `finished`: an earlier run had begun it
 * - `there`: it was complete
 * - `changed`: it exists and differs from the file; it was not changed
 */
export type Outcome = 'published' | 'drafted' | 'finished' | 'there' | 'changed';

export class Delivery {
  readonly #client: Client;
  /** Whether the last item existed: the next one is then read before it is created. */
  #existed = false;

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * @throws Refusal if the site refuses the item; nothing of it is left on the site then
   * @throws Unreachable
   */
  async deliver(item: Item): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#advance(item);
      } catch (error) {
        // A concurrent write, or a lost response: read the state and continue from it.
        if (!(error instanceof Refusal) || error.status !== 412 || attempt === 5) throw error;
        this.#existed = true;
      }
    }
  }

  /** Predicts the outcome of `deliver` without a change. */
  async predict(item: Item): Promise<Outcome> {
    const before = await this.#find(item.id);
    return before ? outcomeOfExisting(item, before.document) : outcomeOfNew(item);
  }

  async #advance(item: Item): Promise<Outcome> {
    const before = this.#existed ? await this.#find(item.id) : null;
    this.#existed = before !== null;
    const { document, etag } = before ?? (await this.#make(item));
    const outcome = before ? outcomeOfExisting(item, document) : outcomeOfNew(item);
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

  /** Deletes a draft that could not be completed, unless it is public by now. */
  async #discard(id: string): Promise<void> {
    const found = await this.#find(id);
    if (found?.document.state !== 'draft') return;
    await this.#client.send('DELETE /editor/releases/{id}', { params: { id }, etag: found.etag });
  }
}

function missing({ files }: Item, { attachments }: WorkingRelease): Item['files'] {
  return files.filter(({ filename }) => !attachments.some((one) => one.filename === filename));
}

/** The outcome of an item that does not exist yet. */
const outcomeOfNew = ({ at }: Item): Outcome => (at === null ? 'drafted' : 'published');

/** The outcome of an item that exists. */
function outcomeOfExisting(item: Item, found: WorkingRelease): Outcome {
  if (!isSameContent(item, found)) return 'changed';
  const left = missing(item, found).length;
  if (found.state === 'public') return item.at !== null && left === 0 ? 'there' : 'changed';
  // Each uploaded file makes a version; any further one is by an editor.
  if (found.state !== 'draft' || found.version > 1 + item.files.length) return 'changed';
  return item.at === null && left === 0 ? 'there' : 'finished';
}

/** Whether a refusal is permanent, so that an incomplete item is deleted. */
const isFinal = (status: number) => status < 500 && ![401, 412, 429].includes(status);

/** Whether release and item have equal content. A slug that the item omits is not compared. */
function isSameContent({ release }: Item, found: WorkingRelease): boolean {
  const { kind, date, sources, fieldsOfWork, countries, meetings, contacts, event, legacyUrls } =
    found;
  const editions = Object.fromEntries(
    Object.entries(found.editions).map(([lang, edition]) => {
      const { title, slug, summary, place, markdown } = edition;
      const hasSlug = release.editions[lang]?.slug !== undefined;
      const parts = {
        ...(hasSlug && { slug }),
        ...(summary && { summary }),
        ...(place && { place }),
      };
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
    ...(event && { event }),
    legacyUrls,
    editions,
  };
  return sorted(there) === sorted(asRead({ ...v.parse(releaseInput, release) }, date));
}

/** The input as the API returns it: without empty fields, with a date. */
function asRead(sent: v.InferOutput<typeof releaseInput>, day: string) {
  const { date = day, editions, ...others } = sent;
  const texts = Object.entries(editions).map(([lang, { summary, place, ...edition }]) => {
    return [lang, { ...edition, ...(summary && { summary }), ...(place && { place }) }];
  });
  return { ...others, date, editions: Object.fromEntries(texts) };
}

/** JSON with sorted fields. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
