/**
 * The client of the API: typed operations, a token, conditional requests, retries. It needs `fetch`
 * and no package.
 *
 *   const client = new Client('https://newsroom.example', { token });
 *   const { document, etag } = await client.send('POST /editor/releases', { body: release });
 *   await client.send('PUT /editor/releases/{id}/publication', { params: { id: document.id }, body: {}, etag });
 */
import type { Body, Call, Document, Params, Problem, Query } from './operations.ts';

export type * from './operations.ts';

export interface ClientOptions {
  /** An editor's token. Without one only public operations work. */
  token?: string;
  /** The number of attempts before a request fails. */
  attempts?: number;
  /** Aborts requests, and pauses between attempts. */
  signal?: AbortSignal;
  /** Waits between attempts. */
  pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  fetch?: typeof fetch;
}

type Needed<Key extends string, Value> = [Value] extends [never]
  ? unknown
  : Record<never, unknown> extends Value
    ? { [One in Key]?: Value }
    : { [One in Key]: Value };

/** The input of an operation: path parameters, query, body, conditions. */
export type Parameters<Name extends Call> = Needed<'params', Params<Name>> &
  Needed<'query', Query<Name>> &
  Needed<'body', Body<Name>> & {
    /** `If-Match`: the ETag that was last read. */
    etag?: string | undefined;
    /** `If-None-Match: *`: create, do not replace. */
    absent?: boolean;
    /** `Idempotency-Key`. Default: a random key for each POST, so that it can be repeated. */
    key?: string;
    headers?: Record<string, string>;
  };

export interface Answer<Name extends Call> {
  status: number;
  document: Document<Name>;
  /** The ETag of the response, or an empty string. */
  etag: string;
}

/** An error response with a problem document (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** `urn:dateline:problem:…`, or `about:blank` if the response had no problem document. */
  readonly type: string;
  /** The faults, each with a JSON pointer (RFC 6901) into the request. */
  readonly errors: readonly { pointer: string; detail: string }[];

  constructor(status: number, { type, title, detail, errors = [] }: Partial<Problem>) {
    super(detail || title || `The site returned ${status}.`);
    this.status = status;
    this.type = type ?? 'about:blank';
    this.errors = errors;
  }
}

/** No response after all attempts. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The statuses that are worth another attempt. */
const retryable = new Set([429, 500, 502, 503, 504]);

export class Client {
  readonly origin: string;
  readonly #options: ClientOptions;

  /** Whether the client has a token. */
  get isEditor(): boolean {
    return this.#options.token !== undefined;
  }

  constructor(origin: string | URL, options: ClientOptions = {}) {
    this.origin = new URL(origin).origin;
    this.#options = options;
  }

  /**
   * Executes an operation. After 429, 5xx or no response it is repeated, after the pause that
   * `Retry-After` asks for. A PUT or DELETE whose response was lost may have been executed: its
   * repetition then gets 412, and a read shows the state.
   * @throws Refusal for an error response
   * @throws Unreachable
   */
  async send<Name extends Call>(
    name: Name,
    // An operation without required input is called by its name alone.
    ...[parameters]: Record<never, unknown> extends Parameters<Name>
      ? [Parameters<Name>?]
      : [Parameters<Name>]
  ): Promise<Answer<Name>> {
    const response = await this.#execute(name, (parameters ?? {}) as Loose);
    return read<Name>(response);
  }

  /**
   * Executes an operation that responds with a file.
   * @throws Refusal, Unreachable
   */
  async bytes<Name extends Call>(
    name: Name,
    parameters: Parameters<Name>,
  ): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#execute(name, parameters as Loose);
    return body ?? new Blob([]).stream();
  }

  /**
   * Fetches any path of the site without a token. Redirects are not followed.
   * @throws Unreachable
   */
  fetchRaw(path: string): Promise<Response> {
    return this.#withRetries(new URL(this.origin + path), { redirect: 'manual' });
  }

  async #execute(name: string, parameters: Loose): Promise<Response> {
    const response = await this.#withRetries(...this.#request(name, parameters));
    if (response.ok) return response;
    throw await refusalOf(response);
  }

  /** Sends a request, with retries. */
  async #withRetries(url: URL, init: RequestInit): Promise<Response> {
    const { attempts = 6, signal, pause = wait } = this.#options;
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted();
      const outcome = await this.#try(url, init);
      const last = attempt >= attempts;
      if (outcome instanceof Response) {
        if (last || !retryable.has(outcome.status)) return outcome;
        await pause(await delayOf(outcome, attempt), signal);
      } else {
        if (last) throw outcome;
        await pause(backOff(attempt), signal);
      }
    }
  }

  /** The entries of all pages of a list. */
  async *list<Name extends Paged>(name: Name, query: Query<Name>): AsyncGenerator<Entry<Name>> {
    for (let cursor: string | null = null; ; ) {
      const input = { query: { ...(query as object), ...(cursor !== null && { cursor }) } };
      const { document } = await this.send(name, ...([input] as never));
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
      return new Unreachable(`${url.origin} does not respond.`, { cause });
    }
  }
}

/** Operations that respond with a page and the cursor of the next one. */
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
  const isProblem = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  return new Refusal(response.status, isProblem ? JSON.parse(text) : {});
}

/** The pause after an error response in milliseconds. Its body is discarded. */
async function delayOf(response: Response, attempt: number): Promise<number> {
  await response.body?.cancel();
  const field = response.headers.get('Retry-After');
  if (field === null) return backOff(attempt);
  const asked = /^\d+$/.test(field) ? Number(field) * 1000 : Date.parse(field) - Date.now();
  return Number.isNaN(asked) ? backOff(attempt) : Math.max(0, asked);
}

/** Exponential backoff with jitter: half a second at first, at most half a minute. */
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
