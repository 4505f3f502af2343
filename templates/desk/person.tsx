/** A person: name and role, the way in, sessions and API tokens. */
import type { Role } from '../../src/domain/editor.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList } from './frame.tsx';
import { PersonFields, people } from './people.tsx';
import { type ListedSession, SessionList } from './sessions.tsx';
import type { DeskWords } from './words.ts';

interface ListedToken {
  id: string;
  label: string;
  until: string;
  used: string;
  /** The way in which it ended, in a word; null while it works. */
  ended: string | null;
}

export interface PersonProperties {
  words: DeskWords;
  lang: string;
  person: { id: string; name: string; role: Role; disabled: boolean };
  etag: string;
  sessions: ListedSession[];
  tokens: ListedToken[];
  faults: readonly Fault[];
}

export function PersonPage(page: PersonProperties) {
  const { words, lang, person, etag, sessions, faults } = page;
  const { id, name, role, disabled } = person;
  const path = `${people}/${id}`;
  return (
    <>
      <AdminTrail words={words} places={[{ path: people, title: words.people }]} />
      <FaultList lang={lang} faults={faults} />
      {disabled && (
        <p>
          <span class="state withdrawn">{words.disabled}</span>
        </p>
      )}
      <form method="post" action={path} class="panel">
        <input type="hidden" name="etag" value={etag} />
        <PersonFields words={words} name={name} role={role} faults={faults} />
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <div class="row">
        {!disabled && (
          <form method="post" action={`${path}/link`}>
            <button type="submit">{words.newLink}</button>
          </form>
        )}
        <form method="post" action={path}>
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="disabled" value={String(!disabled)} />
          <button type="submit">{disabled ? words.enable : words.disable}</button>
        </form>
      </div>
      <h2>{words.sessionsOf}</h2>
      <SessionList words={words} sessions={sessions} />
      {sessions.length > 0 && (
        <form method="post" action={`${path}/sign-out`}>
          <button type="submit">{words.signOutEverywhere}</button>
        </form>
      )}
      <h2>{words.apiTokens}</h2>
      <TokenList {...page} />
    </>
  );
}

function TokenList({ words, person, tokens }: PersonProperties) {
  if (tokens.length === 0) return <p>{words.noTokens}</p>;
  return (
    <ul class="items tokens">
      {tokens.map(({ id, label, until, used, ended }) => (
        <li>
          <bdi>{label}</bdi>
          {ended !== null && <span class="state draft">{ended}</span>}
          <small>{until}</small>
          <small>{used}</small>
          {ended === null && (
            <form method="post" action={`${people}/${person.id}/tokens/${id}/revoke`}>
              <button type="submit" aria-label={`${words.revoke}: ${label}`}>
                {words.revoke}
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}
