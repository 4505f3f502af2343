/** The page of a release: its form, its state, its checks; creating, saving and discarding. */

import type { ReleaseFields } from '../../templates/desk/release-form.tsx';
import { NewReleaseDesk, ReleaseDesk } from '../../templates/desk/release-page.tsx';
import { relativeTime } from '../../templates/desk/time.ts';
import { type DeskWords, fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { type LastReturn, readLastReturn } from '../store/editorial/reviews.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi, type Document } from './api-call.ts';
import { findingsInWords, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { actOnForm } from './form-acts.ts';
import { meanwhileChanges } from './meanwhile.ts';
import type { Merge } from './merge.ts';
import { offeredBook } from './offered-book.ts';
import { outdatedEditions, readEditionChanges } from './outdated.ts';
import { deskPage, doneMessage, idOf, seeOther, wordsFor } from './page.ts';
import { othersAt } from './presence.ts';
import { baseText, fieldsOf, newFields, postedFields, toDocument } from './release-form.ts';
import { releaseState } from './release-state.ts';

/** A form that is shown again: with what was typed, and what is wrong with it. */
interface Attempt {
  fields: ReleaseFields;
  faults: readonly Fault[];
  status: 200 | 409 | 412 | 422;
  /** The key of the form that was posted; null if nothing was typed. */
  replaces: string | null;
  /** A short message about what was done. */
  message?: string;
  /** Whether the fields are a copy of the browser, put back. */
  isRestored?: boolean;
}

/** A form of a release, with the state to which its fields belong. */
interface ReleaseAttempt extends Attempt {
  etag: string;
  base: ReleaseFields | null;
  /** The changes that others saved meanwhile, of a form that is shown after a conflict. */
  merge?: Merge;
}

export async function newReleasePage(c: AppContext) {
  const attempt = {
    fields: newFields(c.var.lang),
    faults: [],
    status: 200,
    replaces: null,
  } as const;
  return showNew(c, attempt, newId());
}

async function showNew(c: AppContext, attempt: Attempt, formKey: string) {
  const { fields, faults, status, replaces, message = null } = attempt;
  const { site, lang, primary } = c.var;
  const words = wordsFor(c);
  const [taxonomy, book] = await Promise.all([findTaxonomy(primary), offeredBook(c)]);
  const form = {
    words,
    lang,
    languages: site.languages,
    taxonomy,
    book,
    fields,
    faults,
    etag: null,
    base: '',
    formKey,
    outdated: {},
    saver: { release: null, replaces, isRestored: false, isAutosaved: false },
  };
  return deskPage(
    c,
    { title: words.newRelease, section: 'releases', message, children: NewReleaseDesk(form) },
    status,
  );
}

/** Creates a draft. The same form posted twice creates one. */
export async function createRelease(c: AppContext) {
  const form = await readForm(c);
  const fields = postedFields(c.var.site, form, null);
  const replaces = field(form, 'key');
  const formKey = replaces || newId();
  const acted = await actOnForm(c, form, fields);
  if (acted) return showNew(c, { ...acted, replaces }, formKey);
  try {
    const body = toDocument(fields);
    const { document } = await callApi(c, 'POST /releases', { body, key: formKey });
    return seeOther(c, savedPath(document.id, form), 'saved');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showNew(c, { fields, faults: errors, status, replaces }, newId());
  }
}

/** The page of a release after a save. It names the form, whose copy in the browser is then removed. */
export function savedPath(id: string, form: URLSearchParams): string {
  const key = field(form, 'key');
  return paths.deskRelease(id) + (key === '' ? '' : `?form=${encodeURIComponent(key)}`);
}

export async function releasePage(c: AppContext) {
  return showRelease(c, idOf(c), null);
}

/** The page of a release: with the stored fields, or with those of an attempt. */
export async function showRelease(c: AppContext, id: string, attempt: ReleaseAttempt | null) {
  const { site, lang, primary } = c.var;
  const words = wordsFor(c);
  const [taxonomy, book, others, changes, [lastReturn], { document, etag }, checks] =
    await Promise.all([
      findTaxonomy(primary),
      offeredBook(c),
      othersAt(c, id),
      readEditionChanges(c, id),
      readBatch(primary, [readLastReturn(primary, id)]),
      callApi(c, 'GET /releases/{id}', { params: { id } }),
      callApi(c, 'GET /releases/{id}/checks', { params: { id } }),
    ]);
  const titles = Object.fromEntries(
    Object.entries(document.editions).map(([one, { title }]) => [one, title]),
  );
  const title = inLanguage(titles, lang, site.languages) ?? id;
  const done = attempt ? null : doneMessage(c, doneMessages(words, document.version));
  const message = attempt?.message ?? done;
  const children = ReleaseDesk({
    words,
    state: releaseState(c, document),
    findings: findingsInWords(c, checks.document),
    others: others ?? [],
    returned: returnInWords(c, document, lastReturn),
    meanwhile: attempt?.merge ? meanwhileChanges(c, taxonomy, attempt.merge) : null,
    form: {
      words,
      lang,
      languages: site.languages,
      taxonomy,
      book,
      fields: attempt?.fields ?? fieldsOf(document),
      faults: attempt?.faults ?? [],
      etag: attempt?.etag ?? etag,
      base: baseText(attempt ? attempt.base : fieldsOf(document)),
      formKey: newId(),
      outdated: outdatedEditions(c, document, changes),
      saver: {
        release: id,
        replaces: attempt?.replaces ?? null,
        isRestored: attempt?.isRestored ?? false,
        isAutosaved: !attempt?.merge,
      },
    },
  });
  return deskPage(c, { title, section: 'releases', message, children }, attempt?.status ?? 200);
}

/** Who returned the release and why; null if it was approved or published since. */
function returnInWords(
  c: AppContext,
  { approval, publicVersion }: Document<'GET /releases/{id}'>,
  last: LastReturn | null,
) {
  if (!last || (approval && Date.parse(approval.at) >= last.at)) return null;
  if (publicVersion !== null && publicVersion >= last.version) return null;
  const when = relativeTime(last.at, c.var.now, c.var.lang);
  const line = fill(wordsFor(c).noticeReturned, { person: last.person, when });
  return { line, reason: last.reason };
}

const doneMessages = (words: DeskWords, version: number): Record<string, string> => ({
  saved: fill(words.saved, version),
  published: words.donePublished,
  scheduled: words.doneScheduled,
  cancelled: words.doneCancelled,
  withdrawn: words.doneWithdrawn,
  reinstated: words.doneReinstated,
  restored: words.doneRestored,
  duplicated: words.doneDuplicated,
});

export async function discardRelease(c: AppContext) {
  const id = idOf(c);
  const form = await readForm(c);
  await callApi(c, 'DELETE /releases/{id}', { params: { id }, etag: field(form, 'etag') });
  return seeOther(c, `${paths.desk}/releases`);
}
