/** Review at the desk: a version sent to a person, returned or approved, and comments at its passages. */
import { ReviewPage, type ReviewTyped } from '../../templates/desk/review.tsx';
import { relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { readApprover } from '../store/editorial/approvals.ts';
import { readComments } from '../store/editorial/comments.ts';
import {
  endReview,
  type Review,
  readColleagues,
  readReviews,
  sendForReview,
} from '../store/editorial/reviews.ts';
import { callApi } from './api-call.ts';
import { countIn, threadsOf } from './comment-threads.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskPage, doneMessage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';
import { remarkIn } from './remark.ts';
import { ruleInWords } from './two-person-rule.ts';

const nothing: ReviewTyped = {
  reviewer: '',
  reviewMessage: '',
  returnReason: '',
  comment: '',
  passage: null,
  field: '',
  at: '',
};

export function reviewPage(c: AppContext) {
  const typed = { field: c.req.query('field') ?? '', at: c.req.query('at') ?? '' };
  return showReview(c, c.req.query('lang') ?? '', typed, [], 200);
}

/** The page, with what was typed and its faults. `asked` is the language of the text, if it exists. */
export async function showReview(
  c: AppContext,
  asked: string,
  typed: Partial<ReviewTyped>,
  faults: readonly Fault[],
  status: 200 | 409 | 412 | 422,
) {
  const { site, lang, now, session, primary } = c.var;
  const id = idOf(c);
  const words = wordsFor(c);
  const reads = [
    readReviews(primary, id),
    readComments(primary, id),
    readColleagues(primary, session, id),
    readColleagues(primary, session, id, { publishers: true }),
    readApprover(primary, id),
  ] as const;
  const [{ document, etag }, [reviews, comments, people, publishers, approver]] = await Promise.all(
    [callApi(c, 'GET /releases/{id}', { params: { id } }), readBatch(primary, reads)],
  );
  const { editions, version } = document;
  const languages = Object.keys(editions);
  const shown = [asked, lang].find((one) => languages.includes(one)) ?? languages[0] ?? '';
  const state = releaseState(c, document);
  const me = session.editor.id;
  const waits = (one: Review) => one.outcome === null && one.recipient.id === me;
  const asksMe = reviews.some((one) => waits(one) && one.version === version);
  const children = ReviewPage({
    words,
    lang,
    state,
    etag,
    formKey: newId(),
    reviews: reviews.map((review) => ({
      id: review.id,
      line: lineOf(c, review),
      message: review.message,
      outcome: review.outcome,
      reason: review.reason,
      newer: review.outcome === null && review.version < version ? version : null,
      sentVersion: review.version,
      isForMe: waits(review),
      isMine: review.outcome === null && review.sender.id === me,
    })),
    people,
    rule: ruleInWords(
      c,
      document,
      publishers.map(({ name }) => name),
      approver,
    ),
    mayApprove:
      state.mayPublish &&
      document.approval?.version !== version &&
      (site.twoPersons ? document.publicVersion === null || asksMe : asksMe),
    languages: languages.map((one) => ({ lang: one, open: countIn(comments, one) })),
    shown,
    threads: threadsOf(comments, editions, shown, { lang, now }),
    typed: { ...nothing, ...typed },
    faults,
  });
  const message = messageOf(c);
  return deskPage(c, { title: words.reviewTab, section: 'releases', message, children }, status);
}

function messageOf(c: AppContext): string | null {
  const words = wordsFor(c);
  const messages: Record<string, string> = {
    sent: words.doneSent,
    returned: words.doneReturned,
    recalled: words.doneRecalled,
    commented: words.doneCommented,
    resolved: words.doneResolved,
    reopened: words.doneReopened,
  };
  return doneMessage(c, messages);
}

function lineOf(c: AppContext, { version, sender, recipient, sentAt }: Review): string {
  const when = relativeTime(sentAt, c.var.now, c.var.lang);
  const named = { sender: sender.name, recipient: recipient.name, when };
  return fill(wordsFor(c).reviewLine, { version: String(version), ...named });
}

const pageOf = (c: AppContext) => paths.deskRelease(idOf(c), 'review');

/** Sends the version that the person saw to somebody. */
export async function sendReview(c: AppContext) {
  const form = await readForm(c);
  const id = idOf(c);
  const [reviewer, reviewMessage] = [field(form, 'reviewer'), form.get('reviewMessage') ?? ''];
  const words = wordsFor(c);
  const { primary, session } = c.var;
  const [{ document }, [people]] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params: { id } }),
    readBatch(primary, [readColleagues(primary, session, id)]),
  ]);
  const recipient = people.find((one) => one.id === reviewer);
  const [message, messageFaults] = remarkIn(reviewMessage, 'reviewMessage');
  const faults = [
    ...(recipient ? [] : [{ pointer: '/reviewer', detail: words.needsReviewer }]),
    ...messageFaults,
  ];
  const typed = { reviewer, reviewMessage };
  if (!recipient || faults.length > 0) return showReview(c, '', typed, faults, 422);
  try {
    const seen = Number(field(form, 'version'));
    const version = Number.isSafeInteger(seen) && seen > 0 ? seen : document.version;
    await sendForReview(primary, c.var.actor, { releaseId: id, version, recipient, message });
    return seeOther(c, pageOf(c), 'sent');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showReview(c, '', typed, errors, status);
  }
}

/** The review of the address, if it still waits. A release that the person may not see is not found. */
async function waitingReview(c: AppContext): Promise<Review | null> {
  const id = idOf(c);
  const { primary } = c.var;
  const [, [reviews]] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params: { id } }),
    readBatch(primary, [readReviews(primary, id)]),
  ]);
  const asked = c.req.param('reviewId');
  return reviews.find((one) => one.id === asked && one.outcome === null) ?? null;
}

/** Returns a release to its author, with what has to change. Only the person to whom it was sent does that. */
export async function returnReview(c: AppContext) {
  const form = await readForm(c);
  const returnReason = form.get('returnReason') ?? '';
  const { primary, actor } = c.var;
  const review = await waitingReview(c);
  if (review?.recipient.id !== actor.editor.id) return seeOther(c, pageOf(c));
  const [reason, faults] = remarkIn(returnReason, 'returnReason');
  const missing = { pointer: '/returnReason', detail: wordsFor(c).needsReason };
  const all = reason === '' && faults.length === 0 ? [missing] : faults;
  if (all.length > 0) return showReview(c, '', { returnReason }, all, 422);
  await endReview(primary, actor, idOf(c), review, { outcome: 'returned', reason });
  return seeOther(c, pageOf(c), 'returned');
}

/** Takes back what the person sent and nobody answered. */
export async function recallReview(c: AppContext) {
  const { primary, actor } = c.var;
  const review = await waitingReview(c);
  if (review?.sender.id !== actor.editor.id) return seeOther(c, pageOf(c));
  await endReview(primary, actor, idOf(c), review, { outcome: 'recalled', reason: null });
  return seeOther(c, pageOf(c), 'recalled');
}
