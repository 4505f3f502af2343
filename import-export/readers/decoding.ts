/** Detects the encoding of files, from the bytes before any declaration, and reads them as text. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { BrokenFile } from './parse-result.ts';
import { countSequences, describeFaults, isMostlyUtf8 } from './utf8-faults.ts';

export interface Decoding {
  encoding: string;
  /** A note for the report, or null. */
  note: string | null;
}

const head = 4096;

/** Detects the encoding: by the byte order mark, else by the bytes, else by the declaration. */
export async function detect(path: string): Promise<Decoding> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(head), 0, head, 0);
  await file.close();
  const beginning = buffer.subarray(0, bytesRead);
  const marked = markOf(beginning) ?? wideOf(beginning);
  if (marked && marked !== 'utf-8') return { encoding: marked, note: null };
  const declared = marked ?? declaredIn(beginning.toString('latin1'));
  const wide = declared?.startsWith('utf-16') || declared?.startsWith('utf-32');
  const fits = await bytesOf(path);
  if (fits !== 'other') {
    const wrong = fits === 'utf-8' && declared !== null && declared !== 'utf-8';
    const note = wrong ? `is declared as ${declared}, but is UTF-8: read as UTF-8` : null;
    return { encoding: 'utf-8', note };
  }
  const sequences = await countSequences(path);
  if (isMostlyUtf8(sequences, declared))
    return { encoding: 'utf-8', note: describeFaults(sequences) };
  if (declared && declared !== 'utf-8' && !wide && iconv.encodingExists(declared)) {
    return { encoding: declared === 'iso-8859-1' ? 'windows-1252' : declared, note: null };
  }
  const claim = declared
    ? `is declared as ${declared}, but is not`
    : 'is not UTF-8 and declares no encoding';
  return { encoding: 'windows-1252', note: `${claim}: read as windows-1252` };
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

/** Detects UTF-16 without a byte order mark: in mostly Latin text every other byte is 0. */
function wideOf(bytes: Uint8Array): string | null {
  const nothing = [0, 0];
  for (const [at, byte] of bytes.entries())
    if (byte === 0) nothing[at % 2] = (nothing[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nothing;
  const many = bytes.length / 8;
  if (odd > many && even < many / 8) return 'utf-16le';
  return even > many && odd < many / 8 ? 'utf-16be' : null;
}

/** The encoding that an XML or HTML file declares, in lower case, or null. */
function declaredIn(text: string): string | null {
  const xml =
    /^(?:\s|\xEF\xBB\xBF|<!--[\s\S]*?-->)*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/i.exec(
      text,
    )?.[1];
  const html = /<meta[^>]+\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text)?.[1];
  const name = (xml ?? html)?.toLowerCase() ?? null;
  return name === 'utf8' || name === 'us-ascii' || name === 'ascii' ? 'utf-8' : name;
}

async function bytesOf(path: string): Promise<'ascii' | 'utf-8' | 'other'> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let plain = true;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      const text = decoder.decode(chunk, { stream: true });
      plain &&= text.length === chunk.length;
    }
    decoder.decode();
    return plain ? 'ascii' : 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'other';
    throw error;
  }
}

/** A file's text in pieces, without its byte order mark. */
export async function* readPieces(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    yield decoder.write(chunk as Buffer);
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

/** Size limit in bytes of files that are read as a whole. */
export const maxWholeFile = 32 * 1024 * 1024;

/** @throws BrokenFile for a file that is too large to be read as a whole */
export async function readWhole(
  path: string,
  encoding: string,
  limit = maxWholeFile,
): Promise<string> {
  const { size } = await stat(path);
  if (size > limit) {
    throw new BrokenFile(`has ${size} bytes; the limit for a file of this kind is ${limit}`);
  }
  let text = '';
  for await (const piece of readPieces(path, encoding)) text += piece;
  return text;
}

/** Length limit of a line, in characters. */
const maxLineLength = 16 * 1024 * 1024;

/** Lines with their numbers. A line that is too long is null; memory use stays bounded. */
export async function* readLines(
  pieces: AsyncIterable<string>,
  longest = maxLineLength,
): AsyncGenerator<[number: number, line: string | null]> {
  let [number, rest, over] = [1, '', false];
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield [number++, over || line.length > longest ? null : line.replace(/\r$/, '')];
      over = false;
    }
    if (rest.length > longest) [rest, over] = ['', true];
  }
  if (rest !== '' || over) yield [number, over ? null : rest.replace(/\r$/, '')];
}
