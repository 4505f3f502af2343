/** The time left until a release goes out. desk-assets/countdown.ts lets it run; without scripts it stands. */
import type { TimeLeft } from './time.ts';
import { type DeskWords, fill } from './words.ts';

export function Countdown({ words, left }: { words: DeskWords; left: TimeLeft | null }) {
  if (left === null) return null;
  return (
    <desk-countdown
      role="timer"
      data-left={left.milliseconds}
      data-phrase={fill(words.inTime, '{}')}
      data-done={words.outNow}
    >
      {left.text}
    </desk-countdown>
  );
}
