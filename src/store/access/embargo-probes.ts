/** The tripwire's counts: who asks for the address of what is not public yet. */
import { eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import { type Db, violates } from '../db/connect.ts';
import { valueIf } from '../db/expressions.ts';
import {
  attachments,
  legacyAddresses,
  missedRequests,
  previews,
  probes,
  publications,
  releases,
} from '../db/schema.ts';
import { hasBegun, isScheduled } from '../db/visibility.ts';
import { commit } from './audit.ts';

const seen = alias(publications, 'seen');

/** The thing for which an address that showed nothing may have been meant. */
export type Target =
  | { release: string; lang: string | null; slug: string | null }
  | { file: string }
  | { preview: string }
  | { legacy: string; bare: string };

/** A request that found nothing, and those for the same since. */
export interface Probe {
  target: Target;
  path: string;
  address: string | null;
  /** When it was first asked, in epoch milliseconds. */
  at: number;
  requests: number;
}

interface Hit extends Probe {
  releaseId: string;
}

/**
 * Counts requests by the release that they were meant for, where that was not public: a release, or
 * a file, language, slug or legacy address that only a version to come has. The first, the tenth, the
 * hundredth request for a release and so on are entered in the audit. Whether or not there is
 * something to count, this is one query and one batch that writes.
 */
export async function recordProbes(db: Db, asked: readonly Probe[]): Promise<void> {
  const hits = await findHits(db, asked);
  const at = Math.max(...asked.map((probe) => probe.at));
  const requests = asked.reduce((sum, probe) => sum + probe.requests, 0);
  const [, counted] = await db.batch([
    db
      .insert(missedRequests)
      .values({ id: 1, requests, lastAt: at })
      .onConflictDoUpdate({
        target: missedRequests.id,
        set: { requests: sql`${missedRequests.requests} + ${requests}`, lastAt: at },
      }),
    countHits(db, hits),
  ]);
  for (const row of counted) {
    const hit = hits.find(({ releaseId }) => releaseId === row.id);
    if (hit) await auditHits(db, hit, row);
  }
}

/** The probes that were meant for what was not public when they were made. */
async function findHits(db: Db, asked: readonly Probe[]): Promise<Hit[]> {
  const given = JSON.stringify(asked.map(({ target, at }) => ({ ...target, at })));
  const probe = sql`json_each(${given}) as probe`;
  const part = (name: string) => sql.raw(`probe.value ->> '${name}'`);
  const { releaseId, headlines, metadata } = publications;
  /** True where a publication of the release `id` had begun, or was scheduled, at the probe's moment. */
  const some = (id: SQL, state: typeof hasBegun, has: SQL = sql`true`) =>
    sql`exists (
      select 1 from ${publications}
      where ${releaseId} = ${id} and ${state(part('at'))} and ${has}
    )`;
  const onlyScheduled = (id: SQL, has: SQL) =>
    sql`(${some(id, isScheduled, has)} and not ${some(id, hasBegun, has)})`;
  const inLanguage = sql`${headlines} -> (${part('lang')}) is not null`;
  const atSlug = sql`${headlines} -> (${part('lang')}) ->> 'slug' = ${part('slug')}`;
  const hasFile = sql`exists (
    select 1 from json_each(${metadata}, '$.attachments') as file
    where file.value ->> 'id' = ${attachments.id}
  )`;
  const rows = await db.all<{ position: number; releaseId: string }>(sql`
    select probe.key as "position", ${releases.id} as "releaseId"
    from ${probe} join ${releases} on ${releases.id} = ${part('release')}
    where not ${some(sql`${releases.id}`, hasBegun)}
      or ${onlyScheduled(sql`${releases.id}`, inLanguage)}
      or ${onlyScheduled(sql`${releases.id}`, atSlug)}
    union
    select probe.key, ${attachments.releaseId}
    from ${probe} join ${attachments} on ${attachments.id} = ${part('file')}
    where not ${some(sql`${attachments.releaseId}`, hasBegun, hasFile)}
    union
    select probe.key, ${previews.releaseId}
    from ${probe} join ${previews} on ${previews.id} = ${part('preview')}
    where not ${some(sql`${previews.releaseId}`, hasBegun)}
      or ${some(sql`${previews.releaseId}`, isScheduled)}
    union
    select probe.key, ${legacyAddresses.releaseId}
    from ${probe}
    join ${legacyAddresses} on ${legacyAddresses.path} in (${part('legacy')}, ${part('bare')})
    join ${publications} on ${publications.id} = ${legacyAddresses.publicationId}
    where ${isScheduled(part('at'))} and not exists (
      select 1 from ${legacyAddresses} as known
      join ${publications} as seen on seen.id = known.publication_id
      where known.path = ${legacyAddresses.path} and ${hasBegun(part('at'), seen)}
    )
    order by 1
  `);
  return rows.flatMap(({ position, releaseId: id }) => {
    const meant = asked[position];
    return meant ? [{ ...meant, releaseId: id }] : [];
  });
}

function countHits(db: Db, hits: readonly Hit[]) {
  const part = (name: string) => sql.raw(`value ->> '${name}'`);
  const rows = sql`
    select ${part('releaseId')}, sum(${part('requests')}), 0, min(${part('at')}), max(${part('at')})
    from json_each(${JSON.stringify(hits)}) where true group by 1`;
  return db
    .insert(probes)
    .select(rows)
    .onConflictDoUpdate({
      target: probes.releaseId,
      set: { hits: sql`${probes.hits} + excluded.hits`, lastAt: sql`excluded.last_at` },
    })
    .returning({ id: probes.releaseId, hits: probes.hits, auditedHits: probes.auditedHits });
}

/** Enters each power of ten that the count has reached; of several writers one does it. */
async function auditHits(
  db: Db,
  { releaseId, address, path, at }: Hit,
  { hits, auditedHits }: { hits: number; auditedHits: number },
): Promise<void> {
  const reader = { editor: null, address, now: at };
  for (let due = auditedHits === 0 ? 1 : auditedHits * 10; due <= hits; due *= 10) {
    const act = {
      action: 'tripwire.hit',
      subject: `release/${releaseId}`,
      detail: { hits: due, path },
    };
    const once = valueIf<number>(sql`${probes.auditedHits} < ${due}`, due);
    try {
      await commit(db, reader, act, [
        db.update(probes).set({ auditedHits: once }).where(eq(probes.releaseId, releaseId)),
      ]);
    } catch (error) {
      if (!violates(error, 'probes.told')) throw error;
    }
  }
}
