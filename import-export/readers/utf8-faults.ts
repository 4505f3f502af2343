/** Finds invalid bytes in files that are UTF-8 otherwise. */
import { createReadStream } from 'node:fs';

export interface Utf8Sequences {
  /** The number of valid sequences of several bytes. */
  valid: number;
  /** The number of invalid sequences; each is read as U+FFFD. */
  invalid: number;
  /** The first lines with invalid sequences, counted from 1. */
  lines: number[];
}

/** The most lines that a note names. */
const maxLines = 20;

/** The number of continuation bytes behind a first byte, and the range of the first of them. */
function tailOf(byte: number): [length: number, least: number, most: number] | null {
  if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, 0xbf];
  if (byte === 0xe0) return [2, 0xa0, 0xbf];
  if (byte === 0xed) return [2, 0x80, 0x9f];
  if (byte >= 0xe1 && byte <= 0xef) return [2, 0x80, 0xbf];
  if (byte === 0xf0) return [3, 0x90, 0xbf];
  if (byte === 0xf4) return [3, 0x80, 0x8f];
  return byte >= 0xf1 && byte <= 0xf3 ? [3, 0x80, 0xbf] : null;
}

/** Counts the sequences of several bytes in a file, as the Encoding Standard divides them. */
export async function countSequences(path: string): Promise<Utf8Sequences> {
  const counter = new SequenceCounter();
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    for (const byte of chunk) counter.add(byte);
  }
  return counter.end();
}

class SequenceCounter {
  readonly #found: Utf8Sequences = { valid: 0, invalid: 0, lines: [] };
  #line = 1;
  /** The number of continuation bytes that are still to come, and the range of the next one. */
  #left = 0;
  #least = 0x80;
  #most = 0xbf;

  add(byte: number): void {
    if (this.#left > 0) {
      if (byte >= this.#least && byte <= this.#most) {
        [this.#least, this.#most] = [0x80, 0xbf];
        if (--this.#left === 0) this.#found.valid++;
        return;
      }
      this.#fail();
    }
    if (byte < 0x80) {
      if (byte === 0x0a) this.#line++;
      return;
    }
    const tail = tailOf(byte);
    if (tail) [this.#left, this.#least, this.#most] = tail;
    else this.#fail();
  }

  end(): Utf8Sequences {
    if (this.#left > 0) this.#fail();
    return this.#found;
  }

  #fail(): void {
    this.#left = 0;
    this.#found.invalid++;
    const { lines } = this.#found;
    if (lines.length < maxLines && lines.at(-1) !== this.#line) lines.push(this.#line);
  }
}

/**
 * Whether a file is UTF-8 with faults. In other encodings hardly any two bytes are a valid sequence: Chinese
 * and Japanese ones have one for several invalid ones. A declaration makes it likelier.
 */
export function isMostlyUtf8({ valid, invalid }: Utf8Sequences, declared: string | null): boolean {
  return valid > 0 && valid >= invalid * (declared === 'utf-8' ? 1 : 4);
}

/** The note about invalid bytes, with their lines. */
export function describeFaults({ invalid, lines }: Utf8Sequences): string {
  const named = `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`;
  const more = lines.length === maxLines ? ' and perhaps later ones' : '';
  const bytes = invalid === 1 ? 'a byte that is' : `${invalid} sequences of bytes that are`;
  return `has ${bytes} not UTF-8, read as \uFFFD: ${named}${more}`;
}
