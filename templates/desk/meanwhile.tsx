/** The changes that others saved while a person wrote: those that were merged, and the conflicts. */
import { ComparedText, type Comparison } from './compared-text.tsx';
import { fieldId } from './place-names.ts';
import type { DeskWords } from './words.ts';

export interface Place {
  pointer: string;
  name: string;
}

export interface MeanwhileChanges {
  /** The form’s fields before and after the changes of others were taken over. */
  taken: (Place & Comparison)[];
  /** Both texts, each compared with the one before. */
  conflicts: (Place & { theirs: Comparison; mine: Comparison })[];
}

export function Meanwhile({ words, taken, conflicts }: MeanwhileChanges & { words: DeskWords }) {
  return (
    <section class="faults meanwhile" role="alert">
      <h2>{words.changedMeanwhile}</h2>
      <p>{conflicts.length > 0 ? words.meanwhileConflicts : words.meanwhileMerged}</p>
      {conflicts.length > 0 && (
        <>
          <h3>{words.conflicts}</h3>
          {conflicts.map((place) => (
            <div class="conflict">
              <h4>
                <PlaceLink {...place} />
              </h4>
              <div class="pair">
                <div>
                  <p class="hint">{words.savedMeanwhile}</p>
                  <ComparedText words={words} {...place.theirs} />
                </div>
                <div>
                  <p class="hint">{words.yourText}</p>
                  <ComparedText words={words} {...place.mine} />
                </div>
              </div>
            </div>
          ))}
        </>
      )}
      {taken.length > 0 && (
        <>
          <h3>{words.takenOver}</h3>
          {taken.map((place) => (
            <div class="conflict">
              <h4>
                <PlaceLink {...place} />
              </h4>
              <ComparedText words={words} {...place} />
            </div>
          ))}
        </>
      )}
    </section>
  );
}

const PlaceLink = ({ pointer, name }: Place) => <a href={`#${fieldId(pointer)}`}>{name}</a>;
