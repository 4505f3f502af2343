/** Press contacts: those of a release, and the directory of all. */
import { mailAddress } from '../src/domain/link.ts';
import * as paths from '../src/domain/paths.ts';
import type { Headline } from '../src/domain/release.ts';
import type { Contact } from '../src/domain/release-input.ts';
import { type Frame, Layout } from './layout.tsx';
import { wordsOf } from './words.ts';

interface ContactsView extends Pick<Frame, 'site' | 'lang' | 'canonical' | 'alternates'> {
  /** Each with its newest release. */
  contacts: { contact: Contact; releaseId: string; headlines: Record<string, Headline> }[];
}

export function ContactsPage(view: ContactsView) {
  const { site, lang, contacts } = view;
  const words = wordsOf(lang);
  return (
    <Layout {...view} title={words.contacts}>
      <h1>{words.contacts}</h1>
      {contacts.length === 0 && <p class="nothing">{words.nothingYet}</p>}
      {contacts.length > 0 && (
        <ul class="releases contacts">
          {contacts.map(({ contact, releaseId, headlines }) => {
            const { slug = '', title } = headlines[lang] ?? {};
            return (
              <li>
                <ContactLines contact={contact} />
                <a href={paths.release(site, lang, releaseId, slug)}>{title}</a>
              </li>
            );
          })}
        </ul>
      )}
    </Layout>
  );
}

/** A number as it is dialled: the zero of `+43 (0)1` is for calls within the country, except in Italy. */
const dialled = (phone: string) =>
  phone.replace(/^(\(?(?:\+|00)(?!39).*?)\(0\)/, '$1').replace(/[^+\d]/g, '');

export function ContactLines({ contact: { name, role, email, phone } }: { contact: Contact }) {
  return (
    <>
      <strong>{name}</strong>
      {role && <span class="role">{role}</span>}
      {phone && (
        <a href={`tel:${dialled(phone)}`}>
          <bdi dir="ltr">{phone}</bdi>
        </a>
      )}
      {email && <a href={mailAddress(email)}>{email}</a>}
    </>
  );
}
