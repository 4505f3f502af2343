/** A person's own page: the role, the passkeys and the sessions. */
import type { Role } from '../../src/domain/editor.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { FaultList, Field } from './frame.tsx';
import { PasskeyForm, type PasskeyItem, PasskeyList } from './passkeys.tsx';
import { type ListedSession, SessionList } from './sessions.tsx';
import type { DeskWords } from './words.ts';

export interface AccountProperties {
  words: DeskWords;
  lang: string;
  role: Role;
  passkeys: PasskeyItem[];
  /** The name of a new passkey as it was typed. */
  passkeyName: string;
  sessions: ListedSession[];
  faults: readonly Fault[];
}

const account = `${paths.desk}/account`;

export function AccountPage(page: AccountProperties) {
  const { words, lang, role, passkeys, sessions, faults } = page;
  return (
    <>
      <FaultList lang={lang} faults={faults} />
      <dl class="facts">
        <dt>{words.role}</dt>
        <dd>{words[role]}</dd>
      </dl>
      <h2>{words.passkeys}</h2>
      <p>{words.passkeysText}</p>
      <PasskeyList words={words} passkeys={passkeys} path={`${account}/passkeys`} />
      <NewPasskey {...page} />
      <h2>{words.sessions}</h2>
      <SessionList
        words={words}
        sessions={sessions}
        act={({ id, browser }) => (
          <form method="post" action={`${account}/sessions/${id}/end`}>
            <button type="submit" aria-label={`${words.endSession}: ${browser}`}>
              {words.endSession}
            </button>
          </form>
        )}
      />
      <form method="post" action={`${account}/sign-out`}>
        <button type="submit">{words.signOutEverywhere}</button>
      </form>
    </>
  );
}

function NewPasskey({ words, passkeyName, faults }: AccountProperties) {
  const path = `${account}/passkeys`;
  return (
    <PasskeyForm words={words} action={path} options={`${path}/options`} create>
      <Field
        pointer="/name"
        label={words.passkeyName}
        hint={words.passkeyNameHint}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            name="name"
            value={passkeyName}
            maxlength={100}
            dir="auto"
            autocomplete="off"
          />
        )}
      />
      <button type="submit" class="main">
        {words.addPasskey}
      </button>
    </PasskeyForm>
  );
}
