/** The event in the form of a release: its fields as the API's document, and back. */
import * as v from 'valibot';
import type { FormEvent } from '../../templates/desk/event-fields.tsx';
import type { MediaEvent } from '../domain/event.ts';
import { describeInstant, instantsOfLocal } from '../domain/instant.ts';
import type { Site } from '../domain/site.ts';
import { field } from './form.ts';

export const emptyEvent: FormEvent = {
  start: '',
  end: '',
  timeZone: '',
  registration: '',
  location: {},
};

export function eventFieldsOf(event: MediaEvent | undefined): FormEvent {
  if (!event) return emptyEvent;
  const { start, end, timeZone, registration = '', location = {} } = event;
  return {
    start: localOf(start, timeZone),
    end: localOf(end, timeZone),
    timeZone,
    registration,
    location,
  };
}

/** The local time, or the instant with its offset if clocks show that time twice. */
function localOf(instant: string, timeZone: string): string {
  const { time } = describeInstant(Date.parse(instant), timeZone);
  const local = time.slice(0, time.startsWith(':00', 16) ? 16 : 19);
  return instantsOfLocal(local, timeZone)?.length === 1 ? local : time;
}

/** The event that a browser posted. Without a time zone it is that of the site. */
export function postedEvent(site: Site, form: URLSearchParams): FormEvent {
  const location = site.languages.flatMap((lang) => {
    const text = field(form, `event.location.${lang}`);
    return text === '' ? [] : [[lang, text]];
  });
  const [start, end, zone, registration] = ['start', 'end', 'timeZone', 'registration'].map(
    (name) => field(form, `event.${name}`),
  ) as [string, string, string, string];
  if (start + end + registration === '' && location.length === 0) return emptyEvent;
  const timeZone = zone || site.timeZone;
  return { start, end, timeZone, registration, location: Object.fromEntries(location) };
}

/** The document of the API; undefined without an event. The API reports what is missing. */
export function toEventDocument({ start, end, timeZone, registration, location }: FormEvent) {
  if (timeZone === '') return undefined;
  const moment = (text: string) =>
    /(?:Z|[+-]\d\d:\d\d)$/i.test(text) ? text : { local: text, timeZone };
  return {
    ...(start !== '' && { start: moment(start) }),
    ...(end !== '' && { end: moment(end) }),
    timeZone,
    ...(Object.keys(location).length > 0 && { location }),
    ...(registration !== '' && { registration }),
  } as { start: ReturnType<typeof moment>; end: ReturnType<typeof moment>; timeZone: string };
}

/** The text of an event, to compare and to show it. */
export const eventText = ({ location, ...fields }: FormEvent): string =>
  [
    ...Object.values(fields),
    ...Object.entries(location)
      .toSorted()
      .map(([, text]) => text),
  ]
    .filter((text) => text !== '')
    .join('\n');

/** An event in the JSON of a form. */
export const storedEvent = v.object({
  start: v.string(),
  end: v.string(),
  timeZone: v.string(),
  registration: v.string(),
  location: v.record(v.string(), v.string()),
});
