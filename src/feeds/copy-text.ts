/** A release as plain text to copy from, with its source at the end. */
import { copyBody } from '../domain/body.ts';
import { citationText } from '../domain/citation.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { LocalizedText } from '../domain/release.ts';
import type { MarkdownSource } from './markdown.ts';

export interface CopySource extends MarkdownSource {
  /** The interface word “Corrections” in the edition's language. */
  corrections: string;
  /** The colon of the interface in that language. */
  colon: string;
}

/**
 * @param longDate a calendar date, written out
 * @param longDay an instant as a date, written out
 */
export function copyText(
  source: CopySource,
  longDate: (date: string) => string,
  longDay: (at: number) => string,
): string {
  const { site, lang, release, headline, withdrawal } = source;
  const { attachments: files, corrections, date } = release.metadata;
  const page = site.origin + paths.release(site, lang, release.releaseId, headline.slug);
  const noteOf = (note: LocalizedText | null) =>
    (note && inLanguage(note, lang, site.languages)) ?? '';
  const parts = [
    withdrawal && [source.withdrawn, noteOf(withdrawal.note)].filter(Boolean).join(' – '),
    headline.title,
    headline.summary,
    copyBody(source.markdown, { site, page, files }),
    corrections.length > 0 &&
      [
        source.corrections,
        ...corrections.map(({ at, note }) => `${longDay(at)} – ${noteOf(note)}`),
      ].join('\n'),
    `—\n${citationText(source, longDate(date), source.colon)}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
