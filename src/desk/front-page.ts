/** The home page at the desk: what leads it, pinned by an editor until an instant. */
import { FrontPage, frontPath } from '../../templates/desk/front-page.tsx';
import { officeTime } from '../../templates/desk/time.ts';
import { publish } from '../api/permissions.ts';
import { isId } from '../domain/identifier.ts';
import { inLanguage } from '../domain/language.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { auditListRead, readListAudit } from '../store/editorial/list-audit.ts';
import { pinRelease, readPin, unpinRelease } from '../store/editorial/pins.ts';
import { callApi } from './api-call.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, doneMessage, seeOther, wordsFor } from './page.ts';
import { readLocal } from './publishing.ts';

const minute = 60_000;
const farthest = 366 * 24 * 60 * minute;

export function frontPage(c: AppContext) {
  return showFront(c, { release: '', local: '' }, [], 200);
}

async function showFront(
  c: AppContext,
  fields: { release: string; local: string },
  faults: readonly Fault[],
  status: DeskStatus,
) {
  await requirePermission(c, publish);
  const { site, lang, now, actor, primary } = c.var;
  const words = wordsFor(c);
  const q = (c.req.query('q') ?? '').trim().slice(0, 200);
  const [[pinned, ...audited], shown, scheduled] = await Promise.all([
    readBatch(primary, [readPin(primary, now), ...readListAudit(primary)]),
    callApi(c, 'GET /releases', { query: { state: 'public', q, limit: 50 } }),
    callApi(c, 'GET /releases', { query: { state: 'scheduled', q, limit: 50 } }),
  ]);
  const listed = [...scheduled.document.items, ...shown.document.items];
  const isListed = listed.some(({ id }) => id === pinned?.releaseId);
  const unlisted = pinned?.isScheduled && !isListed ? [pinned.releaseId] : [];
  await auditListRead(primary, actor, 'GET', unlisted, ...audited);
  const releases = listed.map((one) => ({
    id: one.id,
    title: inLanguage(one.titles, lang, site.languages) ?? one.id,
    state: words[one.state],
  }));
  const children = FrontPage({
    words,
    lang,
    timeZone: site.timeZone,
    pinned: pinned && {
      id: pinned.releaseId,
      title: inLanguage(pinned.titles, lang, site.languages) ?? pinned.releaseId,
      until: `${officeTime(pinned.until, lang, site.timeZone)} (${site.timeZone})`,
      isPublic: pinned.isPublic,
    },
    releases,
    q,
    fields,
    faults,
  });
  const message = doneMessage(c, { pinned: words.donePinned, unpinned: words.doneUnpinned });
  return deskPage(c, { title: words.adminFront, section: 'admin', message, children }, status);
}

/** Pins a release that is public or scheduled. Until it is public, readers notice nothing. */
export async function pinByForm(c: AppContext) {
  await requirePermission(c, publish);
  const form = await readForm(c);
  const fields = { release: field(form, 'release'), local: field(form, 'local') };
  const words = wordsFor(c);
  const { instants, fault } = readLocal(c, fields.local);
  const until = Math.floor((instants.at(-1) ?? 0) / minute) * minute;
  const isNear = until > c.var.now && until - c.var.now <= farthest;
  const faults = [
    ...((await isPinnable(c, fields.release))
      ? []
      : [{ pointer: '/release', detail: words.pinNeedsRelease }]),
    ...(fault !== null || !isNear
      ? [{ pointer: '/until', detail: instants.length === 0 && fault ? fault : words.pinPast }]
      : []),
  ];
  if (faults.length > 0) return showFront(c, fields, faults, 422);
  await pinRelease(c.var.primary, c.var.actor, { releaseId: fields.release, until });
  return seeOther(c, frontPath, 'pinned');
}

async function isPinnable(c: AppContext, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  try {
    const { document } = await callApi(c, 'GET /releases/{id}', { params: { id } });
    return document.state === 'public' || document.state === 'scheduled';
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return false;
    throw error;
  }
}

export async function unpinByForm(c: AppContext) {
  await requirePermission(c, publish);
  await unpinRelease(c.var.primary, c.var.actor);
  return seeOther(c, frontPath, 'unpinned');
}
