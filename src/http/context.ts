/** The context of every route. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Env } from '../config.ts';
import type { Actor, Moment } from '../domain/actor.ts';
import type { Bearer } from '../domain/editor.ts';
import type { Site } from '../domain/site.ts';
import type { Freshness } from '../edge-cache.ts';
import type { Session } from '../store/access/sessions.ts';
import type { Db } from '../store/db/connect.ts';
import type { LastingResponse } from './kept-responses.ts';

export interface AppEnv {
  Bindings: Env;
  Variables: {
    /** The moment of the request in epoch milliseconds: one for everything that it does. */
    now: number;
    /** When the request began. The `now` of a write is when its body had arrived in full. */
    arrived: number;
    /** Reads the clock again. */
    moment: () => Moment;
    site: Site;
    /** The nearest replica for readers, the primary for editors. */
    db: Db;
    /** The primary database, for writes and for reads that must see the latest write. */
    primary: Db;
    /** The response to keep in this isolate, once it has all its headers. */
    lasting?: { response: LastingResponse; freshness: Freshness };
    /** The language of the address. */
    lang: string;
    /** The next scheduled instant, or null. Set by routes whose 404 may be cached. */
    next?: number | null;
    /** Set under the editors' mount only. */
    bearer: Bearer;
    actor: Actor;
    /**
     * Identifies the caller as of now, by a token or a session, and sets `bearer` and `actor`.
     * Repeated before each attempt of a write.
     */
    identify: (c: AppContext) => Promise<void>;
    /** The session of the person in the browser. Set under the desk's mount only. */
    session: Session;
    /**
     * The audit entries of embargoed releases that this request reads, by id, so that a page that reads one
     * several times has one entry. Set under the desk's mount only.
     */
    readAudits?: Map<string, Promise<void>>;
  };
}

export type AppContext = Context<AppEnv>;

/** Whether a method only reads. */
export const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Makes a mount read from the primary database. */
export const onPrimary = createMiddleware<AppEnv>((c, next) => {
  c.set('db', c.var.primary);
  return next();
});
