/**
 * The routes of editors: their API and the desk. They are loaded at the first request to one of them, so
 * that isolates that only readers use start without them.
 */
import type { Hono } from 'hono';
import { editorRoutes } from './api/editor/routes.ts';
import { deskRoutes } from './desk/routes.ts';
import * as paths from './domain/paths.ts';
import type { AppEnv } from './http/context.ts';

export function addEditorialRoutes(app: Hono<AppEnv>): void {
  app.route(paths.editorApi, editorRoutes());
  app.route(paths.desk, deskRoutes());
}
