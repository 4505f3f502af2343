/** A person: name, role and address, the ways in, sessions and API tokens. */
import type { Fault } from '../../src/domain/problem.ts';
import { AdminTrail } from './admin.tsx';
import { FaultList } from './frame.tsx';
import { newTokenPath } from './new-token.tsx';
import { type PasskeyItem, PasskeyList } from './passkeys.tsx';
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

interface ListedLink {
  id: string;
  made: string;
  until: string;
}

export interface PersonProperties {
  words: DeskWords;
  lang: string;
  id: string;
  disabled: boolean;
  fields: { name: string; role: string; email: string };
  etag: string;
  /** `Idempotency-Key` of the form of a new link. */
  linkKey: string;
  links: ListedLink[];
  passkeys: PasskeyItem[];
  sessions: ListedSession[];
  tokens: ListedToken[];
  faults: readonly Fault[];
}

export function PersonPage(page: PersonProperties) {
  const { words, lang, id, disabled, fields, etag, passkeys, sessions, faults } = page;
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
        <PersonFields words={words} fields={fields} faults={faults} />
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <form method="post" action={path}>
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="disabled" value={String(!disabled)} />
        <button type="submit">{disabled ? words.enable : words.disable}</button>
      </form>
      <h2>{words.signInLinks}</h2>
      <LinkList {...page} />
      {!disabled && (
        <form method="post" action={`${path}/link`}>
          <input type="hidden" name="key" value={page.linkKey} />
          <button type="submit">{words.newLink}</button>
        </form>
      )}
      <h2>{words.passkeys}</h2>
      <PasskeyList words={words} passkeys={passkeys} path={`${path}/passkeys`} />
      <h2>{words.sessionsOf}</h2>
      <SessionList words={words} sessions={sessions} />
      {sessions.length > 0 && (
        <form method="post" action={`${path}/sign-out`}>
          <button type="submit">{words.signOutEverywhere}</button>
        </form>
      )}
      <h2>{words.apiTokens}</h2>
      <TokenList {...page} />
      {!disabled && (
        <p>
          <a href={newTokenPath(id)}>{words.newToken}</a>
        </p>
      )}
    </>
  );
}

function LinkList({ words, id: person, links }: PersonProperties) {
  if (links.length === 0) return <p>{words.noLinks}</p>;
  return (
    <ul class="items links">
      {links.map(({ id, made, until }) => (
        <li>
          <span>{made}</span>
          <small>{until}</small>
          <form method="post" action={`${people}/${person}/links/${id}/revoke`}>
            <button type="submit" aria-label={`${words.revokeLink}, ${made}`}>
              {words.revoke}
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

function TokenList({ words, id: person, tokens }: PersonProperties) {
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
            <form method="post" action={`${people}/${person}/tokens/${id}/revoke`}>
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
