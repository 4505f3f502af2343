/** The events of releases, as a page, and as calendars. */
import { EventsPage } from '../../templates/events.tsx';
import { wordsOf } from '../../templates/words.ts';
import { dayInZone, startOfDay } from '../domain/instant.ts';
import * as paths from '../domain/paths.ts';
import type { Site } from '../domain/site.ts';
import { siteName } from '../domain/site.ts';
import { newsroom } from '../domain/taxonomy.ts';
import { type Freshness, tag } from '../edge-cache.ts';
import { type CalendarEvent, icalendar } from '../feeds/icalendar.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse, pageResponse } from '../http/responses.ts';
import { readBatch } from '../store/db/connect.ts';
import { readComingEvents, readPastEvents } from '../store/public/events.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { cursorOf } from './listings.ts';
import { findEdition, idOf } from './renditions.ts';
import { perPage } from './search-request.ts';

/** The most coming events of a page, and the most past ones of a calendar. */
const mostEvents = 100;
/** The most coming events of a calendar, which has no further page. */
const mostInCalendar = 500;

/**
 * The start of the day of the site: only past midnight, and so never within a minute, an event that is
 * over leaves those that are coming.
 */
const startOfToday = (site: Site, now: number): number =>
  startOfDay(dayInZone(now, site.timeZone), site.timeZone);

export async function eventsPage(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const after = cursorOf(c);
  const today = startOfToday(site, now);
  const selection = { lang, today, after, now };
  // A further page goes on in one direction, from the end of the event that its cursor names.
  const isPast = after !== null && after.publishedAt < today;
  const isLater = after !== null && !isPast;
  const [coming, past, { next }] = await readBatch(db, [
    readComingEvents(db, { ...selection, limit: isPast ? 0 : mostEvents }),
    readPastEvents(db, { ...selection, limit: isLater ? 0 : perPage }),
    readPageContext(db, now),
  ]);
  if (after && coming.items.length + past.items.length === 0) return c.notFound();
  const path = paths.events(site, lang);
  const view = EventsPage({
    site,
    lang,
    canonical: paths.page(path, c.req.query('cursor') ?? null),
    alternates: site.languages.map((one) => ({ lang: one, path: paths.events(site, one) })),
    coming: coming.items,
    later: coming.next && paths.page(path, coming.next),
    past: past.items,
    older: past.next && paths.page(path, past.next),
  });
  return pageResponse(c, view, 'list', { now, next, tags: tagsOf(lang) });
}

/** The calendar to subscribe to. */
export async function calendarFile(c: AppContext): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const selection = { lang, today: startOfToday(site, now), after: null, now };
  const [coming, past, { next }] = await readBatch(db, [
    readComingEvents(db, { ...selection, limit: mostInCalendar }),
    readPastEvents(db, { ...selection, limit: mostEvents }),
    readPageContext(db, now),
  ]);
  const releases = [...past.items.toReversed(), ...coming.items].map((release) => ({ release }));
  const name = `${siteName(site, lang)}${wordsOf(lang).colon} ${wordsOf(lang).events}`;
  return calendarResponse(c, releases, 'list', { now, next, tags: tagsOf(lang) }, name);
}

/** The event of a release, behind the gate of its page. */
export async function eventFile(c: AppContext): Promise<Response> {
  const found = await findEdition(c, () => [tag.release(idOf(c))]);
  if (found instanceof Response) return found;
  if (!found.release.metadata.event) return c.notFound();
  return calendarResponse(c, [found], 'data', found.freshness);
}

function calendarResponse(
  c: AppContext,
  events: readonly CalendarEvent[],
  policy: 'list' | 'data',
  freshness: Freshness,
  name?: string,
): Promise<Response> {
  const { site, lang } = c.var;
  const { registration, colon } = wordsOf(lang);
  const source = { site, lang, registration: registration + colon, ...(name && { name }) };
  const text = icalendar(source, events);
  return cacheableResponse(c, text, 'text/calendar; charset=utf-8', policy, freshness, {
    'Content-Language': lang,
  });
}

/** The lists of a language change with each of its releases. */
const tagsOf = (lang: string): string[] => [tag.list(newsroom, lang)];
