/**
 * A read that many requests to an isolate make at the same time, and share. Each request gets an answer that
 * was asked for after its own arrival.
 */

/** What a waiting request is told: the answer, or to read for itself and for others. */
type Turn<T> = { answer: T } | { others: Resolve<T>[] };
type Resolve<T> = (turn: Turn<T>) => void;

/** Milliseconds for which a request waits for the end of the read that was under way when it came. */
const longestWaitToBegin = 20;
/** Milliseconds for which it then waits for the read of another one, which the runtime may have ended. */
const longestWaitForAnswer = 3_000;

export class SharedRead<T> {
  /** The last read that has begun, unless it has ended. */
  #running: symbol | null = null;
  /** The requests that came since then, in their order. */
  #waiting: Resolve<T>[] = [];

  /**
   * Reads in the next turn of the event loop, or waits for a read of another request that begins after this call.
   * If that read fails or takes long, this request reads for itself. Others may wait for this one: let the promise
   * outlive a client that leaves.
   */
  async ask(read: () => Promise<T>): Promise<T> {
    if (!this.#running) return this.#read(read, []);
    const turn = await this.#wait();
    return 'answer' in turn ? turn.answer : this.#read(read, turn.others);
  }

  async #wait(): Promise<Turn<T>> {
    const { promise, resolve } = Promise.withResolvers<Turn<T>>();
    this.#waiting.push(resolve);
    let timer = setTimeout(() => {
      if (this.#waiting.includes(resolve)) this.#wakeNewest();
      timer = setTimeout(() => resolve({ others: [] }), longestWaitForAnswer);
    }, longestWaitToBegin);
    const turn = await promise;
    clearTimeout(timer);
    return turn;
  }

  async #read(read: () => Promise<T>, others: readonly Resolve<T>[]): Promise<T> {
    const own = Symbol();
    this.#running = own;
    // Requests that came in the same turn of the event loop are told, too.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const all = [...others, ...this.#waiting];
    this.#waiting = [];
    let turn: Turn<T> = { others: [] };
    try {
      const answer = await read();
      turn = { answer };
      return answer;
    } finally {
      for (const resolve of all) resolve(turn);
      if (this.#running === own) {
        this.#running = null;
        this.#wakeNewest();
      }
    }
  }

  /** Has the newest of the waiting requests read for all of them. */
  #wakeNewest(): void {
    const newest = this.#waiting.pop();
    const others = this.#waiting;
    this.#waiting = [];
    newest?.({ others });
  }
}
