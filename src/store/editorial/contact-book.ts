/** The book of contacts: press contacts that recur. Releases have copies, so a change moves none of them. */
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Actor } from '../../domain/actor.ts';
import type { BookContact } from '../../domain/contact-book.ts';
import { newId } from '../../domain/identifier.ts';
import { Problem } from '../../domain/problem.ts';
import { type Act, commit } from '../access/audit.ts';
import { buildRead, type Db, readBatch, type Statement, violates } from '../db/connect.ts';
import { nextLockVersion, valueIf } from '../db/expressions.ts';
import { bookContacts } from '../db/schema.ts';

/** The most contacts of the book: they are the options of one field. */
export const mostContacts = 500;

export interface StoredContact extends BookContact {
  id: string;
  lockVersion: number;
}

/** All contacts by name. */
export async function listContacts(db: Db): Promise<StoredContact[]> {
  const { id, name, role, email, phone, lockVersion } = bookContacts;
  const query = db
    .select({ id, name, role, email, phone, lockVersion })
    .from(bookContacts)
    .orderBy(sql`${name} collate nocase`, id)
    .limit(mostContacts);
  const [contacts] = await readBatch(db, [buildRead(query, (all) => all)]);
  return contacts;
}

const isFree = sql`(select count(*) from ${bookContacts}) < ${mostContacts}`;

/**
 * Adds contacts, all or none.
 * @throws Problem `conflict` if the book has one of them already, or is full
 */
export async function createContacts(db: Db, actor: Actor, contacts: readonly BookContact[]) {
  const ids = contacts.map(() => newId());
  const act = { action: 'contact.create', subject: `contact/${ids[0]}`, detail: { contacts } };
  const { now, editor } = actor;
  const rows = contacts.map((contact, at) =>
    db.insert(bookContacts).values({
      ...contact,
      id: ids[at] as string,
      name: valueIf<string>(isFree, contact.name),
      createdAt: now,
      createdBy: editor.id,
    }),
  );
  await write(db, actor, act, rows);
}

/** @throws Problem `stale`, or `conflict` if the book has such a contact already */
export async function replaceContact(
  db: Db,
  actor: Actor,
  before: StoredContact,
  after: BookContact,
): Promise<void> {
  const { id, lockVersion: _, ...old } = before;
  const act = {
    action: 'contact.replace',
    subject: `contact/${id}`,
    detail: { ...after, before: old },
  };
  await write(db, actor, act, [
    db
      .update(bookContacts)
      .set({ ...after, lockVersion: next(before) })
      .where(isIt(before)),
  ]);
}

/** @throws Problem `stale` */
export async function removeContact(db: Db, actor: Actor, before: StoredContact): Promise<void> {
  const { id, lockVersion: _, ...detail } = before;
  await write(db, actor, { action: 'contact.delete', subject: `contact/${id}`, detail }, [
    db
      .update(bookContacts)
      .set({ lockVersion: next(before) })
      .where(isIt(before)),
    db.delete(bookContacts).where(isIt(before)),
  ]);
}

const isIt = ({ id }: StoredContact) => and(eq(bookContacts.id, id)) as SQL;

const next = ({ lockVersion }: StoredContact) =>
  nextLockVersion(bookContacts.lockVersion, lockVersion);

async function write(db: Db, actor: Actor, act: Act, statements: readonly Statement[]) {
  try {
    await commit(db, actor, act, statements);
  } catch (error) {
    if (violates(error, 'book_contacts.change')) {
      throw new Problem('stale', 'Somebody else changed this contact meanwhile: read it again.');
    }
    if (violates(error, 'book_contacts.name,')) {
      throw new Problem('conflict', 'The book has this contact already.');
    }
    if (violates(error, 'book_contacts.name')) {
      throw new Problem('conflict', `The book has ${mostContacts} contacts already.`);
    }
    throw error;
  }
}
