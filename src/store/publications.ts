/** The readers' side: putting a revision before the public, and reading what is there. */
import { and, eq, lte, sql } from 'drizzle-orm';
import { forever } from '../domain/instant.ts';
import { Problem } from '../domain/problem.ts';
import type {
  Body,
  Facts,
  Head,
  Note,
  Publication,
  Snapshot,
  Withdrawal,
} from '../domain/release.ts';
import { newsroom, type Taxonomy } from '../domain/taxonomy.ts';
import { type Actor, commit } from './audit.ts';
import { type Db, type Reading, recurring, type Statement } from './db.ts';
import { type Neighbour, neighbourColumns, toNeighbour } from './neighbours.ts';
import { publicSpan, scheduledSpan, touch, type WorkingRelease } from './releases.ts';
import { changes, editions, listings, publications, withdrawals } from './schema.ts';
import { isTold, toWithdrawal, withdrawalColumns } from './visibility.ts';

/** The columns of a publication that readers' pages are made of. */
export const publicColumns = {
  releaseId: publications.releaseId,
  revision: publications.revision,
  publishedAt: publications.publishedAt,
  modifiedAt: publications.modifiedAt,
  heads: publications.heads,
  facts: publications.facts,
};

export interface PublicationOrder {
  /** The instant, or null for now. In the past: the date of an older release that is moved in. */
  at: number | null;
  /** What the public is told of the change; null says nothing. */
  note: Note | null;
  /** Nothing of substance: no note, and no date moves. */
  minor: boolean;
}

/**
 * Puts the working revision before the public, now or at an instant to come, with all its
 * languages, files and listings in one batch. What was scheduled before is replaced; what is
 * public stays so until the new revision's instant.
 * @returns the instant from which readers see it
 * @throws Problem `conflict` for a withdrawn release, `stale` when it was changed meanwhile
 */
export async function publish(
  db: Db,
  actor: Actor,
  release: WorkingRelease,
  taxonomy: Taxonomy,
  bodies: readonly Body[],
  { at, note, minor }: PublicationOrder,
): Promise<number> {
  if (release.withdrawn) throw new Problem('conflict', 'This release is withdrawn.');
  const { now } = actor;
  const live = publicSpan(release, now);
  const scheduled = scheduledSpan(release, now);
  const visibleFrom = Math.max(at ?? now, now, live ? live.visibleFrom + 1 : 0);
  const shownAt = at ?? visibleFrom;
  const before = live ? await findDates(db, live.id) : null;
  const corrections = before?.facts.corrections ?? [];
  const facts = factsOf(
    release.snapshot,
    note ? [...corrections, { at: shownAt, note }] : corrections,
  );
  const publishedAt = before?.publishedAt ?? shownAt;
  const modifiedAt = !before
    ? publishedAt
    : minor
      ? before.modifiedAt
      : Math.max(shownAt, before.modifiedAt);
  const action = !live ? 'published' : note ? 'corrected' : 'updated';

  const publication = sql<number>`(select ${publications.id} from ${publications} where ${publications.releaseId} = ${release.id} and ${publications.visibleFrom} = ${visibleFrom})`;
  const act = {
    action: visibleFrom > now ? 'release.schedule' : 'release.publish',
    subject: `release/${release.id}`,
    detail: { version: release.version, visibleFrom, shownAt, note, minor },
  };
  await commit(db, actor, act, [
    touch(db, actor, release),
    ...(scheduled ? unschedule(db, scheduled.id) : []),
    ...(live ? [endAt(db, live.id, visibleFrom)] : []),
    db.insert(publications).values({
      releaseId: release.id,
      revision: release.version,
      visibleFrom,
      visibleUntil: forever,
      publishedAt,
      modifiedAt,
      sitemap: before?.sitemap ?? null,
      listed: listedUnder(taxonomy, facts),
      heads: headsOf(release.snapshot),
      facts,
    }),
    ...bodies.map((body) => db.insert(editions).values({ publicationId: publication, ...body })),
    list(db, release.id, visibleFrom),
    unlistEnded(db, release.id, now),
    db.insert(changes).values({
      releaseId: release.id,
      publicationId: publication,
      action,
      effectiveAt: visibleFrom,
    }),
  ]);
  return visibleFrom;
}

/**
 * Takes back what is scheduled.
 * @throws Problem `conflict` when nothing is, or its instant has come
 */
export async function cancel(db: Db, actor: Actor, release: WorkingRelease): Promise<void> {
  const scheduled = scheduledSpan(release, actor.now);
  if (!scheduled) throw new Problem('conflict', 'No publication is still to come.');
  const live = publicSpan(release, actor.now);
  const { visibleFrom } = scheduled;
  const act = {
    action: 'release.cancel',
    subject: `release/${release.id}`,
    detail: { visibleFrom },
  };
  await commit(db, actor, act, [
    touch(db, actor, release),
    ...unschedule(db, scheduled.id),
    ...(live ? [endAt(db, live.id, forever)] : []),
  ]);
}

async function findDates(db: Db, id: number) {
  return db
    .select({
      publishedAt: publications.publishedAt,
      modifiedAt: publications.modifiedAt,
      sitemap: publications.sitemap,
      facts: publications.facts,
    })
    .from(publications)
    .where(eq(publications.id, id))
    .get();
}

/** Takes back a publication that has not happened; its editions and listings go with it. */
export function unschedule(db: Db, id: number): Statement[] {
  return [
    db.delete(changes).where(eq(changes.publicationId, id)),
    db.delete(publications).where(eq(publications.id, id)),
  ];
}

export function endAt(db: Db, id: number, instant: number): Statement {
  return db.update(publications).set({ visibleUntil: instant }).where(eq(publications.id, id));
}

/** Lists a publication under each of its terms, in each of its languages and in any. */
export function list(db: Db, releaseId: string, visibleFrom: number): Statement {
  const { listed, publishedAt, id } = publications;
  return db.insert(listings).select(
    db
      .select({
        termId: sql<number>`place.value`.as('term_id'),
        lang: sql<string>`tongue.key`.as('lang'),
        publishedAt,
        releaseId: publications.releaseId,
        publicationId: sql<number>`${id}`.as('publication_id'),
      })
      .from(publications)
      .innerJoin(sql`json_each(${listed}) as place`, sql`true`)
      .innerJoin(
        sql`(select key from ${publications} as same, json_each(same.heads) where same.release_id = ${releaseId} and same.visible_from = ${visibleFrom} union all select '*') as tongue`,
        sql`true`,
      )
      .where(and(eq(publications.releaseId, releaseId), eq(publications.visibleFrom, visibleFrom))),
  );
}

/** Takes out of the lists whatever of a release has ended: the gate hides it, this keeps lists short. */
export function unlistEnded(db: Db, releaseId: string, now: number): Statement {
  const ended = db
    .select({ id: publications.id })
    .from(publications)
    .where(and(eq(publications.releaseId, releaseId), lte(publications.visibleUntil, now)));
  return db.delete(listings).where(sql`${listings.publicationId} in ${ended}`);
}

function factsOf(snapshot: Snapshot, corrections: Facts['corrections']): Facts {
  const { kind, date, sources, fieldsOfWork, countries, meetings, contacts, attachments } =
    snapshot;
  return {
    kind,
    date,
    sources,
    fieldsOfWork,
    countries,
    meetings,
    contacts,
    attachments,
    corrections,
  };
}

function headsOf({ editions: texts }: Snapshot): Record<string, Head> {
  return Object.fromEntries(
    Object.entries(texts).map(([lang, { title, slug, summary, place }]) => [
      lang,
      { title, slug, summary, place },
    ]),
  );
}

/** The newsroom, and every term of the release with all that stands above it. */
function listedUnder(taxonomy: Taxonomy, facts: Facts): number[] {
  const own = [
    facts.kind,
    ...facts.sources,
    ...facts.fieldsOfWork,
    ...facts.countries,
    ...facts.meetings,
  ];
  const above = own.flatMap((id) => {
    const term = taxonomy.byId(id);
    return term ? taxonomy.ancestorsOf(term).map((up) => up.id) : [];
  });
  return [...new Set([newsroom, ...own, ...above])];
}

export interface PublicEdition {
  publication: Publication;
  withdrawal: Withdrawal | null;
  /** The body in the asked language, or null when there is no such edition. */
  html: string | null;
  /** The releases beside it in its main topic. */
  older: Neighbour | null;
  newer: Neighbour | null;
}

const told = and(eq(publications.releaseId, sql.placeholder('id')), isTold(sql.placeholder('now')));

const toldInLanguage = recurring((db) =>
  db
    .select({ ...publicColumns, ...withdrawalColumns, ...neighbourColumns, html: editions.html })
    .from(publications)
    .leftJoin(
      editions,
      and(eq(editions.publicationId, publications.id), eq(editions.lang, sql.placeholder('lang'))),
    )
    .leftJoin(withdrawals, eq(withdrawals.publicationId, publications.id))
    .where(told),
);

/**
 * What a release's own address has to tell at `now`, with the body in one language: the release, or
 * how it was withdrawn. Null if nothing was ever told.
 */
export function readPublic(
  db: Db,
  id: string,
  lang: string,
  now: number,
): Reading<PublicEdition | null> {
  return toldInLanguage(db, { id, lang, now }, ([row]) =>
    row
      ? {
          publication: row,
          withdrawal: toWithdrawal(row),
          html: row.html,
          older: toNeighbour(row.older),
          newer: toNeighbour(row.newer),
        }
      : null,
  );
}

/** All bodies of a publication, as one JSON column of a row of `publications`. */
const bodies = sql<string>`(select json_group_array(json_object('lang', ${editions.lang}, 'html', ${editions.html}, 'markdown', ${editions.markdown}, 'text', ${editions.text})) from ${editions} where ${editions.publicationId} = ${publications.id})`;

/** The columns of a publication with all that it says in every language. */
export const wholeColumns = { ...publicColumns, bodies };

export interface WholePublication extends Publication {
  bodies: Body[];
}

export function toWhole<Row extends Publication & { bodies: string }>(row: Row): WholePublication {
  return { ...row, bodies: JSON.parse(row.bodies) as Body[] };
}

const toldWhole = recurring((db) =>
  db
    .select({ ...wholeColumns, ...withdrawalColumns })
    .from(publications)
    .leftJoin(withdrawals, eq(withdrawals.publicationId, publications.id))
    .where(told),
);

/** What a release's own address has to tell at `now`, in all languages; null if nothing. */
export function readWhole(
  db: Db,
  id: string,
  now: number,
): Reading<{ release: WholePublication; withdrawal: Withdrawal | null } | null> {
  return toldWhole(db, { id, now }, ([row]) =>
    row ? { release: toWhole(row), withdrawal: toWithdrawal(row) } : null,
  );
}
