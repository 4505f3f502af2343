/** The pages of sign-in. */
import * as paths from '../../src/domain/paths.ts';
import { PasskeyForm } from './passkeys.tsx';
import { type DeskWords, fill } from './words.ts';

export function MessageOnDesk({ text }: { text: string }) {
  return <p class="notice">{text}</p>;
}

export interface SignInProperties {
  words: DeskWords;
  /** Why the last attempt was refused. */
  fault: string | null;
  /** The page of the desk to go on to. */
  next: string | null;
  /** The host of the OpenID Connect issuer, if the site has one. */
  issuer: string | null;
  /** Whether Cloudflare Access sent a token. */
  hasAccess: boolean;
}

const path = `${paths.desk}/sign-in`;

export function SignInPage({ words, fault, next, issuer, hasAccess }: SignInProperties) {
  const goOn = next !== null && <input type="hidden" name="next" value={next} />;
  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  return (
    <>
      {fault !== null && (
        <p class="faults" role="alert">
          {fault}
        </p>
      )}
      <div class="ways">
        <PasskeyForm words={words} action={`${path}/passkey`} options={`${path}/passkey/request`}>
          {goOn}
          <button type="submit" class="main">
            {words.signInWithPasskey}
          </button>
        </PasskeyForm>
        {issuer !== null && (
          <a class="button" href={`${path}/openid${query}`}>
            {fill(words.signInAt, issuer)}
          </a>
        )}
        {hasAccess && (
          <form method="post" action={`${path}/access`}>
            {goOn}
            <button type="submit" class="main">
              {fill(words.signInAt, 'Cloudflare Access')}
            </button>
          </form>
        )}
        {hasAccess && <a href="/cdn-cgi/access/logout">{words.accessAgain}</a>}
      </div>
      <p class="notice">{words.signInText}</p>
    </>
  );
}

export function SignInByLink({ words, title }: { words: DeskWords; title: string }) {
  return (
    <form method="post">
      <p class="notice">{words.signInOnce}</p>
      <button type="submit" class="main">
        {title}
      </button>
    </form>
  );
}
