/** Today: what goes out next, what waits for whom, what was changed since, what fails; read in one batch. */
import { relativeTime } from '../../templates/desk/time.ts';
import { Today } from '../../templates/desk/today.tsx';
import { fill } from '../../templates/desk/words.ts';
import { healthOf } from '../api/editor/health.ts';
import { toListDocument } from '../api/editor/release-list.ts';
import { atLeast } from '../domain/editor.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { NoticeKind } from '../domain/review.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { auditListRead, readListAudit } from '../store/editorial/list-audit.ts';
import { clearNotices, type Notice, readNotices } from '../store/editorial/notices.ts';
import {
  type ListReads,
  type ReleaseListEntry,
  type ReleaseListQuery,
  readReleaseList,
  toPage,
} from '../store/editorial/release-list.ts';
import { readWaitingReviews, type WaitingReview } from '../store/editorial/reviews.ts';
import { readHealth } from '../store/events/health.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { field, readForm } from './form.ts';
import { listedRelease } from './listed-releases.ts';
import { deskPage, seeOther, wordsFor } from './page.ts';

/** Entries of the lists of what is to come, and of what was. */
const [shown, recently] = [20, 10];

export async function todayPage(c: AppContext) {
  const { site, lang, now, session, actor, primary } = c.var;
  const words = wordsFor(c);
  const { id, role } = session.editor;
  const isEditor = atLeast(role, 'editor');
  const owner = isEditor ? null : id;
  const lists = {
    scheduled: listOf(c, { state: 'scheduled', order: 'publishAt', limit: shown, owner }),
    mine: listOf(c, { state: 'draft', limit: recently, owner: id }),
    recent: listOf(c, { limit: recently, owner }),
    drafts: listOf(c, { state: 'draft', limit: shown, owner }),
  };
  const drafts: ListReads | [] = site.twoPersons ? readReleaseList(primary, lists.drafts) : [];
  const [audited, last, { taxonomy }, waiting, news, ...found] = await readBatch(primary, [
    ...readListAudit(primary),
    readPageContext(primary, 0),
    readWaitingReviews(primary, id, owner, shown),
    readNotices(primary, id, owner, shown),
    ...readHealth(primary, now),
    ...readReleaseList(primary, lists.scheduled),
    ...readReleaseList(primary, lists.mine),
    ...readReleaseList(primary, lists.recent),
    ...drafts,
  ] as const);
  const [tickedAt, overdue, outbox, webhooks, ...listed] = found;
  const [scheduled, scheduledEnd, mine, mineEnd, recent, recentEnd, unapproved = []] = listed;
  const items = {
    scheduled: toPage(lists.scheduled, null, scheduled, scheduledEnd).items,
    mine: toPage(lists.mine, null, mine, mineEnd).items,
    recent: toPage(lists.recent, null, recent, recentEnd).items,
    unapproved: toPage(lists.drafts, null, unapproved, null).items,
  };
  const all = [...items.scheduled, ...items.mine, ...items.recent, ...items.unapproved];
  const embargoed = all.filter(({ publishAt }) => publishAt !== null).map((one) => one.id);
  await auditListRead(primary, actor, c.req.method, [...new Set(embargoed)], audited, last);
  const listedAbove = new Set([...items.scheduled, ...items.mine].map((one) => one.id));
  const inWords = (entries: readonly ReleaseListEntry[]) =>
    entries.map((entry) => listedRelease(c, taxonomy, toListDocument(entry)));
  return deskPage(c, {
    title: words.today,
    section: 'today',
    children: Today({
      words,
      lang,
      timeZone: site.timeZone,
      now,
      waits: waiting.map((review) => waitingItem(c, review)),
      news: news.map((notice) => newsItem(c, notice)),
      latestNews: news[0]?.id ?? 0,
      scheduled: inWords(items.scheduled),
      unapproved: site.twoPersons
        ? inWords(items.unapproved.filter((one) => one.approval?.version !== one.version))
        : null,
      mine: inWords(items.mine),
      recent: inWords(items.recent.filter((one) => !listedAbove.has(one.id))),
      faults: isEditor
        ? healthFaults(c, healthOf(now, { tickedAt, overdue, outbox, webhooks }).document)
        : null,
    }),
  });
}

function listOf(
  { var: { now } }: AppContext,
  changes: Partial<ReleaseListQuery> & Pick<ReleaseListQuery, 'limit' | 'owner'>,
): ReleaseListQuery {
  return {
    state: null,
    title: null,
    kind: null,
    lang: null,
    author: null,
    publishFrom: null,
    publishTo: null,
    order: 'updated',
    after: null,
    now,
    ...changes,
  };
}

/** The title of a release in the person's language, from its titles as JSON. */
function titleIn({ var: { lang, site } }: AppContext, titles: string, id: string): string {
  return inLanguage(JSON.parse(titles) as Record<string, string>, lang, site.languages) ?? id;
}

function waitingItem(c: AppContext, review: WaitingReview) {
  const { releaseId, version, sender, message, sentAt, titles } = review;
  const when = relativeTime(sentAt, c.var.now, c.var.lang);
  return {
    id: releaseId,
    title: titleIn(c, titles, releaseId),
    line: fill(wordsFor(c).sentBy, { person: sender, version: String(version), when }),
    content: message,
  };
}

function newsItem(c: AppContext, { releaseId, kind, actor, at, content, titles }: Notice) {
  const words = wordsFor(c);
  const phrases: Record<NoticeKind, string> = {
    returned: words.noticeReturned,
    approved: words.noticeApproved,
    comment: words.noticeComment,
    answer: words.noticeAnswer,
    resolved: words.noticeResolved,
  };
  const when = relativeTime(at, c.var.now, c.var.lang);
  return {
    id: releaseId,
    title: titleIn(c, titles, releaseId),
    line: fill(phrases[kind], { person: actor, version: content, when }),
    content: kind === 'approved' ? '' : content,
  };
}

/** Clears the person's news up to the latest that the page showed. */
export async function clearNews(c: AppContext) {
  const latest = Number(field(await readForm(c), 'latest'));
  if (Number.isSafeInteger(latest)) await clearNotices(c.var.primary, c.var.actor, latest);
  return seeOther(c, paths.desk);
}

type HealthDocument = ReturnType<typeof healthOf>['document'];

/** The faults of the site in words; none if it is well. */
function healthFaults(c: AppContext, document: HealthDocument): string[] {
  const { status, lastTickAt, overdue, outbox } = document;
  const { now, lang } = c.var;
  const words = wordsFor(c);
  if (status === 'well') return [];
  const ticked = lastTickAt === null ? '–' : relativeTime(Date.parse(lastTickAt), now, lang);
  return [
    ...(status === 'late' ? [fill(words.tickLate, ticked)] : []),
    ...(overdue.publications > 0 ? [fill(words.overdue, overdue.publications)] : []),
    ...(outbox.dead > 0 ? [fill(words.tasksFailed, outbox.dead)] : []),
  ];
}
