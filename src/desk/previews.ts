/** Preview links at the desk: who has one, a new one, an end to one. */
import { type PreviewFields, PreviewLink, PreviewsPage } from '../../templates/desk/previews.tsx';
import { officeTime, relativeTime } from '../../templates/desk/time.ts';
import { fill } from '../../templates/desk/words.ts';
import { newId } from '../domain/identifier.ts';
import { formatInstant, parseInstant } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi, type Document } from './api-call.ts';
import { refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { deskPage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

const day = 24 * 60 * 60 * 1000;
const mostDays = 31;

type Preview = Document<'GET /releases/{id}/previews'>['items'][number];

const noFields: PreviewFields = { recipient: '', days: '3', version: '' };

export function previewsPage(c: AppContext) {
  return showPreviews(c, noFields, [], 200);
}

async function showPreviews(
  c: AppContext,
  fields: PreviewFields,
  faults: readonly Fault[],
  status: 200 | 409 | 412 | 422,
) {
  const { lang, now } = c.var;
  const words = wordsFor(c);
  const params = { id: idOf(c) };
  const [{ document }, previews, versions] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params }),
    callApi(c, 'GET /releases/{id}/previews', { params }),
    callApi(c, 'GET /releases/{id}/revisions', { params }),
  ]);
  const { state, version, scheduledVersion, publicVersion } = document;
  const children = PreviewsPage({
    words,
    lang,
    state: releaseState(c, document),
    previews: previews.document.items.map((one) => listedPreview(c, one)),
    versions:
      state === 'withdrawn'
        ? []
        : versions.document.items.map((one) => one.version).filter((one) => one !== publicVersion),
    offersNewest: (scheduledVersion ?? version) !== publicVersion,
    mostDays,
    fields,
    opened: formatInstant(now),
    formKey: newId(),
    faults,
  });
  const message = c.req.query('done') === 'revoked' ? words.doneRevoked : null;
  return deskPage(c, { title: words.previews, section: 'releases', message, children }, status);
}

/** A preview with its times and its views in words. */
function listedPreview(c: AppContext, preview: Preview) {
  const { site, lang, now } = c.var;
  const words = wordsFor(c);
  const { id, recipient, version, expiresAt, revokedAt, views, lastViewedAt } = preview;
  const ends = Date.parse(expiresAt);
  return {
    id,
    recipient,
    version,
    until: fill(words.validUntil, `${officeTime(ends, lang, site.timeZone)} (${site.timeZone})`),
    views:
      lastViewedAt === null
        ? words.neverViewed
        : fill(words.viewed, views, relativeTime(Date.parse(lastViewedAt), now, lang)),
    ended: revokedAt !== null ? words.revoked : ends <= now ? words.expired : null,
  };
}

/**
 * Creates a preview and shows its link on this page alone. The days are counted from when the form was
 * opened, so that the same form posted twice asks for the same and gets the same link.
 */
export async function createPreview(c: AppContext) {
  const form = await readForm(c);
  const id = idOf(c);
  const [recipient, days, version] = [
    field(form, 'recipient'),
    field(form, 'days'),
    field(form, 'version'),
  ];
  const fields = { recipient, days, version };
  const words = wordsFor(c);
  const { document: release } = await callApi(c, 'GET /releases/{id}', { params: { id } });
  const faults = [
    ...(recipient === '' ? [{ pointer: '/recipient', detail: words.needsRecipient }] : []),
    ...(isDays(days) ? [] : [{ pointer: '/expiresAt', detail: fill(words.needsDays, mostDays) }]),
  ];
  if (faults.length > 0) return showPreviews(c, fields, faults, 422);
  const opened = parseInstant(field(form, 'opened')) ?? c.var.now;
  const body = {
    recipient,
    expiresAt: formatInstant(opened + Number(days) * day),
    ...(version !== '' && { version: Number(version) }),
  };
  try {
    const key = field(form, 'key') || newId();
    const { document } = await callApi(c, 'POST /releases/{id}/previews', {
      params: { id },
      body,
      key,
    });
    const shown = document.version ?? release.scheduledVersion ?? release.version;
    const isOwn = recipient === c.var.session.editor.name;
    const children = PreviewLink({ words, id, version: shown, preview: document, isOwn });
    return deskPage(c, { title: words.previews, section: 'releases', children });
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showPreviews(c, fields, errors, status);
  }
}

const isDays = (text: string) =>
  /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= mostDays;

/** Ends a preview at once. */
export async function revokePreview(c: AppContext) {
  const isInList = field(await readForm(c), 'list') === 'early-access';
  const params = { id: idOf(c), previewId: c.req.param('previewId') ?? '' };
  const { etag } = await callApi(c, 'GET /releases/{id}/previews/{previewId}', { params });
  await callApi(c, 'DELETE /releases/{id}/previews/{previewId}', { params, etag });
  const list = `${paths.desk}/early-access`;
  return seeOther(c, isInList ? list : paths.deskRelease(params.id, 'previews'), 'revoked');
}
