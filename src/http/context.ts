/** What every route finds in its context. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Env } from '../config.ts';
import type { Actor, Moment } from '../domain/actor.ts';
import type { Bearer } from '../domain/editor.ts';
import type { Site } from '../domain/site.ts';
import type { Db } from '../store/db/connect.ts';

export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** The moment of the request, in epoch milliseconds: one for all that it does. */
    now: number;
    /** When the request came: `now` of a write is when its body was there in full. */
    arrived: number;
    /** The moment anew. */
    moment: () => Moment;
    site: Site;
    /** For readers the nearest copy, for editors the database itself. */
    db: Db;
    /** The database itself, for who writes or must see what was just written. */
    primary: Db;
    /** The language of the address. */
    lang: string;
    /** The next scheduled instant, or null; set where a 404 may be kept, once it is read. */
    next?: number | null;
    /** Set under the editors' mount only, both. */
    bearer: Bearer;
    actor: Actor;
  };
}

export type AppContext = Context<AppEnv>;

/** Lets what stands below a mount speak to the database itself. */
export const onPrimary = createMiddleware<AppEnv>((c, next) => {
  c.set('db', c.var.primary);
  return next();
});
