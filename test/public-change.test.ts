/** A past instant publishes nothing by accident, and a public change explains itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, type Newsroom, openNewsroom, release, renew } from './newsroom.ts';

const noon = Date.UTC(2026, 6, 1, 12);
const hour = 60 * 60 * 1000;
let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await openNewsroom();
});
afterAll(() => newsroom.dispose());

const iso = (at: number) => new Date(at).toISOString();
const text = (title: string) => ({ title, markdown: `About ${title}.` });
const publish = (id: string, order: unknown, now = noon) =>
  newsroom.edit('PUT', `/releases/${id}/publication`, order, { now, etag: '*' });
const revise = (id: string, editions: Record<string, unknown>, now = noon) =>
  newsroom.edit('PUT', `/releases/${id}`, draft({ editions }), { now, etag: '*' });
const read = async (id: string, now: number) =>
  (await newsroom.get(`/api/v1/releases/${id}`, now)).json;
const audited = async (id: string) => {
  const { json } = await newsroom.edit('GET', '/audit', null);
  return json.items.filter((entry: { subject: string }) => entry.subject === `release/${id}`);
};
const drafted = async () =>
  (await newsroom.edit('POST', '/releases', draft(), { now: noon })).json.id as string;

describe('an instant in the past', () => {
  test.each([
    ['an instant', iso(noon - 61_000), '2026-07-01T13:58:59+02:00'],
    ['another year', '2025-07-01T12:00:00Z', '2025-07-01T14:00:00+02:00'],
    [
      'a local time',
      { local: '2026-07-01T07:58', timeZone: 'America/New_York' },
      '2026-07-01T13:58:00+02:00',
    ],
    [
      'a local time of yesterday',
      { local: '2026-06-30T14:00', timeZone: 'Europe/Vienna' },
      '2026-06-30T14:00:00+02:00',
    ],
  ])('as %s is refused, with the organization’s local time', async (_what, at, echoed) => {
    const id = await drafted();
    const reply = await publish(id, { at });
    expect(reply.status).toBe(422);
    expect(reply.json.errors).toEqual([
      { pointer: '/at', detail: expect.stringContaining(echoed) },
    ]);
    expect(reply.json.errors[0].detail).toContain('Europe/Vienna');
    expect((await newsroom.get(`/api/v1/releases/${id}`, noon + hour)).status).toBe(404);
  });

  test('counts as now up to a minute ago', async () => {
    const id = await drafted();
    expect((await publish(id, { at: iso(noon - 60_000) })).status).toBe(200);
    expect(await read(id, noon)).toMatchObject({ publishedAt: '2026-07-01T12:00:00Z' });
  });

  test('is accepted with backdate', async () => {
    const id = await drafted();
    const reply = await publish(id, { at: '2009-07-01T09:00:00Z', backdate: true });
    expect(reply.status, reply.text).toBe(200);
    expect(await read(id, noon)).toMatchObject({ publishedAt: '2009-07-01T09:00:00Z' });
  });
});

test('a correction is dated not before the publication, and after the last correction', async () => {
  const { id } = await release(newsroom, { now: noon });
  const order = (note: string) => ({
    at: '1850-01-01T00:00:00Z',
    backdate: true,
    note: { en: note },
  });
  await renew(newsroom, id, noon);
  await publish(id, order('First.'), noon + hour);
  await renew(newsroom, id, noon + hour);
  await publish(id, { note: { en: 'Second.' } }, noon + 2 * hour);
  await renew(newsroom, id, noon + 2 * hour);
  await publish(id, order('Third.'), noon + 3 * hour);
  const { corrections } = await read(id, noon + 3 * hour);
  const dates = corrections.map(({ at }: { at: string }) => Date.parse(at));
  expect(dates).toEqual([noon, noon + 2 * hour, noon + 2 * hour + 1]);
});

test('a release of before 1970 has corrections of before 1970', async () => {
  const id = await drafted();
  await publish(id, { at: '1960-03-01T09:00:00Z', backdate: true });
  await renew(newsroom, id, noon);
  const order = { at: '1965-03-01T09:00:00Z', backdate: true, note: { en: 'A name.' } };
  expect((await publish(id, order, noon + 1)).status).toBe(200);
  expect((await read(id, noon + 1)).corrections).toMatchObject([{ at: '1965-03-01T09:00:00Z' }]);
});

describe('a scheduled version', () => {
  test('is named in the release’s document, with whether the draft is newer', async () => {
    const id = await drafted();
    await publish(id, { at: iso(noon + hour) });
    const before = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon });
    expect(before.json).toMatchObject({
      version: 1,
      publicVersion: null,
      scheduledVersion: 1,
      changedSinceScheduled: false,
    });
    const put = await revise(id, { en: text('Later words') });
    expect(put.json).toMatchObject({
      version: 2,
      scheduledVersion: 1,
      changedSinceScheduled: true,
    });
    const after = await newsroom.edit('GET', `/releases/${id}`, null, { now: noon + hour });
    expect(after.json).toMatchObject({
      state: 'public',
      publicVersion: 1,
      scheduledVersion: null,
      changedSinceScheduled: false,
    });
  });

  test('is scheduled once: the same version at the same instant changes nothing', async () => {
    const id = await drafted();
    const first = await publish(id, { at: iso(noon + hour) });
    const count = (await audited(id)).length;
    const again = await publish(id, { at: iso(noon + hour) }, noon + 1000);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(again.headers.get('ETag')).toBe(first.headers.get('ETag'));
    expect(await audited(id)).toHaveLength(count);
  });

  test('can be given another note', async () => {
    const { id } = await release(newsroom, { now: noon });
    await renew(newsroom, id, noon);
    await publish(id, { at: iso(noon + hour), note: { en: 'First wording.' } });
    await publish(id, { at: iso(noon + hour), note: { en: 'Second wording.' } });
    const { corrections } = await read(id, noon + hour);
    expect(corrections).toEqual([{ at: '2026-07-01T13:00:00Z', note: { en: 'Second wording.' } }]);
  });
});

describe('a new version of a public release', () => {
  const both = { en: text('A title'), fr: text('Un titre') };
  const other = { en: text('Another title'), fr: text('Un autre titre') };

  test.each([
    ['no word of it', {}, ['/note']],
    ['no word of it, later', { at: iso(noon + 2 * hour) }, ['/note']],
    ['a note in one of two languages', { note: { en: 'Wrong.' } }, ['/note/fr']],
    ['minor in one of two languages', { minor: ['en'] }, ['/note/fr']],
    ['both for one language', { note: { en: 'W.', fr: 'F.' }, minor: ['fr'] }, ['/note/fr']],
    ['a note for all, and minor', { note: { en: 'W.', fr: 'F.' }, minor: true }, ['/note']],
    ['a language that is none', { note: { en: 'W.', fr: 'F.' }, minor: ['xx'] }, ['/minor/xx']],
  ])('with %s is refused', async (_what, order, pointers) => {
    const { id } = await release(newsroom, { now: noon, editions: both });
    await revise(id, other);
    const reply = await publish(id, order, noon + hour);
    expect(reply.status, reply.text).toBe(422);
    expect(reply.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(await read(id, noon + 2 * hour)).toMatchObject({ version: 1, corrections: [] });
  });

  test.each([
    ['a note for all', { note: { en: 'Wrong.', fr: 'Faux.' } }, 1],
    ['a note, and minor in the other language', { note: { en: 'Wrong.' }, minor: ['fr'] }, 1],
    ['a note, and minor elsewhere', { note: { en: 'Wrong.' }, minor: true }, 1],
    ['minor for all', { minor: true }, 0],
    ['minor for each', { minor: ['en', 'fr'] }, 0],
  ])('with %s is accepted', async (_what, order, corrections) => {
    const { id } = await release(newsroom, { now: noon, editions: both });
    await revise(id, other);
    const reply = await publish(id, order, noon + hour);
    expect(reply.status, reply.text).toBe(200);
    const shown = await read(id, noon + hour);
    expect(shown.corrections).toHaveLength(corrections);
    expect(shown.modifiedAt).toBe(
      corrections > 0 ? '2026-07-01T13:00:00Z' : '2026-07-01T12:00:00Z',
    );
  });

  test('needs no note in a language that is new, removed or unchanged', async () => {
    const { id } = await release(newsroom, { now: noon, editions: both });
    await revise(id, { en: text('Another title'), ru: text('Заголовок') });
    const reply = await publish(id, { note: { en: 'Wrong.' } }, noon + hour);
    expect(reply.status, reply.text).toBe(200);
  });

  test('is compared with the public version, not with the scheduled one', async () => {
    const { id } = await release(newsroom, { now: noon, editions: both });
    await revise(id, other);
    const ahead = { at: iso(noon + 2 * hour), note: { en: 'Wrong.', fr: 'Faux.' } };
    expect((await publish(id, ahead)).status).toBe(200);
    await renew(newsroom, id, noon);
    await revise(id, other);
    expect((await publish(id, { note: { en: 'Wrong.' } }, noon + hour)).status).toBe(422);
  });

  test('after a reinstatement needs a note like any other', async () => {
    const { id } = await release(newsroom, { now: noon, editions: both });
    await newsroom.edit('PUT', `/releases/${id}/withdrawal`, { mode: 'gone' }, { now: noon + 1 });
    await revise(id, other, noon + 2);
    const back = { now: noon + 3, etag: '*' };
    await newsroom.edit('DELETE', `/releases/${id}/withdrawal`, null, back);
    expect(await read(id, noon + 3)).toMatchObject({ version: 1 });
    expect((await publish(id, {}, noon + 4)).status).toBe(422);
    expect((await publish(id, { minor: true }, noon + 4)).status).toBe(200);
  });
});

test.each([
  ['nothing', {}],
  ['a note', { note: { en: 'Once more.' } }],
  ['minor', { minor: true }],
  ['an instant to come', { at: iso(noon + 5 * hour) }],
  ['the instant at which it came out', { at: iso(noon + hour) }],
  ['an instant of the past', { at: iso(noon - hour) }],
])('a version that is public already is not published again, with %s', async (_what, order) => {
  const { id } = await release(newsroom, { now: noon });
  await revise(id, { en: text('Put right') });
  const first = await publish(id, { note: { en: 'It was wrong.' } }, noon + hour);
  const [before, count] = [await read(id, noon + hour), (await audited(id)).length];
  const again = await publish(id, order, noon + 2 * hour);
  expect([again.status, again.json]).toEqual([200, first.json]);
  expect(await read(id, noon + 6 * hour)).toEqual(before);
  expect(await audited(id)).toHaveLength(count);
});
