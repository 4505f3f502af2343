/** Values that an isolate keeps between requests, up to a number of bytes; the least recently used go first. */
export class Memory<Value> {
  readonly #values = new Map<string, { value: Value; bytes: number }>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): Value | null {
    const found = this.#values.get(key);
    if (!found) return null;
    this.#values.delete(key);
    this.#values.set(key, found);
    return found.value;
  }

  /** Keeps a value of so many bytes. */
  set(key: string, value: Value, bytes: number): void {
    this.#delete(key);
    this.#values.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest] of this.#values) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#values.get(key)?.bytes ?? 0;
    this.#values.delete(key);
  }

  /** The values that were used last, at most so many, by their keys. */
  newest(most: number): Map<string, Value> {
    const all = [...this.#values].slice(-most);
    return new Map(all.map(([key, { value }]) => [key, value]));
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }
}
