/** A press contact of the book, as a form has it: what it lacks is an empty text. */
import * as v from 'valibot';
import { type Fault, pointer } from './problem.ts';
import { contact } from './release-input.ts';

export interface BookContact {
  name: string;
  role: string;
  email: string;
  phone: string;
}

/** The faults of a contact, by the rules of a release's contacts. */
export function contactFaults({ name, role, email, phone }: BookContact): Fault[] {
  const filled = {
    name,
    ...(role !== '' && { role }),
    ...(email !== '' && { email }),
    ...(phone !== '' && { phone }),
  };
  const { issues = [] } = v.safeParse(contact, filled);
  return issues.map(({ path, message }) => ({
    pointer: pointer(...(path ?? []).map(({ key }) => String(key))),
    detail: message,
  }));
}

/** Whether two contacts are the same in everything. */
export const isSameContact = (one: BookContact, other: BookContact): boolean =>
  one.name === other.name &&
  one.role === other.role &&
  one.email === other.email &&
  one.phone === other.phone;
