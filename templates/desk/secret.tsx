/** A link or a secret that is shown once; desk-assets/copy-text.ts puts a button beside it. */
import type { DeskWords } from './words.ts';

export function Secret({ words, text }: { words: DeskWords; text: string }) {
  return (
    <div class="secret-row">
      <code class="secret" dir="ltr">
        {text}
      </code>
      <desk-copy
        data-copy={words.copySecret}
        data-copied={words.copiedSecret}
        data-failed={words.copyFailed}
      >
        {''}
      </desk-copy>
    </div>
  );
}
