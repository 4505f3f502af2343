/** The contacts of a release, with those of the book. */
import type { BookContact } from '../../src/domain/contact-book.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { fieldId } from './place-names.ts';
import type { DeskWords } from './words.ts';

/** The book of contacts, as the form of a release offers it. */
export interface OfferedBook {
  contacts: (BookContact & { id: string })[];
  /** Whether the person may add to it. */
  mayKeep: boolean;
}

const noContact: BookContact = { name: '', role: '', email: '', phone: '' };
const contactFields = ['name', 'role', 'email', 'phone'] as const;

interface ContactFieldsProperties {
  words: DeskWords;
  contacts: BookContact[];
  book: OfferedBook;
  faults: readonly Fault[];
}

/** The contacts, a row for one more, and the book. */
export function ContactFields({ words, contacts, book, faults }: ContactFieldsProperties) {
  return (
    <fieldset class="field" id={fieldId('/contacts')}>
      <legend>{words.contacts}</legend>
      {[...contacts, noContact].map((contact, row) => (
        <div class="contact">
          {contactFields.map((name) => {
            const pointer = `/contacts/${row}/${name}`;
            const fault = faults.find((one) => one.pointer === pointer);
            return (
              <div class={fault ? 'faulty' : null}>
                <label for={fieldId(pointer)}>{words[name]}</label>
                {fault && <span class="fault">{fault.detail}</span>}
                <input id={fieldId(pointer)} name={`contacts.${name}`} value={contact[name]} />
              </div>
            );
          })}
        </div>
      ))}
      <p class="row">
        {book.contacts.length > 0 && (
          <>
            <label for="book">{words.fromBook}</label>
            <select id="book" name="book">
              {book.contacts.map((one) => (
                <option value={one.id}>{contactLine(one)}</option>
              ))}
            </select>
            <button type="submit" name="act" value="book">
              {words.add}
            </button>
          </>
        )}
        {book.mayKeep && (
          <button type="submit" name="act" value="remember">
            {words.rememberContact}
          </button>
        )}
      </p>
    </fieldset>
  );
}

/** A contact in one line. */
export const contactLine = ({ name, role, email, phone }: BookContact): string =>
  [name, role, email || phone].filter((one) => one !== '').join(', ');
