/** Events: the page of all, and when and where the event of a release takes place. */
import { type MediaEvent, registrationAddress } from '../src/domain/event.ts';
import { inLanguage, langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { Publication } from '../src/domain/release.ts';
import type { Site } from '../src/domain/site.ts';
import { longSpan } from './dates.ts';
import { Layout } from './layout.tsx';
import { type Listing, Older } from './listing.tsx';
import type { Child } from './markup.ts';
import { wordsOf } from './words.ts';

interface EventsView extends Pick<Listing, 'site' | 'lang' | 'canonical' | 'alternates' | 'older'> {
  /** By their start. */
  coming: Publication[];
  /** URL of the next page of coming events, or null. */
  later: string | null;
  /** The last first. */
  past: Publication[];
}

export function EventsPage(view: EventsView) {
  const { site, lang, coming, later, past } = view;
  const words = wordsOf(lang);
  const calendar = paths.calendar(site, lang);
  return (
    <Layout
      {...view}
      title={words.events}
      head={<link rel="alternate" type="text/calendar" href={site.origin + calendar} />}
    >
      <h1>{words.events}</h1>
      {coming.length + past.length === 0 ? (
        <p class="nothing">{words.nothingYet}</p>
      ) : (
        <p class="calendar">
          <a href={calendar}>{words.allEvents}</a>
        </p>
      )}
      <EventList {...view} title={words.comingEvents} releases={coming} />
      <Older lang={lang} older={later} label={words.laterEvents} />
      <EventList {...view} title={words.pastEvents} releases={past} />
      <Older {...view} label={words.olderEvents} />
    </Layout>
  );
}

function EventList({
  site,
  lang,
  title,
  releases,
}: Pick<EventsView, 'site' | 'lang'> & { title: string; releases: Publication[] }) {
  if (releases.length === 0) return null;
  return (
    <section class="events">
      <h2>{title}</h2>
      <ol class="releases">
        {releases.map(({ releaseId, headlines, metadata: { event } }) => {
          const headline = headlines[lang];
          if (!headline || !event) return null;
          return (
            <li>
              <article>
                <p class="meta">
                  <EventTime lang={lang} event={event} />
                  <EventPlace site={site} lang={lang} event={event} />
                </p>
                <h3>
                  <a href={paths.release(site, lang, releaseId, headline.slug)}>{headline.title}</a>
                </h3>
                {headline.summary && <p class="summary">{headline.summary}</p>}
                <p>
                  <a href={paths.calendarEntry(site, lang, releaseId)}>
                    {wordsOf(lang).addToCalendar}
                  </a>
                </p>
              </article>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface EventProperties {
  site: Site;
  lang: string;
  event: MediaEvent;
}

/** @param children what follows the hours */
export function EventDetails({ children, ...properties }: EventProperties & { children?: Child }) {
  const { lang, event } = properties;
  const words = wordsOf(lang);
  return (
    <dl class="event">
      <div>
        <dt>{words.when}</dt>
        <dd>
          <EventTime lang={lang} event={event} /> {children}
        </dd>
      </div>
      {event.location && (
        <div>
          <dt>{words.where}</dt>
          <dd>
            <EventPlace {...properties} />
          </dd>
        </div>
      )}
      {event.registration && (
        <div>
          <dt>{words.registration}</dt>
          <dd>
            <a href={registrationAddress(event.registration)}>
              <bdi>{event.registration}</bdi>
            </a>
          </dd>
        </div>
      )}
    </dl>
  );
}

function EventTime({ lang, event: { start, end, timeZone } }: Omit<EventProperties, 'site'>) {
  return (
    <time datetime={start}>{longSpan(Date.parse(start), Date.parse(end), lang, timeZone)}</time>
  );
}

function EventPlace({ site, lang, event: { location } }: EventProperties) {
  if (!location) return null;
  return (
    <span {...langAttributes(languageIn(location, lang, site.languages), lang)}>
      {inLanguage(location, lang, site.languages)}
    </span>
  );
}
