/** The press contacts of public releases. */
import { and, desc, eq, gte, lte, sql } from 'drizzle-orm';
import type { Headline } from '../../domain/release.ts';
import type { Contact } from '../../domain/release-input.ts';
import { newsroom } from '../../domain/taxonomy.ts';
import { type Db, preparedRead, type Read } from '../db/connect.ts';
import { listings, publications } from '../db/schema.ts';
import { isPublic } from '../db/visibility.ts';

/** The releases that are looked through: they bound the cost, whatever the size of the archive. */
const mostReleases = 500;

/** A contact as its newest release has it. */
export interface ListedContact {
  contact: Contact;
  releaseId: string;
  headlines: Record<string, Headline>;
}

const { placeholder } = sql;

// With one max(), the other columns are those of the row that has it (SQLite, "Bare columns").
const contacts = preparedRead((db) => {
  const { publishedAt, termId, lang, publicationId } = listings;
  const recent = db
    .select({
      publishedAt,
      releaseId: publications.releaseId,
      headlines: publications.headlines,
      metadata: publications.metadata,
    })
    .from(listings)
    .innerJoin(publications, eq(publications.id, publicationId))
    .where(
      and(
        eq(termId, newsroom),
        eq(lang, placeholder('lang')),
        gte(publishedAt, placeholder('since')),
        lte(publishedAt, placeholder('now')),
        isPublic(placeholder('now')),
      ),
    )
    .orderBy(desc(publishedAt))
    .limit(mostReleases)
    .as('recent');
  return db
    .select({
      contact: sql<string>`contact.value`.as('contact'),
      releaseId: recent.releaseId,
      headlines: recent.headlines,
      newest: sql<number>`max(${recent.publishedAt})`.as('newest'),
    })
    .from(recent)
    .innerJoin(sql`json_each(${recent.metadata}, '$.contacts') as contact`, sql`true`)
    .groupBy(
      sql`contact.value ->> 'name'`,
      sql`coalesce(
        contact.value ->> 'email', contact.value ->> 'role', contact.value ->> 'phone'
      )`,
    );
});

/** Reads the contacts of releases in a language that were published since an instant. */
export function readContacts(
  db: Db,
  values: { lang: string; since: number; now: number },
): Read<ListedContact[]> {
  return contacts(db, values, (rows) =>
    rows.map(({ contact, releaseId, headlines }) => ({
      contact: JSON.parse(contact) as Contact,
      releaseId,
      headlines,
    })),
  );
}
