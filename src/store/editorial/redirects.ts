/** Addresses that lead on: what admins set, and where releases were before they came here. */
import { and, desc, eq, gt, inArray, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Actor } from '../../domain/actor.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { legacyCandidates, releaseIdOf } from '../../domain/redirect.ts';
import type { Headline } from '../../domain/release.ts';
import { type Act, commit } from '../access/audit.ts';
import { type Db, preparedRead, type Read, type Statement, violates } from '../db/connect.ts';
import { hasText, inList, nextLockVersion } from '../db/expressions.ts';
import { legacyAddresses, publications, redirects, releases, withdrawals } from '../db/schema.ts';
import { hasNotEnded, isItsWithdrawal, isPublicOrWithdrawn } from '../db/visibility.ts';
import { enqueuePurge } from '../events/cache-invalidation.ts';

export interface Redirect {
  id: string;
  path: string;
  target: string;
  lockVersion: number;
  createdAt: number;
}

const columns = {
  id: redirects.id,
  path: redirects.path,
  target: redirects.target,
  lockVersion: redirects.lockVersion,
  createdAt: redirects.createdAt,
};

/** Filters of the list; null for none. */
interface RedirectFilters {
  /** Only those behind this path. */
  after: string | null;
  /** A part of the path or the target, in any case. */
  text: string | null;
}

/** A text as addresses have it, in lower case. What is percent-encoded already stays. */
const asInUrl = (text: string) => text.replace(/[^!-~]+/g, encodeURIComponent).toLowerCase();

/** Redirects in the order of their paths. */
export function listRedirects(
  db: Db,
  { after, text }: RedirectFilters,
  limit: number,
): Promise<Redirect[]> {
  return db
    .select(columns)
    .from(redirects)
    .where(
      and(
        after === null ? undefined : gt(redirects.path, after),
        text === null
          ? undefined
          : hasText(sql`${redirects.path} || ' ' || ${redirects.target}`, text, asInUrl),
      ),
    )
    .orderBy(redirects.path)
    .limit(limit);
}

export async function findRedirect(db: Db, id: string): Promise<Redirect | null> {
  return (await db.select(columns).from(redirects).where(eq(redirects.id, id)).get()) ?? null;
}

type Way = Pick<Redirect, 'path' | 'target'>;

/** @throws Problem `conflict` for an address that leads on already, and for a chain */
export async function createRedirect(db: Db, actor: Actor, id: string, way: Way): Promise<void> {
  const act = { action: 'redirect.create', subject: `redirect/${id}`, detail: { ...way } };
  const { now, editor } = actor;
  await write(db, actor, act, way, id, [
    db.insert(redirects).values({
      ...way,
      id,
      path: unchained(way, id, now),
      createdAt: now,
      createdBy: editor.id,
    }),
  ]);
}

/** @throws Problem `stale`, or `conflict` as for a new one */
export async function replaceRedirect(
  db: Db,
  actor: Actor,
  before: Redirect,
  way: Way,
): Promise<void> {
  const act = {
    action: 'redirect.replace',
    subject: `redirect/${before.id}`,
    detail: { ...way, before: { path: before.path, target: before.target } },
  };
  await write(db, actor, act, way, before.id, [
    db
      .update(redirects)
      .set({
        ...way,
        path: unchained(way, before.id, actor.now),
        lockVersion: nextLockVersion(redirects.lockVersion, before.lockVersion),
      })
      .where(eq(redirects.id, before.id)),
  ]);
}

/** @throws Problem `stale` */
export async function removeRedirect(db: Db, actor: Actor, before: Redirect): Promise<void> {
  const { id, path, target } = before;
  const act = { action: 'redirect.delete', subject: `redirect/${id}`, detail: { path, target } };
  await write(db, actor, act, before, id, [
    db
      .update(redirects)
      .set({ lockVersion: nextLockVersion(redirects.lockVersion, before.lockVersion) })
      .where(eq(redirects.id, id)),
    db.delete(redirects).where(eq(redirects.id, id)),
  ]);
}

/** The path, or null (which the table refuses) where it would begin, go on or end a chain. */
function unchained(way: Way, id: string, now: number): SQL<string> {
  const { path, target } = way;
  const chained = sql`exists (select 1 from ${redirects} where ${isChained(way, id)})`;
  const withdrawn = sql`exists (
    select 1
    from ${withdrawals}
    where ${or(leadsTo(withdrawals.redirectTo, path), isRedirected(target))}
  )`;
  const legacy = sql`${isLegacy(sql`(${path})`, now)} or ${isLegacy(spellingsOf(target), now)}`;
  return sql`case when ${chained} or ${withdrawn} or ${legacy} then null else ${path} end`;
}

/** True of another redirect than `except` that the target of one has, or that leads to its path. */
const isChained = ({ path, target }: Way, except: string) =>
  and(
    ne(redirects.id, except),
    or(inArray(redirects.path, pathsOf(target)), leadsTo(redirects.target, path)),
  );

/** The paths of redirects that apply to an address: with its query and without. */
const pathsOf = (address: string) => [address, address.split('?')[0] as string];

/** True of an address to which the redirect of a path applies. */
const leadsTo = (address: SQLiteColumn, path: string) =>
  sql`${path} in (${address}, substr(${address}, 1, instr(${address} || '?', '?') - 1))`;

/** True of the withdrawal that redirects from an address of a release. */
const isRedirected = (address: string) =>
  and(eq(withdrawals.mode, 'redirect'), eq(withdrawals.releaseId, releaseIdOf(address) ?? ''));

/**
 * True of a path that leads on, with its query or without: a redirect, or an old address of a release;
 * of the release `own` also where it is kept no longer.
 */
export function leadsOn(path: string, own: string, now: number): SQL {
  const set = sql`exists (select 1 from ${redirects} where ${inArray(redirects.path, pathsOf(path))})`;
  const back = sql`exists (
    select 1
    from ${legacyAddresses}
    where ${legacyAddresses.path} in ${spellingsOf(path)} and ${legacyAddresses.releaseId} = ${own}
  )`;
  return sql`(${set} or ${back} or ${isLegacy(spellingsOf(path), now)})`;
}

/** True for a publication that keeps its old addresses. The query joins `withdrawals`. */
const isKept = (now: number) => or(hasNotEnded(now), isNotNull(withdrawals.releaseId)) as SQL;

/** The old addresses that an address may mean, as a list. */
const spellingsOf = (path: string): SQL =>
  sql`(select value from json_each(${JSON.stringify(legacyCandidates(path))}))`;

/** Whether an address of the list is a release's own, of old; of `except` it may be. */
function isLegacy(paths: SQL, now: number, except: string | null = null): SQL {
  const isOther = except === null ? undefined : ne(legacyAddresses.releaseId, except);
  return sql`exists (
    select 1
    from ${legacyAddresses}
    join ${publications} on ${publications.id} = ${legacyAddresses.publicationId}
    left join ${withdrawals} on ${isItsWithdrawal}
    where ${and(sql`${legacyAddresses.path} in ${paths}`, isOther, isKept(now))}
  )`;
}

async function write(
  db: Db,
  actor: Actor,
  act: Act,
  way: Way,
  except: string,
  statements: Statement[],
): Promise<void> {
  const { path, target } = way;
  try {
    await commit(db, actor, act, [
      ...statements,
      ...enqueuePurge(db, { redirects: true }, actor.now),
    ]);
  } catch (error) {
    if (violates(error, 'redirects.change')) {
      throw new Problem('stale', 'Somebody else changed this redirect meanwhile: read it again.');
    }
    if (!violates(error, 'redirects.path')) throw error;
    throw new Problem(
      'conflict',
      `${path} leads on already, or a redirect leads to it or on from ${target}: chains are refused.`,
      { errors: await findConflicts(db, way, except, actor.now) },
    );
  }
}

/** The holders of the addresses with which a redirect would begin, continue or end a chain, by name. */
async function findConflicts(db: Db, way: Way, except: string, now: number): Promise<Fault[]> {
  const { path, target } = way;
  const isSame = eq(redirects.path, path);
  const chained = await db
    .select(columns)
    .from(redirects)
    .where(or(and(ne(redirects.id, except), isSame), isChained(way, except)))
    .orderBy(desc(isSame))
    .limit(5);
  const withdrawn = await db
    .select({ releaseId: withdrawals.releaseId, redirectTo: withdrawals.redirectTo })
    .from(withdrawals)
    .where(or(isRedirected(target), leadsTo(withdrawals.redirectTo, path)))
    .limit(3);
  const held = [path, target].map(async (at, place) => {
    const holders = await findAddressHolders(db, legacyCandidates(at), now);
    const pointer = place === 0 ? '/path' : '/target';
    return holders.flatMap(({ releaseId }): Fault[] =>
      releaseId === null
        ? []
        : [{ pointer, detail: `is an old address of the release ${releaseId}` }],
    );
  });
  const leading = (pointer: string, to: string | null) => ({
    pointer,
    detail: `redirects to ${to} already`,
  });
  const atPath = (detail: string) => ({ pointer: '/path', detail });
  return [
    ...chained.map((one) => {
      if (one.path === path) return leading('/path', one.target);
      if (pathsOf(target).includes(one.path)) return leading('/target', one.target);
      return atPath(`is where ${one.path} redirects to`);
    }),
    ...(await Promise.all(held)).flat(),
    ...withdrawn.map(({ releaseId, redirectTo }) =>
      releaseId === releaseIdOf(target)
        ? leading('/target', redirectTo)
        : atPath(`is where the withdrawn release ${releaseId} leads`),
    ),
  ];
}

/**
 * Keeps where a release was before, with its publication.
 * Fails the batch (`path` may not be null) where an address is another release's, or a redirect.
 */
export function keepLegacyAddresses(
  db: Db,
  paths: readonly string[],
  releaseId: string,
  publicationId: SQL<number>,
  now: number,
): Statement {
  const path = sql`given.value`;
  const taken = sql`exists (select 1 from ${redirects} where ${redirects.path} = ${path})
    or ${isLegacy(sql`(${path})`, now, releaseId)}`;
  return db.insert(legacyAddresses).select(
    sql`select case when ${taken} then null else ${path} end, ${publicationId}, ${releaseId}
        from json_each(${JSON.stringify(paths)}) as given
        where true`,
  );
}

const isNotVanished = sql`coalesce(${withdrawals.mode}, '') <> 'vanish'`;

/** A redirect or a release to which an old address belongs, so that no other release can have it. */
export interface AddressHolder {
  path: string;
  /** The target of the redirect, or null. */
  target: string | null;
  releaseId: string | null;
  /** The id of the editor who created the release, or null. */
  createdBy: string | null;
  /** Whether readers see the release, or that it was withdrawn. */
  isPublic: boolean;
}

/** Finds what has any of these old addresses, by the rule of `keepLegacyAddresses`. */
export async function findAddressHolders(
  db: Db,
  paths: readonly string[],
  now: number,
): Promise<AddressHolder[]> {
  const set = await db
    .select({ path: redirects.path, target: redirects.target })
    .from(redirects)
    .where(inList(redirects.path, paths));
  const kept = await db
    .select({
      path: legacyAddresses.path,
      releaseId: legacyAddresses.releaseId,
      createdBy: releases.createdBy,
      shown: sql<number>`max(${and(isPublicOrWithdrawn(now), isNotVanished)})`,
    })
    .from(legacyAddresses)
    .innerJoin(publications, eq(publications.id, legacyAddresses.publicationId))
    .innerJoin(releases, eq(releases.id, legacyAddresses.releaseId))
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(and(inList(legacyAddresses.path, paths), isKept(now)))
    .groupBy(legacyAddresses.path, legacyAddresses.releaseId);
  return [
    ...set.map((one) => ({ ...one, releaseId: null, createdBy: null, isPublic: true })),
    ...kept.map(({ shown, ...one }) => ({ ...one, target: null, isPublic: shown === 1 })),
  ];
}

/** Where an address leads: to a target, or to a release that readers have. */
export type Destination =
  | { target: string }
  | { releaseId: string; headlines: Record<string, Headline> };

const isShown = isPublicOrWithdrawn(sql.placeholder('now'));
const given = sql`(select value from json_each(${sql.placeholder('candidates')}))`;
const legacy = preparedRead((db) =>
  db
    .select({
      path: legacyAddresses.path,
      releaseId: publications.releaseId,
      headlines: publications.headlines,
    })
    .from(legacyAddresses)
    .innerJoin(publications, eq(publications.id, legacyAddresses.publicationId))
    .leftJoin(withdrawals, isItsWithdrawal)
    .where(and(inArray(legacyAddresses.path, given), isShown, isNotVanished)),
);
const set = preparedRead((db) =>
  db
    .select({ path: redirects.path, target: redirects.target })
    .from(redirects)
    .where(inArray(redirects.path, [sql.placeholder('exact'), sql.placeholder('bare')]))
    .orderBy(desc(sql`length(${redirects.path})`))
    .limit(1),
);

/**
 * Where a path with its query leads at `now`. A redirect is found by its path with the query or without; an
 * old address of a release also by its other spellings, which lead to no second redirect.
 */
export function readDestination(
  db: Db,
  path: string,
  now: number,
): [Read<Destination | null>, Read<Destination | null>] {
  const candidates = legacyCandidates(path);
  const rank = (row: { path: string }) => candidates.indexOf(row.path);
  return [
    set(db, { exact: path, bare: path.split('?')[0] }, ([row]) => row ?? null),
    legacy(
      db,
      { candidates: JSON.stringify(candidates), now },
      (rows) => rows.toSorted((one, other) => rank(one) - rank(other))[0] ?? null,
    ),
  ];
}
