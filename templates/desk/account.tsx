/** A person's own page: the role and the sessions. */
import type { Role } from '../../src/domain/editor.ts';
import * as paths from '../../src/domain/paths.ts';
import { type ListedSession, SessionList } from './sessions.tsx';
import type { DeskWords } from './words.ts';

export interface AccountProperties {
  words: DeskWords;
  role: Role;
  sessions: ListedSession[];
}

const account = `${paths.desk}/account`;

export function AccountPage({ words, role, sessions }: AccountProperties) {
  return (
    <>
      <dl class="facts">
        <dt>{words.role}</dt>
        <dd>{words[role]}</dd>
      </dl>
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
