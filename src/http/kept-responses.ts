/**
 * Responses that an isolate keeps for as long as nothing that readers see changes. For each request the database
 * is still asked for the name of the public state, in one round trip that reads a few rows and that requests at
 * the same time share: a response is never early, and a correction or withdrawal has its effect with the next
 * request. Only what the state and the address decide may be kept; a response that depends on the clock as well
 * says until when it holds.
 */
import { cacheHeaders, type Freshness, type PolicyName } from '../edge-cache.ts';
import { readBatch } from '../store/db/connect.ts';
import { Memory } from '../store/db/memory.ts';
import { type PublicState, readPublicState } from '../store/public/public-state.ts';
import { isNotModified } from './conditional.ts';
import type { AppContext } from './context.ts';
import { SharedRead } from './shared-read.ts';

/** A 200 without what depends on the request. */
export interface LastingResponse {
  bytes: Uint8Array<ArrayBuffer>;
  etag: string;
  /** Epoch milliseconds; null if it has no date. */
  lastModified: number | null;
  contentType: string;
  policy: PolicyName;
  /** All other headers. */
  headers: Record<string, string>;
}

interface Kept extends Omit<LastingResponse, 'headers'> {
  /** All headers with which it was sent. Those that depend on the moment are set again. */
  headers: Headers;
  tags: readonly string[];
  /** The span of time for which it holds, in epoch milliseconds. */
  from: number;
  until: number;
}

const mostBytes = 24_000_000;
/** Larger responses are not kept, so that one of them does not displace hundreds of others. */
const largest = 2_000_000;

/** A release is also asked for as Markdown, at the address of its page. */
const asksForMarkdown = (c: AppContext) => /markdown/i.test(c.req.header('Accept') ?? '');

export class KeptResponses {
  readonly #states = new SharedRead<PublicState>();
  readonly #memory = new Memory<Kept>(mostBytes);
  /** The public state of all responses in memory, and the instant at which it ends if nothing changes. */
  #state: string | null = null;
  #end: number | null = null;

  /** The public state of all responses in memory. */
  get state(): string | null {
    return this.#state;
  }

  /**
   * Keeps a response with the headers that it was sent with, unless the public state has no name.
   * @returns whether it was kept
   */
  keep(c: AppContext, response: LastingResponse, freshness: Freshness): boolean {
    const { now, next, state, until = Infinity, tags } = freshness;
    const { url } = c.req;
    if (!state) return false;
    const headers = new Headers(c.res.headers);
    headers.delete('Content-Length');
    // A 304 has none.
    headers.set('Content-Type', response.contentType);
    const size = response.bytes.length + 2 * url.length + JSON.stringify([...headers]).length;
    if (size > largest) return false;
    this.#enter(state, next);
    this.#memory.set(url, { ...response, headers, tags, from: now, until }, size);
    return true;
  }

  /**
   * The kept response if the public state is still that of its making, else null. That costs at most one round
   * trip, and none if nothing is kept that could be sent.
   */
  async respond(c: AppContext): Promise<Response | null> {
    const [db, now] = [c.get('db'), c.get('now')];
    // Something was to be public by now. Whether it is, the query of the page says in the same round trip.
    if (this.#end !== null && now >= this.#end) return null;
    const kept = this.#memory.get(c.req.url);
    if (!kept || now < kept.from || now >= kept.until || asksForMarkdown(c)) return null;
    const expected = this.#state;
    const asked = this.#states.ask(now, async (moment) => {
      const [answer] = await readBatch(db, [readPublicState(db, moment)]);
      this.#enter(answer.state, answer.next);
      return answer;
    });
    c.executionCtx.waitUntil(asked.catch(() => null));
    const { state, next } = await asked;
    if (state !== expected) return null;
    const { until, tags, policy, headers } = kept;
    const response = conditional(c, kept, headers);
    const cache = cacheHeaders(policy, { now, next, until, tags });
    for (const [name, value] of Object.entries(cache)) response.headers.set(name, value);
    return response;
  }

  /**
   * Asks for the public state after a write in this isolate, so that the next reader does not have to ask twice.
   * A write that readers do not see changes nothing here: nobody could tell it from the time of an answer.
   */
  async refresh({ var: { primary, now } }: AppContext): Promise<void> {
    if (this.#state === null) return;
    const [{ state, next }] = await readBatch(primary, [readPublicState(primary, now)]);
    this.#enter(state, next);
  }

  #enter(state: string | null, end: number | null): void {
    if (state !== this.#state) this.#memory.clear();
    this.#state = state;
    this.#end = end;
  }
}

/** The response, or 304 if the client has it. */
export function respondWith(
  c: AppContext,
  response: LastingResponse,
  freshness: Freshness,
): Response {
  const { contentType, etag, policy, headers } = response;
  return conditional(c, response, {
    'Content-Type': contentType,
    ...cacheHeaders(policy, freshness),
    ETag: etag,
    ...headers,
  });
}

/** A response with these headers, or 304 without the type of the content. */
function conditional(
  c: AppContext,
  content: Pick<LastingResponse, 'bytes' | 'etag' | 'lastModified'>,
  headers: Headers | Record<string, string>,
): Response {
  if (!isNotModified(c.req.raw, content))
    return new Response(bodyOf(c, content.bytes), { headers });
  const response = new Response(null, { status: 304, headers });
  response.headers.delete('Content-Type');
  return response;
}

/** The bytes of a large body are sent in pieces of this size. */
const pieceSize = 65_536;

/**
 * A body for bytes that stay in memory. The runtime copies what it sends, so a large body is a stream of pieces:
 * a hundred readers of a sitemap at once must not need a hundred copies of it.
 */
function bodyOf(
  c: AppContext,
  bytes: LastingResponse['bytes'],
): LastingResponse['bytes'] | ReadableStream {
  if (bytes.length <= 4 * pieceSize || c.req.method !== 'GET') return bytes;
  const { readable, writable } = new FixedLengthStream(bytes.length);
  // Ends early if the reader leaves.
  writePieces(writable, bytes).catch(() => null);
  return readable;
}

async function writePieces(
  writable: WritableStream<Uint8Array>,
  bytes: LastingResponse['bytes'],
): Promise<void> {
  const writer = writable.getWriter();
  for (let from = 0; from < bytes.length; from += pieceSize)
    await writer.write(bytes.subarray(from, from + pieceSize));
  await writer.close();
}
