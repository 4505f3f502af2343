/** What the operations of the editors' side ask of who calls them. */
import type { Permission } from '../domain/editor.ts';

/** Everybody whose token holds. */
export const anybody: Permission = { role: 'author', scope: null };

/** Own releases for an author, everybody's for an editor. */
export const read: Permission = { role: 'author', scope: 'releases:read' };
export const write: Permission = { role: 'author', scope: 'releases:write' };
export const publish: Permission = { role: 'editor', scope: 'releases:publish' };
/** Early access: to own releases for an author, to everybody's for an editor. */
export const giveAccess: Permission = { role: 'author', scope: 'releases:publish' };
export const manageSite: Permission = { role: 'admin', scope: 'site:write' };
export const managePeople: Permission = { role: 'admin', scope: 'people:write' };
export const readAudit: Permission = { role: 'admin', scope: 'audit:read' };
/** How the house is: for everybody who publishes. */
export const viewHealth: Permission = { role: 'editor', scope: 'releases:read' };
