/** Schemas of instants. */
import * as v from 'valibot';
import {
  dayAfter,
  formatInstant,
  instantsOfLocal,
  isCalendarDate,
  isTimeZone,
  parseInstant,
  range,
  startOfDay,
} from './instant.ts';
import { Problem } from './problem.ts';
import type { Site } from './site.ts';

/** The name of an IANA time zone. */
export const timeZone = v.pipe(
  v.string('must be a time zone'),
  v.check(isTimeZone, 'is not a time zone'),
);

const local = v.pipe(
  v.strictObject({
    local: v.string('must be a local time'),
    timeZone,
  }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const { local, timeZone } = dataset.value;
    const instants = instantsOfLocal(local, timeZone);
    const [only] = instants ?? [];
    if (instants?.length === 1 && only !== undefined) return only;
    addIssue({
      message: !instants
        ? `local must be a date and a time, YYYY-MM-DDTHH:MM, ${range}`
        : instants.length === 0
          ? `clocks in ${timeZone} skip this time`
          : `clocks in ${timeZone} show this time twice: send one of ${instants.map(formatInstant).join(' and ')}`,
    });
    return NEVER;
  }),
);

/** The text of an instant. */
export const instantText = v.string('must be an instant, or a local time with its zone');

/** An RFC 3339 instant; its output is epoch milliseconds. */
export const instant = v.pipe(
  instantText,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const at = parseInstant(dataset.value);
    if (at !== null) return at;
    addIssue({ message: `must be an RFC 3339 instant with its zone, ${range}` });
    return NEVER;
  }),
);

/** An instant, or a local time that names exactly one instant in its zone. */
export const moment = v.lazy((at) => (hasFields(at) ? local : instant));

const hasFields = (value: unknown) => typeof value === 'object' && value !== null;

const inSeconds = v.check((at: number) => at % 1000 === 0, 'must be in whole seconds');
const asText = v.transform(formatInstant);
const instantInSeconds = v.pipe(instant, inSeconds, asText);
const localInSeconds = v.pipe(local, inSeconds, asText);

/** The same in whole seconds, stored as RFC 3339 in UTC: so such instants sort as texts. */
export const momentInSeconds = v.lazy((at) => (hasFields(at) ? localInSeconds : instantInSeconds));

/** Both inputs of a moment, for descriptions; a moment chooses by the value. */
export const moments = v.union([instant, local]);

/**
 * The first or last millisecond that a query parameter names: an instant, or a day in the site's zone.
 * Null without one.
 * @throws Problem `malformed`
 */
export function readTime(
  site: Site,
  name: string,
  value: string | undefined,
  edge: 'start' | 'end',
): number | null {
  if (value === undefined) return null;
  const at = parseInstant(value);
  if (at !== null) return at;
  if (!isCalendarDate(value)) {
    throw new Problem('malformed', `${name}: must be an RFC 3339 instant or a date, YYYY-MM-DD`);
  }
  if (edge === 'start') return startOfDay(value, site.timeZone);
  return startOfDay(dayAfter(value), site.timeZone) - 1;
}
