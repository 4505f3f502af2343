/** The page of a refusal, with the form that was refused. */
import type { DeskWords } from './words.ts';

export interface RefusedProperties {
  words: DeskWords;
  text: string;
  /** The form that was refused, to be sent again; null if there was none. */
  repeat: { action: string; fields: [name: string, value: string][] } | null;
}

export function Refused({ words, text, repeat }: RefusedProperties) {
  return (
    <>
      <p class="faults" role="alert">
        {text}
      </p>
      {repeat && (
        <form method="post" action={repeat.action}>
          {repeat.fields.map(([name, value]) => (
            <textarea name={name} hidden>
              {`\n${value}`}
            </textarea>
          ))}
          <button type="submit" class="main">
            {words.sendAgain}
          </button>
        </form>
      )}
    </>
  );
}
