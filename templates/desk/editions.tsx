/** The languages of a release: links to their fields with marks, and what changed since one was written. */
import { wordsOf } from '../words.ts';
import { ComparedText } from './compared-text.tsx';
import { fieldId } from './place-names.ts';
import type { ChangedPlace } from './versions.tsx';
import { type DeskWords, fill } from './words.ts';

/** An edition that is older than the last change of the first language. */
export interface Outdated {
  /** The first language. */
  first: string;
  /** The version in which the edition’s text last changed. */
  version: number;
  /** The changes in the first language since. */
  changed: ChangedPlace[];
}

export interface LanguageTabsProperties {
  words: DeskWords;
  lang: string;
  languages: readonly string[];
  /** The languages of the form. */
  present: readonly string[];
  outdated: Readonly<Record<string, Outdated>>;
}

/** A link to the fields of each language. A script makes them tabs where there is no room side by side. */
export function LanguageTabs({
  words,
  lang,
  languages,
  present,
  outdated,
}: LanguageTabsProperties) {
  if (languages.length < 2) return null;
  return (
    <language-tabs>
      <ul class="tabs" aria-label={words.languages}>
        {languages.map((one) => (
          <li>
            <a href={present.includes(one) ? `#${fieldId(`/editions/${one}`)}` : '#add'}>
              <span lang={one === lang ? null : one}>{wordsOf(one).language}</span>
              {!present.includes(one) && <small>{words.missingMark}</small>}
              {outdated[one] && <small class="outdated">{words.outdatedMark}</small>}
            </a>
          </li>
        ))}
      </ul>
    </language-tabs>
  );
}

/** The changes in the first language since an edition was written. */
export function OutdatedNotice({ words, outdated }: { words: DeskWords; outdated: Outdated }) {
  const { first, version, changed } = outdated;
  const language = wordsOf(first).language;
  return (
    <details class="warnings outdated">
      <summary>{fill(words.outdated, { language, version: String(version) })}</summary>
      {changed.map((place) => (
        <div class="changed">
          <h3>{place.name}</h3>
          <ComparedText words={words} {...place} />
        </div>
      ))}
    </details>
  );
}
