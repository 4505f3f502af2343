/** The activity of a release: who did what with it, and when. */
import { ActivityPage } from '../../templates/desk/activity.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { formatInstant, isInRange } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { type ActivityEntry, activityPage, readActivity } from '../store/access/activity.ts';
import { readBatch } from '../store/db/connect.ts';
import { callApi } from './api-call.ts';
import { actionTitle } from './audit-words.ts';
import { deskPage, idOf, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

export async function showActivity(c: AppContext) {
  const { primary } = c.var;
  const words = wordsFor(c);
  const id = idOf(c);
  const asked = c.req.query('before') ?? '';
  const before = /^[1-9]\d{0,14}$/.test(asked) ? Number(asked) : null;
  const [{ document }, [entries]] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params: { id } }),
    readBatch(primary, [readActivity(primary, id, before)]),
  ]);
  const shown = entries.slice(0, activityPage);
  const last = entries.length > activityPage ? shown.at(-1) : undefined;
  const children = ActivityPage({
    words,
    state: releaseState(c, document),
    entries: shown.map((entry) => lineOf(c, entry)),
    next: last ? `${paths.deskRelease(id, 'activity')}?before=${last.id}` : null,
  });
  return deskPage(c, { title: words.activity, section: 'releases', children });
}

function lineOf(c: AppContext, { at, action, detail, person }: ActivityEntry) {
  const { lang, now } = c.var;
  const words = wordsFor(c);
  return {
    act: actionTitle(words, action),
    detail: detailInWords(c, detail),
    person: person ?? words.auditReader,
    at: formatInstant(at),
    when: relativeTime(at, now, lang),
  };
}

/** The parts of an entry that say on what somebody acted. */
function detailInWords(c: AppContext, detail: ActivityEntry['detail']): string {
  const { site, lang } = c.var;
  const words = wordsFor(c);
  const { version, filename, recipient, visibleFrom } = detail;
  return [
    typeof version === 'number' ? fill(words.version, version) : null,
    typeof filename === 'string' ? filename : null,
    typeof recipient === 'string' ? recipient : null,
    typeof visibleFrom === 'number' && isInRange(visibleFrom)
      ? `${officeTime(visibleFrom, lang, site.timeZone)} (${site.timeZone})`
      : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
