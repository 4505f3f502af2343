/** A release as Markdown: YAML front matter, then the text as its editors wrote it. */
import { filesIn } from '../domain/attachment.ts';
import { absoluteMarkdown } from '../domain/body.ts';
import type { MediaEvent } from '../domain/event.ts';
import { describeInstant, formatInstant } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Headline, LocalizedText, Publication, Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';

export interface MarkdownSource {
  site: Site;
  taxonomy: Taxonomy;
  lang: string;
  release: Publication;
  headline: Headline;
  /** The source text. Its images name attachments of the release. */
  markdown: string;
  withdrawal: Withdrawal | null;
  /** The interface word “Withdrawn” in the edition's language. */
  withdrawn: string;
}

export function markdown(source: MarkdownSource): string {
  const { site, taxonomy, lang, release, headline, withdrawal } = source;
  const { releaseId, metadata } = release;
  const names = (ids: readonly number[]) =>
    ids.flatMap((id) => {
      const term = taxonomy.byId(id);
      return term ? [termName(term, lang, site.languages)] : [];
    });
  const noteOf = (note: LocalizedText | null) =>
    (note && inLanguage(note, lang, site.languages)) ?? '';
  const files = filesIn(metadata.attachments, lang);
  const url = site.origin + paths.release(site, lang, releaseId, headline.slug);
  const frontMatter: [string, string | string[]][] = [
    ['title', headline.title],
    ['summary', headline.summary],
    ['date', metadata.date],
    ['place', headline.place],
    ['kind', names([metadata.kind])[0] ?? ''],
    ['sources', names(metadata.sources)],
    ['language', lang],
    ['published', formatInstant(release.publishedAt)],
    ['modified', formatInstant(release.modifiedAt)],
    ['canonical', url],
    ...eventLines(metadata.event, noteOf),
    ['files', files.map((file) => site.origin + paths.file(file))],
    [
      'corrections',
      metadata.corrections.map(({ at, note }) => `${formatInstant(at)} ${noteOf(note)}`),
    ],
    [
      'history',
      metadata.corrections.length > 0 ? site.origin + paths.history(site, lang, releaseId) : '',
    ],
    ['withdrawn', withdrawal ? formatInstant(withdrawal.at) : ''],
    ['reason', noteOf(withdrawal?.note ?? null)],
  ];
  return [
    '---',
    ...frontMatter.filter(([, value]) => value.length > 0).map(([key, value]) => entry(key, value)),
    '---',
    '',
    ...(withdrawal ? [warning(source.withdrawn, noteOf(withdrawal.note)), ''] : []),
    absoluteMarkdown(source.markdown, { site, page: url, files: metadata.attachments }).trimEnd(),
    '',
  ].join('\n');
}

/** The lines of an event, its hours in its own time zone. */
function eventLines(
  event: MediaEvent | undefined,
  textOf: (texts: LocalizedText | null) => string,
): [string, string][] {
  if (!event) return [];
  const { start, end, timeZone, location, registration = '' } = event;
  const timeOf = (instant: string) => describeInstant(Date.parse(instant), timeZone).time;
  return [
    ['event_start', timeOf(start)],
    ['event_end', timeOf(end)],
    ['event_time_zone', timeZone],
    ['event_location', textOf(location ?? null)],
    ['event_registration', registration],
  ];
}

/** A line of front matter. JSON strings and arrays are valid YAML. */
function entry(key: string, value: string | string[]): string {
  return `${key}: ${JSON.stringify(value)}`;
}

function warning(word: string, reason: string): string {
  return reason === '' ? `> **${word}**` : `> **${word}** – ${escapeMarkdown(reason)}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#&|~]/g, '\\$&');
}
