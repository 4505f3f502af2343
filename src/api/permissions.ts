/** What the operations of the editors' side ask of who calls them. */
import type { Demand } from '../domain/editor.ts';

/** Everybody whose token holds. */
export const anybody: Demand = { role: 'author', scope: null };

/** Own releases for an author, everybody's for an editor. */
export const read: Demand = { role: 'author', scope: 'releases:read' };
export const write: Demand = { role: 'author', scope: 'releases:write' };
export const publish: Demand = { role: 'editor', scope: 'releases:publish' };
/** Early access: to own releases for an author, to everybody's for an editor. */
export const giveAccess: Demand = { role: 'author', scope: 'releases:publish' };
export const manageSite: Demand = { role: 'admin', scope: 'site:write' };
export const managePeople: Demand = { role: 'admin', scope: 'people:write' };
export const readAudit: Demand = { role: 'admin', scope: 'audit:read' };
/** How the house is: for everybody who publishes. */
export const watch: Demand = { role: 'editor', scope: 'releases:read' };
