/**
 * Responses that an isolate keeps for as long as nothing that readers see changes. Each request still asks the
 * database for the name of the public state, in one round trip that reads a few rows: a response is never
 * early, and a correction or withdrawal has its effect with the next request. Only what the state and the
 * address decide may be kept; a response that depends on the clock as well says until when it holds.
 */
import type { Freshness, PolicyName } from '../edge-cache.ts';
import { readBatch } from '../store/db/connect.ts';
import { Memory } from '../store/db/memory.ts';
import { readPublicState } from '../store/public/public-state.ts';
import type { AppContext } from './context.ts';

/** A 200 without what depends on the request. */
export interface KeptResponse {
  bytes: Uint8Array<ArrayBuffer>;
  etag: string;
  /** Epoch milliseconds; null if it has no date. */
  lastModified: number | null;
  contentType: string;
  policy: PolicyName;
  tags: readonly string[];
  headers: Record<string, string>;
}

interface Kept {
  response: KeptResponse;
  /** The span of time for which it holds, in epoch milliseconds. */
  from: number;
  until: number;
}

const mostBytes = 16_000_000;
/** Larger responses are not kept, so that one of them does not displace hundreds of others. */
const largest = 500_000;

export class KeptResponses {
  readonly #memory = new Memory<Kept>(mostBytes);
  /** The public state of all responses in memory, and the instant at which it ends if nothing changes. */
  #state: string | null = null;
  #end: number | null = null;

  /** Keeps a response, unless the public state has no name. */
  keep(c: AppContext, response: KeptResponse, { now, next, state, until }: Freshness): void {
    const { url } = c.req;
    const size = response.bytes.length + 2 * url.length;
    if (!state || size > largest) return;
    this.#enter(state, next);
    this.#memory.set(url, { response, from: now, until: until ?? Infinity }, size);
  }

  /**
   * The response to the request as of now, or null. Null without a round trip where this isolate knows that
   * the state has ended, so that only another isolate's change costs a second one, once.
   */
  async find(c: AppContext): Promise<{ response: KeptResponse; freshness: Freshness } | null> {
    const { db, now } = c.var;
    if (this.#end !== null && now >= this.#end) this.clear();
    const kept = this.#memory.get(c.req.url);
    if (!kept || now < kept.from || now >= kept.until) return null;
    const expected = this.#state;
    const [{ state, next }] = await readBatch(db, [readPublicState(db, now)]);
    this.#enter(state, next);
    if (state !== expected) return null;
    const { response, until } = kept;
    return { response, freshness: { now, next, until, tags: response.tags } };
  }

  /** Forgets all responses, as after a write in this isolate. */
  clear(): void {
    this.#enter(null, null);
  }

  #enter(state: string | null, end: number | null): void {
    if (state !== this.#state) this.#memory.clear();
    this.#state = state;
    this.#end = end;
  }
}
