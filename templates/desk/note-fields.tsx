/** Notes for readers, one for each language. */
import { directionOf } from '../../src/domain/language.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { wordsOf } from '../words.ts';
import { Field } from './frame.tsx';

/** A note for readers in each language. */
export function NoteFields({
  label,
  languages,
  note,
  faults,
}: {
  label: string;
  languages: readonly string[];
  note: Record<string, string>;
  faults: readonly Fault[];
}) {
  return (
    <>
      {languages.map((one) => (
        <Field
          pointer={`/note/${one}`}
          label={`${label} (${wordsOf(one).language})`}
          faults={faults}
          control={(attributes) => (
            <textarea
              {...attributes}
              name={`note.${one}`}
              lang={one}
              dir={directionOf(one)}
              rows={3}
              maxlength={2000}
            >
              {note[one] ?? ''}
            </textarea>
          )}
        />
      ))}
    </>
  );
}
