/** The book of contacts: the list, and the form of a contact. */
import type { BookContact } from '../../src/domain/contact-book.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import type { DeskWords } from './words.ts';

export const bookPath = `${paths.desk}/contacts`;

interface Shared {
  words: DeskWords;
  lang: string;
  fields: BookContact;
  faults: readonly Fault[];
}

export interface BookProperties extends Shared {
  contacts: (BookContact & { id: string })[];
}

export function BookPage(page: BookProperties) {
  const { words, lang, faults, contacts } = page;
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      {contacts.length === 0 && <p>{words.noContacts}</p>}
      {contacts.length > 0 && (
        <ul class="items">
          {contacts.map(({ id, name, role, email, phone }) => (
            <li>
              <a href={`${bookPath}/${id}`}>
                <bdi>{name}</bdi>
              </a>
              {[role, email, phone]
                .filter((text) => text !== '')
                .map((text) => (
                  <small>
                    <bdi>{text}</bdi>
                  </small>
                ))}
            </li>
          ))}
        </ul>
      )}
      <form method="post" action={bookPath} class="panel">
        <h2>{words.newContact}</h2>
        <ContactInputs {...page} />
        <button type="submit" class="main">
          {words.newContact}
        </button>
      </form>
    </>
  );
}

export interface ContactPageProperties extends Shared {
  id: string;
  version: number;
}

export function ContactPage(page: ContactPageProperties) {
  const { words, lang, faults, id, version } = page;
  const path = `${bookPath}/${id}`;
  return (
    <>
      <AdminTrail words={words} places={[{ path: bookPath, title: words.adminBook }]} />
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={path} class="panel">
        <input type="hidden" name="version" value={version} />
        <ContactInputs {...page} />
        <p class="hint">{words.contactStays}</p>
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <form method="post" action={`${path}/delete`}>
        <input type="hidden" name="version" value={version} />
        <button type="submit">{words.deleteContact}</button>
      </form>
    </>
  );
}

const inputs = ['name', 'role', 'email', 'phone'] as const;

function ContactInputs({ words, fields, faults }: Shared) {
  return (
    <>
      {inputs.map((one) => (
        <Field
          pointer={`/${one}`}
          label={words[one]}
          faults={faults}
          control={(attributes) => (
            <input
              {...attributes}
              name={one}
              value={fields[one]}
              dir="auto"
              autocomplete="off"
              required={one === 'name'}
            />
          )}
        />
      ))}
    </>
  );
}
