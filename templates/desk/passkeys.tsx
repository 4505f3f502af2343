/** A list of passkeys: name, beginning, last use, and a button that removes it. */
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
