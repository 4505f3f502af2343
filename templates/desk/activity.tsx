/** The activity of a release. */
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import type { DeskWords } from './words.ts';

export interface ActivityProperties {
  words: DeskWords;
  state: ReleaseState;
  entries: {
    /** The act, in words. */
    act: string;
    /** The version, the file or the person on which somebody acted; may be empty. */
    detail: string;
    person: string;
    /** RFC 3339. */
    at: string;
    when: string;
  }[];
  /** The address of the entries before these, or null. */
  next: string | null;
}

export function ActivityPage({ words, state, entries, next }: ActivityProperties) {
  return (
    <>
      <ReleaseHead words={words} state={state} current="activity" />
      <p class="hint">{words.activityText}</p>
      <ul class="items">
        {entries.map(({ act, detail, person, at, when }) => (
          <li>
            <span>{act}</span>
            {detail !== '' && (
              <small>
                <bdi>{detail}</bdi>
              </small>
            )}
            <small>
              <bdi>{person}</bdi>, <time datetime={at}>{when}</time>
            </small>
          </li>
        ))}
      </ul>
      {next && (
        <p>
          <a href={next}>{words.olderActivity}</a>
        </p>
      )}
    </>
  );
}
