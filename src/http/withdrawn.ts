/** What is refused of a release that was withdrawn. */
import { inLanguage } from '../domain/language.ts';
import { Problem } from '../domain/problem.ts';
import type { Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';

/**
 * Lets a notice pass: that release is still told, with its reason.
 * @throws Problem `gone` with the reason, or `not-found` for what is to be as if it had never been
 */
export function refuseWithdrawn(site: Site, lang: string, { mode, note }: Withdrawal): void {
  if (mode === 'notice') return;
  if (mode === 'vanish') throw new Problem('not-found', 'There is nothing at this address.');
  const reason = note && inLanguage(note, lang, site.languages);
  throw new Problem('gone', reason || 'This release was withdrawn.');
}
