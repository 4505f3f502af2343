/** People: the list, the invitation, and a sign-in link that is shown once. */
import { type Role, roles } from '../../src/domain/editor.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import { Secret } from './secret.tsx';
import type { DeskWords } from './words.ts';

export const people = `${paths.desk}/people`;

/** The form of an invitation as it was typed. */
export interface NewPerson {
  name: string;
  role: string;
  email: string;
  /** `Idempotency-Key` of the form. */
  key: string;
}

export interface PeopleProperties {
  words: DeskWords;
  lang: string;
  people: {
    id: string;
    name: string;
    role: Role;
    email: string | null;
    disabledAt: number | null;
  }[];
  invited: NewPerson;
  faults: readonly Fault[];
}

export function PeoplePage({ words, lang, people: all, invited, faults }: PeopleProperties) {
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      <ul class="items people">
        {all.map(({ id, name, role, email, disabledAt }) => (
          <li>
            <a href={`${people}/${id}`}>
              <bdi>{name}</bdi>
            </a>
            <small>{words[role]}</small>
            {email !== null && <small dir="ltr">{email}</small>}
            {disabledAt !== null && <span class="state withdrawn">{words.disabled}</span>}
          </li>
        ))}
      </ul>
      <form method="post" action={people} class="panel">
        <h2>{words.invite}</h2>
        <p class="hint">{words.inviteText}</p>
        <input type="hidden" name="key" value={invited.key} />
        <PersonFields words={words} fields={invited} faults={faults} />
        <button type="submit" class="main">
          {words.invite}
        </button>
      </form>
    </>
  );
}

interface PersonFieldsProperties {
  words: DeskWords;
  fields: { name: string; role: string; email: string };
  faults: readonly Fault[];
}

/** Name, role and e-mail address of a person. */
export function PersonFields({ words, fields, faults }: PersonFieldsProperties) {
  const { name, role, email } = fields;
  return (
    <>
      <Field
        pointer="/name"
        label={words.name}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            name="name"
            value={name}
            maxlength={200}
            required
            dir="auto"
            autocomplete="off"
          />
        )}
      />
      <Field
        pointer="/role"
        label={words.role}
        faults={faults}
        control={(attributes) => (
          <select {...attributes} name="role">
            {roles.map((one) => (
              <option value={one} selected={one === role}>
                {words[one]}
              </option>
            ))}
          </select>
        )}
      />
      <Field
        pointer="/email"
        label={words.email}
        hint={words.personEmailHint}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            type="email"
            name="email"
            value={email}
            maxlength={254}
            dir="ltr"
            autocomplete="off"
          />
        )}
      />
    </>
  );
}

export interface SignInLinkProperties {
  words: DeskWords;
  /** The person. */
  id: string;
  name: string;
  url: string;
}

/** A new sign-in link. No other page shows it again. */
export function SignInLinkPage({ words, id, name, url }: SignInLinkProperties) {
  return (
    <>
      <section class="panel">
        <p>{words.linkOnce}</p>
        <Secret words={words} text={url} />
      </section>
      <p>
        <a href={`${people}/${id}`}>
          <bdi>{name}</bdi>
        </a>
      </p>
    </>
  );
}
