/** Events as iCalendar, which another program reads to the same data. */
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { MediaEvent } from '../../src/domain/event.ts';
import { icalendar } from '../../src/feeds/icalendar.ts';
import { feedRelease, site } from './cast.ts';

const event: MediaEvent = {
  start: '2026-07-02T08:00:00Z',
  end: '2026-07-02T10:30:00Z',
  timeZone: 'Europe/Vienna',
  location: { en: 'Hall 3; Hofburg, Vienna' },
  registration: 'press@ord.example',
};

const plain = (title: string, langs = ['en']) => ({
  ...feedRelease(title, { langs }),
  reinstatements: 0,
  reinstatedAt: null,
});

function invitation(title: string, changes: Partial<MediaEvent> = {}) {
  const release = plain(title, ['en', 'ru']);
  return { ...release, metadata: { ...release.metadata, event: { ...event, ...changes } } };
}

const source = (lang = 'en') => ({ site, lang, registration: 'Registration:' });
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text))
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));

describe('A calendar', () => {
  test('is read by another program to the data of the release', () => {
    const title = 'Talks; on “a, b” \\n and \\ – 50 % 🕊️';
    const release = invitation(title);
    const text = icalendar(source(), [{ release }]);
    const [read] = eventsOf(text) as [ICAL.Event];
    expect(read.summary).toBe(title);
    expect(read.location).toBe('Hall 3; Hofburg, Vienna');
    expect(read.description).toContain('Registration: mailto:press@ord.example');
    expect(read.uid).toBe(`${release.releaseId}@newsroom.example`);
    expect(read.sequence).toBe(release.revision);
    expect(read.startDate.toJSDate().toISOString()).toBe('2026-07-02T08:00:00.000Z');
    expect(read.endDate.toJSDate().toISOString()).toBe('2026-07-02T10:30:00.000Z');
    expect(read.component.getFirstPropertyValue('status')).toBeNull();
    const stamp = read.component.getFirstPropertyValue('dtstamp') as ICAL.Time;
    expect(stamp.toJSDate().getTime()).toBe(Math.floor(release.modifiedAt / 1000) * 1000);
    expect(text).toContain('\r\nDTSTART:20260702T080000Z\r\n');
  });

  test.each(['a'.repeat(300), 'б'.repeat(300), '🕊️'.repeat(70)])(
    'has lines of at most 75 octets, cut between characters',
    (title) => {
      const text = icalendar(source('ru'), [{ release: invitation(title) }]);
      const lines = text.split('\r\n');
      expect(lines.pop()).toBe('');
      for (const line of lines) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
        expect(line).not.toMatch(/[\r\n]/);
        expect(line.isWellFormed()).toBe(true);
      }
      expect(lines.some((line) => new TextEncoder().encode(line).length >= 72)).toBe(true);
      expect(eventsOf(text)[0]?.summary).toBe(title);
    },
  );

  test('has the event of a withdrawn release as cancelled', () => {
    const release = invitation('Talks');
    const at = release.modifiedAt + 60_000;
    const withdrawal = {
      mode: 'notice',
      at,
      note: null,
      redirectTo: null,
      demandedBy: null,
    } as const;
    const [read] = eventsOf(icalendar(source(), [{ release, withdrawal }])) as [ICAL.Event];
    expect(read.component.getFirstPropertyValue('status')).toBe('CANCELLED');
    const stamp = read.component.getFirstPropertyValue('last-modified') as ICAL.Time;
    expect(stamp.toJSDate().getTime()).toBe(Math.floor(at / 1000) * 1000);
  });

  test('without an event is valid: it has one component, and its name', () => {
    const text = icalendar({ ...source(), name: 'Events, all' }, []);
    const calendar = new ICAL.Component(ICAL.parse(text));
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone']);
    expect(text).toContain('\r\nNAME:Events\\, all\r\n');
  });

  test('leaves out what has no event, or no edition in its language', () => {
    const others = [plain('Plain'), invitation('Talks')];
    expect(
      eventsOf(
        icalendar(
          source('ar'),
          others.map((release) => ({ release })),
        ),
      ),
    ).toEqual([]);
  });
});
