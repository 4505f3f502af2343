/** The time left until a release goes out; desk-assets/countdown.ts shows it. Sentences beside it say it too. */
import { type DeskWords, fill } from './words.ts';

export function Countdown({ words, left }: { words: DeskWords; left: number | null }) {
  if (left === null) return null;
  return (
    <desk-countdown
      data-left={left}
      data-phrase={fill(words.inTime, '{}')}
      data-done={words.outNow}
    >
      {''}
    </desk-countdown>
  );
}
