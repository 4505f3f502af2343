/** A list of sessions: browser, beginning and last use. */
import type { Child } from '../markup.ts';
import type { DeskWords } from './words.ts';

export interface ListedSession {
  id: string;
  browser: string;
  began: string;
  used: string;
  /** Whether it is the session of this very request. */
  isThis: boolean;
}

export interface SessionListProperties {
  words: DeskWords;
  sessions: ListedSession[];
  /** The acts on one of them. */
  act?: (session: ListedSession) => Child;
}

export function SessionList({ words, sessions, act }: SessionListProperties) {
  if (sessions.length === 0) return <p>{words.noSessions}</p>;
  return (
    <ul class="items sessions">
      {sessions.map((one) => (
        <li>
          <bdi>{one.browser}</bdi>
          {one.isThis && <span class="state">{words.thisSession}</span>}
          <small>{one.began}</small>
          <small>{one.used}</small>
          {act?.(one)}
        </li>
      ))}
    </ul>
  );
}
