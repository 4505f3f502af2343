/** The desk's routes for planning and review. */
import type { Hono } from 'hono';
import { idPattern } from '../domain/identifier.ts';
import type { AppEnv } from '../http/context.ts';
import { duplicateRelease } from './duplicating.ts';
import { findRelease } from './release-finder.ts';

const release = `/releases/:id{${idPattern}}`;

/** Adds the routes to the app of the desk, behind its session. */
export function planningRoutes(app: Hono<AppEnv>): void {
  app.get('/find', findRelease);
  app.post(`${release}/duplicate`, duplicateRelease);
}
