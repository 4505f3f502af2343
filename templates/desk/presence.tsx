/** Who else has a release open; a script keeps it up to date. */
import * as paths from '../../src/domain/paths.ts';
import { type DeskWords, fill } from './words.ts';

export interface PresenceProperties {
  words: DeskWords;
  lang: string;
  release: string;
  /** The names of the others. */
  others: string[];
}

export function Presence({ words, lang, release, others }: PresenceProperties) {
  const phrase = others.length > 1 ? words.presentMany : words.presentOne;
  const names = new Intl.ListFormat(lang, { type: 'conjunction' }).format(others);
  return (
    <release-presence
      role="status"
      data-address={paths.deskRelease(release, 'presence')}
      data-one={words.presentOne}
      data-many={words.presentMany}
    >
      {others.length > 0 && fill(phrase, names)}
    </release-presence>
  );
}
