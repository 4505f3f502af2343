/** The permissions that operations require. */
import type { Permission } from '../domain/editor.ts';

/** Every valid token. */
export const anybody: Permission = { role: 'author', scope: null };

/** For an author their own releases, for an editor all. */
export const read: Permission = { role: 'author', scope: 'releases:read' };
export const write: Permission = { role: 'author', scope: 'releases:write' };
export const publish: Permission = { role: 'editor', scope: 'releases:publish' };
/** Previews: for an author of their own releases, for an editor of all. */
export const giveAccess: Permission = { role: 'author', scope: 'releases:publish' };
export const manageSite: Permission = { role: 'admin', scope: 'site:write' };
export const managePeople: Permission = { role: 'admin', scope: 'people:write' };
export const readAudit: Permission = { role: 'admin', scope: 'audit:read' };
/** For everyone who publishes. */
export const viewHealth: Permission = { role: 'editor', scope: 'releases:read' };
