/** Acts on the form of a release that save nothing of it: another language, a contact of the book. */
import type { ReleaseFields } from '../../templates/desk/release-form.tsx';
import { fill } from '../../templates/desk/words.ts';
import { contactFaults, isSameContact } from '../domain/contact-book.ts';
import type { Fault } from '../domain/problem.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { createContacts, listContacts } from '../store/editorial/contact-book.ts';
import { faultsInWords } from './faults.ts';
import { field } from './form.ts';
import { keepBook } from './offered-book.ts';
import { wordsFor } from './page.ts';
import { emptyEdition } from './release-form.ts';

/** The form as it is shown after the act. */
export interface ActedForm {
  fields: ReleaseFields;
  faults: readonly Fault[];
  status: 200 | 422;
  message?: string;
  /** Whether it is a copy of the browser, put back. */
  isRestored?: boolean;
}

/** Carries out the act that the form names; null if it names none of these. */
export async function actOnForm(
  c: AppContext,
  form: URLSearchParams,
  fields: ReleaseFields,
): Promise<ActedForm | null> {
  const act = field(form, 'act');
  // A copy of the browser that is restored is shown again as it was typed.
  if (act === 'add' || act === 'restore') {
    const editions = withAdded(fields, field(form, 'add'));
    const isRestored = act === 'restore';
    return { fields: { ...fields, editions }, faults: [], status: 200, isRestored };
  }
  if (act === 'book') return fromBook(c, fields, field(form, 'book'));
  return act === 'remember' ? remember(c, fields) : null;
}

/** The editions with an empty one in a further language. */
function withAdded({ editions }: ReleaseFields, lang: string) {
  return editions.some((one) => one.lang === lang) || lang === ''
    ? editions
    : [...editions, emptyEdition(lang)];
}

async function fromBook(c: AppContext, fields: ReleaseFields, id: string): Promise<ActedForm> {
  const found = (await listContacts(c.var.primary)).find((one) => one.id === id);
  if (!found || fields.contacts.some((one) => isSameContact(one, found))) {
    return { fields, faults: [], status: 200 };
  }
  const { name, role, email, phone } = found;
  const contacts = [...fields.contacts, { name, role, email, phone }];
  return { fields: { ...fields, contacts }, faults: [], status: 200 };
}

/** Adds the contacts of the form that the book does not have. One that is faulty adds none. */
async function remember(c: AppContext, fields: ReleaseFields): Promise<ActedForm> {
  await requirePermission(c, keepBook);
  const known = await listContacts(c.var.primary);
  const faults = fields.contacts.flatMap((contact, row) =>
    contactFaults(contact).map(({ pointer, detail }) => ({
      pointer: `/contacts/${row}${pointer}`,
      detail,
    })),
  );
  if (faults.length > 0) return { fields, faults: faultsInWords(c, faults), status: 422 };
  const added = fields.contacts.filter(
    (contact, row, all) =>
      !known.some((one) => isSameContact(one, contact)) &&
      all.findIndex((one) => isSameContact(one, contact)) === row,
  );
  if (added.length > 0) await createContacts(c.var.primary, c.var.actor, added);
  const message = fill(wordsFor(c).doneRemembered, added.length);
  return { fields, faults: [], status: 200, message };
}
