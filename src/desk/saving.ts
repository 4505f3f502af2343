/** Saving a release. Nobody's text is overwritten: what changed meanwhile is brought together first. */
import type { ReleaseFields } from '../../templates/desk/release-form.tsx';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { field, readForm } from './form.ts';
import { isSame, mergeReleases } from './merge.ts';
import { idOf, seeOther } from './page.ts';
import { baseOf, fieldsOf, newFields, postedFields, toDocument } from './release-form.ts';
import { refusalOf, showRelease, withAdded } from './releases.ts';

interface Typed {
  fields: ReleaseFields;
  etag: string;
  /** The fields that were read with the ETag; null if the form has none. */
  base: ReleaseFields | null;
}

function typedFields(c: AppContext, form: URLSearchParams): Typed {
  const base = baseOf(form);
  return { fields: postedFields(c.var.site, form, base), etag: field(form, 'etag'), base };
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
  if (field(form, 'act') === 'add') {
    const editions = withAdded(fields, field(form, 'add'));
    const attempt = { ...typed, fields: { ...fields, editions } };
    return showRelease(c, id, { ...attempt, faults: [], status: 200 });
  }
  try {
    await putRelease(c, id, typed);
    return seeOther(c, paths.deskRelease(id), 'saved');
  } catch (error) {
    const { errors, status } = refusalOf(error);
    if (status !== 412) return showRelease(c, id, { ...typed, faults: errors, status });
    return bringTogether(c, id, typed);
  }
}

/** Replaces the working revision. If only files or the state changed meanwhile, that is no conflict. */
async function putRelease(c: AppContext, id: string, { fields, etag, base }: Typed) {
  const params = { id };
  const body = toDocument(fields);
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
async function bringTogether(c: AppContext, id: string, { fields, base }: Typed) {
  const { document, etag } = await callApi(c, 'GET /releases/{id}', { params: { id } });
  const stored = fieldsOf(document);
  const merge = mergeReleases(base ?? { ...newFields(''), editions: [] }, stored, fields);
  if (isSame(merge.fields, stored)) return seeOther(c, paths.deskRelease(id), 'saved');
  const attempt = { fields: merge.fields, etag, base: stored, merge };
  return showRelease(c, id, { ...attempt, faults: [], status: 412 });
}
