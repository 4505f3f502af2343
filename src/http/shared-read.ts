/**
 * A read that many requests to an isolate make at the same time, and share. Each request gets an answer that
 * was asked for after its own arrival: it is never older than that of a read of its own would be.
 */

/** What a waiting request is told: the answer, to read for itself and others, or to start over. */
type Turn<T> = { answer: T } | { others: Resolve<T>[] } | null;
type Resolve<T> = (turn: Turn<T>) => void;

/** Milliseconds for which a request waits for the read that was under way when it came. */
const longestWait = 20;
/** Milliseconds for which it waits for the read of another one, which the runtime may have ended. */
const longestRead = 1_000;

export class SharedRead<T> {
  /** The last read that has begun, unless it has ended. */
  #running: symbol | null = null;
  /** The requests that came since then. */
  #waiting: Resolve<T>[] = [];

  /**
   * Reads, or waits for a read of another request that begins after this call. If that read fails, this request
   * starts over; if it takes long, this one reads for itself. Others may wait for this request: let the promise
   * outlive a client that leaves.
   */
  async ask(read: () => Promise<T>): Promise<T> {
    while (this.#running) {
      const turn = await this.#wait();
      if (turn) return 'answer' in turn ? turn.answer : this.#read(read, turn.others);
    }
    return this.#read(read, []);
  }

  async #wait(): Promise<Turn<T>> {
    const { promise, resolve } = Promise.withResolvers<Turn<T>>();
    this.#waiting.push(resolve);
    let timer = setTimeout(() => {
      if (this.#waiting.includes(resolve)) this.#wakeNext(resolve);
      else timer = setTimeout(() => resolve({ others: [] }), longestRead);
    }, longestWait);
    const turn = await promise;
    clearTimeout(timer);
    return turn;
  }

  async #read(read: () => Promise<T>, others: readonly Resolve<T>[]): Promise<T> {
    const own = Symbol();
    this.#running = own;
    let turn: Turn<T> = null;
    try {
      const answer = await read();
      turn = { answer };
      return answer;
    } finally {
      for (const resolve of others) resolve(turn);
      if (this.#running === own) {
        this.#running = null;
        this.#wakeNext(this.#waiting.at(-1));
      }
    }
  }

  /** Has one of the waiting requests read for all of them. */
  #wakeNext(next: Resolve<T> | undefined): void {
    const others = this.#waiting.filter((resolve) => resolve !== next);
    this.#waiting = [];
    next?.({ others });
  }
}
