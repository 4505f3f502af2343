/** People who may write, and the tokens that speak for them. */
import { sha256 } from './digest.ts';

export const roles = ['author', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who is asking. */
export interface Editor {
  id: string;
  name: string;
  role: Role;
}

/**
 * What a token may be narrowed to. One without scopes may do all that its editor's role allows; a
 * scope never gives more than the role.
 */
export const scopes = [
  'releases:read',
  'releases:write',
  'releases:publish',
  'site:write',
  'people:write',
  'audit:read',
] as const;
export type Scope = (typeof scopes)[number];

/** An editor who speaks through a token. */
export interface Bearer {
  editor: Editor;
  tokenId: string;
  scopes: readonly Scope[];
}

/** What an operation asks of who calls it. */
export interface Demand {
  role: Role;
  scope: Scope;
}

/** Whether a bearer may do what needs `role` or more, and `scope`. */
export function isAllowed({ editor, scopes }: Bearer, { role, scope }: Demand): boolean {
  return atLeast(editor.role, role) && (scopes.length === 0 || scopes.includes(scope));
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
export const hashToken = (token: string): Promise<string> => sha256(token);

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
