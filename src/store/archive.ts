/** Which spans of time have something public: one seek for each, however much there is in it. */
import { and, eq, gte, lte, sql } from 'drizzle-orm';
import type { Span } from '../domain/calendar.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { type Db, type Reading, recurring } from './db.ts';
import { listings, publications } from './schema.ts';
import { isPublic } from './visibility.ts';

/** A span of time of the newsroom in one language. */
export interface Slot extends Span {
  lang: string;
}

const { placeholder } = sql;
const part = (name: keyof Slot) => sql`json_extract(slot.value, ${sql.raw(`'$.${name}'`)})`;

/** `cross join` keeps the order: one range of the lists' key, then the publication of each row. */
const filled = sql`exists (select 1 from ${listings} cross join ${publications} on ${publications.id} = ${listings.publicationId} where ${and(
  eq(listings.termId, newsroom),
  eq(listings.lang, part('lang')),
  gte(listings.publishedAt, part('since')),
  lte(listings.publishedAt, sql`min(${part('before')} - 1, ${placeholder('now')})`),
  isPublic(placeholder('now')),
)})`;

const filledSlots = recurring((db) =>
  db
    .select({ index: sql<number>`slot.key`.as('place') })
    .from(sql`json_each(${placeholder('slots')}) as slot`)
    .where(filled),
);

/** Those of the slots in which something was published that is public at `now`. */
export function readFilled<S extends Slot>(db: Db, slots: readonly S[], now: number): Reading<S[]> {
  const values = {
    slots: JSON.stringify(slots.map(({ lang, since, before }) => ({ lang, since, before }))),
    now,
  };
  return filledSlots(db, values, (rows) => rows.flatMap(({ index }) => slots[index] ?? []));
}
