/** Events as iCalendar (RFC 5545), in one language. */
import { utf8 } from '../domain/digest.ts';
import { registrationAddress } from '../domain/event.ts';
import type { Reinstatements } from '../domain/history.ts';
import { formatInstant } from '../domain/instant.ts';
import { languageIn } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Publication, Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';

export interface CalendarSource {
  site: Site;
  lang: string;
  /** The label of the address for registration. */
  registration: string;
  /** The name of a calendar to subscribe to. Without one it is to be imported once. */
  name?: string;
}

export interface CalendarEvent {
  release: Publication & Reinstatements;
  withdrawal?: Withdrawal | null;
}

/** A calendar. Releases without an event are left out; that of a withdrawn release is cancelled. */
export function icalendar(source: CalendarSource, events: readonly CalendarEvent[]): string {
  const { name } = source;
  const lines = events.flatMap((event) => linesOf(source, event));
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Dateline//Events//EN',
    ...(name === undefined
      ? []
      : [`NAME:${escapeText(name)}`, `X-WR-CALNAME:${escapeText(name)}`, refresh]),
    // A calendar has at least one component (section 3.6).
    ...(lines.length > 0 ? lines : utcZone),
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}

/** RFC 7986, section 5.7. */
const refresh = 'REFRESH-INTERVAL;VALUE=DURATION:PT1H';

const utcZone = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

function linesOf(source: CalendarSource, { release, withdrawal }: CalendarEvent): string[] {
  const { site, lang, registration: label } = source;
  const { releaseId, revision, modifiedAt, headlines, metadata } = release;
  const [headline, { event }] = [headlines[lang], metadata];
  if (!headline || !event) return [];
  const { location, registration } = event;
  const placeLang = location ? languageIn(location, lang, site.languages) : lang;
  const place = location ? location[placeLang ?? lang] : headline.place;
  const description = [
    headline.summary,
    registration && `${label} ${registrationAddress(registration)}`,
  ];
  const text = (property: string, value = '', of = lang) =>
    value && `${property};LANGUAGE=${of}:${escapeText(value)}`;
  const { reinstatements, reinstatedAt } = release;
  const changes = [modifiedAt, withdrawal?.at ?? 0, reinstatedAt ?? 0];
  const changedAt = formatTime(formatInstant(Math.max(...changes)));
  // Calendars ignore what is not newer than a cancellation that they took (RFC 5546, section 2.1.5).
  const sequence = revision + 2 * reinstatements + (withdrawal ? 1 : 0);
  return [
    'BEGIN:VEVENT',
    `UID:${releaseId}@${new URL(site.origin).host}`,
    `DTSTAMP:${changedAt}`,
    `LAST-MODIFIED:${changedAt}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${formatTime(event.start)}`,
    `DTEND:${formatTime(event.end)}`,
    text('SUMMARY', headline.title),
    text('DESCRIPTION', description.filter(Boolean).join('\n')),
    text('LOCATION', place, placeLang),
    `URL:${site.origin}${paths.release(site, lang, releaseId, headline.slug)}`,
    withdrawal ? 'STATUS:CANCELLED' : '',
    'END:VEVENT',
  ].filter(Boolean);
}

/** RFC 3339 in UTC as a DATE-TIME in whole seconds. */
const formatTime = (instant: string): string => instant.replace(/\.\d+|[-:]/g, '');

const escapeText = (text: string): string =>
  text.replace(/[\\;,]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`);

const longestLine = 75;

/** A line cut into lines of at most 75 octets, each after the first with a space before it. */
function fold(line: string): string {
  let [folded, size] = ['', 0];
  for (const character of line) {
    const octets = utf8(character).length;
    if (size + octets > longestLine) {
      folded += '\r\n ';
      size = 1;
    }
    folded += character;
    size += octets;
  }
  return folded;
}
