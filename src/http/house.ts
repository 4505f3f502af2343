/** What every route finds in its context. */
import type { Context } from 'hono';
import type { Env } from '../config.ts';
import type { Bearer } from '../domain/editor.ts';
import type { Site } from '../domain/site.ts';
import type { Actor } from '../store/audit.ts';
import type { Db } from '../store/db.ts';

export interface House {
  Bindings: Env;
  Variables: {
    /** The moment of the request, in epoch milliseconds: one for all that it does. */
    now: number;
    site: Site;
    db: Db;
    /** The language of the address. */
    lang: string;
    /** Set under the editors' mount only, both. */
    bearer: Bearer;
    actor: Actor;
  };
}

export type HouseContext = Context<House>;
