/** The book of contacts at the desk. Editors keep it; everyone who writes may use it. */
import { BookPage, bookPath, ContactPage } from '../../templates/desk/contact-book.tsx';
import { type BookContact, contactFaults } from '../domain/contact-book.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import * as store from '../store/editorial/contact-book.ts';
import { formFaults, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { keepBook } from './offered-book.ts';
import {
  type DeskStatus,
  deskPage,
  editedMessage,
  idOf,
  noPage,
  seeOther,
  wordsFor,
} from './page.ts';

export function bookPage(c: AppContext) {
  return showBook(c, { name: '', role: '', email: '', phone: '' }, [], 200);
}

async function showBook(
  c: AppContext,
  fields: BookContact,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  await requirePermission(c, keepBook);
  const words = wordsFor(c);
  const contacts = await store.listContacts(c.var.primary);
  const children = BookPage({ words, lang: c.var.lang, contacts, fields, faults });
  const message = editedMessage(c);
  return deskPage(c, { title: words.adminBook, section: 'admin', message, children }, status);
}

const postedContact = (form: URLSearchParams): BookContact => ({
  name: field(form, 'name'),
  role: field(form, 'role'),
  email: field(form, 'email'),
  phone: field(form, 'phone'),
});

/** @throws Problem `invalid` */
function checkContact(contact: BookContact): void {
  const faults = contactFaults(contact);
  if (faults.length > 0) throw new Problem('invalid', 'Invalid contact.', { errors: faults });
}

export async function createContactByForm(c: AppContext) {
  await requirePermission(c, keepBook);
  const contact = postedContact(await readForm(c));
  try {
    checkContact(contact);
    await store.createContacts(c.var.primary, c.var.actor, [contact]);
    return seeOther(c, bookPath, 'created');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showBook(c, contact, errors, status);
  }
}

export function contactPage(c: AppContext) {
  return showContact(c);
}

/** @throws Problem `not-found` */
async function requested(c: AppContext): Promise<store.StoredContact> {
  await requirePermission(c, keepBook);
  const contacts = await store.listContacts(c.var.primary);
  const found = contacts.find(({ id }) => id === idOf(c));
  if (!found) throw noPage();
  return found;
}

async function showContact(c: AppContext, typed: BookContact | null = null, error?: unknown) {
  const words = wordsFor(c);
  const { id, lockVersion: version, ...stored } = await requested(c);
  const { faults, status } = formFaults(c, error, typed, stored);
  const fields = typed ?? stored;
  const children = ContactPage({ words, lang: c.var.lang, id, version, fields, faults });
  return deskPage(c, { title: stored.name, section: 'admin', children }, status);
}

/** The contact as the form showed it: a later version makes the write stale. */
async function shownContact(c: AppContext, form: URLSearchParams) {
  return { ...(await requested(c)), lockVersion: Number(field(form, 'version')) || 0 };
}

export async function changeContact(c: AppContext) {
  const form = await readForm(c);
  const contact = postedContact(form);
  const before = await shownContact(c, form);
  try {
    checkContact(contact);
    await store.replaceContact(c.var.primary, c.var.actor, before, contact);
    return seeOther(c, bookPath, 'saved');
  } catch (error) {
    return showContact(c, contact, error);
  }
}

export async function deleteContact(c: AppContext) {
  const before = await shownContact(c, await readForm(c));
  try {
    await store.removeContact(c.var.primary, c.var.actor, before);
    return seeOther(c, bookPath, 'deleted');
  } catch (error) {
    return showContact(c, null, error);
  }
}
