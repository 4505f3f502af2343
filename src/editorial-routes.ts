/**
 * The routes of editors: their API and the desk. They are loaded at the first request to one of them, so
 * that isolates that only readers use start without them.
 */
import type { Hono } from 'hono';
import { editorRoutes } from './api/editor/routes.ts';
import { deskRoutes } from './desk/routes.ts';
import * as paths from './domain/paths.ts';
import type { AppEnv } from './http/context.ts';
import { loadNamedCharacters } from './markdown.ts';

export function addEditorialRoutes(app: Hono<AppEnv>): void {
  for (const mount of [paths.editorApi, paths.desk]) {
    app.use(`${mount}/*`, async (c, next) => {
      await loadNamedCharacters(c.env.ASSETS);
      await next();
    });
  }
  app.route(paths.editorApi, editorRoutes());
  app.route(paths.desk, deskRoutes());
}
