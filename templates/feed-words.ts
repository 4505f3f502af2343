/** The words of the interface that feeds contain. */
import type { Site } from '../src/domain/site.ts';
import { hourOfDay, longDay } from './dates.ts';
import { wordsOf } from './words.ts';

export function feedWords({ timeZone }: Site, lang: string) {
  const { latest, corrections, history } = wordsOf(lang);
  const timeOf = (at: number) => `${longDay(at, lang, timeZone)}, ${hourOfDay(at, lang, timeZone)}`;
  return { latest, corrections, history, timeOf };
}
