/** People who may write, and the tokens that speak for them. */
import * as v from 'valibot';
import { sha256 } from './digest.ts';
import { isSecret, newSecret } from './secret.ts';
import { emailAddress } from './text-input.ts';

export const roles = ['author', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** A person who may write. */
export interface Editor {
  id: string;
  name: string;
  role: Role;
}

/** The schema of an editor's e-mail address. Addresses are compared in lower case. */
export const editorEmail = v.pipe(emailAddress, v.toLowerCase());

/**
 * The scopes of tokens. A token without scopes may do all that its editor's role allows; a
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

/** The permission that an operation requires. */
export interface Permission {
  role: Role;
  /** Null where any token will do. */
  scope: Scope | null;
}

/** Whether a bearer may do what needs `role` or more, and `scope`. */
export function isAllowed({ editor, scopes }: Bearer, { role, scope }: Permission): boolean {
  return (
    atLeast(editor.role, role) && (scope === null || scopes.length === 0 || scopes.includes(scope))
  );
}

/** Whether `role` may do what is allowed from `least` upwards. */
export function atLeast(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

const tokenPrefix = 'dl';

/** A new bearer token, `dl_…`. */
export const newToken = (): string => newSecret(tokenPrefix);

/** Whether a token has this site's format and checksum. It may still be invalid. */
export const isToken = (token: string): boolean => isSecret(tokenPrefix, token);

/** The stored form of a token: its SHA-256 in lower-case hex. */
export const hashToken = (token: string): Promise<string> => sha256(token);
