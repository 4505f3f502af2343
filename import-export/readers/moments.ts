/** Days and instants as foreign files write them, in any of the languages of Europe. */
import { isCalendarDate, isInRange } from '../../src/domain/instant.ts';
import { monthOf, monthPattern, plainText } from './month-names.ts';
import type { Moment } from './parse-result.ts';
import { instantInZone } from './time-zones.ts';

interface WrittenDay {
  /** `YYYY-MM-DD`. */
  day: string;
  /** The places in the plain text at which it begins and ends. */
  start: number;
  end: number;
  /** Whether day and month are numbers of which each could be either. */
  isAmbiguous: boolean;
}

interface DayForm {
  pattern: RegExp;
  /** Reads year, month and day as they are written. */
  parts: (match: string[], rest: string) => [year: string, month: string, day: string];
}

const ordinal = '(?:st|nd|rd|th|er|re|e|o|a|°|\\.[oa]|-?го|-?е|-го)?';
const number = `(?<![\\p{N}\\p{L}])(\\d{1,2})${ordinal}`;
const month = `(?<!\\p{L})(${monthPattern})(?:\\s?/\\s?(?:${monthPattern}))?(?!\\p{L})`;
const gap = '(?:\\s?[-/.,،\\s]\\s?|\\b)';
const of = "(?:(?:de|del|di|do|of|d[’']|в|the) ?)?";
const year = '(\\d{4})(?!\\p{N})';
const shortYear = "[’']?(\\d{2})(?=,?$|[,.]? ?\\d{1,2}:|T\\d)";
const start = '^(?:\\p{L}{2,12}[.,]{0,2} )?';

const written = (pattern: string): RegExp => new RegExp(pattern, 'iu');

/** Forms of a day, with the order of its parts. */
const forms: readonly DayForm[] = [
  {
    pattern: /(?<!\p{N})(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\p{N})/u,
    parts: ([, year = '', , month = '', day = '']) => [year, month, day],
  },
  {
    pattern: /^(\d{4})(\d{2})(\d{2})(?=$|T|\s)/,
    parts: ([, year = '', month = '', day = '']) => [year, month, day],
  },
  {
    pattern: written(`${number}${gap}${of}${month}${gap}${of}${year}`),
    parts: ([, day = '', month = '', year = '']) => [year, month, day],
  },
  {
    pattern: written(`${month}${gap}(\\d{1,2})${ordinal}${gap}${of}${year}`),
    parts: ([, month = '', day = '', year = '']) => [year, month, day],
  },
  {
    pattern: written(`(?<!\\p{N})${year}${gap}(?:m\\. )?${month}${gap}(\\d{1,2})(?!\\p{N})`),
    parts: ([, year = '', month = '', day = '']) => [year, month, day],
  },
  {
    pattern: /(?<![\p{N}.])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\p{N})/u,
    parts: ([, ...match], rest) => figures(match, rest),
  },
  {
    pattern: written(`${start}(\\d{1,2})([-/.])(\\d{1,2})\\2${shortYear}`),
    parts: ([, ...match], rest) => figures(match, rest),
  },
  {
    pattern: written(`${start}${number}${gap}${month}${gap}${shortYear}`),
    parts: ([, day = '', month = '', year = '']) => [year, month, day],
  },
  {
    pattern: written(`${start}${month}${gap}(\\d{1,2})${ordinal}, ${shortYear}`),
    parts: ([, month = '', day = '', year = '']) => [year, month, day],
  },
];

/** Numbers between dots, strokes or slashes: the day first, unless only the month can be first. */
function figures([one = '', mark = '', other = '', year = '']: string[], rest: string) {
  const isAmerican = mark === '/' && /^,? \d{1,2}:\d{2}(?::\d{2})? ?[AP]\.?M/i.test(rest);
  const monthFirst = Number(other) > 12 || (isAmerican && Number(one) <= 12);
  return (monthFirst ? [year, one, other] : [year, other, one]) as [string, string, string];
}

/** The first day in a plain text, or null. */
function findDay(text: string): WrittenDay | null {
  let first: WrittenDay | null = null;
  for (const form of forms) {
    const day = dayOfForm(form, text);
    if (day !== null && (first === null || day.start < first.start)) first = day;
    if (first?.start === 0) break;
  }
  return first;
}

function dayOfForm({ pattern, parts }: DayForm, text: string): WrittenDay | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const end = match.index + match[0].length;
  const [year, month, day] = parts([...match], text.slice(end));
  const number = /^\d+$/.test(month) ? Number(month) : monthOf(month);
  const date = calendarDay(longYear(year), number, day);
  if (date === null) return null;
  const isFigures = /\d{1,2}[-/]\s?\d{1,2}[-/]\s?\d{2,4}$/.test(match[0]);
  const isAmbiguous = isFigures && !/^\d{4}/.test(match[0]) && isEither(month, day);
  return { day: date, start: match.index, end, isAmbiguous };
}

const isEither = (one: string, other: string) =>
  Number(one) <= 12 && Number(other) <= 12 && Number(one) !== Number(other);

/** Years of two digits as in RFC 5322, section 4.3: 49 is 2049, 50 is 1950. */
const longYear = (year: string): string =>
  year.length === 4 ? year : `${Number(year) < 50 ? 20 : 19}${year}`;

/** The day in a file name, such as `2021-05-05-registry.docx` or `20210505_registry.docx`, or null. */
export function dayInName(name: string): string | null {
  const pattern = /(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?!\d)/;
  const [, year = '', , month, day = ''] = pattern.exec(name) ?? [];
  return month === undefined ? null : calendarDay(year, Number(month), day);
}

function calendarDay(year: string, month: number | null, day: string): string | null {
  if (month === null) return null;
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(date) ? date : null;
}

/**
 * Finds the first date in a text, in any language of Europe, with names or numbers. Numbers such as
 * 5/6/2021 are read with the day first; `doubtIn` tells that.
 * @returns `YYYY-MM-DD` or null
 */
export function dayIn(text: string): string | null {
  return parse(text).day?.day ?? null;
}

const clock = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?';
const half = '\\s?([ap])\\.?\\s?m\\b\\.?|\\s?([صم])(?!\\p{L})';
const oclock = '(\\d{1,2})(?:\\s?h\\s?|[.:](?=\\d{2}\\s?uhr))(\\d{2})?';
const words =
  '(?:г\\.|г(?=,)|года|год|року|at|um|a|a las|alle|alle ore|ore|kl\\.?|в|о|klo|os|الساعة|على الساعة|,|،|\\||-|–|—|\\()';
const zone = [
  '(?:UTC|GMT|UT)?\\s?[+-]\\d{1,2}(?::?\\d{2})?(?!\\d)',
  '[A-Z]\\p{L}+/[A-Z]\\p{L}+(?:_\\p{L}+)*',
  '(?:\\p{Lu}{2,5}|Z)(?!\\p{L})',
].join('|');

const timeAfter = new RegExp(`^(?:T|\\s*(?:${words}\\s*){0,2})${clock}(?:${half})?`, 'iu');
const hourAfter = new RegExp(`^\\s*(?:${words}\\s*){0,2}(\\d{1,2})(?:${half})`, 'iu');
const oclockAfter = new RegExp(`^\\s*(?:${words}\\s*){0,2}${oclock}`, 'iu');
const timeBefore = new RegExp(
  `${clock}(?:${half})?\\s*(${zone})?[\\s,|·-]*(?:\\p{L}+[,.]? )?$`,
  'iu',
);
const zoneAfter = new RegExp(`^\\s?(?:uhr|h|hrs|hours|local time)?\\s?\\(?(${zone})`, 'u');

/** The date and time of Unix and Java: `Fri Nov 12 10:00:00 CET 2021`. */
const unixDate = /^(\p{L}{3,} )?(\p{L}{3,} \d{1,2}) (\d{1,2}:\S+)( \S+)? (\d{4})$/u;

interface WrittenTime {
  /** `HH:MM:SS`, with a fraction if it has one. */
  time: string;
  /** The zone as it is written; empty if there is none. */
  zone: string;
}

/** The time beside a day in a plain text, or null. */
function findTime(text: string, { start, end }: WrittenDay): WrittenTime | null {
  const after = text.slice(end);
  const timed = timeAfter.exec(after);
  if (timed) {
    const [whole, hours, minutes, seconds, fraction, latin, arabic] = timed;
    const time = clockTime([hours, minutes, seconds, fraction], latin ?? arabic);
    return timeWith(time, zoneIn(after.slice(whole.length)));
  }
  const hour = hourAfter.exec(after);
  const oclock = oclockAfter.exec(after);
  const [whole = '', hours = '', second = '', arabic] = hour ?? oclock ?? [];
  if (whole !== '') {
    const time = hour
      ? clockTime([hours], second ?? arabic)
      : clockTime([hours, second || undefined]);
    return timeWith(time, zoneIn(after.slice(whole.length)));
  }
  const before = timeBefore.exec(text.slice(0, start));
  if (!before) return null;
  const [, ahead, minutes, seconds, fraction, latin, easternHalf, named] = before;
  const time = clockTime([ahead, minutes, seconds, fraction], latin ?? easternHalf);
  return timeWith(time, named ?? '');
}

const timeWith = (time: string | null, zone: string): WrittenTime | null =>
  time === null ? null : { time, zone };

const zoneIn = (text: string): string => zoneAfter.exec(text)?.[1]?.trim() ?? '';

/** @param half the first letter of a.m. or p.m., or of their Arabic words */
function clockTime(
  [hours = '', minutes = '00', seconds = '00', fraction]: (string | undefined)[],
  half?: string,
): string | null {
  const shown = Number(hours);
  if (half !== undefined && (shown < 1 || shown > 12)) return null;
  const isLate = half !== undefined && /[pم]/i.test(half);
  const hour = half === undefined ? shown : (shown % 12) + (isLate ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const time = `${String(hour).padStart(2, '0')}:${minutes}:${seconds}`;
  return fraction === undefined ? time : `${time}.${fraction}`;
}

/** The text in the order that is read here: a Unix date has its year behind the time. */
function ordered(text: string): string {
  const [, , day, time, zone = '', year] = unixDate.exec(text) ?? [];
  if (day) return `${day} ${year} ${time}${zone}`;
  // ISO 8601 without separators, and RFC 9557 with the name of the zone.
  return text
    .replace(/^(\d{8}T\d{2})(\d{2})(\d{2})?/, '$1:$2:$3')
    .replace(/:(?=[Z+-]|$)/, '')
    .replace(/\[[\w/]+\]$/, '');
}

function parse(text: string) {
  const plain = ordered(plainText(text).trim());
  const day = findDay(plain);
  return { day, time: day && findTime(plain, day) };
}

/**
 * Parses an instant, or a local time if there is no zone: RFC 3339 and ISO 8601, RFC 5322 with the names
 * of zones, and a date in words or numbers with a time beside it.
 * Null if there is no time, for an unknown zone, and for dates outside the range, which some databases
 * write for “none”.
 */
export function momentIn(text: string): Moment {
  const { day, time } = parse(text);
  if (!day || !time) return null;
  const local = `${day.day}T${time.time}`;
  if (time.zone === '') return { local };
  const at = instantInZone(local, time.zone);
  return at === null || !isInRange(at) ? null : { at };
}

/** A doubt about how a date was read, for the report, or null. */
export function doubtIn(text: string): string | null {
  const { day, time } = parse(text);
  if (text.trim() === '') return null;
  if (!day) return `its date cannot be read: ${text.trim().slice(0, 100)}`;
  if (day.isAmbiguous) return `its date ${text.trim()} was read as ${day.day}`;
  const unknown =
    time !== null &&
    time.zone !== '' &&
    instantInZone(`${day.day}T${time.time}`, time.zone) === null;
  return unknown ? `its time zone ${time.zone} is not known: only the day is used` : null;
}
