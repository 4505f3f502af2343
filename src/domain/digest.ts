/** Digests and their spelling, in one place. */

/** SHA-256 of a text (in UTF-8) or of bytes, in lower-case hex. */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(await digestOf(content));
}

/** SHA-256 of a text (in UTF-8) or of bytes. */
export function digestOf(content: string | Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  return crypto.subtle.digest('SHA-256', bytes);
}

/**
 * A short name for content of the site's own, the same wherever it is made: 16 hex digits (FNV-1a,
 * two lanes). Made at once, where SHA-256 would have to be awaited; no proof of anything.
 */
export function fingerprint(content: string | Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0x01234567];
  for (const byte of typeof content === 'string' ? new TextEncoder().encode(content) : content) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x5bd1e995);
  }
  return [one, other].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of a text of hex digits. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function base64(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Base64url without padding (RFC 4648, section 5). */
export const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** @throws DOMException if the text is not base64url */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
}
