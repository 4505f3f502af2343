/** The event of a release at the desk: entered, corrected, compared, and never lost by a save. */
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mediaEvent } from '../../src/domain/event.ts';
import { faultInWords } from '../../templates/desk/fault-words.ts';
import { deskDe } from '../../templates/desk/words/de.ts';
import { deskEn } from '../../templates/desk/words/en.ts';
import { draft, type Newsroom, openNewsroom } from '../newsroom.ts';
import { type Page, Visitor } from './visitor.ts';

let newsroom: Newsroom;
let editor: Visitor;
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { FAILURES: 1e9, WRITES: 1e9 } });
  editor = new Visitor(newsroom);
  await editor.signIn('editor', 'Mira');
});
afterAll(() => newsroom.dispose());

const form = { form: '.release-form', button: deskEn.save };
const event = {
  start: '2026-10-24T08:00:00Z',
  end: '2026-10-24T10:00:00Z',
  timeZone: 'Europe/Vienna',
  location: { en: 'Hall 3', fr: 'Salle 3' },
  registration: 'press@ord.example',
};

async function made(changes: Record<string, unknown> = {}): Promise<string> {
  const { json, text } = await newsroom.edit('POST', '/releases', draft(changes));
  return json.id ?? text;
}

const stored = async (id: string) => (await newsroom.edit('GET', `/releases/${id}`, null)).json;
const fieldOf = ({ document }: Page, name: string) =>
  document.querySelector(`[name="event.${name}"]`)?.getAttribute('value');

test('An event is entered as local times, in the zone of the organization if none is given.', async () => {
  const id = await made();
  const page = await editor.open(`/desk/releases/${id}`);
  const entered = {
    'event.start': '2026-10-24T10:00',
    'event.end': '2026-10-24T12:00',
    'event.location.en': ' Hall 3 ',
    'event.registration': 'https://ord.example/register',
  };
  const saved = await editor.submit(page, entered, form);
  expect(saved.texts('.fault')).toEqual([]);
  expect((await stored(id)).event).toEqual({
    ...event,
    location: { en: 'Hall 3' },
    registration: 'https://ord.example/register',
  });
  expect(fieldOf(saved, 'start')).toBe('2026-10-24T10:00');
  expect(fieldOf(saved, 'timeZone')).toBe('Europe/Vienna');
});

test('A save of something else keeps every field of the event, also its other languages.', async () => {
  const id = await made({ event });
  const page = await editor.open(`/desk/releases/${id}`);
  await editor.submit(page, { 'editions.en.title': 'Another title' }, form);
  const { event: kept, editions } = await stored(id);
  expect([kept, editions.en.title]).toEqual([event, 'Another title']);
});

test('A time that clocks show twice is refused with both instants, and kept once it is one of them.', async () => {
  const id = await made({ event });
  const page = await editor.open(`/desk/releases/${id}`);
  const refused = await editor.submit(page, { 'event.end': '2026-10-25T02:30' }, form);
  expect([refused.status, fieldOf(refused, 'end')]).toEqual([422, '2026-10-25T02:30']);
  expect(refused.text1('#field-event-end-fault')).toContain('2026-10-25T01:30:00Z');
  expect(refused.document.querySelector('[name="event.end"]')?.getAttribute('type')).toBe('text');
  const saved = await editor.submit(refused, { 'event.end': '2026-10-25T01:30:00Z' }, form);
  expect(fieldOf(saved, 'end')).toBe('2026-10-25T02:30:00+01:00');
  const again = await editor.submit(saved, { 'editions.en.title': 'Once more' }, form);
  expect(again.texts('.fault')).toEqual([]);
  expect((await stored(id)).event.end).toBe('2026-10-25T01:30:00Z');
});

test('Faults of an event stand at its fields, in the words of the desk.', async () => {
  const id = await made({ event });
  const page = await editor.open(`/desk/releases/${id}`);
  const wrong = {
    'event.end': '2026-10-24T09:00',
    'event.registration': 'call us',
  };
  const refused = await editor.submit(page, wrong, form);
  expect(refused.texts('.faults a').sort()).toEqual([deskEn.eventEnd, deskEn.eventRegistration]);
  const zone = await editor.submit(page, { 'event.timeZone': 'Vienna' }, form);
  expect(zone.texts('.faults a')).toContain(deskEn.eventTimeZone);
  const details = (event: object) =>
    v.safeParse(mediaEvent, event).issues?.map(({ message }) => message) ?? [];
  const local = (text: string) => ({ local: text, timeZone: 'Europe/Vienna' });
  const said = [
    ...details({ ...event, end: event.start, registration: 'call us' }),
    ...details({ ...event, start: local('2026-03-29T02:30'), end: local('2026-10-25T02:30') }),
    ...details({ ...event, start: local('soon'), timeZone: 'Vienna' }),
    ...details({ ...event, end: '2026-10-25T02:30:00.5Z', timeZone: '+01:00' }),
  ];
  expect(said).toHaveLength(8);
  for (const detail of said) expect(faultInWords(detail, 'de', deskDe), detail).not.toBeNull();
});

test('An event is removed by emptying its fields, and versions show what changed.', async () => {
  const id = await made({ event });
  const page = await editor.open(`/desk/releases/${id}`);
  await editor.submit(page, { 'event.location.en': 'Hall 4' }, form);
  const compared = await editor.open(`/desk/releases/${id}/versions/2?from=1`);
  expect(compared.text1('main')).toContain(`${deskEn.eventLocation} (English)`);
  const second = await editor.open(`/desk/releases/${id}`);
  const empty = {
    'event.start': '',
    'event.end': '',
    'event.registration': '',
    'event.location.en': '',
    'event.location.fr': '',
  };
  await editor.submit(second, empty, form);
  expect('event' in (await stored(id))).toBe(false);
});

test('A duplicate has no event: it takes place once.', async () => {
  const id = await made({ event });
  const page = await editor.open(`/desk/releases/${id}`);
  const copy = await editor.submit(page, {}, { button: deskEn.duplicate });
  const [, copied] = /\/desk\/releases\/(\w+)/.exec(copy.address) ?? [];
  expect(copied).not.toBe(id);
  expect('event' in (await stored(copied ?? ''))).toBe(false);
});
