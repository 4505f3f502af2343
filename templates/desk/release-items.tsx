/** A list of releases on the desk. */

import * as paths from '../../src/domain/paths.ts';
import type { State } from '../../src/domain/release.ts';
import type { TimeLeft } from './time.ts';
import type { DeskWords } from './words.ts';

export interface ListedRelease {
  id: string;
  title: string;
  state: State;
  version: number;
  scheduledVersion: number | null;
  kind: string;
  /** Their names. */
  languages: string[];
  /** When and by whom it was changed, in words. */
  changed: string;
  /** When it goes out, in words; null if nothing is scheduled. */
  goesOut: string | null;
  /** The time that is left until then; null if nothing is scheduled. */
  left: TimeLeft | null;
}

export function StateMark({ state, words }: { state: State; words: DeskWords }) {
  return <span class={`state ${state}`}>{words[state]}</span>;
}

export interface ReleaseItemsProperties {
  items: ListedRelease[];
  words: DeskWords;
  /** The page of each release to which its row leads: its form, or what is to be done. */
  act?: string;
}

export function ReleaseItems({ items, words, act = '' }: ReleaseItemsProperties) {
  return (
    <ul class="items">
      {items.map((item) => (
        <li>
          <a href={paths.deskRelease(item.id, act)}>{item.title}</a>
          <StateMark state={item.state} words={words} />
          <small>
            {item.kind} · {item.languages.join(', ')}
          </small>
          <small>{item.left === null ? item.changed : `${item.goesOut}, ${item.left.text}`}</small>
        </li>
      ))}
    </ul>
  );
}
