/** The page of a release. */

import { picturesOf } from '../src/domain/attachment.ts';
import { citationText } from '../src/domain/citation.ts';
import { escapeHtml } from '../src/domain/escape-html.ts';
import { dayInZone, formatInstant } from '../src/domain/instant.ts';
import {
  commaOf,
  directionOf,
  inLanguage,
  langAttributes,
  languageIn,
} from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Headline, Publication, Withdrawal } from '../src/domain/release.ts';
import { type Taxonomy, type Term, termName } from '../src/domain/taxonomy.ts';
import { Attachments, TextWithPictures } from './attachments.tsx';
import { ContactLines } from './contacts.tsx';
import { hourOfDay, longDate, longDay, longInstant } from './dates.ts';
import { EventDetails } from './events.tsx';
import { HistoryLink } from './history.tsx';
import { type Frame, Layout } from './layout.tsx';
import { TermLink } from './listing.tsx';
import { ReleaseMetadata } from './metadata.tsx';
import { wordsOf } from './words.ts';

/** The embargo of a preview. */
export interface Embargo {
  /** End of the embargo, or null if the version is not scheduled. */
  until: number | null;
  recipient: string;
  /** Time zones in which the end is shown. */
  timeZones: string[];
}

export interface ReleaseView extends Omit<Frame, 'children' | 'title' | 'description' | 'head'> {
  taxonomy: Taxonomy;
  release: Publication;
  /** Time of the request. Releases younger than a week show their time of publication. */
  now: number;
  headline: Headline;
  /** The rendered body. */
  html: string;
  /** A withdrawal with a notice, which the page shows as a banner. Null otherwise. */
  withdrawal: Withdrawal | null;
  /** Whether it was withdrawn and reinstated. */
  reinstated: boolean;
  /** Only in previews. */
  embargo?: Embargo;
  /** URLs of files in previews. Default: the public ones. */
  fileAddress?: (filename: string) => string;
  previous: OtherRelease | null;
  next: OtherRelease | null;
}

/** Characters from which a title is set in a smaller size. */
const longTitle = 120;

/** The previous or next release. */
type OtherRelease = Pick<Publication, 'releaseId' | 'headlines'>;

export function ReleasePage(view: ReleaseView) {
  const { site, lang, taxonomy, release, headline } = view;
  const { metadata } = release;
  const kind = taxonomy.byId(metadata.kind);
  return (
    <Layout
      {...view}
      title={headline.title}
      description={headline.summary || undefined}
      printed={paths.shortRelease(site, lang, release.releaseId)}
      picture={picturesOf(metadata.attachments, lang)[0] ?? null}
      head={view.canonical && <ReleaseMetadata {...view} />}
    >
      <article class="release">
        <EmbargoBanner {...view} />
        <Notice {...view} />
        <header>
          {kind && (
            <p class="kind">
              <TermLink site={site} lang={lang} term={kind} />
            </p>
          )}
          <h1 class={headline.title.length > longTitle ? 'long' : undefined}>{headline.title}</h1>
          {headline.summary && <p class="summary">{headline.summary}</p>}
          <Byline {...view} />
          <Languages {...view} />
        </header>
        <div class="text">
          <Event {...view} />
          <TextWithPictures {...view} html={withDateline(view)}>
            <Corrections {...view} />
            <HistoryLink {...view} />
            <Citation {...view} />
          </TextWithPictures>
        </div>
        <div class="metadata">
          <Contacts {...view} />
          <Attachments {...view} />
          <Labels {...view} />
        </div>
      </article>
      <Neighbours {...view} />
    </Layout>
  );
}

function EmbargoBanner({ lang, embargo }: ReleaseView) {
  if (!embargo) return null;
  const { until, recipient, timeZones } = embargo;
  const words = wordsOf(lang);
  return (
    <div class="notice embargo" role="note">
      <strong>{until === null ? words.notYetPublic : words.embargo}</strong>
      {until !== null && (
        <ul>
          {timeZones.map((timeZone) => (
            <li>
              <time datetime={formatInstant(until)}>{longInstant(until, lang, timeZone)}</time>{' '}
              <bdi>({timeZone})</bdi>
            </li>
          ))}
        </ul>
      )}
      <p>{words.forOnePerson.replace('{}', () => recipient)}</p>
    </div>
  );
}

function Notice({ site, lang, withdrawal }: ReleaseView) {
  if (!withdrawal) return null;
  const { at, note } = withdrawal;
  return (
    <div class="notice" role="note">
      <strong>{wordsOf(lang).gone}</strong>{' '}
      <time datetime={formatInstant(at)}>{longDay(at, lang, site.timeZone)}</time>
      {note && (
        <p {...langAttributes(languageIn(note, lang, site.languages), lang)}>
          {inLanguage(note, lang, site.languages)}
        </p>
      )}
    </div>
  );
}

function termsOf(taxonomy: Taxonomy, ids: number[]): Term[] {
  return ids.flatMap((id) => taxonomy.byId(id) ?? []);
}

/** Milliseconds for which a release shows its time of publication. */
const showsTimeFor = 7 * 24 * 60 * 60 * 1000;

/** The instant at which a page without any other change stops to show that time, or undefined. */
export function timeShownUntil({ publishedAt }: Publication, now: number): number | undefined {
  const instants = [publishedAt, publishedAt + showsTimeFor];
  return instants.find((instant) => instant > now);
}

/**
 * The time of publication of a release younger than a week, in the organization's time zone. It includes
 * the day if that differs from the date of the release.
 */
function PublicationTime({ site, lang, release, now, embargo }: ReleaseView) {
  const { publishedAt } = release;
  if (embargo || now < publishedAt || now - publishedAt >= showsTimeFor) return null;
  const sameDay = dayInZone(publishedAt, site.timeZone) === release.metadata.date;
  const hour = hourOfDay(publishedAt, lang, site.timeZone);
  return (
    <time datetime={formatInstant(publishedAt)}>
      {!sameDay && `${wordsOf(lang).firstPublished} ${longDay(publishedAt, lang, site.timeZone)} `}
      <bdi>{hour}</bdi>
    </time>
  );
}

/** Date, place, and the date of the last change. */
function Byline(view: ReleaseView) {
  const { site, lang, release, headline } = view;
  const words = wordsOf(lang);
  const { date, corrections } = release.metadata;
  const corrected = corrections.length > 0;
  const change = (
    <>
      {corrected ? words.corrected : words.updated}{' '}
      <time datetime={formatInstant(release.modifiedAt)}>
        {longDay(release.modifiedAt, lang, site.timeZone)}
      </time>
    </>
  );
  return (
    <p class="byline">
      <time datetime={date}>{longDate(date, lang)}</time>
      <PublicationTime {...view} />
      {headline.place && <span class="place">{headline.place}</span>}
      {release.modifiedAt > release.publishedAt &&
        (corrected ? (
          <a class="corrected" href="#corrections">
            {change}
          </a>
        ) : (
          <span>{change}</span>
        ))}
    </p>
  );
}

function Labels({ site, lang, taxonomy, release }: ReleaseView) {
  const words = wordsOf(lang);
  const { metadata } = release;
  const rows: [string, number[]][] = [
    [words.sources, metadata.sources],
    [words.fieldsOfWork, metadata.fieldsOfWork],
    [words.countries, metadata.countries],
    [words.meetings, metadata.meetings],
  ];
  return (
    <dl class="labels">
      {rows.map(([label, ids]) => {
        const terms = termsOf(taxonomy, ids);
        return (
          terms.length > 0 && (
            <div>
              <dt>{label}</dt>
              <dd>
                <ul>
                  {terms.map((term) => (
                    <li>
                      <TermLink site={site} lang={lang} term={term} />
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

function Languages({ lang, alternates }: ReleaseView) {
  const others = alternates.filter((one) => one.lang !== lang);
  if (others.length === 0) return null;
  return (
    <p class="also">
      {wordsOf(lang).alsoIn} <EditionLinks editions={others} />
    </p>
  );
}

/** Links to editions, each with its language's own name. */
export function EditionLinks({ editions }: { editions: { lang: string; path: string }[] }) {
  return (
    <>
      {editions.map(({ lang, path }, index) => (
        <>
          {index > 0 && ' · '}
          <a href={path} lang={lang} hreflang={lang} dir={directionOf(lang)}>
            {wordsOf(lang).language}
          </a>
        </>
      ))}
    </>
  );
}

/** The beginning of a body, as our renderer writes it, up to its first words: pictures may stand before them. */
const beforeWords =
  /^(?:<(?:p|figure)>\s?<img[^>]*>(?:\s<figcaption>[^<]*<\/figcaption>\s)?<\/(?:p|figure)>\s)*<p>/;

/** The body with place and date before its first words, unless the text already begins with the place. */
function withDateline({ html, headline, release, lang }: ReleaseView): string {
  const [before] = beforeWords.exec(html) ?? [];
  if (!headline.place || !before) return html;
  const text = html.slice(before.length);
  const place = escapeHtml(headline.place);
  if (text.slice(0, place.length).toLowerCase() === place.toLowerCase()) {
    return `${before}<span class="dateline">${text.slice(0, place.length)}</span>${text.slice(place.length)}`;
  }
  const date = longDate(release.metadata.date, lang);
  return `${before}<span class="dateline">${place}</span>${commaOf(lang)} ${date}\u00a0– ${text}`;
}

function Corrections({ site, lang, release }: ReleaseView) {
  const { corrections } = release.metadata;
  if (corrections.length === 0) return null;
  return (
    <section class="corrections" id="corrections">
      <h2>{wordsOf(lang).corrections}</h2>
      <ul>
        {corrections.map(({ at, note }) => (
          <li>
            <time datetime={formatInstant(at)}>{longDay(at, lang, site.timeZone)}</time>{' '}
            <span {...langAttributes(languageIn(note, lang, site.languages), lang)}>
              {inLanguage(note, lang, site.languages)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The event, with its entry for a calendar: not in previews, which have no such address. */
function Event({ site, lang, release, canonical }: ReleaseView) {
  const { event } = release.metadata;
  if (!event) return null;
  return (
    <EventDetails site={site} lang={lang} event={event}>
      {canonical && (
        <a href={paths.calendarEntry(site, lang, release.releaseId)}>
          {wordsOf(lang).addToCalendar}
        </a>
      )}
    </EventDetails>
  );
}

/** How to cite the release. Not in previews for one person, who may not cite it yet. */
function Citation(view: ReleaseView) {
  const { site, lang, embargo, release } = view;
  if (embargo) return null;
  const address = (format: paths.CitationFormat) =>
    paths.citation(site, lang, release.releaseId, format);
  return (
    <details class="cite">
      <summary>{wordsOf(lang).cite}</summary>
      <p>{citationText(view, longDate(release.metadata.date, lang), wordsOf(lang).colon)}</p>
      <p>
        <a href={paths.copyText(site, lang, release.releaseId)}>{wordsOf(lang).copyText}</a> ·{' '}
        <a href={address('bibtex')}>BibTeX</a> · <a href={address('csl')}>CSL JSON</a>
      </p>
    </details>
  );
}

function Contacts({ lang, release }: ReleaseView) {
  const { contacts } = release.metadata;
  if (contacts.length === 0) return null;
  return (
    <section class="contacts">
      <h2>{wordsOf(lang).contacts}</h2>
      <ul>
        {contacts.map((contact) => (
          <li>
            <ContactLines contact={contact} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Neighbours(view: ReleaseView) {
  const { site, lang, taxonomy, release, previous, next } = view;
  if (!previous && !next) return null;
  const words = wordsOf(lang);
  const main = taxonomy.byId(release.metadata.fieldsOfWork[0] ?? 0);
  const label = main ? `${words.inTopic} ${termName(main, lang, site.languages)}` : words.latest;
  return (
    <nav class="neighbours" aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {previous && <Neighbour {...view} release={previous} word="previous" />}
        {next && <Neighbour {...view} release={next} word="next" />}
      </ul>
    </nav>
  );
}

function Neighbour({
  site,
  lang,
  release,
  word,
}: Pick<ReleaseView, 'site' | 'lang'> & { release: OtherRelease; word: 'previous' | 'next' }) {
  const headline = release.headlines[lang];
  if (!headline) return null;
  return (
    <li>
      <span class="meta">{wordsOf(lang)[word]}</span>
      <a
        href={paths.release(site, lang, release.releaseId, headline.slug)}
        rel={word === 'previous' ? 'prev' : 'next'}
      >
        {headline.title}
      </a>
    </li>
  );
}
