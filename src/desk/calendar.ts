/** The calendar: what came out and what goes out in a month, in the zone of the office. */
import { longDate, longMonth } from '../../templates/dates.ts';
import { Calendar, type CalendarItem } from '../../templates/desk/calendar.tsx';
import { firstWeekday, officeHour, weekdayNames, weekdayOf } from '../../templates/desk/time.ts';
import { atLeast } from '../domain/editor.ts';
import { dayAfter, dayInZone, isCalendarDate, startOfDay } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { readBatch } from '../store/db/connect.ts';
import {
  type CalendarEntry,
  type DaySpan,
  readCalendarDays,
  readScheduledCorrections,
} from '../store/editorial/calendar.ts';
import { auditListRead, readListAudit } from '../store/editorial/list-audit.ts';
import { deskPage, wordsFor } from './page.ts';

/** A month that exists, `YYYY-MM`, by default that of today. */
function monthOf(asked: string | undefined, today: string): string {
  return asked !== undefined && isCalendarDate(`${asked}-01`) ? asked : today.slice(0, 7);
}

/** The days of a month, `YYYY-MM-DD`. */
function daysOf(month: string): string[] {
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = dayAfter(day)) days.push(day);
  return days;
}

/** A month before or after another; null out of the range of instants. */
function monthBeside(month: string, step: 1 | -1): string | null {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const beside = new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
  return isCalendarDate(`${beside}-01`) ? beside : null;
}

export async function calendarPage(c: AppContext) {
  const { site, lang, now, session, actor, primary } = c.var;
  const words = wordsFor(c);
  const today = dayInZone(now, site.timeZone);
  const month = monthOf(c.req.query('month'), today);
  const days = daysOf(month);
  const spans = days.map((day): DaySpan => {
    const [from, to] = [day, dayAfter(day)].map((one) => startOfDay(one, site.timeZone));
    return { from: from ?? 0, to: to ?? 0 };
  });
  const whole = { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
  const owner = atLeast(session.editor.role, 'editor') ? null : session.editor.id;
  const [audited, last, corrections, ...found] = await readBatch(primary, [
    ...readListAudit(primary),
    readScheduledCorrections(primary, whole, { owner, now }),
    ...readCalendarDays(primary, spans, { owner, now }),
  ]);
  const toCome = [...corrections, ...found.flatMap(({ entries }) => entries)].filter(
    ({ at }) => at > now,
  );
  const embargoed = [...new Set(toCome.map(({ releaseId }) => releaseId))];
  await auditListRead(primary, actor, c.req.method, embargoed, audited, last);
  const first = firstWeekday(lang);
  const [year = '', number = ''] = month.split('-');
  const children = Calendar({
    words,
    month: longMonth(Number(year), number, lang),
    previous: monthBeside(month, -1),
    next: monthBeside(month, 1),
    weekdays: weekdayNames(lang, first),
    column: ((weekdayOf(days[0] ?? '') - first + 7) % 7) + 1,
    timeZone: site.timeZone,
    days: days.map((day, place) => {
      const { entries = [], count = 0, isMore = false } = found[place] ?? {};
      const { from, to } = spans[place] ?? whole;
      const changes = corrections.filter(({ at }) => at >= from && at < to);
      const items = [
        ...entries.map((entry) => itemOf(c, entry, false)),
        ...changes.map((entry) => itemOf(c, entry, true)),
      ];
      return {
        day,
        name: longDate(day, lang),
        isToday: day === today,
        items: items.toSorted((one, other) => one.at - other.at),
        more: Math.max(0, count - entries.length),
        isMore,
        list: `${paths.desk}/releases?order=publishAt&publishFrom=${day}&publishTo=${day}`,
      };
    }),
  });
  return deskPage(c, { title: words.calendar, section: 'calendar', children });
}

function itemOf(c: AppContext, entry: CalendarEntry, isCorrection: boolean): CalendarItem {
  const { site, lang, now } = c.var;
  const { releaseId, headlines, at } = entry;
  const titles = Object.fromEntries(
    Object.entries(headlines).map(([one, { title }]) => [one, title]),
  );
  return {
    id: releaseId,
    at,
    time: officeHour(at, lang, site.timeZone),
    title: inLanguage(titles, lang, site.languages) ?? releaseId,
    state: at > now ? 'scheduled' : 'public',
    isCorrection,
  };
}
