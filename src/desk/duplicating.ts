/** Duplicating a release: a new draft from what one version of it says. */
import { newId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { callApi } from './api-call.ts';
import { emptyEvent } from './event-form.ts';
import { field, readForm } from './form.ts';
import { idOf, noPage, seeOther } from './page.ts';
import { fieldsOf, toDocument } from './release-form.ts';

/**
 * Creates a draft with the texts, the terms and the contacts of a version. Its files, its old addresses,
 * its date, its event and its slugs stay with the original. The same form posted twice creates one draft.
 * @throws Problem `not-found` if the version does not exist
 */
export async function duplicateRelease(c: AppContext) {
  const form = await readForm(c);
  const number = field(form, 'version');
  if (!/^[1-9]\d{0,8}$/.test(number)) throw noPage();
  const params = { id: idOf(c), number };
  const { document } = await callApi(c, 'GET /releases/{id}/revisions/{number}', { params });
  const fields = fieldsOf(document);
  const editions = fields.editions.map((edition) => ({ ...edition, slug: '' }));
  const body = toDocument({
    ...fields,
    date: '',
    event: emptyEvent,
    legacyUrls: [],
    editions,
  });
  const key = field(form, 'key') || newId();
  const copy = await callApi(c, 'POST /releases', { body, key });
  return seeOther(c, paths.deskRelease(copy.document.id), 'duplicated');
}
