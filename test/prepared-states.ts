/** The states in which faults are injected. Each is made once, by an editor's steps, and then restored. */
import { delivery, draft, type Newsroom, openNewsroom, type Reply } from './newsroom.ts';
import { type SavedState, Storage, type Stored } from './stored-state.ts';

export const noon = Date.UTC(2026, 6, 1, 12);
/** Shortly after a full hour, when a tick removes leftovers. */
export const present = noon + 65 * 60_000;
export const future = noon + 3 * 60 * 60_000;

/**
 * A step of an editor, a reader or the clock, or the giving up of a delivery. In the path, `{id}` is
 * the release and `{made}` the address of what was created last.
 */
export interface PreparedStep {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'read' | 'tick' | 'dead-letter';
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  now?: number;
  fault?: string;
}

/** More than one chunk, so that its stream can break off in the middle. */
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

/** Withdrawn, and in no feed or sitemap any more. */
export const withdrawnAndBuilt: PreparedStep[] = [
  ...withdrawn,
  { method: 'tick', now: noon + 180_000 },
];

/** The position of the call after the one that stores the object of an upload. */
const stored = '5';
/** Two interrupted uploads: their objects and their uncommitted rows are left. */
export const abandoned: PreparedStep[] = [
  ...drafted,
  { ...upload('annex.pdf'), fault: stored },
  { ...upload('map.pdf'), fault: stored },
];

export interface Prepared {
  saved: SavedState;
  id: string;
  etag: string;
  /** The address of what was created last, below the editors' API. */
  made: string;
  /** The public addresses of the release and of its file. */
  page: string;
  file: string;
  /** Whether readers see nothing of it. */
  onlyStored: boolean;
}

/** A newsroom that can be set to each of the states. */
export class Stage {
  readonly newsroom: Newsroom;
  readonly storage: Storage;
  readonly #empty: SavedState;
  readonly #prepared = new Map<PreparedStep[], Prepared>();

  private constructor(newsroom: Newsroom, storage: Storage, empty: SavedState) {
    this.newsroom = newsroom;
    this.storage = storage;
    this.#empty = empty;
  }

  static async open(): Promise<Stage> {
    // States follow within milliseconds, and R2's limit of one write a second cannot be reset.
    const platform = { betweenWrites: 0 };
    const newsroom = await openNewsroom({ vars: { LANGUAGES: 'en fr' }, platform });
    const storage = new Storage(newsroom);
    await storage.open();
    return new Stage(newsroom, storage, await storage.save());
  }

  async prepare(steps: PreparedStep[], { onlyStored = false } = {}): Promise<Prepared> {
    const known = this.#prepared.get(steps);
    if (known) return { ...known, onlyStored };
    await this.storage.restore(this.#empty);
    let id = '';
    let etag = '';
    let made = '';
    for (const step of steps) {
      if (step.method === 'dead-letter') {
        made = `/deliveries/${await delivery(this.newsroom, { at: noon, dead: true })}`;
        continue;
      }
      const { fault, ...request } = step;
      const sent = { etag, ...(fault && { fault }) };
      const reply = await this.send({ now: noon, ...request }, { id, made }, sent);
      if (reply.status >= 300 && !fault)
        throw new Error(`${step.method} ${step.path}: ${reply.text}`);
      if (step.method === 'POST') id ||= reply.json.id;
      made = reply.headers.get('Location')?.split('/editor').slice(1).join('/editor') ?? made;
      etag = reply.headers.get('ETag') ?? etag;
    }
    const { json, headers } = await this.send({ method: 'GET', path: release }, { id, made });
    const prepared = {
      saved: await this.storage.save(),
      id,
      made,
      etag: headers.get('ETag') ?? '',
      page: `/releases/${id}/${json.editions.en.slug}`,
      file: new URL(json.attachments[0].url).pathname,
      onlyStored,
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

  /** The stored state and the answers to readers. */
  async read({ id, page, file, onlyStored }: Prepared): Promise<Stored> {
    const read = async (address: string) => {
      const { status, headers, text } = await this.newsroom.get(address, present);
      const content = address === file ? headers.get('ETag') : text;
      return `${address} ${status} ${headers.get('Location')} ${content}`;
    };
    const addresses = onlyStored ? [] : ['/', page, file, `/api/v1/releases/${id}`];
    const [stored, ...answers] = await Promise.all([this.storage.read(), ...addresses.map(read)]);
    return { ...stored, answers };
  }

  /** The result of a step when nothing fails. */
  async rehearse(step: PreparedStep, prepared: Prepared, anyState = false) {
    await this.storage.restore(prepared.saved);
    const before = await this.read(prepared);
    const { etag } = prepared;
    const reply = await this.send(step, prepared, { etag: anyState ? '*' : etag });
    if (reply.status >= 300) throw new Error(reply.text);
    const after = await this.read(prepared);
    return { before, reply, after };
  }
}

/** The ways in which a call can fail. For a read, before and after are the same. */
const modes: Record<string, string[]> = {
  read: ['before'],
  get: ['before'],
  head: ['before'],
  list: ['before'],
  put: ['before', 'half', 'after'],
  uploadPart: ['before', 'half', 'after'],
};

/** All faults of a request that makes these calls. */
export function stateFaults(reply: Reply): string[] {
  const calls = (reply.headers.get('X-Test-Calls') ?? '').split(' ').filter(Boolean);
  return calls.flatMap((name, index) => {
    return (modes[name] ?? ['before', 'after']).map((mode) => `${index + 1};${mode};${name}`);
  });
}

/** Text that no error may contain: the injected error, SQL, a stack. */
export const leak =
  /inject|sqlite|\bd1\b|select |insert |update |delete from|error:|\.[jt]s\b|^\s+at /im;
