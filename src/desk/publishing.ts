/** Publishing at the desk: now or at a time, which is said back before it counts; cancelling; approving. */
import {
  ConfirmPublication,
  type PublishFields,
  PublishPage,
} from '../../templates/desk/publish.tsx';
import { fill } from '../../templates/desk/words.ts';
import { toContent } from '../api/editor/working-release.ts';
import { differences } from '../domain/difference.ts';
import { newId } from '../domain/identifier.ts';
import { formatInstant, instantsOfLocal, justNow } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import { readApprover } from '../store/editorial/approvals.ts';
import { findRelease } from '../store/editorial/releases.ts';
import { readColleagues } from '../store/editorial/reviews.ts';
import { findStandings } from '../store/editorial/standings.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { changedPlaces } from './changed-places.ts';
import { findingsInWords, refusalOf } from './faults.ts';
import { field, noteIn, readForm } from './form.ts';
import { deskPage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState, sentenceOf } from './release-state.ts';
import { requireRecentSignIn } from './session.ts';
import { ruleInWords } from './two-person-rule.ts';

const noFields: PublishFields = { local: '', note: {}, minor: false };

export function publishPage(c: AppContext) {
  return showPublish(c, noFields, [], 200);
}

async function showPublish(
  c: AppContext,
  fields: PublishFields,
  faults: readonly Fault[],
  status: 200 | 409 | 412 | 422,
) {
  const { site, lang, now, primary } = c.var;
  const words = wordsFor(c);
  const params = { id: idOf(c) };
  const [{ document, etag }, checks, changes, [publishers, approver]] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params }),
    callApi(c, 'GET /releases/{id}/checks', { params }),
    changesSinceShown(c, params.id),
    readBatch(primary, [
      readColleagues(primary, c.var.session, params.id, { publishers: true }),
      readApprover(primary, params.id),
    ]),
  ]);
  const { version, publicVersion } = document;
  const names = publishers.map(({ name }) => name);
  const state = releaseState(c, document);
  const children = PublishPage({
    words,
    lang,
    state,
    rule: ruleInWords(c, document, names, approver),
    findings: findingsInWords(c, checks.document),
    languages: Object.keys(document.editions),
    timeZone: site.timeZone,
    isCorrection: publicVersion !== null,
    isPublished: publicVersion === version,
    changes,
    preview: {
      key: newId(),
      opened: formatInstant(now),
      recipient: c.var.session.editor.name,
    },
    etag,
    fields,
    faults,
  });
  const message = c.req.query('done') === 'approved' ? words.doneApproved : null;
  const title = words.publishOrSchedule;
  return deskPage(c, { title, section: 'releases', message, children }, status);
}

/**
 * The changes of the newest version to the one that readers see, else to the scheduled one; null without
 * one, or if it is the newest. Whether the person may see the release is for the calls beside this.
 */
async function changesSinceShown(c: AppContext, id: string) {
  const { site, lang, primary, now } = c.var;
  const [taxonomy, release, { live, scheduled }] = await Promise.all([
    findTaxonomy(primary),
    findRelease(primary, id),
    findStandings(primary, id, now),
  ]);
  const shown = live ?? scheduled;
  if (!release || !shown || shown.revision === release.version) return null;
  const before = toContent(site, taxonomy, shown.snapshot);
  const changes = differences(before, toContent(site, taxonomy, release.snapshot));
  const words = wordsFor(c);
  return {
    from: shown.revision,
    places: changedPlaces(changes, { words, lang, site, taxonomy }),
  };
}

/** The fields of the form: the note, whether the change is minor, the local time. */
function publishFields(form: URLSearchParams): PublishFields {
  return { local: field(form, 'local'), note: noteIn(form), minor: form.get('minor') !== null };
}

/** Reviews what is asked for, and does it when it is confirmed. */
export async function publish(c: AppContext) {
  const form = await readForm(c);
  const fields = publishFields(form);
  const [act, etag] = [field(form, 'act'), field(form, 'etag')];
  if (act === 'edit') return showPublish(c, fields, [], 200);
  if (act === 'confirm') {
    const at = field(form, 'at');
    try {
      requireRecentSignIn(c);
      await order(c, { ...(at !== '' && { at }) }, fields, etag);
      return seeOther(c, paths.deskRelease(idOf(c)), at === '' ? 'published' : 'scheduled');
    } catch (error) {
      const { errors, status } = refusalOf(c, error);
      return showPublish(c, fields, errors, status);
    }
  }
  if (act === 'now')
    return confirm(c, fields, etag, [{ at: '', sentence: wordsFor(c).publishNowText }]);
  const { instants, fault } = readLocal(c, fields.local);
  if (fault) return showPublish(c, fields, [{ pointer: '/at', detail: fault }], 422);
  const choices = instants.map((at) => ({ at: formatInstant(at), sentence: sentenceOf(c, at) }));
  return confirm(c, fields, etag, choices);
}

/** The instants that a local time names, or what is wrong with it. Two in the hour that clocks repeat. */
export function readLocal(
  c: AppContext,
  local: string,
): { instants: number[]; fault: string | null } {
  const { site, now } = c.var;
  const words = wordsFor(c);
  const instants = instantsOfLocal(local, site.timeZone);
  if (!instants) return { instants: [], fault: words.needsTime };
  if (instants.length === 0) return { instants, fault: fill(words.skippedTime, site.timeZone) };
  const future = instants.filter((at) => at > now - justNow);
  return { instants: future, fault: future.length === 0 ? words.pastTime : null };
}

async function confirm(
  c: AppContext,
  fields: PublishFields,
  etag: string,
  choices: { at: string; sentence: string }[],
) {
  const words = wordsFor(c);
  const children = ConfirmPublication({ words, id: idOf(c), fields, etag, choices });
  const isNow = choices[0]?.at === '';
  const title = isNow ? words.publishNow : words.schedule;
  return deskPage(c, { title, section: 'releases', children });
}

async function order(c: AppContext, when: { at?: string }, fields: PublishFields, etag: string) {
  const { note, minor } = fields;
  const hasNote = Object.keys(note).length > 0;
  const body = { ...when, ...(hasNote && { note }), ...(minor && { minor }) };
  await callApi(c, 'PUT /releases/{id}/publication', { params: { id: idOf(c) }, body, etag });
}

/** Cancels what is scheduled. */
export async function cancelPublication(c: AppContext) {
  const etag = field(await readForm(c), 'etag');
  try {
    await callApi(c, 'DELETE /releases/{id}/publication', { params: { id: idOf(c) }, etag });
    return seeOther(c, paths.deskRelease(idOf(c)), 'cancelled');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showPublish(c, noFields, errors, status);
  }
}

/** Approves the version that the person saw, as the second person. */
export async function approveVersion(c: AppContext) {
  const form = await readForm(c);
  const version = Number(field(form, 'version'));
  if (!Number.isSafeInteger(version)) throw new Problem('malformed', 'The version is missing.');
  try {
    requireRecentSignIn(c);
    await callApi(c, 'PUT /releases/{id}/approval', {
      params: { id: idOf(c) },
      body: { version },
      etag: field(form, 'etag'),
    });
    return seeOther(c, paths.deskRelease(idOf(c), 'publish'), 'approved');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showPublish(c, noFields, errors, status);
  }
}
