/** A site's API as the moving commands use it: patient, and loud about what is refused. */

export interface Answer {
  status: number;
  etag: string;
  /** The JSON, or null where there was none. */
  // biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
  document: any;
}

const attempts = 6;
const passing = new Set([429, 500, 502, 503, 504]);

/** What the site would not take. */
export class Refusal extends Error {
  readonly status: number;

  constructor(request: string, status: number, text: string) {
    super(`${request}: ${status} ${reasonIn(text)}`);
    this.status = status;
  }
}

function reasonIn(text: string): string {
  try {
    const { detail, errors = [] } = JSON.parse(text);
    const faults = errors.map((one: { pointer: string; detail: string }) =>
      [one.pointer, one.detail].join(' '),
    );
    return [detail, ...faults].join('; ');
  } catch {
    return text.slice(0, 300);
  }
}

export class Api {
  readonly origin: string;
  readonly #token: string | null;

  constructor(origin: string, token: string | null) {
    this.origin = origin.replace(/\/+$/, '');
    this.#token = token;
  }

  /** Whether there is a token to ask the editors' side with. */
  get isEditor(): boolean {
    return this.#token !== null;
  }

  /**
   * The answer to a request, after a pause and another try where that helps.
   * @throws Refusal where it is neither a success nor one of `borne`
   */
  async send(
    method: string,
    path: string,
    {
      body,
      headers = {},
      borne = [],
    }: { body?: unknown; headers?: HeadersInit; borne?: number[] } = {},
  ): Promise<Answer> {
    const response = await this.#ask(method, path, {
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok && !borne.includes(response.status)) {
      throw new Refusal(`${method} ${path}`, response.status, text);
    }
    const etag = response.headers.get('ETag') ?? '';
    return { status: response.status, etag, document: text ? JSON.parse(text) : null };
  }

  /** The bytes at a path. */
  async bytes(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#ask('GET', path, {});
    if (response.ok && response.body) return response.body;
    throw new Refusal(`GET ${path}`, response.status, await response.text());
  }

  /** What anybody gets at a path, whatever it is; redirects are not followed. */
  look(path: string): Promise<Response> {
    return ask(() => fetch(this.origin + path, { redirect: 'manual' }), `GET ${path}`);
  }

  /** Sends a file as it is. */
  async upload(
    path: string,
    mediaType: string,
    bytes: Blob,
    borne: number[] = [],
  ): Promise<number> {
    const headers = { 'Content-Type': mediaType };
    const response = await this.#ask('PUT', path, { body: bytes, headers });
    const text = await response.text();
    if (response.ok || borne.includes(response.status)) return response.status;
    throw new Refusal(`PUT ${path}`, response.status, text);
  }

  #ask(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== null) headers.set('Authorization', `Bearer ${this.#token}`);
    return ask(() => fetch(this.origin + path, { ...init, method, headers }), `${method} ${path}`);
  }
}

/** Asks again, later, where that may help. */
async function ask(request: () => Promise<Response>, name: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await request();
      if (attempt === attempts || !passing.has(response.status)) return response;
      await response.body?.cancel();
      await pause(Number(response.headers.get('Retry-After') ?? 0) * 1000 || 250 * 2 ** attempt);
    } catch (error) {
      if (attempt === attempts) throw new Error(`${name}: no answer`, { cause: error });
      await pause(250 * 2 ** attempt);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
