/** Secrets that are shown once. A checksum rejects random text before any database query. */

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 43;
const checkLength = 6;

/**
 * A new secret: a prefix and `_`, 43 random base-62 characters (256 bits), 6 characters of CRC-32
 * over them, so that a scanner knows a leaked one and a mistyped or guessed one needs no look-up.
 */
export function newSecret(prefix: string): string {
  let secret = '';
  while (secret.length < secretLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      if (byte < 248 && secret.length < secretLength) secret += digits[byte % 62];
    }
  }
  return `${prefix}_${secret}${checkOf(secret)}`;
}

/** Whether a text is such a secret by its shape and checksum; says nothing about its validity. */
export function isSecret(prefix: string, text: string): boolean {
  const match = /^([a-z]+)_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/.exec(text);
  return match !== null && match[1] === prefix && checkOf(match[2] as string) === match[3];
}

function checkOf(secret: string): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(secret)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let check = '';
  for (let place = 0; place < checkLength; place++) {
    check = digits[rest % 62] + check;
    rest = Math.floor(rest / 62);
  }
  return check;
}
