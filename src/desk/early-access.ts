/** Early access: who has a preview link that works, over all releases. */
import { EarlyAccessPage } from '../../templates/desk/early-access.tsx';
import { officeInstant, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { formatCursor, parseCursor } from '../domain/cursor.ts';
import { atLeast } from '../domain/editor.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { type EarlyAccess, readEarlyAccess } from '../store/editorial/early-access.ts';
import { auditListRead, readListAudit } from '../store/editorial/list-audit.ts';
import { deskPage, wordsFor } from './page.ts';

/** Links of a page. */
const pageSize = 100;

export async function earlyAccessPage(c: AppContext) {
  const { now, session, actor, primary } = c.var;
  const words = wordsFor(c);
  const owner = atLeast(session.editor.role, 'editor') ? null : session.editor.id;
  const after = parseCursor(c.req.query('cursor') ?? '');
  const limit = pageSize + 1;
  const [audited, lastAudit, links] = await readBatch(primary, [
    ...readListAudit(primary),
    readEarlyAccess(primary, { owner, now, after, limit }),
  ]);
  const shown = links.slice(0, pageSize);
  const embargoed = shown.filter(({ publishAt }) => publishAt !== null);
  const ids = [...new Set(embargoed.map(({ releaseId }) => releaseId))];
  await auditListRead(primary, actor, c.req.method, ids, audited, lastAudit);
  const last = links.length > pageSize ? shown.at(-1) : undefined;
  const cursor = last && formatCursor({ publishedAt: last.expiresAt, releaseId: last.id });
  const children = EarlyAccessPage({
    words,
    links: shown.map((link) => linkInWords(c, link)),
    next: cursor === undefined ? null : `${paths.desk}/early-access?cursor=${cursor}`,
  });
  const message = c.req.query('done') === 'revoked' ? words.doneRevoked : null;
  return deskPage(c, { title: words.earlyAccess, section: 'releases', message, children });
}

function linkInWords(c: AppContext, link: EarlyAccess) {
  const { site, lang, now } = c.var;
  const words = wordsFor(c);
  const { id, releaseId, recipient, expiresAt, version, views, lastViewedAt } = link;
  const titles = JSON.parse(link.titles) as Record<string, string>;
  const inOffice = (at: number) => `${officeInstant(at, lang, site.timeZone)} (${site.timeZone})`;
  return {
    id,
    releaseId,
    recipient,
    version,
    title: inLanguage(titles, lang, site.languages) ?? releaseId,
    goesOut: link.publishAt === null ? null : `${words.goesOut} ${inOffice(link.publishAt)}`,
    until: fill(words.validUntil, inOffice(expiresAt)),
    views:
      lastViewedAt === null
        ? words.neverViewed
        : fill(words.viewed, views, relativeTime(lastViewedAt, now, lang)),
    giver: fill(words.givenBy, link.giver),
  };
}
