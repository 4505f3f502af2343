/** The states in which faults are tried: each is made by an editor's steps, once, and put back at will. */
import { delivery, draft, type Newsroom, openNewsroom, type Reply } from './newsroom.ts';
import { type Kept, Storage, type Stored } from './stored-state.ts';

export const noon = Date.UTC(2026, 6, 1, 12);
/** Past the full hour, at which a tick sweeps. */
export const present = noon + 65 * 60_000;
export const future = noon + 3 * 60 * 60_000;

/**
 * What an editor, a reader or the clock does, or that a delivery is given up. In the path, `{id}` is the release, and `{made}` the
 * address of what was made last.
 */
export interface PreparedStep {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'read' | 'tick' | 'bury';
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  now?: number;
  fault?: string;
}

/** More than one chunk, so that a stream of it can break off in its middle. */
export const pdf = new Uint8Array(150_000).map((_, index) => (index * 7919) & 0xff);
pdf.set(new TextEncoder().encode('%PDF-1.7\n'));

export const at = (instant: number) => ({ at: new Date(instant).toISOString() });
export const titled = (title: string) =>
  draft({ editions: { en: { title, markdown: 'This is how it was.' } } });

const release = '/releases/{id}';
export const publication = `${release}/publication`;
export const withdrawal = `${release}/withdrawal`;
export const upload = (filename: string, bytes = pdf): PreparedStep => ({
  method: 'PUT',
  path: `${release}/attachments/${filename}`,
  body: bytes,
  headers: { 'Content-Type': 'application/pdf' },
});

export const drafted: PreparedStep[] = [
  { method: 'POST', path: '/releases', body: titled('As it was drafted') },
  { method: 'PUT', path: release, body: titled('As it was meant') },
  upload('programme.pdf'),
];
export const scheduled: PreparedStep[] = [
  ...drafted,
  { method: 'PUT', path: publication, body: at(future) },
];
export const unbuilt: PreparedStep[] = [...drafted, { method: 'PUT', path: publication, body: {} }];
export const published: PreparedStep[] = [...unbuilt, { method: 'tick', now: noon + 60_000 }];
export const revised: PreparedStep[] = [
  ...published,
  { method: 'PUT', path: release, body: titled('As it will be put right') },
];
export const corrected: PreparedStep[] = [
  ...revised,
  { method: 'PUT', path: publication, body: { note: { en: 'It was wrong.' } } },
];
export const correcting: PreparedStep[] = [
  ...revised,
  { method: 'PUT', path: publication, body: { ...at(future), note: { en: 'It was wrong.' } } },
];
export const withdrawn: PreparedStep[] = [
  ...published,
  { method: 'PUT', path: withdrawal, body: { mode: 'gone' }, now: noon + 120_000 },
];

/** Withdrawn, and no feed or sitemap tells of it any more. */
export const withdrawnAndBuilt: PreparedStep[] = [
  ...withdrawn,
  { method: 'tick', now: noon + 180_000 },
];

/** The call of an upload that follows upon the one that stores the object. */
const stored = '5';
/** Two uploads broke off: their objects and what announced them are left. */
export const abandoned: PreparedStep[] = [
  ...drafted,
  { ...upload('annex.pdf'), fault: stored },
  { ...upload('map.pdf'), fault: stored },
];

export interface Prepared {
  kept: Kept;
  id: string;
  etag: string;
  /** The address of what was made last, below the editors' API. */
  made: string;
  /** The release's public address, and its file's. */
  page: string;
  file: string;
  /** Whether it is about what readers see nothing of. */
  aside: boolean;
}

/** A newsroom that goes from state to state. */
export class Stage {
  readonly newsroom: Newsroom;
  readonly storage: Storage;
  readonly #empty: Kept;
  readonly #prepared = new Map<PreparedStep[], Prepared>();

  private constructor(newsroom: Newsroom, storage: Storage, empty: Kept) {
    this.newsroom = newsroom;
    this.storage = storage;
    this.#empty = empty;
  }

  static async open(): Promise<Stage> {
    // A state is put back within milliseconds; R2's memory of its writes cannot be.
    const platform = { betweenWrites: 0 };
    const newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr' }, platform });
    const storage = new Storage(newsroom);
    await storage.open();
    return new Stage(newsroom, storage, await storage.keep());
  }

  async prepare(steps: PreparedStep[], { aside = false } = {}): Promise<Prepared> {
    const known = this.#prepared.get(steps);
    if (known) return { ...known, aside };
    await this.storage.putBack(this.#empty);
    let id = '';
    let etag = '';
    let made = '';
    for (const step of steps) {
      if (step.method === 'bury') {
        made = `/deliveries/${await delivery(this.newsroom, { at: noon, dead: true })}`;
        continue;
      }
      const { fault, ...asked } = step;
      const sent = { etag, ...(fault && { fault }) };
      const reply = await this.send({ now: noon, ...asked }, { id, made }, sent);
      if (reply.status >= 300 && !fault)
        throw new Error(`${step.method} ${step.path}: ${reply.text}`);
      if (step.method === 'POST') id ||= reply.json.id;
      made = reply.headers.get('Location')?.split('/editor').slice(1).join('/editor') ?? made;
      etag = reply.headers.get('ETag') ?? etag;
    }
    const { json, headers } = await this.send({ method: 'GET', path: release }, { id, made });
    const prepared = {
      kept: await this.storage.keep(),
      id,
      made,
      etag: headers.get('ETag') ?? '',
      page: `/releases/${id}/${json.editions.en.slug}`,
      file: new URL(json.attachments[0].url).pathname,
      aside,
    };
    this.#prepared.set(steps, prepared);
    return prepared;
  }

  send(
    step: PreparedStep,
    { id, made }: Pick<Prepared, 'id' | 'made'>,
    { etag, fault }: { etag?: string; fault?: string } = {},
  ): Promise<Reply> {
    const { method, path = '', body = null, headers = {}, now = present } = step;
    const all = { ...headers, ...(fault && { 'X-Test-Fault': fault }) };
    if (method === 'tick') return this.newsroom.get('/test/tick', now, all);
    if (method === 'read') return this.newsroom.get(path, now, all);
    const options = { now, headers: all, ...(etag && { etag }) };
    return this.newsroom.edit(
      method,
      path.replace('{id}', id).replace('{made}', made),
      body,
      options,
    );
  }

  /** What there is: stored, and to be read by anybody. */
  async look({ id, page, file, aside }: Prepared): Promise<Stored> {
    const read = async (address: string) => {
      const { status, headers, text } = await this.newsroom.get(address, present);
      const content = address === file ? headers.get('ETag') : text;
      return `${address} ${status} ${headers.get('Location')} ${content}`;
    };
    const addresses = aside ? [] : ['/', page, file, `/api/v1/releases/${id}`];
    const [stored, ...answers] = await Promise.all([this.storage.look(), ...addresses.map(read)]);
    return { ...stored, answers };
  }

  /** What a step makes of a state when nothing fails. */
  async rehearse(step: PreparedStep, prepared: Prepared, anyState = false) {
    await this.storage.putBack(prepared.kept);
    const before = await this.look(prepared);
    const { etag } = prepared;
    const reply = await this.send(step, prepared, { etag: anyState ? '*' : etag });
    if (reply.status >= 300) throw new Error(reply.text);
    const after = await this.look(prepared);
    return { before, reply, after };
  }
}

/** How a call can fail. What only reads changes nothing, whether it fails before or after. */
const modes: Record<string, string[]> = {
  read: ['before'],
  get: ['before'],
  head: ['before'],
  list: ['before'],
  put: ['before', 'half', 'after'],
  uploadPart: ['before', 'half', 'after'],
};

/** Every fault of a request that makes these calls. */
export function stateFaults(reply: Reply): string[] {
  const calls = (reply.headers.get('X-Test-Calls') ?? '').split(' ').filter(Boolean);
  return calls.flatMap((name, index) => {
    return (modes[name] ?? ['before', 'after']).map((mode) => `${index + 1};${mode};${name}`);
  });
}

/** What a failure must not tell: the injected error's words, SQL, a stack. */
export const leak =
  /inject|sqlite|\bd1\b|select |insert |update |delete from|error:|\.[jt]s\b|^\s+at /im;
