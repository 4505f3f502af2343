/** Comments at the desk: on a release, at a passage of its text, and in answer to others. */
import type { ReviewTyped } from '../../templates/desk/review.tsx';
import { isId, newId } from '../domain/identifier.ts';
import { type Anchor, anchorOf, longestQuote, withLineFeeds } from '../domain/passage.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import { type CommentField, isCommentField } from '../domain/review.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { createComment, readComments, resolveThread } from '../store/editorial/comments.ts';
import { callApi, type Document } from './api-call.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { idOf, noPage, seeOther, wordsFor } from './page.ts';
import { remarkIn } from './remark.ts';
import { showReview } from './review.ts';

const wholeRelease: Anchor = { quote: '', prefix: '', suffix: '' };

type Version = Document<'GET /releases/{id}/revisions/{number}'>;

/** The place of a comment in the version that the person saw. */
interface Place {
  lang: string | null;
  field: CommentField | null;
  anchor: Anchor | null;
}

function placeIn({ editions }: Version, form: URLSearchParams, passage: string): Place {
  const [lang, name, at] = [field(form, 'lang'), field(form, 'field'), Number(field(form, 'at'))];
  if (name === '') return { lang: null, field: null, anchor: wholeRelease };
  if (!isCommentField(name)) throw noPage();
  const text = Object.hasOwn(editions, lang) ? (editions[lang]?.[name] ?? '') : '';
  const isQuote = passage.length <= longestQuote;
  const anchor = isQuote ? anchorOf(text, passage, Number.isSafeInteger(at) ? at : 0) : null;
  return { lang, field: name, anchor };
}

/** Comments on the whole release or on a passage, once however often the form is posted. */
export async function addComment(c: AppContext) {
  const form = await readForm(c);
  const number = field(form, 'version');
  if (!/^[1-9]\d{0,8}$/.test(number)) throw noPage();
  const id = idOf(c);
  const params = { id, number };
  const { document } = await callApi(c, 'GET /releases/{id}/revisions/{number}', { params });
  const words = wordsFor(c);
  const passage = withLineFeeds(form.get('passage') ?? '').trim();
  const typed: Partial<ReviewTyped> = {
    comment: form.get('comment') ?? '',
    passage,
    field: field(form, 'field'),
    at: field(form, 'at'),
  };
  const place = placeIn(document, form, passage);
  const [content, faults] = commentIn(c, form);
  const all = [
    ...(place.anchor ? [] : [{ pointer: '/passage', detail: words.notInText }]),
    ...faults,
  ];
  const lang = field(form, 'lang');
  if (!place.anchor || all.length > 0) return showReview(c, lang, typed, all, 422);
  const comment = {
    id: keyOf(form),
    parentId: null,
    version: Number(number),
    lang: place.lang,
    field: place.field,
    ...place.anchor,
    content,
  };
  try {
    await createComment(c.var.primary, c.var.actor, id, comment);
    return seeOther(c, pageOf(c, lang), 'commented');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showReview(c, lang, typed, errors, status);
  }
}

/** The id of a comment: that of its form, so that a form posted twice writes one. */
function keyOf(form: URLSearchParams): string {
  const key = field(form, 'key');
  return isId(key) ? key : newId();
}

function commentIn(c: AppContext, form: URLSearchParams): [string, Fault[]] {
  const [content, faults] = remarkIn(form.get('comment') ?? '', 'comment');
  const missing = { pointer: '/comment', detail: wordsFor(c).needsComment };
  return [content, content === '' && faults.length === 0 ? [missing] : faults];
}

/** The page with the text of that language. */
function pageOf(c: AppContext, lang: string): string {
  const page = paths.deskRelease(idOf(c), 'review');
  return lang === '' ? page : `${page}?lang=${encodeURIComponent(lang)}`;
}

/** The thread of the address, once it is known that the person may see its release. */
async function requestedThread(c: AppContext) {
  const id = idOf(c);
  const { primary } = c.var;
  const [{ document }, [comments]] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params: { id } }),
    readBatch(primary, [readComments(primary, id)]),
  ]);
  const asked = c.req.param('commentId');
  const thread = comments.find((one) => one.id === asked && one.parentId === null);
  if (!thread) throw noPage();
  return { thread, version: document.version };
}

export async function answerComment(c: AppContext) {
  const form = await readForm(c);
  const { thread, version } = await requestedThread(c);
  const [content, faults] = commentIn(c, form);
  const lang = field(form, 'lang');
  const typed = { comment: form.get('comment') ?? '', thread: thread.id };
  if (faults.length > 0) return showReview(c, lang, typed, faults, 422);
  const place = { lang: null, field: null, ...wholeRelease };
  const answer = { id: keyOf(form), parentId: thread.id, version, ...place, content };
  try {
    await createComment(c.var.primary, c.var.actor, idOf(c), answer);
    return seeOther(c, pageOf(c, lang), 'commented');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showReview(c, lang, typed, errors, status);
  }
}

/** Resolves a thread, or opens it again. */
export async function resolveComment(c: AppContext) {
  const form = await readForm(c);
  const { thread } = await requestedThread(c);
  const isResolved = field(form, 'act') !== 'reopen';
  if (isResolved === (thread.resolvedAt === null)) {
    await resolveThread(c.var.primary, c.var.actor, idOf(c), thread, isResolved);
  }
  return seeOther(c, pageOf(c, field(form, 'lang')), isResolved ? 'resolved' : 'reopened');
}
