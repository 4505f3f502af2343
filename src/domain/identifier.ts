/** Random identifiers. Public ids are never sequential: a gap would reveal hidden releases. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Bytes as a name: of each its last five bits, in one character. */
export function encodeBase32(bytes: Uint8Array): string {
  let name = '';
  for (const byte of bytes) name += alphabet[byte & 31];
  return name;
}

const random = (length: number): string =>
  encodeBase32(crypto.getRandomValues(new Uint8Array(length)));

/** A public id of a release, an attachment, an editor: 60 random bits in 12 characters. */
export const newId = (): string => random(12);

/** The key of a stored object: 130 random bits, never shown. */
export const newKey = (): string => random(26);

/** The shape of an id, for routes. */
export const idPattern = '[0-9a-hjkmnp-tv-z]{10,40}';

const wholeId = new RegExp(`^${idPattern}$`);

/** Whether a text is an id. */
export const isId = (text: string): boolean => wholeId.test(text);
