/** The calendar of a month: a grid on wide screens, a list of days on small ones. */
import * as paths from '../../src/domain/paths.ts';
import { type DeskWords, fill } from './words.ts';

export interface CalendarItem {
  /** The release. */
  id: string;
  at: number;
  /** The hour and minute in the zone of the office. */
  time: string;
  title: string;
  state: 'scheduled' | 'public';
  /** Whether it is a new version of what is public. */
  isCorrection: boolean;
}

export interface CalendarProperties {
  words: DeskWords;
  /** The month in words. */
  month: string;
  /** The months beside it, `YYYY-MM`; null out of the range. */
  previous: string | null;
  next: string | null;
  /** The short names of the weekdays, in the order of the columns. */
  weekdays: string[];
  /** The column of the first day, from 1. */
  column: number;
  timeZone: string;
  days: {
    /** `YYYY-MM-DD`. */
    day: string;
    /** The date in words. */
    name: string;
    isToday: boolean;
    items: CalendarItem[];
    /** The number of releases that are not shown, and whether it may be larger. */
    more: number;
    isMore: boolean;
    /** The list of releases of the day. */
    list: string;
  }[];
}

const monthPath = (month: string) => `${paths.desk}/calendar?month=${month}`;

export function Calendar(calendar: CalendarProperties) {
  const { words, month, previous, next, weekdays, column, timeZone, days } = calendar;
  const isEmpty = days.every(({ items }) => items.length === 0);
  return (
    <>
      <nav class="row links" aria-label={words.calendar}>
        {previous && (
          <a rel="prev" href={monthPath(previous)}>
            {words.previousMonth}
          </a>
        )}
        <a href={`${paths.desk}/calendar`}>{words.today}</a>
        {next && (
          <a rel="next" href={monthPath(next)}>
            {words.nextMonth}
          </a>
        )}
        <a href={`${paths.desk}/early-access`}>{words.earlyAccess}</a>
      </nav>
      <h2>{month}</h2>
      <p class="hint">{fill(words.calendarZone, timeZone)}</p>
      {isEmpty && <p class="notice">{words.emptyMonth}</p>}
      <div class="weekdays" aria-hidden="true">
        {weekdays.map((name) => (
          <span>{name}</span>
        ))}
      </div>
      <ol class={`calendar from-${column}`}>
        {days.map(({ day, name, isToday, items, more, isMore, list }) => (
          <li
            class={items.length === 0 && !isToday ? 'empty' : null}
            aria-current={isToday ? 'date' : null}
          >
            <time datetime={day}>
              <span class="number" aria-hidden="true">
                {Number(day.slice(8))}
              </span>
              <span class="date">{name}</span>
            </time>
            {isToday && <small>{words.today}</small>}
            {items.map((item) => (
              <a href={paths.deskRelease(item.id)} class={item.state}>
                <small>
                  {item.time} {item.state === 'scheduled' && words.goesOut}{' '}
                  {item.isCorrection && `(${words.newVersion})`}
                </small>{' '}
                <bdi>{item.title}</bdi>
              </a>
            ))}
            {more > 0 && (
              <a href={list}>{fill(words.moreOnDay, isMore ? `${more}+` : String(more))}</a>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
