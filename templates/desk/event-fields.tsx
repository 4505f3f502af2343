/** The event of a release in its form: hours, place and registration. */
import { directionOf } from '../../src/domain/language.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { wordsOf } from '../words.ts';
import { Field, faultsAt } from './frame.tsx';
import type { DeskWords } from './words.ts';

/** The fields of an event as a form has them; all of them are empty without an event. */
export interface FormEvent {
  /** A local time in the event's zone, or an instant if the zone's clocks show that time twice. */
  start: string;
  end: string;
  timeZone: string;
  registration: string;
  location: Readonly<Record<string, string>>;
}

interface EventFieldsProperties {
  words: DeskWords;
  event: FormEvent;
  /** The languages in which the place is asked for. */
  languages: readonly string[];
  faults: readonly Fault[];
}

export function EventFields({ words, event, languages, faults }: EventFieldsProperties) {
  const isOpen = event.start !== '' || faultsAt(faults, '/event').length > 0;
  const times = [
    { name: 'start', label: words.eventStart, value: event.start },
    { name: 'end', label: words.eventEnd, value: event.end },
  ];
  return (
    <details class="field" open={isOpen}>
      <summary>{words.event}</summary>
      {times.map(({ name, label, value }) => (
        <Field
          pointer={`/event/${name}`}
          label={label}
          faults={faults}
          control={(attributes) => (
            // As a text it can be an instant, which says which of two equal local times is meant.
            <input
              {...attributes}
              type={
                /^(?:[\dT:-]*)$/.test(value) && !attributes['aria-invalid']
                  ? 'datetime-local'
                  : 'text'
              }
              name={`event.${name}`}
              value={value}
            />
          )}
        />
      ))}
      <Field
        pointer="/event/timeZone"
        label={words.eventTimeZone}
        hint={words.eventTimeZoneHint}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="event.timeZone" value={event.timeZone} dir="ltr" />
        )}
      />
      {languages.map((lang) => (
        <Field
          pointer={`/event/location/${lang}`}
          label={`${words.eventLocation} (${wordsOf(lang).language})`}
          faults={faults}
          control={(attributes) => (
            <input
              {...attributes}
              name={`event.location.${lang}`}
              value={event.location[lang] ?? ''}
              lang={lang}
              dir={directionOf(lang)}
              maxlength={300}
            />
          )}
        />
      ))}
      <Field
        pointer="/event/registration"
        label={words.eventRegistration}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            name="event.registration"
            value={event.registration}
            placeholder="https://"
            dir="ltr"
            maxlength={500}
          />
        )}
      />
    </details>
  );
}
