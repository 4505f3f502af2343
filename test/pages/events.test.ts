/** The events of releases: on their pages, in the list of all, in calendars, and never early. */
import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { interfaceLanguages, wordsOf } from '../../templates/words.ts';
import { draft, type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const embargo = noon + 3 * hour;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());
beforeEach(() => newsroom.db.exec('delete from event_listings').then(() => undefined));

/** An event of two hours. */
const eventAt = (start: number, changes: Record<string, unknown> = {}) => ({
  start: new Date(start).toISOString(),
  end: new Date(start + 2 * hour).toISOString(),
  timeZone: 'Asia/Almaty',
  ...changes,
});

/** A release with an event in these languages. @returns its id */
async function invitation(
  title: string,
  event: object,
  { languages = ['en'], order = {} }: { languages?: string[]; order?: object } = {},
): Promise<string> {
  const editions = Object.fromEntries(
    languages.map((lang) => [lang, { title, markdown: 'Text.', summary: 'In short.' }]),
  );
  const made = await newsroom.edit('POST', '/releases', draft({ editions, event }), { now: noon });
  expect(made.status, made.text).toBe(201);
  await publish(made.json.id, order, noon);
  return made.json.id;
}

async function publish(id: string, order: object, now: number): Promise<void> {
  const put = await newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag: '*' });
  expect(put.status, put.text).toBe(200);
}

/** Saves another event in the working revision. */
async function move(id: string, event: object | undefined, now: number): Promise<void> {
  const { json } = await newsroom.edit('GET', `/releases/${id}`, null, { now });
  const { kind, editions, contacts } = json;
  const body = { kind, editions, contacts, event };
  const put = await newsroom.edit('PUT', `/releases/${id}`, body, { now, etag: '*' });
  expect(put.status, put.text).toBe(200);
}

const titlesOf = ({ text }: Reply) =>
  [...text.matchAll(/<h[23]>(?:<a[^>]*>)?([^<]*)</g)]
    .map(([, title]) => title as string)
    .filter((title) => !['Browse', 'Languages', 'Parcourir', 'Langues'].includes(title));

const calendarOf = ({ text }: Reply) => new ICAL.Component(ICAL.parse(text));
const summariesOf = (reply: Reply) =>
  calendarOf(reply)
    .getAllSubcomponents('vevent')
    .map((one) => one.getFirstPropertyValue('summary'));

test('The page, the JSON, the Markdown and the calendar of a release have its event.', async () => {
  const id = await invitation(
    'Talks',
    {
      start: { local: '2026-07-02T15:00', timeZone: 'Asia/Almaty' },
      end: '2026-07-02T12:30:00Z',
      timeZone: 'Asia/Almaty',
      location: { en: 'Hall 3, <Astana>' },
      registration: 'https://ord.example/register?a=1&b=2',
    },
    { languages: ['en', 'fr'] },
  );
  const { json } = await newsroom.get(`/api/v1/releases/${id}`, noon);
  expect(json.event).toEqual({
    start: '2026-07-02T10:00:00Z',
    end: '2026-07-02T12:30:00Z',
    timeZone: 'Asia/Almaty',
    location: { en: 'Hall 3, <Astana>' },
    registration: 'https://ord.example/register?a=1&b=2',
  });
  const page = await newsroom.get(new URL(json.url).pathname, noon);
  expect(page.headers.get('X-Test-Trips')).toBe('1');
  expect(page.text).toContain(
    '<time datetime="2026-07-02T10:00:00Z">Thursday, 2 July 2026, 15:00–17:30 GMT+5</time>',
  );
  expect(page.text).toContain('Hall 3, &lt;Astana&gt;');
  expect(page.text).toContain('href="https://ord.example/register?a=1&amp;b=2"');
  expect(page.text).toContain(`<a href="/releases/${id}.ics">Add to calendar</a>`);
  const data = [...page.text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)];
  const [event] = data
    .map(([, text]) => JSON.parse(text as string))
    .filter((one) => one['@type'] === 'Event');
  expect(event).toMatchObject({
    name: 'Talks',
    startDate: '2026-07-02T15:00:00+05:00',
    endDate: '2026-07-02T17:30:00+05:00',
    eventStatus: 'https://schema.org/EventScheduled',
    location: { name: 'Hall 3, <Astana>' },
  });
  const french = await newsroom.get(new URL(json.editions.fr.url).pathname, noon);
  expect(french.text).toContain('jeudi 2 juillet 2026');
  expect(french.text).toContain('<span lang="en">Hall 3');
  const markdown = (await newsroom.get(`/releases/${id}.md`, noon)).text.split('---\n')[1] ?? '';
  expect(parse(markdown)).toMatchObject({
    event_start: '2026-07-02T15:00:00+05:00',
    event_time_zone: 'Asia/Almaty',
    event_location: 'Hall 3, <Astana>',
  });
  for (const [lang, url] of [
    ['', json.editions.en.url],
    ['/fr', json.editions.fr.url],
  ]) {
    const file = await newsroom.get(`${lang}/releases/${id}.ics`, noon);
    expect(file.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8');
    const [read] = calendarOf(file).getAllSubcomponents('vevent');
    expect(read?.getFirstPropertyValue('url')).toBe(url);
    expect(String(read?.getFirstPropertyValue('dtstart'))).toBe('2026-07-02T10:00:00Z');
  }
  expect((await newsroom.get(`/ru/releases/${id}.ics`, noon)).status).toBe(404);
});

test('A place that is named in another language is marked as such.', async () => {
  await invitation('Notre séance', eventAt(noon + day, { location: { en: 'Hall 3' } }), {
    languages: ['en', 'fr'],
  });
  const { text } = await newsroom.get('/fr/events.ics', noon);
  expect(text).toContain('LOCATION;LANGUAGE=en:Hall 3');
  expect(text).toContain('SUMMARY;LANGUAGE=fr:Notre séance');
});

test('A release without an event has no calendar, as one that never was.', async () => {
  const id = await invitation('Plain', undefined as unknown as object);
  const [none, never] = await Promise.all(
    [id, '0123456789ab'].map((one) => newsroom.get(`/releases/${one}.ics`, noon)),
  );
  expect([none?.status, none?.text]).toEqual([404, never?.text]);
  expect((await newsroom.get(`/releases/${id}.md`, noon)).text).not.toContain('event');
});

test('Events are listed by language: those to come by their start, past ones the last first.', async () => {
  const languages = ['en', 'fr'];
  await invitation('Yesterday', eventAt(noon - day));
  await invitation('Last week', eventAt(noon - 7 * day), { languages });
  await invitation('This morning', eventAt(noon - 6 * hour));
  await invitation('In two days', eventAt(noon + 2 * day), { languages });
  const end = new Date(noon + 9 * day).toISOString();
  await invitation('Until next week', eventAt(noon + day, { end }));
  const reply = await newsroom.get('/events', noon);
  expect(titlesOf(reply)).toEqual([
    ...['Coming events', 'This morning', 'Until next week', 'In two days'],
    ...['Past events', 'Yesterday', 'Last week'],
  ]);
  expect(reply.headers.get('X-Test-Trips')).toBe('1');
  expect(reply.text.match(/<a href="\/releases\/\w+\.ics">Add to calendar<\/a>/g)).toHaveLength(5);
  expect(reply.text).toContain('<a href="/events.ics">All events as a calendar</a>');
  expect((await newsroom.get('/ar/events', noon)).text).not.toContain('<a href="/ar/events.ics"');
  expect(titlesOf(await newsroom.get('/fr/events', noon))).toEqual([
    ...['Événements à venir', 'In two days'],
    ...['Événements passés', 'Last week'],
  ]);
  const calendar = await newsroom.get('/events.ics', noon);
  expect(summariesOf(calendar)).toEqual([
    ...['Last week', 'Yesterday', 'This morning', 'Until next week', 'In two days'],
  ]);
  expect(calendar.headers.get('X-Test-Trips')).toBe('1');
  expect(calendar.text).toContain('REFRESH-INTERVAL');
  expect(summariesOf(await newsroom.get('/ar/events.ics', noon))).toEqual([]);
});

test('An event is coming until the day of the organization ends, in no minute before.', async () => {
  await invitation('Talks', eventAt(noon));
  const midnight = Date.UTC(2026, 6, 1, 22);
  expect(titlesOf(await newsroom.get('/events', midnight - 1))[0]).toBe('Coming events');
  expect(titlesOf(await newsroom.get('/events', midnight))[0]).toBe('Past events');
});

test('Past events are on further pages, at a flat cost; a cursor that is none is refused.', async () => {
  await invitation('To come', eventAt(noon + day));
  for (let one = 1; one <= 24; one++) await invitation(`Event ${one}`, eventAt(noon - one * day));
  const now = noon + hour;
  const first = await newsroom.get('/events', now);
  const older = /rel="next" href="([^"]+)"/.exec(first.text)?.[1] ?? '';
  expect(first.text).toContain(`rel="next" href="${older}">Earlier events</a>`);
  const second = await newsroom.get(older, now);
  const titles = [...titlesOf(first).slice(3), ...titlesOf(second).slice(1)];
  expect(titles).toEqual(Array.from({ length: 24 }, (_, at) => `Event ${at + 1}`));
  for (const reply of [first, second]) {
    expect(Number(reply.headers.get('X-Test-Rows'))).toBeLessThanOrEqual(120);
    expect(reply.headers.get('X-Test-Trips')).toBe('1');
  }
  const rare = await newsroom.get('/ar/events', now);
  expect(Number(rare.headers.get('X-Test-Rows'))).toBeLessThanOrEqual(20);
  expect((await newsroom.get('/events?cursor=x', now)).status).toBe(400);
  expect((await newsroom.get('/events?x=1', now)).headers.get('Location')).toBe('/events');
});

test('Coming events are on further pages, too, and the next 500 are in the calendar.', async () => {
  await invitation('Yesterday', eventAt(noon - day));
  const id = await invitation('Talks', eventAt(noon + day));
  // The same release once more for each of the next 149 minutes.
  await newsroom.db
    .prepare(
      `with recursive more (step) as (select 1 union all select step + 1 from more where step < 149)
      insert into event_listings (lang, ends_at, release_id, publication_id)
      select lang, strftime('%Y-%m-%dT%H:%M:%SZ', ends_at, step || ' minutes'), release_id, publication_id
      from event_listings, more where release_id = ?`,
    )
    .bind(id)
    .run();
  const first = await newsroom.get('/events', noon);
  const later = /href="([^"]+)">Later events<\/a>/.exec(first.text)?.[1] ?? '';
  const second = await newsroom.get(later, noon);
  const talks = Array<string>(100).fill('Talks');
  expect(titlesOf(first)).toEqual(['Coming events', ...talks, 'Past events', 'Yesterday']);
  expect(titlesOf(second)).toEqual(['Coming events', ...talks.slice(50)]);
  expect(second.text).not.toContain('Later events');
  expect(second.headers.get('X-Test-Trips')).toBe('1');
  expect(summariesOf(await newsroom.get('/events.ics', noon))).toHaveLength(151);
  // From their last day on, they are past ones.
  expect(titlesOf(await newsroom.get(later, noon + 3 * day))[0]).toBe('Past events');
  const last = /cursor=(\w+)/.exec(later)?.[1] ?? '';
  const beyond = (Number.parseInt(last, 36) + 60 * day).toString(36);
  expect((await newsroom.get(later.replace(last, beyond), noon)).status).toBe(404);
});

test.each(interfaceLanguages)('One noun stands for events in the interface in %s.', (lang) => {
  const { events, comingEvents, laterEvents, pastEvents, olderEvents, allEvents } = wordsOf(lang);
  const noun = events.toLowerCase().replace(/^ال/, '');
  for (const text of [comingEvents, laterEvents, pastEvents, olderEvents, allEvents])
    expect(text.toLowerCase()).toContain(noun);
});

describe('Before its instant', () => {
  const addresses = (id: string) => ['/events', '/fr/events', '/events.ics', `/releases/${id}.ics`];
  const all = (id: string, now: number) =>
    Promise.all(addresses(id).map(async (path) => (await newsroom.get(path, now)).text));

  test('a scheduled event is nowhere, and then it is everywhere', async () => {
    const before = await all('0123456789ab', embargo - 1);
    const order = { at: new Date(embargo).toISOString() };
    const languages = ['en', 'fr'];
    const id = await invitation('Secret talks', eventAt(noon + day), { languages, order });
    expect(await all(id, embargo - 1)).toEqual(before);
    for (const text of await all(id, embargo)) expect(text).toContain('Secret talks');
  });

  test('a scheduled change of the hours is nowhere, and then the old hours are nowhere', async () => {
    const id = await invitation('Moved talks', eventAt(noon + day), { languages: ['en', 'fr'] });
    const before = await all(id, embargo - 1);
    await move(id, eventAt(noon + 3 * day), noon + hour);
    const order = { at: new Date(embargo).toISOString(), note: { en: 'Later.' } };
    await publish(id, order, noon + hour);
    expect(await all(id, embargo - 1)).toEqual(before);
    for (const text of await all(id, embargo)) {
      expect(text).toMatch(/2026-07-04T12:00|20260704T1200/);
      expect(text).not.toMatch(/2026-07-02T12:00|20260702T1200/);
    }
    await newsroom.tickAt(embargo + 2 * hour);
    const rows = await newsroom.db.prepare('select ends_at from event_listings').all();
    expect(rows.results.map(({ ends_at }) => ends_at)).toEqual(
      Array(2).fill('2026-07-04T14:00:00Z'),
    );
    const history = await newsroom.get(`/releases/${id}/history`, embargo + hour);
    expect(history.text).toContain('event');
    await move(id, undefined, embargo + 2 * hour);
    await publish(id, { minor: true }, embargo + 3 * hour);
    expect(titlesOf(await newsroom.get('/events', embargo + 3 * hour))).toEqual([]);
    expect((await newsroom.get(`/releases/${id}.ics`, embargo + 3 * hour)).status).toBe(404);
  });
});

test('A withdrawn release has its event cancelled and in no list; reinstated it is back.', async () => {
  const location = { en: 'Hall 3' };
  const id = await invitation('Talks', eventAt(noon + day, { location }));
  const path = `/releases/${id}/withdrawal`;
  const at = (mode: string) => {
    const order = { mode, ...(mode === 'notice' && { note: { en: 'Cancelled.' } }) };
    return newsroom.edit('PUT', path, order, { now: noon + hour, etag: '*' });
  };
  expect((await at('notice')).status).toBe(200);
  const now = noon + 2 * hour;
  expect(titlesOf(await newsroom.get('/events', now))).toEqual([]);
  expect(summariesOf(await newsroom.get('/events.ics', now))).toEqual([]);
  const own = await newsroom.get(`/releases/${id}.ics`, now);
  expect(own.text).toContain('STATUS:CANCELLED');
  const page = await newsroom.get(
    new URL((await newsroom.get(`/api/v1/releases/${id}`, now)).json.url).pathname,
    now,
  );
  expect(page.text).toContain('https://schema.org/EventCancelled');
  expect((await newsroom.edit('DELETE', path, null, { now, etag: '*' })).status).toBe(200);
  expect(titlesOf(await newsroom.get('/events', now))).toEqual(['Coming events', 'Talks']);
  expect((await at('gone')).status).toBe(200);
  expect((await newsroom.get(`/releases/${id}.ics`, now)).status).toBe(410);
});

test('A calendar that took the cancellation takes the event again: it is newer, and its number higher.', async () => {
  const id = await invitation('Talks', eventAt(noon + day));
  const states = async (now: number) => {
    const files = [`/releases/${id}.ics`, '/events.ics'].map((path) => newsroom.get(path, now));
    return (await Promise.all(files)).flatMap((file) =>
      calendarOf(file)
        .getAllSubcomponents('vevent')
        .map((one) => {
          const changed = ['dtstamp', 'last-modified'].map((name) =>
            (one.getFirstPropertyValue(name) as ICAL.Time).toJSDate().getTime(),
          );
          return [one.getFirstPropertyValue('sequence'), ...changed];
        }),
    );
  };
  const published = [1, noon, noon];
  expect(await states(noon)).toEqual([published, published]);
  const path = `/releases/${id}/withdrawal`;
  const withdrawal = { mode: 'notice', note: { en: 'Cancelled.' } };
  for (const [at, number] of [
    [noon + hour, 2],
    [noon + 3 * hour, 4],
  ] as const) {
    const order = await newsroom.edit('PUT', path, withdrawal, { now: at, etag: '*' });
    expect(order.status, order.text).toBe(200);
    expect(await states(at)).toEqual([[number, at, at]]);
    const end = await newsroom.edit('DELETE', path, null, { now: at + hour, etag: '*' });
    expect(end.status, end.text).toBe(200);
    const reinstated = [number + 1, at + hour, at + hour];
    expect(await states(at + hour)).toEqual([reinstated, reinstated]);
  }
  await move(id, eventAt(noon + 2 * day), noon + 5 * hour);
  await publish(id, { note: { en: 'Later.' } }, noon + 5 * hour);
  expect((await states(noon + 5 * hour))[0]).toEqual([6, noon + 5 * hour, noon + 5 * hour]);
});

test('A restored release has its event again.', async () => {
  const id = await invitation('Talks', eventAt(noon + day));
  const record = (await newsroom.edit('GET', `/records/${id}`, null, { now: noon })).json;
  const copy = { ...record, id: '0123456789ab' };
  const restored = await newsroom.edit('PUT', '/records/0123456789ab', copy, { now: noon + hour });
  expect(restored.status, restored.text).toBe(201);
  expect(titlesOf(await newsroom.get('/events', noon + hour)).slice(1)).toEqual(['Talks', 'Talks']);
});

test('A wrong event is refused with a fault for each part.', async () => {
  const event = {
    ...eventAt(noon),
    end: new Date(noon).toISOString(),
    location: { xx: 'Hall' },
    fee: 3,
  };
  const { status, json } = await newsroom.edit('POST', '/releases', draft({ event }));
  expect(status).toBe(422);
  expect(json.errors).toEqual(
    expect.arrayContaining([
      { pointer: '/event/fee', detail: 'is not a field of this document' },
      { pointer: '/event/location/xx', detail: 'is not a language of this site' },
    ]),
  );
  const { json: other } = await newsroom.edit(
    'POST',
    '/releases',
    draft({ event: { ...eventAt(noon), end: new Date(noon).toISOString() } }),
  );
  expect(other.errors).toEqual([{ pointer: '/event/end', detail: 'must be later than the start' }]);
  const list = await newsroom.edit('POST', '/releases', draft({ event: [] }));
  expect(list.json.errors).toEqual([{ pointer: '/event', detail: 'must be an object' }]);
});
