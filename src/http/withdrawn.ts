/** The response to a request for a withdrawn release. */
import { wordsOf } from '../../templates/words.ts';
import { languageIn } from '../domain/language.ts';
import { Problem } from '../domain/problem.ts';
import type { Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';

/**
 * Refuses a withdrawn release, unless it was withdrawn with a notice: that page stays.
 * @param lang the language of the reader
 * @throws Problem `gone` with the reason, `legally-barred` with the demanding party and the reason,
 *   or `not-found` for a release that vanished
 */
export function refuseWithdrawn(site: Site, lang: string, withdrawal: Withdrawal): void {
  const { mode, note, demandedBy } = withdrawal;
  if (mode === 'notice') return;
  if (mode === 'vanish') throw new Problem('not-found', 'There is nothing at this address.');
  const words = wordsOf(lang);
  const noteLang = note && languageIn(note, lang, site.languages);
  const reason = noteLang ? [{ text: note[noteLang] as string, lang: noteLang }] : [];
  const texts =
    demandedBy === null
      ? reason.length > 0
        ? reason
        : [{ text: words.goneText, lang }]
      : [{ text: words.demanded.replace('{}', () => demandedBy), lang }, ...reason];
  const detail = texts.map(({ text }) => text).join(' ');
  if (demandedBy === null) throw new Problem('gone', detail, { paragraphs: texts });
  // The site itself blocks the access (RFC 7725, section 4).
  const headers = { Link: `<${site.origin}>; rel="blocked-by"` };
  throw new Problem('legally-barred', detail, { paragraphs: texts, headers });
}
