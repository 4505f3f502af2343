/** People who may write, and the tokens that speak for them. */
export const roles = ['author', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. */
export interface Editor {
  id: string;
  name: string;
  role: Role;
}

/** Whether `role` may do what is allowed from `least` upwards. */
export function atLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 43;
const checkLength = 6;

/**
 * A new bearer token: `dl_`, 43 random base-62 characters (256 bits), 6 characters of CRC-32 over
 * them, so that a scanner knows a leaked one and a mistyped one needs no look-up.
 */
export function newToken(): string {
  let secret = '';
  while (secret.length < secretLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      if (byte < 248 && secret.length < secretLength) secret += digits[byte % 62];
    }
  }
  return `dl_${secret}${checkOf(secret)}`;
}

/** Whether a token is one of ours by its shape and checksum; says nothing about its validity. */
export function isToken(token: string): boolean {
  const match = /^dl_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/.exec(token);
  return match !== null && checkOf(match[1] as string) === match[2];
}

/** What is stored of a token: its SHA-256 in lower-case hex. */
export async function hashToken(token: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)));
}

export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
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
