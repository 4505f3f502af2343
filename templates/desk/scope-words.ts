/** Scopes of tokens in words. */
import type { Scope } from '../../src/domain/editor.ts';
import type { DeskWords } from './words.ts';

export const scopeWords = {
  'releases:read': 'scopeRead',
  'releases:write': 'scopeWrite',
  'releases:publish': 'scopePublish',
  'site:write': 'scopeSite',
  'people:write': 'scopePeople',
  'audit:read': 'scopeAudit',
} as const satisfies Record<Scope, keyof DeskWords>;
