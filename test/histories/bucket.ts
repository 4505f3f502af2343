/**
 * An R2 bucket in memory. A history reads and writes generated files so often that calls to R2 would
 * take most of its time. Nothing in R2 decides what is public.
 */
import { hex } from '../../src/domain/digest.ts';

interface StoredObject {
  bytes: Uint8Array<ArrayBuffer>;
  httpEtag: string;
  customMetadata: Record<string, string>;
}

type Options = { range?: { offset: number; length: number } };

export class MemoryBucket {
  readonly #objects = new Map<string, StoredObject>();

  /** How many writes there were. */
  writes = 0;

  clear(): void {
    this.#objects.clear();
  }

  async put(key: string, value: BodyInit, { customMetadata = {} }: R2PutOptions = {}) {
    const bytes = new Uint8Array(await new Response(value).arrayBuffer());
    const httpEtag = `"${hex(await crypto.subtle.digest('MD5', bytes))}"`;
    this.writes += 1;
    this.#objects.set(key, { bytes, httpEtag, customMetadata });
    return this.head(key);
  }

  async head(key: string) {
    const stored = this.#objects.get(key);
    if (!stored) return null;
    const { bytes, httpEtag, customMetadata } = stored;
    return { key, size: bytes.length, httpEtag, customMetadata };
  }

  async get(key: string, { range }: Options = {}) {
    const stored = this.#objects.get(key);
    if (!stored) return null;
    const { offset, length } = range ?? { offset: 0, length: stored.bytes.length };
    const part = stored.bytes.slice(offset, offset + length);
    const blob = new Blob([part]);
    return {
      ...(await this.head(key)),
      body: blob.stream(),
      arrayBuffer: () => blob.arrayBuffer(),
    };
  }

  async delete(keys: string | string[]): Promise<void> {
    for (const key of [keys].flat()) this.#objects.delete(key);
  }
}
