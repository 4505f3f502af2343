/** The public history of a release. */
import type { Event, ReleasePart } from '../src/domain/history.ts';
import { formatInstant } from '../src/domain/instant.ts';
import { inLanguage, langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { LocalizedText, Publication, Withdrawal } from '../src/domain/release.ts';
import { hourOfDay, longDay } from './dates.ts';
import { type Frame, Layout } from './layout.tsx';
import { wordsOf } from './words.ts';

export interface HistoryView extends Omit<Frame, 'children' | 'title' | 'head'> {
  release: { title: string; path: string };
  /** Newest first. */
  events: Event[];
  withdrawal: Withdrawal | null;
}

export function HistoryPage(view: HistoryView) {
  const { lang, release, events, withdrawal } = view;
  const words = wordsOf(lang);
  const { history, firstPublished, colon } = words;
  const names = {
    published: firstPublished,
    corrected: words.corrected,
    updated: words.updated,
    withdrawn: words.gone,
    reinstated: words.reinstated,
  };
  return (
    <Layout {...view} title={`${history}${colon} ${release.title}`}>
      <article class="history">
        <h1>{history}</h1>
        <p>
          <a href={release.path}>{release.title}</a>
        </p>
        <ol>
          {withdrawal && <Entry {...view} name={words.gone} {...withdrawal} changed={[]} />}
          {events.map(({ kind, ...event }) => (
            <Entry {...view} name={names[kind]} {...event} />
          ))}
        </ol>
      </article>
    </Layout>
  );
}

/** The link from a release to its history. Nothing for a release that never changed. */
export function HistoryLink({
  site,
  lang,
  canonical,
  release,
  withdrawal,
  reinstated,
}: Pick<Frame, 'site' | 'lang' | 'canonical'> & {
  release: Publication;
  withdrawal: Withdrawal | null;
  reinstated: boolean;
}) {
  const changed =
    release.modifiedAt > release.publishedAt || release.metadata.corrections.length > 0;
  if (!canonical || !(changed || withdrawal || reinstated)) return null;
  return (
    <p class="history">
      <a href={paths.history(site, lang, release.releaseId)}>{wordsOf(lang).history}</a>
    </p>
  );
}

function Entry({
  site,
  lang,
  name,
  at,
  note,
  changed,
}: HistoryView & { name: string; at: number; note: LocalizedText | null; changed: ReleasePart[] }) {
  const { colon, changed: heading, parts } = wordsOf(lang);
  const names = new Intl.ListFormat(lang, { type: 'conjunction' });
  return (
    <li>
      <strong>{name}</strong> <DayAndHour site={site} lang={lang} at={at} />
      {note && (
        <p {...langAttributes(languageIn(note, lang, site.languages), lang)}>
          {inLanguage(note, lang, site.languages)}
        </p>
      )}
      {changed.length > 0 && (
        <p class="changed">
          {heading}
          {colon} {names.format(changed.map((part) => parts[part]))}
        </p>
      )}
    </li>
  );
}

/** An instant as day and hour in the organization's time zone. */
export function DayAndHour({ site, lang, at }: Pick<Frame, 'site' | 'lang'> & { at: number }) {
  return (
    <time datetime={formatInstant(at)}>
      {longDay(at, lang, site.timeZone)}, <bdi>{hourOfDay(at, lang, site.timeZone)}</bdi>
    </time>
  );
}
