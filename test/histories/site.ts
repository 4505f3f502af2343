/** One of the two sites: its requests by editors and readers, its tick, and its reset. */
import { DurableObject } from 'cloudflare:workers';
import { type Clock, createApp } from '../../src/app.ts';
import type { Env } from '../../src/config.ts';
import { tick } from '../../src/jobs/tick.ts';
import { forgetBodies } from '../../src/store/public/listed-bodies.ts';
import type { EditorRequest, PublicRequest, SlowBody } from './acts.ts';
import { MemoryBucket } from './bucket.ts';
import { describe } from './comparison.ts';
import { databaseIn } from './database.ts';
import { clear, createState, type InitialState } from './initial-state.ts';

const origin = 'https://newsroom.example';
const clock: Clock = {
  // Until the body has been read, the moment of a request is when it began.
  clock: ({ headers, bodyUsed }) =>
    Number((bodyUsed ? null : headers.get('X-Test-Began')) ?? headers.get('X-Test-Now')),
  drift: () => null,
  probePause: () => 0,
};

/** An answer as an outsider gets it from the edge. */
export interface Answer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

/** Headers that are not compared: the date, and those that only the edge sees. */
const ignored = ['date', 'cloudflare-cdn-cache-control', 'cache-tag'];

export class TestSite extends DurableObject<Env> {
  readonly #files = new MemoryBucket();
  readonly #site: Env;
  readonly #app = createApp(clock);
  /** Editors write in another isolate, so that what the first one keeps is not forgotten for that reason. */
  readonly #editorsApp = createApp(clock);
  /** The answers since the last change, by moment and request. */
  readonly #answers = new Map<string, Promise<Answer>>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const FILES = this.#files as unknown as R2Bucket;
    this.#site = { ...env, DB: databaseIn(state.storage), FILES };
  }

  /** Creates the database. Without a name of its public state, as the twin's, no response is kept. */
  async open(initialState: InitialState, named: boolean): Promise<void> {
    await createState(this.#site.DB, initialState);
    if (!named) await this.#site.DB.prepare('delete from public_state').run();
  }

  async reset(): Promise<void> {
    this.#answers.clear();
    this.#files.clear();
    forgetBodies();
    await clear(this.#site.DB);
  }

  /** Sends an editor's request. Everything random in it comes from `seed`. */
  async perform(
    editorRequest: EditorRequest,
    token: string,
    now: number,
    seed: number,
    slowBody: SlowBody | null = null,
  ) {
    this.#answers.clear();
    const { method, path, body, headers } = editorRequest;
    const raw = body instanceof Uint8Array;
    const sent = body === null || raw ? body : JSON.stringify(body);
    const began = slowBody && { 'X-Test-Began': String(slowBody.began) };
    const request = new Request(`${origin}/api/v1/editor${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'X-Test-Now': String(now),
        ...headers,
        ...began,
      },
      ...(slowBody ? { body: this.#slowly(sent, slowBody) } : sent !== null && { body: sent }),
    });
    const answer = await withSeed(seed, async () => {
      const response = await this.#answer(request, this.#editorsApp);
      return { status: response.status, text: await response.text() };
    });
    if (slowBody?.removed) await this.#revoke(null);
    return answer;
  }

  /** A stream of the body. With `removed` the token is revoked before its end. */
  #slowly(body: string | Uint8Array | null, { removed }: SlowBody): ReadableStream<Uint8Array> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (removed) await this.#revoke(1);
      if (bytes) controller.enqueue(bytes);
      controller.close();
    };
    // Without a queue: nothing is sent before it is read.
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  async #revoke(at: number | null): Promise<void> {
    await this.#site.DB.prepare('update tokens set revoked_at = ?').bind(at).run();
  }

  /** Answers to outsiders who send all the requests at once. */
  ask(requests: readonly PublicRequest[], now: number): Promise<Answer[]> {
    return Promise.all(requests.map((request) => this.#fetchAnswer(request, now)));
  }

  /** The same, from memory if nothing has changed since the same request. */
  askCached(requests: readonly PublicRequest[], now: number): Promise<Answer[]> {
    const answers = requests.map((request) => {
      const key = [now, this.#files.writes, describe(request)].join(' ');
      const answer = this.#answers.get(key) ?? this.#fetchAnswer(request, now);
      this.#answers.set(key, answer);
      return answer;
    });
    return Promise.all(answers);
  }

  async #fetchAnswer({ method, path, headers, body }: PublicRequest, now: number): Promise<Answer> {
    const request = new Request(origin + path, {
      method,
      ...(body !== undefined && { body }),
      headers: { 'X-Test-Now': String(now), ...headers },
      redirect: 'manual',
    });
    const response = await this.#answer(request);
    return {
      status: response.status,
      headers: [...response.headers].filter(([name]) => !ignored.includes(name)).sort(),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  /** Answers a request once its `waitUntil` tasks are done, too. */
  async #answer(request: Request, app = this.#app): Promise<Response> {
    const afterwards: Promise<unknown>[] = [];
    const waitUntil = (task: Promise<unknown>) => void afterwards.push(task);
    const context = { waitUntil } as unknown as ExecutionContext;
    const response = await app.fetch(request, this.#site, context);
    await Promise.all(afterwards);
    return response;
  }

  async tick(now: number): Promise<void> {
    this.#answers.clear();
    await tick(this.#site, now);
  }
}

/** Runs `act` with random bytes from `seed`, so that both sites generate the same ids. */
async function withSeed<T>(seed: number, act: () => Promise<T>): Promise<T> {
  const original = crypto.getRandomValues;
  let state = seed;
  crypto.getRandomValues = <A extends ArrayBufferView | null>(array: A): A => {
    if (!(array instanceof Uint8Array))
      throw new Error('getRandomValues() is replaced for Uint8Array only.');
    for (let at = 0; at < array.length; at++) {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      array[at] = (mixed ^ (mixed >>> 14)) & 255;
    }
    return array;
  };
  try {
    return await act();
  } finally {
    crypto.getRandomValues = original;
  }
}
