/** The event to which a release invites: when and where it takes place, and how to register. */
import * as v from 'valibot';
import { momentInSeconds, timeZone } from './instant-input.ts';
import { mailAddress, parseWeb } from './link.ts';
import { emailAddress, line, names } from './text-input.ts';

/** The characters of a URI (RFC 3986) that HTML and iCalendar take without escapes. */
const uri =
  /^https:\/\/(?:[\w.~:/?@!$&'()*+,;=-]|%[\da-f]{2})+(?:#(?:[\w.~:/?@!$&'()*+,;=-]|%[\da-f]{2})*)?$/i;

/** An https address in its canonical spelling, an e-mail address as it is, or null. */
function registrationOf(text: string): string | null {
  if (v.is(emailAddress, text)) return text;
  const url = parseWeb(text);
  return url && url.username === '' && uri.test(url.href) ? url.href : null;
}

/** The schema of an event as an editor sends it. Its output is valid input. */
export const mediaEvent = v.pipe(
  v.strictObject({
    start: momentInSeconds,
    end: momentInSeconds,
    timeZone: v.pipe(
      timeZone,
      v.regex(/^[A-Za-z]/, 'must be the name of an IANA time zone'),
      v.description('The IANA time zone in which readers see the hours.'),
    ),
    location: v.optional(
      v.pipe(
        names,
        v.check((texts) => Object.keys(texts).length > 0, 'must have at least one language'),
      ),
    ),
    registration: v.optional(
      v.pipe(
        line(500),
        v.check((text) => registrationOf(text) !== null, 'must be an https or e-mail address'),
        v.transform((text) => registrationOf(text) ?? text),
        v.description('An https address, or an e-mail address.'),
      ),
    ),
  }),
  v.forward(
    v.partialCheck(
      [['start'], ['end']],
      ({ start, end }) => start < end,
      'must be later than the start',
    ),
    ['end'],
  ),
);

export type MediaEvent = v.InferOutput<typeof mediaEvent>;

/** The public JSON of an event. */
export const toPublicEvent = ({ start, end, timeZone, location, registration }: MediaEvent) => ({
  start,
  end,
  timeZone,
  location,
  registration,
});

/** The address of a registration as a URI. */
export const registrationAddress = (registration: string): string =>
  registration.startsWith('https:') ? registration : mailAddress(registration);
