/** The page of a refusal, with the form that was refused. */
import * as paths from '../../src/domain/paths.ts';
import { PasskeyForm } from './passkeys.tsx';
import type { DeskWords } from './words.ts';

export interface RefusedProperties {
  words: DeskWords;
  text: string;
  /** The form that was refused, to be sent again; null if there was none. */
  repeat: { action: string; fields: [name: string, value: string][] } | null;
  /** Whether the person must sign in, or sign in again, first. */
  needsSignIn: boolean;
}

const signIn = `${paths.desk}/sign-in`;
const typed = 'typed';

export function Refused({ words, text, repeat, needsSignIn }: RefusedProperties) {
  return (
    <>
      <p class="faults" role="alert">
        {text}
      </p>
      <div class="ways">
        {needsSignIn && repeat && (
          <PasskeyForm
            words={words}
            action={`${signIn}/passkey`}
            options={`${signIn}/passkey/request`}
            then={typed}
          >
            <button type="submit" class="main">
              {words.confirmAndSend}
            </button>
          </PasskeyForm>
        )}
        {needsSignIn && (
          <a href={signIn} target="_blank" rel="noopener">
            {words.signIn}
          </a>
        )}
        {repeat && (
          <form method="post" action={repeat.action} enctype="multipart/form-data" id={typed}>
            {repeat.fields.map(([name, value]) => (
              <textarea name={name} hidden>
                {`\n${value}`}
              </textarea>
            ))}
            <button type="submit" class={needsSignIn ? null : 'main'}>
              {words.sendAgain}
            </button>
          </form>
        )}
      </div>
    </>
  );
}
