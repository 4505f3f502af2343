/** Passkeys: the list of a person's, and the form whose script asks the browser for one. */
import type { Child } from '../markup.ts';
import type { DeskWords } from './words.ts';

export interface PasskeyItem {
  id: string;
  name: string;
  made: string;
  used: string;
}

export interface PasskeyListProperties {
  words: DeskWords;
  passkeys: PasskeyItem[];
  /** The address below which each passkey is removed. */
  path: string;
}

export function PasskeyList({ words, passkeys, path }: PasskeyListProperties) {
  if (passkeys.length === 0) return <p>{words.noPasskeys}</p>;
  return (
    <ul class="items passkeys">
      {passkeys.map(({ id, name, made, used }) => (
        <li>
          <bdi>{name}</bdi>
          <small>{made}</small>
          <small>{used}</small>
          <form method="post" action={`${path}/${id}/remove`}>
            <button type="submit" aria-label={`${words.remove}: ${name}`}>
              {words.remove}
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}

export interface PasskeyFormProperties {
  words: DeskWords;
  action: string;
  /** The address of the options of the request to the browser. */
  options: string;
  /** Whether a new passkey is made; else one is asked for. */
  create?: boolean;
  /** The form that is sent once the passkey was accepted, instead of going on to a page. */
  then?: string;
  children?: Child;
}

/**
 * A form that desk-assets/passkey-form.ts shows where the browser has passkeys. It sends the answer in
 * the field `credential`. Without a script nothing but the hint is shown.
 */
export function PasskeyForm(properties: PasskeyFormProperties) {
  const { words, action, options, create = false, then, children } = properties;
  return (
    <passkey-form
      data-options={options}
      data-create={create ? '' : null}
      data-then={then ?? null}
      data-failed={words.passkeyFailed}
      data-known={words.passkeyKnown}
    >
      <form method="post" action={action} hidden>
        <input type="hidden" name="credential" value="" />
        {children}
        <p class="fault" role="alert" hidden />
      </form>
      {create && <p class="hint">{words.passkeysNeedScripts}</p>}
    </passkey-form>
  );
}
