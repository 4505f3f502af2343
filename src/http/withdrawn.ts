/** What is refused of a release that was withdrawn. */
import { wordsOf } from '../../templates/words.ts';
import { languageIn } from '../domain/language.ts';
import { Problem } from '../domain/problem.ts';
import type { Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';

/**
 * Lets a notice pass: that release is still told, with its reason.
 * @param lang of the reader
 * @throws Problem `gone` with the reason, `legally-barred` with who demanded it and the reason, or
 *   `not-found` for what is to be as if it had never been
 */
export function refuseWithdrawn(site: Site, lang: string, withdrawal: Withdrawal): void {
  const { mode, note, demandedBy } = withdrawal;
  if (mode === 'notice') return;
  if (mode === 'vanish') throw new Problem('not-found', 'There is nothing at this address.');
  const words = wordsOf(lang);
  const tongue = note && languageIn(note, lang, site.languages);
  const reason = tongue ? [{ text: note[tongue] as string, lang: tongue }] : [];
  const told =
    demandedBy === null
      ? reason.length > 0
        ? reason
        : [{ text: words.goneText, lang }]
      : [{ text: words.demanded.replace('{}', () => demandedBy), lang }, ...reason];
  const detail = told.map(({ text }) => text).join(' ');
  if (demandedBy === null) throw new Problem('gone', detail, { told });
  // The site itself carries out what was demanded (RFC 7725, section 4).
  const headers = { Link: `<${site.origin}>; rel="blocked-by"` };
  throw new Problem('legally-barred', detail, { told, headers });
}
