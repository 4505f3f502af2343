/**
 * A bucket in memory: a history writes and reads built files so often that most of its time would
 * go to the trips. Nothing that decides what is public lies in R2.
 */
import { hex } from '../../src/domain/digest.ts';

interface Kept {
  bytes: Uint8Array<ArrayBuffer>;
  httpEtag: string;
  customMetadata: Record<string, string>;
}

type Options = { range?: { offset: number; length: number } };

export class MemoryBucket {
  readonly #objects = new Map<string, Kept>();

  /** How often anything was written. */
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
    const kept = this.#objects.get(key);
    if (!kept) return null;
    const { bytes, httpEtag, customMetadata } = kept;
    return { key, size: bytes.length, httpEtag, customMetadata };
  }

  async get(key: string, { range }: Options = {}) {
    const kept = this.#objects.get(key);
    if (!kept) return null;
    const { offset, length } = range ?? { offset: 0, length: kept.bytes.length };
    const part = kept.bytes.slice(offset, offset + length);
    return { ...(await this.head(key)), body: new Blob([part]).stream() };
  }

  async delete(keys: string | string[]): Promise<void> {
    for (const key of [keys].flat()) this.#objects.delete(key);
  }
}
