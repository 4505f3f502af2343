/** Saving a release. Nobody's text is overwritten: what changed meanwhile is brought together first. */
import { placeName } from '../../templates/desk/place-names.ts';
import type { ReleaseFields } from '../../templates/desk/release-form.tsx';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { faultsInWords, messageInWords, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { actOnForm } from './form-acts.ts';
import { isSame, mergeReleases } from './merge.ts';
import { idOf, seeOther, wordsFor } from './page.ts';
import { baseOf, baseText, fieldsOf, newFields, postedFields, toDocument } from './release-form.ts';
import { savedPath, showRelease } from './releases.ts';

interface Typed {
  fields: ReleaseFields;
  etag: string;
  /** The fields that were read with the ETag; null if the form has none. */
  base: ReleaseFields | null;
  /** The key of the form. */
  replaces: string;
}

function typedFields(c: AppContext, form: URLSearchParams): Typed {
  const base = baseOf(form);
  const fields = postedFields(c.var.site, form, base);
  return { fields, etag: field(form, 'etag'), base, replaces: field(form, 'key') };
}

/**
 * Saves a new version. If the release was changed meanwhile, nothing is written, and the form is shown
 * with the changes of both sides.
 */
export async function saveRelease(c: AppContext) {
  const id = idOf(c);
  const form = await readForm(c);
  const typed = typedFields(c, form);
  const { fields } = typed;
  const acted = await actOnForm(c, form, fields);
  if (acted) return showRelease(c, id, { ...typed, ...acted });
  try {
    await putRelease(c, id, typed);
    return seeOther(c, savedPath(id, form), 'saved');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    if (status !== 412) return showRelease(c, id, { ...typed, faults: errors, status });
    return bringTogether(c, id, typed, form);
  }
}

/** Replaces the working revision. If only files or the state changed meanwhile, that is no conflict. */
async function putRelease(
  c: AppContext,
  id: string,
  { fields, etag, base }: Typed,
  autosave = false,
) {
  const params = { id };
  const body = { ...toDocument(fields), autosave };
  try {
    return await callApi(c, 'PUT /releases/{id}', { params, body, etag });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412 || !base) throw error;
    const current = await callApi(c, 'GET /releases/{id}', { params });
    if (!isSame(fieldsOf(current.document), base)) throw error;
    return callApi(c, 'PUT /releases/{id}', { params, body, etag: current.etag });
  }
}

/** The form with both sides' changes, to be saved over the version that is stored now. */
async function bringTogether(
  c: AppContext,
  id: string,
  { fields, base, replaces }: Typed,
  form: URLSearchParams,
) {
  const { document, etag } = await callApi(c, 'GET /releases/{id}', { params: { id } });
  const stored = fieldsOf(document);
  const merge = mergeReleases(base ?? { ...newFields(''), editions: [] }, stored, fields);
  if (isSame(merge.fields, stored)) return seeOther(c, savedPath(id, form), 'saved');
  const attempt = { fields: merge.fields, etag, base: stored, merge, replaces };
  return showRelease(c, id, { ...attempt, faults: [], status: 412 });
}

/**
 * Saves what a script posts while a person types, as JSON. It replaces the person's own last version
 * where the API allows that, removes no language, and never makes anything public.
 */
export async function autosaveRelease(c: AppContext) {
  const form = await readForm(c);
  form.delete('remove');
  try {
    const { document, etag } = await putRelease(c, idOf(c), typedFields(c, form), true);
    return c.json({ etag, version: document.version, base: baseText(fieldsOf(document)) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const words = wordsFor(c);
    const faults = faultsInWords(c, error.errors).map(({ pointer, detail }) => ({
      name: placeName(pointer, words),
      detail,
    }));
    return c.json({ detail: messageInWords(c, error), faults }, error.status as 422, error.headers);
  }
}
