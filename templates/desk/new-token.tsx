/** The form of a new API token. */
import { scopes } from '../../src/domain/editor.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList, Field, faultsAt } from './frame.tsx';
import { people } from './people.tsx';
import { fieldId } from './place-names.ts';
import { scopeWords } from './scope-words.ts';
import type { DeskWords } from './words.ts';

/** The fields of a token as they were typed. */
export interface TokenFields {
  label: string;
  scopes: readonly string[];
  days: string;
}

export const newTokenPath = (id: string) => `${people}/${id}/tokens/new`;

export interface NewTokenProperties {
  words: DeskWords;
  lang: string;
  person: { id: string; name: string };
  fields: TokenFields;
  faults: readonly Fault[];
  /** `Idempotency-Key` of the form, and when it was opened: the days are counted from then. */
  key: string;
  opened: string;
}

export function NewTokenPage(page: NewTokenProperties) {
  const { words, lang, person, fields, faults, key, opened } = page;
  const places = [
    { path: people, title: words.people },
    { path: `${people}/${person.id}`, title: person.name },
  ];
  return (
    <>
      <AdminTrail words={words} places={places} />
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={newTokenPath(person.id)} class="panel">
        <p class="hint">{words.newTokenText}</p>
        <input type="hidden" name="key" value={key} />
        <input type="hidden" name="opened" value={opened} />
        <Field
          pointer="/label"
          label={words.tokenLabel}
          faults={faults}
          control={(attributes) => (
            <input
              {...attributes}
              name="label"
              value={fields.label}
              maxlength={200}
              dir="auto"
              required
            />
          )}
        />
        <fieldset class="field" id={fieldId('/scopes')}>
          <legend>{words.tokenScopes}</legend>
          <p class="hint">{words.tokenScopesHint}</p>
          {faultsAt(faults, '/scopes').map(({ detail }) => (
            <p class="fault">{detail}</p>
          ))}
          {scopes.map((scope) => (
            <label class="choice">
              <input
                type="checkbox"
                name="scopes"
                value={scope}
                checked={fields.scopes.includes(scope)}
              />
              {words[scopeWords[scope]]}
            </label>
          ))}
        </fieldset>
        <Field
          pointer="/expiresAt"
          label={words.tokenDays}
          faults={faults}
          control={(attributes) => (
            <input {...attributes} name="days" value={fields.days} inputmode="numeric" required />
          )}
        />
        <button type="submit" class="main">
          {words.newToken}
        </button>
      </form>
    </>
  );
}
