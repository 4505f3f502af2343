/**
 * Releases that were corrected, the last correction first. Triggers of the database list each of them under
 * its terms a second time, by the instant of its last correction (migration 0044).
 */
import { desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Publication } from '../../domain/release.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { listings, publications } from '../db/schema.ts';
import {
  byTerm,
  newestFirst,
  type Page,
  pageOf,
  type Selection,
  selected,
  valuesOf,
} from './listings.ts';
import { publicColumns } from './public-releases.ts';

/** The language under which listings have the corrected releases with an edition in `lang`. */
const correctedIn = (lang: string) => `corrected:${lang}`;

const correctedQuery = (term: SQL | number) => (db: Db) =>
  db
    .select({
      ...publicColumns,
      correctedAt: sql<number>`${listings.publishedAt}`.as('corrected_at'),
    })
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(term))
    .orderBy(...newestFirst)
    .limit(sql.placeholder('rows'));

const ofNewsroom = preparedRead(correctedQuery(newsroom));
const ofTerm = preparedRead(correctedQuery(byTerm));

/**
 * Reads the corrected releases of a selection that have an edition in its language. The cursor's instant is
 * that of the last correction.
 */
export function readCorrected(db: Db, selection: Selection): Read<Page<Publication>> {
  const query = selection.term ? ofTerm : ofNewsroom;
  const values = valuesOf({ ...selection, lang: correctedIn(selection.lang) });
  return query(db, values, (rows) => {
    const page = pageOf(
      rows.map((row) => ({ publishedAt: row.correctedAt, releaseId: row.releaseId, row })),
      selection,
    );
    return {
      items: page.items.map(({ row: { correctedAt: _, ...release } }) => release),
      next: page.next,
    };
  });
}

const anyOfTerm = preparedRead((db) =>
  db
    .select({ releaseId: publications.releaseId })
    .from(listings)
    .innerJoin(publications, eq(publications.id, listings.publicationId))
    .where(selected(byTerm))
    .orderBy(desc(listings.publishedAt))
    .limit(1),
);

/** Whether a term has corrected releases in a language. */
export function readHasCorrections(
  db: Db,
  {
    term,
    lang,
    now,
  }: Required<Pick<Selection, 'lang' | 'now'>> & { term: NonNullable<Selection['term']> },
): Read<boolean> {
  const values = valuesOf({ term, lang: correctedIn(lang), after: null, limit: 1, now });
  return anyOfTerm(db, values, (rows) => rows.length > 0);
}
