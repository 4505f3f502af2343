/** The places of releases in the sitemaps: ranges by the order of publication, each given for good. */
import { and, asc, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Attachment } from '../../domain/attachment.ts';
import { mostSitemapPictures } from '../../domain/generated-file.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { buildRead, type Db, preparedRead, type Read, type Statement } from '../db/connect.ts';
import { inList, valueIf } from '../db/expressions.ts';
import { listings, publications, sitemaps } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';
import { type DueChange, listDueChanges } from '../events/pending-changes.ts';
import { anyLanguage } from './listings.ts';

export type SitemapRange = typeof sitemaps.$inferSelect;

/** The pictures of a publication that sitemaps may show, as JSON: less than its metadata. */
const pictures = sql<string>`(
  select json_group_array(json(picture.value)) from (
    select value from (
      select
        file.key,
        json_object(
          'id', file.value ->> 'id',
          'filename', file.value ->> 'filename',
          'lang', file.value ->> 'lang'
        ) as value,
        row_number() over (partition by file.value ->> 'lang' order by file.key) as place
      from json_each(${publications.metadata}, '$.attachments') as file
      where file.value ->> 'mediaType' in ('image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif')
    )
    where place <= ${sql.raw(String(mostSitemapPictures))}
    order by key
  ) as picture
)`;

type Picture = Pick<Attachment, 'id' | 'filename' | 'lang'>;

/** The columns of a release's entry in a sitemap. */
const entryColumns = {
  releaseId: publications.releaseId,
  publishedAt: publications.publishedAt,
  modifiedAt: publications.modifiedAt,
  pictures,
};

/** The slugs of a publication in these languages, in their order, as JSON: less than its headlines. */
function slugsIn(languages: readonly string[]) {
  const slugs = languages.map((lang) => sql`${publications.headlines} ->> ${`$."${lang}".slug`}`);
  return sql<string>`json_array(${sql.join(slugs, sql`, `)})`;
}

interface EntryRow {
  releaseId: string;
  publishedAt: number;
  modifiedAt: number;
  slugs: string;
  pictures: string;
}

const toEntry =
  (languages: readonly string[]) =>
  <Row extends EntryRow>({ slugs, pictures, ...row }: Row) => {
    const known = JSON.parse(slugs) as (string | null)[];
    const pairs = languages.flatMap((lang, at) => (known[at] ? [[lang, known[at]] as const] : []));
    return {
      ...row,
      slugs: Object.fromEntries(pairs),
      pictures: JSON.parse(pictures) as Picture[],
    };
  };

/** A public release without a place in the sitemaps. */
export interface Unplaced extends Omit<EntryRow, 'slugs' | 'pictures'> {
  publicationId: number;
  slugs: Record<string, string>;
  pictures: Picture[];
}

/**
 * The oldest changes that are due, the ranges that their releases lie in, those of the releases
 * that have none, and the last range. One round trip.
 */
export async function findPlaces(db: Db, languages: readonly string[], now: number, limit: number) {
  const of = sql`${publications.releaseId} in (select release_id from ${listDueChanges(db, now, limit)})`;
  const [changed, placed, unplaced, last] = await db.batch([
    listDueChanges(db, now, limit),
    db
      .selectDistinct({ releaseId: publications.releaseId, sitemap: publications.sitemap })
      .from(publications)
      .where(and(of, isNotNull(publications.sitemap))),
    db
      .select({ publicationId: publications.id, ...entryColumns, slugs: slugsIn(languages) })
      .from(publications)
      .where(and(of, isNull(publications.sitemap), isPublic(now)))
      .orderBy(asc(publications.visibleFrom), asc(publications.releaseId)),
    db.select().from(sitemaps).orderBy(sql`${sitemaps.number} desc`).limit(1),
  ]);
  return {
    changed: changed as DueChange[],
    placed: new Map(placed.map(({ releaseId, sitemap }) => [releaseId, sitemap as number])),
    unplaced: unplaced.map(toEntry(languages)) as Unplaced[],
    last: (last[0] ?? null) as SitemapRange | null,
  };
}

/**
 * The ranges with releases: those that contain them, and for a release without a range the last one,
 * which it most likely joins.
 */
export async function findRangesOf(db: Db, releases: readonly string[]): Promise<number[]> {
  if (releases.length === 0) return [];
  const own = sql`(
    select max(${publications.sitemap}) from ${publications}
    where ${publications.releaseId} = release.value
  )`;
  const last = sql`(select max(${sitemaps.number}) from ${sitemaps})`;
  const rows = await db.all<{ number: number | null }>(sql`
    select distinct coalesce(${own}, ${last}) as number
    from json_each(${JSON.stringify(releases)}) as release
  `);
  return rows.flatMap(({ number }) => number ?? []);
}

export interface Placement {
  number: number;
  /** The new size of the range; null if a newer publication only replaces an older one of the same release. */
  grown: { from: number; members: number; bytes: number } | null;
  publicationIds: number[];
}

/** Gives publications their ranges, and dates the ranges that `instant` changed. */
export function place(
  db: Db,
  placements: readonly Placement[],
  touched: readonly number[],
  instant: number,
): Statement[] {
  return [
    db
      .update(sitemaps)
      .set({ modifiedAt: sql`max(${sitemaps.modifiedAt}, ${instant})` })
      .where(inList(sitemaps.number, touched)),
    ...placements.flatMap(({ number, grown, publicationIds }): Statement[] => [
      ...(grown ? [grow(db, number, grown, instant)] : []),
      db
        .update(publications)
        .set({ sitemap: number })
        .where(inList(publications.id, publicationIds)),
    ]),
  ];
}

/** Fails the batch (`members` may not be null) when another was quicker. */
function grow(
  db: Db,
  number: number,
  { from, members, bytes }: NonNullable<Placement['grown']>,
  instant: number,
): Statement {
  const guarded = valueIf<number>(sql`${sitemaps.members} = ${from}`, members);
  return db
    .insert(sitemaps)
    .values({ number, members, bytes, modifiedAt: instant })
    .onConflictDoUpdate({ target: sitemaps.number, set: { members: guarded, bytes } });
}

const { placeholder } = sql;
const now = placeholder('now');

/**
 * The public releases of a range in the order of their publication: the order of their rows would
 * reveal which was drafted or scheduled while another was hidden. To sort them, SQLite would read each
 * twice.
 */
export function readRange(db: Db, number: number, languages: readonly string[], moment: number) {
  const members = db
    .select({ ...entryColumns, slugs: slugsIn(languages) })
    .from(publications)
    .where(and(eq(publications.sitemap, number), isPublic(moment)));
  return buildRead(members, (rows) =>
    rows
      .sort((a, b) => a.publishedAt - b.publishedAt || (a.releaseId < b.releaseId ? -1 : 1))
      .map(toEntry(languages)),
  );
}

const publicRanges = preparedRead((db) =>
  db
    .select({ number: sitemaps.number, modifiedAt: sitemaps.modifiedAt })
    .from(sitemaps)
    .where(
      sql`exists (
        select 1
        from ${publications}
        where ${publications.sitemap} = ${sitemaps.number} and ${isPublic(now)}
      )`,
    )
    .orderBy(sitemaps.number),
);

/** The ranges that have at least one public release. */
export function readRanges(
  db: Db,
  moment: number,
): Read<Pick<SitemapRange, 'number' | 'modifiedAt'>[]> {
  return publicRanges(db, { now: moment }, (rows) => rows);
}

const recent = preparedRead((db) =>
  db
    .select({
      releaseId: publications.releaseId,
      publishedAt: publications.publishedAt,
      headlines: publications.headlines,
    })
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(
      and(
        eq(listings.termId, newsroom),
        eq(listings.lang, anyLanguage),
        gt(listings.publishedAt, placeholder('since')),
        lte(listings.publishedAt, now),
        isPublic(now),
      ),
    )
    .orderBy(sql`${listings.publishedAt} desc`, sql`${listings.releaseId} desc`)
    .limit(placeholder('limit')),
);

/** Reads the public releases published after `since`, newest first. */
export function readRecent(db: Db, since: number, moment: number, limit: number) {
  return recent(db, { since, now: moment, limit }, (rows) => rows);
}
