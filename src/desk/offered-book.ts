/** The book of contacts as the form of a release offers it. */
import type { OfferedBook } from '../../templates/desk/contact-fields.tsx';
import { isAllowed, type Permission } from '../domain/editor.ts';
import type { AppContext } from '../http/context.ts';
import { listContacts } from '../store/editorial/contact-book.ts';

/** To add to the book, and to change it. */
export const keepBook: Permission = { role: 'editor', scope: 'releases:write' };

export async function offeredBook(c: AppContext): Promise<OfferedBook> {
  const contacts = await listContacts(c.var.primary);
  return { contacts, mayKeep: isAllowed(c.var.bearer, keepBook) };
}
