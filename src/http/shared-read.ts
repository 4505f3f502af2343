/**
 * A read that many requests to an isolate make at the same time, and share. Each request gets an answer that
 * was asked for after its own arrival, as of a moment that is no earlier than its own.
 */

/** What a waiting request is told: the answer, or to read for itself and for others. */
type Turn<T> = { answer: T } | { others: Waiting<T>[] };

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
  /** The requests that came since then, in their order. */
  #waiting: Waiting<T>[] = [];

  /**
   * Reads in the next turn of the event loop, or waits for a read of another request that begins after this call.
   * If that read fails or takes long, this request reads for itself. Others may wait for this one: let the promise
   * outlive a client that leaves.
   * @param now the moment of this request, in epoch milliseconds
   * @param read reads as of a moment
   */
  async ask(now: number, read: (moment: number) => Promise<T>): Promise<T> {
    if (!this.#running) return this.#read(now, read, []);
    const turn = await this.#wait(now);
    return 'answer' in turn ? turn.answer : this.#read(now, read, turn.others);
  }

  async #wait(now: number): Promise<Turn<T>> {
    const { promise, resolve } = Promise.withResolvers<Turn<T>>();
    const waiting = { now, resolve };
    this.#waiting.push(waiting);
    let timer = setTimeout(() => {
      if (this.#waiting.includes(waiting)) this.#wakeOne();
      timer = setTimeout(() => resolve({ others: [] }), longestWaitForAnswer);
    }, longestWaitToBegin);
    const turn = await promise;
    clearTimeout(timer);
    return turn;
  }

  async #read(
    now: number,
    read: (moment: number) => Promise<T>,
    others: readonly Waiting<T>[],
  ): Promise<T> {
    const own = Symbol();
    this.#running = own;
    // Requests that came in the same turn of the event loop are told, too.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const all = [...others, ...this.#waiting];
    this.#waiting = [];
    let turn: Turn<T> = { others: [] };
    try {
      const answer = await read(Math.max(now, ...all.map((one) => one.now)));
      turn = { answer };
      return answer;
    } finally {
      for (const { resolve } of all) resolve(turn);
      if (this.#running === own) {
        this.#running = null;
        this.#wakeOne();
      }
    }
  }

  /** Has one of the waiting requests read for all of them. */
  #wakeOne(): void {
    const next = this.#waiting.pop();
    const others = this.#waiting;
    this.#waiting = [];
    next?.resolve({ others });
  }
}
