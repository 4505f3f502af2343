/** The event of a release: what is accepted, and how it is stored. */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { mediaEvent } from '../../src/domain/event.ts';

const event = {
  start: '2026-07-02T10:00:00+02:00',
  end: '2026-07-02T10:00:01Z',
  timeZone: 'Europe/Vienna',
};
const parse = (changes: object) => v.parse(mediaEvent, { ...event, ...changes });
const faults = (changes: object) =>
  v
    .safeParse(mediaEvent, { ...event, ...changes })
    .issues?.map((issue) => [v.getDotPath(issue), issue.message]);

describe('An event', () => {
  test('is stored in UTC, from instants or local times, and its output is valid input', () => {
    const local = { local: '2026-07-02T10:00', timeZone: 'Europe/Vienna' };
    const stored = parse({ start: local });
    expect(stored).toEqual({ ...event, start: '2026-07-02T08:00:00Z' });
    expect(v.parse(mediaEvent, stored)).toEqual(stored);
  });

  test('ends after its start, and both are in whole seconds', () => {
    for (const end of ['2026-07-02T08:00:00Z', '2026-07-02T07:59:59Z']) {
      expect(faults({ end })).toEqual([['end', 'must be later than the start']]);
    }
    expect(faults({ end: '2026-07-02T10:00:00.5Z' })).toEqual([
      ['end', 'must be in whole seconds'],
    ]);
  });

  test('has a local time that clocks show once', () => {
    const at = (local: string) => faults({ start: { local, timeZone: 'Europe/Vienna' } });
    expect(at('2026-03-29T02:30')).toEqual([['start', 'clocks in Europe/Vienna skip this time']]);
    expect(at('2025-10-26T02:30')?.[0]?.[1]).toContain('show this time twice: send one of');
  });

  test.each(['+02:00', 'Vienna', ''])('has no time zone %j', (timeZone) => {
    expect(faults({ timeZone })?.map(([place]) => place)).toContain('timeZone');
  });

  test.each([
    ['https://ord.example/register?a=1&b=%C3%A9#form', null],
    ['https://ÖRD.example/é', 'https://xn--rd-eka.example/%C3%A9'],
    ['press@ord.example', null],
  ])('has a registration %j', (registration, stored) => {
    expect(parse({ registration }).registration).toBe(stored ?? registration);
  });

  test.each([
    'http://ord.example',
    'javascript:alert(1)',
    'https://user@ord.example/',
    'https://ord.example/a|b',
    'https://ord.example/%zz',
    'https://ord.example/#a#b',
    'https://',
    'mailto:press@ord.example',
  ])('has no registration %j', (registration) => {
    expect(faults({ registration })).toEqual([
      ['registration', 'must be an https or e-mail address'],
    ]);
  });

  test('has a location in at least one language, each in one line', () => {
    expect(faults({ location: {} })).toEqual([['location', 'must have at least one language']]);
    expect(faults({ location: { en: 'Hall\n3' } })?.[0]?.[0]).toBe('location.en');
  });
});
