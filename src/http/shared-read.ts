/**
 * A read that many requests to an isolate make at the same time, and share. Each request gets an answer that
 * was asked for after its own arrival, as of a moment that is no earlier than its own.
 */

/** The answer of another request; null if the one that waits has to read, for all who still wait. */
type Turn<T> = { answer: T } | null;

interface Waiting<T> {
  /** The moment of the request, in epoch milliseconds. */
  now: number;
  resolve: (turn: Turn<T>) => void;
}

/** Milliseconds for which a request waits for the end of the read that was under way when it came. */
const longestWaitToBegin = 20;
/** Milliseconds for which it then waits for the read of another one, which the runtime may have ended. */
const longestWaitForAnswer = 3_000;

export class SharedRead<T> {
  /** The last read that has begun, unless it has ended. */
  #running: symbol | null = null;
  /** The requests that wait for the next read, in their order. */
  #waiting: Waiting<T>[] = [];

  /**
   * Reads in the next turn of the event loop, or waits for a read of another request that begins after this call.
   * If that read fails or takes long, this request reads for itself. Others may wait for this one: let the promise
   * outlive a client that leaves.
   * @param now the moment of this request, in epoch milliseconds
   * @param read reads as of a moment
   */
  async ask(now: number, read: (moment: number) => Promise<T>): Promise<T> {
    const turn = this.#running && (await this.#wait(now));
    return turn ? turn.answer : this.#read(now, read);
  }

  async #wait(now: number): Promise<Turn<T>> {
    const { promise, resolve } = Promise.withResolvers<Turn<T>>();
    const waiting = { now, resolve };
    this.#waiting.push(waiting);
    let timer = setTimeout(() => {
      if (this.#waiting.includes(waiting)) this.#wakeOne();
      timer = setTimeout(() => resolve(null), longestWaitForAnswer);
    }, longestWaitToBegin);
    const turn = await promise;
    clearTimeout(timer);
    return turn;
  }

  async #read(now: number, read: (moment: number) => Promise<T>): Promise<T> {
    const own = Symbol();
    this.#running = own;
    // Requests that come in the same turn of the event loop share this read.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const others = this.#waiting;
    this.#waiting = [];
    let turn: Turn<T> = null;
    try {
      const answer = await read(Math.max(now, ...others.map((one) => one.now)));
      turn = { answer };
      return answer;
    } finally {
      for (const { resolve } of others) resolve(turn);
      if (this.#running === own) {
        this.#running = null;
        this.#wakeOne();
      }
    }
  }

  /** Has one of the waiting requests read; the others wait for it. */
  #wakeOne(): void {
    this.#waiting.pop()?.resolve(null);
  }
}
