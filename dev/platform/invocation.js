/** One invocation of the Worker: what it has used of its limits, and when it ends. */
export class Invocation {
  #limits;
  #queries = 0;
  #subrequests = 0;
  #open = 0;
  #waiting = [];
  #end = Number.POSITIVE_INFINITY;
  #set;

  /** @param set the moment that a test lets it be, in epoch milliseconds, or null for now */
  constructor(limits, set) {
    this.#limits = limits;
    this.#set = set;
  }

  /** The time that it is for this invocation, in epoch milliseconds. */
  get moment() {
    return this.#set ?? Date.now();
  }

  /** Waits; where a test sets the time, that time passes instead. */
  async wait(milliseconds, wait) {
    if (this.#set === null) return wait(milliseconds);
    this.#set += milliseconds;
    return wait(0);
  }

  get limits() {
    return this.#limits;
  }

  /** Notes that the response is there: from now on the time of `waitUntil` runs. */
  respond() {
    this.#end = Date.now() + this.#limits.afterResponse;
  }

  /** Counts statements for D1. @throws Error as D1 does, when they are too many */
  countQueries(number) {
    this.#countSubrequest();
    this.#queries += number;
    if (this.#queries > this.#limits.queries)
      throw new Error('D1_ERROR: Too many API requests by single worker invocation.');
  }

  /**
   * Makes a call that needs a connection until its headers are there, as soon as one is free.
   * @param signal ends the wait for a connection, too
   */
  async connect(call, signal) {
    this.#countSubrequest();
    if (this.#open >= this.#limits.connections) await this.#turn(signal);
    this.#open += 1;
    try {
      return await call();
    } finally {
      this.#open -= 1;
      this.#waiting.shift()?.();
    }
  }

  #turn(signal) {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal?.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((one) => one !== resolve);
        resolve();
      });
    });
  }

  #countSubrequest() {
    if (Date.now() > this.#end) {
      throw new Error(
        'waitUntil() tasks did not complete within the allowed time after invocation end and have been cancelled.',
      );
    }
    this.#subrequests += 1;
    if (this.#subrequests > this.#limits.subrequests)
      throw new Error('Too many subrequests by single Worker invocation.');
  }
}
