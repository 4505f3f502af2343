/**
 * The API for TypeScript: every operation with its types, a token, conditions, and patience. Runs
 * wherever there is `fetch`, without a dependency.
 *
 *   const client = new Client('https://newsroom.example', { token });
 *   const { document, etag } = await client.send('POST /editor/releases', { body: release });
 *   await client.send('PUT /editor/releases/{id}/publication', { params: { id: document.id }, body: {}, etag });
 */
import type { Body, Call, Document, Params, Problem, Query } from './operations.ts';

export type * from './operations.ts';

export interface ClientOptions {
  /** An editor's token; without one only what is public can be asked. */
  token?: string;
  /** How often a request is sent before it counts as failed. */
  attempts?: number;
  /** Ends what is under way, also a pause between two attempts. */
  signal?: AbortSignal;
  /** Waits for that many milliseconds. */
  pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  fetch?: typeof fetch;
}

type Needed<Key extends string, Value> = [Value] extends [never]
  ? unknown
  : Record<never, unknown> extends Value
    ? { [One in Key]?: Value }
    : { [One in Key]: Value };

/** What is sent with an operation: the parameters of its path, its query, its body, conditions. */
export type Parameters<Name extends Call> = Needed<'params', Params<Name>> &
  Needed<'query', Query<Name>> &
  Needed<'body', Body<Name>> & {
    /** `If-Match`: the ETag that was last read. */
    etag?: string | undefined;
    /** `If-None-Match: *`: only where there is nothing yet. */
    absent?: boolean;
    /** `Idempotency-Key`; each POST has a random one, so that it can be sent again, if none is given. */
    key?: string;
    headers?: Record<string, string>;
  };

export interface Answer<Name extends Call> {
  status: number;
  document: Document<Name>;
  /** The validator of what was answered; empty where there is none. */
  etag: string;
}

/** A problem (RFC 9457) that the API answered. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** `urn:dateline:problem:…`, or `about:blank` where the answer was no problem document. */
  readonly type: string;
  /** Each fault with its RFC 6901 pointer into what was sent. */
  readonly errors: readonly { pointer: string; detail: string }[];

  constructor(status: number, { type, title, detail, errors = [] }: Partial<Problem>) {
    super(detail || title || `The site answered ${status}.`);
    this.status = status;
    this.type = type ?? 'about:blank';
    this.errors = errors;
  }
}

/** No answer came, however often it was tried. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Refusals that are over after a while. */
const passing = new Set([429, 500, 502, 503, 504]);

export class Client {
  readonly origin: string;
  readonly #options: ClientOptions;

  /** Whether there is a token to ask the editors' side with. */
  get isEditor(): boolean {
    return this.#options.token !== undefined;
  }

  constructor(origin: string | URL, options: ClientOptions = {}) {
    this.origin = new URL(origin).origin;
    this.#options = options;
  }

  /**
   * Carries out an operation. What fails in passing (429, 5xx, no answer) is sent again, after as
   * long as `Retry-After` says. A PUT or DELETE whose answer was lost may have been done: sent again
   * with its condition it then gets 412, and reading tells.
   * @throws Refusal for what the API does not accept
   * @throws Unreachable
   */
  async send<Name extends Call>(
    name: Name,
    // An operation that needs nothing is called by its name alone.
    ...[parameters]: Record<never, unknown> extends Parameters<Name>
      ? [Parameters<Name>?]
      : [Parameters<Name>]
  ): Promise<Answer<Name>> {
    const response = await this.#carryOut(name, (parameters ?? {}) as Loose);
    return read<Name>(response);
  }

  /**
   * The bytes of an operation that answers with a file.
   * @throws Refusal, Unreachable
   */
  async bytes<Name extends Call>(
    name: Name,
    parameters: Parameters<Name>,
  ): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#carryOut(name, parameters as Loose);
    return body ?? new Blob([]).stream();
  }

  /**
   * What anybody is answered at an address of the site, whatever it is: redirects are not followed.
   * @throws Unreachable
   */
  fetchRaw(path: string): Promise<Response> {
    return this.#patiently(new URL(this.origin + path), { redirect: 'manual' });
  }

  async #carryOut(name: string, parameters: Loose): Promise<Response> {
    const response = await this.#patiently(...this.#request(name, parameters));
    if (response.ok) return response;
    throw await refusalOf(response);
  }

  /** The answer to a request, after more than one try where that may help. */
  async #patiently(url: URL, init: RequestInit): Promise<Response> {
    const { attempts = 6, signal, pause = wait } = this.#options;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await this.#try(url, init);
      const last = attempt >= attempts;
      if (outcome instanceof Response) {
        if (last || !passing.has(outcome.status)) return outcome;
        await pause(await delayOf(outcome, attempt), signal);
      } else {
        if (last) throw outcome;
        await pause(backOff(attempt), signal);
      }
    }
  }

  /** Every entry of a list that is told in pages. */
  async *list<Name extends Paged>(name: Name, query: Query<Name>): AsyncGenerator<Entry<Name>> {
    for (let cursor: string | null = null; ; ) {
      const asked = { query: { ...(query as object), ...(cursor !== null && { cursor }) } };
      const { document } = await this.send(name, ...([asked] as never));
      const page = document as unknown as { items: Entry<Name>[]; next: string | null };
      yield* page.items;
      if (page.next === null) return;
      cursor = page.next;
    }
  }

  #request(name: string, parameters: Loose): [URL, RequestInit] {
    const { params = {}, query = {}, body, etag, absent, key, headers } = parameters;
    const [method = '', template = ''] = name.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_, one: string) =>
      encodeURIComponent(String(params[one])),
    );
    const url = new URL(`/api/v1${path}`, this.origin);
    for (const [one, value] of Object.entries(query)) {
      for (const text of Array.isArray(value) ? value : [value]) {
        if (text !== undefined) url.searchParams.append(one, String(text));
      }
    }
    const { token } = this.#options;
    const bytes = body instanceof Blob;
    const sent: Record<string, string> = {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && !bytes && { 'Content-Type': 'application/json' }),
      ...(bytes && body.type && { 'Content-Type': body.type }),
      ...(etag && { 'If-Match': etag }),
      ...(absent && { 'If-None-Match': '*' }),
      ...(method === 'POST' && { 'Idempotency-Key': `"${key ?? crypto.randomUUID()}"` }),
      ...headers,
    };
    const content = body === undefined ? {} : { body: bytes ? body : JSON.stringify(body) };
    return [url, { method, headers: sent, redirect: 'manual', ...content }];
  }

  async #try(url: URL, init: RequestInit): Promise<Response | Unreachable> {
    const { signal, fetch: send = fetch } = this.#options;
    try {
      return await send(url, { ...init, ...(signal && { signal }) });
    } catch (cause) {
      signal?.throwIfAborted();
      return new Unreachable(`${url.origin} does not answer.`, { cause });
    }
  }
}

/** Operations whose answer is a page with the cursor of the next. */
type Paged = {
  [Name in Call]: Document<Name> extends { items: unknown[]; next: string | null } ? Name : never;
}[Call];

type Entry<Name extends Call> = Document<Name> extends { items: (infer One)[] } ? One : never;

interface Loose {
  params?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  etag?: string;
  absent?: boolean;
  key?: string;
  headers?: Record<string, string>;
}

async function read<Name extends Call>(response: Response): Promise<Answer<Name>> {
  const text = await response.text();
  return {
    status: response.status,
    document: (text === '' ? null : JSON.parse(text)) as Document<Name>,
    etag: response.headers.get('ETag') ?? '',
  };
}

async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  const told = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  return new Refusal(response.status, told ? JSON.parse(text) : {});
}

/** How long a refusal asks to wait, in milliseconds; its body is let go. */
async function delayOf(response: Response, attempt: number): Promise<number> {
  await response.body?.cancel();
  const field = response.headers.get('Retry-After');
  if (field === null) return backOff(attempt);
  const asked = /^\d+$/.test(field) ? Number(field) * 1000 : Date.parse(field) - Date.now();
  return Number.isNaN(asked) ? backOff(attempt) : Math.max(0, asked);
}

/** Half a second, then twice as long each time, never more than half a minute; spread at random. */
const backOff = (attempt: number) => Math.min(30_000, 250 * 2 ** attempt) * (0.5 + Math.random());

function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const over = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over);
      done();
    }, milliseconds);
    signal?.addEventListener('abort', over, { once: true });
  });
}
