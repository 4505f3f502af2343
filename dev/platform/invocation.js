/** One invocation of the Worker: how much of its limits it has used, and when it ends. */
export class Invocation {
  #limits;
  #queries = 0;
  #subrequests = 0;
  #open = 0;
  #waiting = [];
  #end = Number.POSITIVE_INFINITY;
  #testTime;

  /** @param testTime the time that a test sets, in epoch milliseconds; null for the real time */
  constructor(limits, testTime) {
    this.#limits = limits;
    this.#testTime = testTime;
  }

  /** The time of this invocation, in epoch milliseconds. */
  get now() {
    return this.#testTime ?? Date.now();
  }

  /** Waits. Where a test sets the time, the time is advanced instead. */
  async wait(milliseconds, wait) {
    if (this.#testTime === null) return wait(milliseconds);
    this.#testTime += milliseconds;
    return wait(0);
  }

  get limits() {
    return this.#limits;
  }

  /** Records that the response was returned: the time limit of `waitUntil` starts. */
  respond() {
    this.#end = Date.now() + this.#limits.afterResponse;
  }

  /** Counts D1 statements. @throws Error with D1's text if there are too many */
  countQueries(number) {
    this.#countSubrequest();
    this.#queries += number;
    if (this.#queries > this.#limits.queries)
      throw new Error('D1_ERROR: Too many API requests by single worker invocation.');
  }

  /**
   * Makes a call as soon as a connection is free; it holds the connection until its headers arrive.
   * @param signal also ends the wait for a connection
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
