/** The release that leads the newsroom's front page. */
import { and, eq, gt, sql } from 'drizzle-orm';
import type { Publication } from '../../domain/release.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { pins, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { publicColumns } from './public-releases.ts';

const { placeholder } = sql;

const lead = preparedRead((db) =>
  db
    .select({ ...publicColumns, until: pins.until })
    .from(pins)
    .innerJoin(publications, eq(publications.releaseId, pins.releaseId))
    .where(
      and(
        gt(pins.until, placeholder('now')),
        isPublic(placeholder('now')),
        sql`json_type(${publications.headlines}, '$."' || ${placeholder('lang')} || '"') is not null`,
      ),
    ),
);

export interface Lead extends Publication {
  /** The end of the pin. */
  until: number;
}

/**
 * Reads the release that an editor pinned; null unless readers see it at `now` in that language. The end of
 * a pin is a whole minute, at which cached pages end in any case.
 */
export function readLead(db: Db, lang: string, now: number): Read<Lead | null> {
  return lead(db, { lang, now }, ([row]) => row ?? null);
}
