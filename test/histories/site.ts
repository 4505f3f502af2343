/** One of the two sites: its editors' door, its readers' door, and its way back to the beginning. */
import { DurableObject } from 'cloudflare:workers';
import { createApp } from '../../src/app.ts';
import type { Env } from '../../src/config.ts';
import { tick } from '../../src/jobs/tick.ts';
import type { Held, Order, Question } from './acts.ts';
import { type Beginning, begin, empty } from './beginning.ts';
import { MemoryBucket } from './bucket.ts';
import { describe } from './comparison.ts';
import { databaseIn } from './database.ts';

const origin = 'https://newsroom.example';
const app = createApp({
  // The moment of a request is when its body has been read, and until then when it began.
  clock: ({ headers, bodyUsed }) =>
    Number((bodyUsed ? null : headers.get('X-Test-Began')) ?? headers.get('X-Test-Now')),
  drift: () => null,
  probePause: () => 0,
});

/** An answer as an outsider behind the edge has it. */
export interface Answer {
  status: number;
  headers: [string, string][];
  body: Uint8Array;
}

/** What only the edge sees, and what says nothing but when it was asked. */
const unseen = ['date', 'cloudflare-cdn-cache-control', 'cache-tag'];

export class TestSite extends DurableObject<Env> {
  readonly #files = new MemoryBucket();
  readonly #site: Env;
  /** What it answered since something was last done to it, by the moment and the question. */
  readonly #told = new Map<string, Promise<Answer>>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const FILES = this.#files as unknown as R2Bucket;
    this.#site = { ...env, DB: databaseIn(state.storage), FILES };
  }

  /** Makes the database, where it is not there yet. */
  async open(beginning: Beginning): Promise<void> {
    await begin(this.#site.DB, beginning);
  }

  async reset(): Promise<void> {
    this.#told.clear();
    this.#files.clear();
    await empty(this.#site.DB);
  }

  /** An editor's act, in which everything random comes from `seed`. */
  async carryOut(order: Order, token: string, now: number, seed: number, held: Held | null = null) {
    this.#told.clear();
    const { method, path, body, headers } = order;
    const raw = body instanceof Uint8Array;
    const sent = body === null || raw ? body : JSON.stringify(body);
    const began = held && { 'X-Test-Began': String(held.began) };
    const request = new Request(`${origin}/api/v1/editor${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'X-Test-Now': String(now),
        ...headers,
        ...began,
      },
      ...(held ? { body: this.#slowly(sent, held) } : sent !== null && { body: sent }),
    });
    const answer = await withSeed(seed, async () => {
      const response = await this.#answer(request);
      return { status: response.status, text: await response.text() };
    });
    if (held?.removed) await this.#revoke(null);
    return answer;
  }

  /** A body before whose end its editor may lose the token. */
  #slowly(body: string | Uint8Array | null, { removed }: Held): ReadableStream<Uint8Array> {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      if (removed) await this.#revoke(1);
      if (bytes) controller.enqueue(bytes);
      controller.close();
    };
    // Nothing is sent before it is read.
    return new ReadableStream({ pull }, { highWaterMark: 0 });
  }

  async #revoke(at: number | null): Promise<void> {
    await this.#site.DB.prepare('update tokens set revoked_at = ?').bind(at).run();
  }

  /** What outsiders are answered who ask all this at once. */
  ask(questions: readonly Question[], now: number): Promise<Answer[]> {
    return Promise.all(questions.map((question) => this.#tell(question, now)));
  }

  /** The same, from memory where nothing was done since it was last asked. */
  recall(questions: readonly Question[], now: number): Promise<Answer[]> {
    const recalled = questions.map((question) => {
      const key = [now, this.#files.writes, describe(question)].join(' ');
      const answer = this.#told.get(key) ?? this.#tell(question, now);
      this.#told.set(key, answer);
      return answer;
    });
    return Promise.all(recalled);
  }

  async #tell({ method, path, headers }: Question, now: number): Promise<Answer> {
    const request = new Request(origin + path, {
      method,
      headers: { 'X-Test-Now': String(now), ...headers },
      redirect: 'manual',
    });
    const response = await this.#answer(request);
    return {
      status: response.status,
      headers: [...response.headers].filter(([name]) => !unseen.includes(name)).sort(),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  /** An answer, once what is done after it is done as well. */
  async #answer(request: Request): Promise<Response> {
    const afterwards: Promise<unknown>[] = [];
    const waitUntil = (task: Promise<unknown>) => void afterwards.push(task);
    const context = { waitUntil } as unknown as ExecutionContext;
    const response = await app.fetch(request, this.#site, context);
    await Promise.all(afterwards);
    return response;
  }

  async tick(now: number): Promise<void> {
    this.#told.clear();
    await tick(this.#site, now);
  }
}

/** Runs `act` with a generator that is the same for the same seed: both sites give the same ids. */
async function withSeed<T>(seed: number, act: () => Promise<T>): Promise<T> {
  const original = crypto.getRandomValues;
  let state = seed;
  crypto.getRandomValues = <A extends ArrayBufferView | null>(array: A): A => {
    if (!(array instanceof Uint8Array)) throw new Error('Only bytes are asked for.');
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
