/** Which spans of time have something public: one seek for each, however much there is in it. */
import { and, eq, gte, lte, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { Span, YearStarts } from '../../domain/calendar.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { listings, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';

/** A span of time of the newsroom in one language. */
export interface Slot extends Span {
  lang: string;
}

const { placeholder } = sql;
const part = (name: keyof Slot) => sql`json_extract(slot.value, ${sql.raw(`'$.${name}'`)})`;

/** `cross join` keeps the order: one range of the lists' key, then the publication of each row. */
const filled = sql`exists (
  select 1
  from ${listings}
  cross join ${publications} on ${publications.id} = ${listings.publicationId}
  where ${and(
    eq(listings.termId, newsroom),
    eq(listings.lang, part('lang')),
    gte(listings.publishedAt, part('since')),
    lte(listings.publishedAt, sql`min(${part('before')} - 1, ${placeholder('now')})`),
    isPublic(placeholder('now')),
  )}
)`;

const filledSlots = preparedRead((db) =>
  db
    .select({ index: sql<number>`slot.key`.as('place') })
    .from(sql`json_each(${placeholder('slots')}) as slot`)
    .where(filled),
);

/** Those of the slots in which something was published that is public at `now`. */
export function readFilled<S extends Slot>(db: Db, slots: readonly S[], now: number): Read<S[]> {
  const values = {
    slots: JSON.stringify(slots.map(({ lang, since, before }) => ({ lang, since, before }))),
    now,
  };
  return filledSlots(db, values, (rows) => rows.flatMap(({ index }) => slots[index] ?? []));
}

/** The latest instant up to `bound` at which something was published that is public at `now`. */
const newestUpTo = (bound: SQL | Placeholder) => sql`(
  select ${listings.publishedAt}
  from ${listings}
  cross join ${publications} on ${publications.id} = ${listings.publicationId}
  where ${and(
    eq(listings.termId, newsroom),
    eq(listings.lang, placeholder('lang')),
    lte(listings.publishedAt, bound),
    isPublic(placeholder('now')),
  )}
  order by ${listings.publishedAt} desc
  limit 1
)`;

const startOf = (index: SQL) => sql`(${placeholder('starts')} ->> (${index}))`;
/** The index of the year that `at` lies in: of UTC's, or of one beside it, as the zone has it. */
const utcIndex = sql`cast(strftime('%Y', at / 1000, 'unixepoch') - ${placeholder('first')} as integer)`;
const index = sql`(${utcIndex}
  - (${startOf(utcIndex)} > at)
  + (${startOf(sql`${utcIndex} + 1`)} <= at))`;

/** Leaps from the newest release to the newest one before its year, and so on to the oldest. */
const filledYears = preparedRead((db) =>
  db.select({ index: sql<number>`found.place`.as('place') }).from(sql`(
    with recursive leap (at) as (
      select ${newestUpTo(placeholder('now'))}
      union all
      select ${newestUpTo(sql`${startOf(index)} - 1`)} from leap where at is not null
    )
    select ${index} as place from leap where at is not null
  ) as found`),
);

/**
 * The years in which something was published that is public at `now`, the newest first. Two rows a
 * year that has something, however many have nothing.
 */
export function readFilledYears(
  db: Db,
  lang: string,
  { first, starts }: YearStarts,
  now: number,
): Read<number[]> {
  const values = { lang, first, starts: JSON.stringify(starts), now };
  return filledYears(db, values, (rows) => rows.map(({ index }) => first + index));
}
