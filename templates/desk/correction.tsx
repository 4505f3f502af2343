/** The text that readers see now beside the next one, by language, each with its note. */
import type { Fault } from '../../src/domain/problem.ts';
import { wordsOf } from '../words.ts';
import { ComparedText } from './compared-text.tsx';
import { NoteFields } from './note-fields.tsx';
import type { PublishFields } from './publish.tsx';
import type { ChangedPlace } from './versions.tsx';
import { type DeskWords, fill } from './words.ts';

export interface CorrectionProperties {
  words: DeskWords;
  /** The languages of the release. */
  languages: string[];
  /** Whether readers see an earlier version, so that a change explains itself. */
  isCorrection: boolean;
  /** The changes to the version that readers see or will get; null if there is none. */
  changes: { from: number; places: ChangedPlace[] } | null;
  fields: PublishFields;
  faults: readonly Fault[];
}

export function Correction(page: CorrectionProperties) {
  const { words, languages, isCorrection, changes, fields, faults } = page;
  const places = changes?.places ?? [];
  const removed = places.flatMap(({ lang }) =>
    lang === null || languages.includes(lang) ? [] : [lang],
  );
  const facts = places.filter(({ lang }) => lang === null);
  return (
    <>
      {changes && <h2>{fill(words.changesSince, changes.from)}</h2>}
      {isCorrection && <p class="hint">{words.correctionHint}</p>}
      {[...languages, ...new Set(removed)].map((lang) => (
        <section class="panel">
          <h3>{wordsOf(lang).language}</h3>
          <div class={isCorrection ? 'sides equal' : null}>
            {changes && <Places words={words} places={places.filter((one) => one.lang === lang)} />}
            {isCorrection && languages.includes(lang) && (
              <div>
                <NoteFields
                  label={words.correction}
                  languages={[lang]}
                  note={fields.note}
                  faults={faults}
                />
              </div>
            )}
          </div>
        </section>
      ))}
      {facts.length > 0 && (
        <section class="panel">
          <h3>{words.facts}</h3>
          <Places words={words} places={facts} />
        </section>
      )}
      {isCorrection && (
        <label class="choice">
          <input type="checkbox" name="minor" value="true" checked={fields.minor} />
          {words.minor}
        </label>
      )}
    </>
  );
}

function Places({ words, places }: { words: DeskWords; places: ChangedPlace[] }) {
  if (places.length === 0) return <p class="hint">{words.unchangedHere}</p>;
  return (
    <div>
      {places.map((place) => (
        <div class="changed">
          <h4>{place.name}</h4>
          <ComparedText {...place} words={words} />
        </div>
      ))}
    </div>
  );
}
