/** The pages of sign-in. */
import type { DeskWords } from './words.ts';

export function MessageOnDesk({ text }: { text: string }) {
  return <p class="notice">{text}</p>;
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
