/** Three states of a release brought together. */
import { describe, expect, test } from 'vitest';
import { isSame, mergeReleases } from '../../src/desk/merge.ts';

const edition = { lang: 'en', title: 'Title', slug: 'title', summary: '', place: '' };
const contact = { name: 'Aigerim', role: '', email: 'a@ord.example', phone: '' };
const event = {
  start: '2026-07-02T10:00',
  end: '2026-07-02T12:00',
  timeZone: 'Europe/Vienna',
  registration: '',
  location: { en: 'Hall 3' } as Record<string, string>,
};
const base = {
  kind: 'statement',
  date: '2026-07-01',
  sources: ['secretariat', 'mission'],
  fieldsOfWork: [],
  countries: [],
  meetings: [],
  contacts: [contact],
  event,
  legacyUrls: ['/old'],
  editions: [{ ...edition, markdown: 'One.\n\nTwo.\n\nThree.' }],
};
type Fields = typeof base;
const withText = (changes: Partial<Fields['editions'][number]>): Fields => ({
  ...base,
  editions: base.editions.map((one) => ({ ...one, ...changes })),
});
const french = { ...edition, lang: 'fr', markdown: 'Un.' };

describe('One side’s change is taken over', () => {
  test('of a text, a fact and a list', () => {
    const theirs = { ...withText({ title: 'Theirs' }), date: '2026-07-02', sources: ['mission'] };
    const mine = { ...withText({ place: 'VIENNA' }), sources: ['secretariat', 'mission', 'odihr'] };
    const { fields, taken, conflicts } = mergeReleases(base, theirs, mine);
    expect(conflicts).toEqual([]);
    expect(taken.map(({ pointer }) => pointer).sort()).toEqual([
      '/date',
      '/editions/en/title',
      '/sources',
    ]);
    expect(fields).toMatchObject({ date: '2026-07-02', sources: ['mission', 'odihr'] });
    expect(fields.editions[0]).toMatchObject({ title: 'Theirs', place: 'VIENNA' });
  });

  test('of an event', () => {
    const moved = {
      ...base,
      event: { ...event, end: '2026-07-02T13:00', location: { en: 'Hall 4' } },
    };
    const { fields, taken, conflicts } = mergeReleases(base, moved, base);
    expect([fields.event, conflicts]).toEqual([moved.event, []]);
    expect(taken).toMatchObject([{ pointer: '/event', after: expect.stringContaining('Hall 4') }]);
    expect(mergeReleases(base, base, moved).fields.event).toEqual(moved.event);
  });

  test('of different lines of one text', () => {
    const theirs = withText({ markdown: 'One, theirs.\n\nTwo.\n\nThree.' });
    const mine = withText({ markdown: 'One.\n\nTwo.\n\nThree, mine.' });
    const { fields, taken, conflicts } = mergeReleases(base, theirs, mine);
    expect(fields.editions[0]?.markdown).toBe('One, theirs.\n\nTwo.\n\nThree, mine.');
    expect([taken.length, conflicts]).toEqual([1, []]);
  });

  test('of a language that one side added, and of one that it removed', () => {
    const both = { ...base, editions: [...base.editions, french] };
    const added = mergeReleases(base, both, base);
    expect(added.fields.editions.map(({ lang }) => lang)).toEqual(['en', 'fr']);
    expect(added.taken).toMatchObject([{ pointer: '/editions/fr', before: '' }]);
    const removed = mergeReleases(both, base, both);
    expect(removed.fields.editions.map(({ lang }) => lang)).toEqual(['en']);
    expect(mergeReleases(both, both, base).fields.editions).toHaveLength(1);
  });
});

describe('A conflict keeps mine and reports both', () => {
  test('of an event', () => {
    const at = (en: string): Fields => ({ ...base, event: { ...event, location: { en } } });
    const [theirs, mine] = [at('Hall 4'), at('Hall 5')];
    const { fields, conflicts } = mergeReleases(base, theirs, mine);
    expect(fields.event).toEqual(mine.event);
    expect(conflicts).toMatchObject([
      { pointer: '/event', theirs: expect.stringContaining('Hall 4') },
    ]);
  });

  test('of a title', () => {
    const theirs = withText({ title: 'Theirs' });
    const { fields, conflicts } = mergeReleases(base, theirs, withText({ title: 'Mine' }));
    expect(fields.editions[0]?.title).toBe('Mine');
    expect(conflicts).toEqual([
      { pointer: '/editions/en/title', base: 'Title', theirs: 'Theirs', mine: 'Mine' },
    ]);
  });

  test('of a line, while the other lines are merged', () => {
    const theirs = withText({ markdown: 'One, theirs.\n\nTwo.\n\nThree, theirs.' });
    const mine = withText({ markdown: 'One, mine.\n\nTwo.\n\nThree.' });
    const { fields, conflicts } = mergeReleases(base, theirs, mine);
    expect(fields.editions[0]?.markdown).toBe('One, mine.\n\nTwo.\n\nThree, theirs.');
    expect(conflicts).toMatchObject([{ base: 'One.', theirs: 'One, theirs.', mine: 'One, mine.' }]);
  });

  test('of a contact that both changed', () => {
    const at = (phone: string) => ({ ...base, contacts: [{ ...contact, phone }] });
    const { fields, conflicts } = mergeReleases(base, at('1'), at('2'));
    expect(fields.contacts).toEqual([{ ...contact, phone: '2' }]);
    expect(conflicts).toMatchObject([{ pointer: '/contacts' }]);
  });

  test('of a language that one side removed while the other wrote in it', () => {
    const both = { ...base, editions: [...base.editions, french] };
    const written = { ...base, editions: [...base.editions, { ...french, markdown: 'Deux.' }] };
    for (const [theirs, mine] of [
      [base, written],
      [written, base],
    ] as const) {
      const { fields, conflicts } = mergeReleases(both, theirs, mine);
      expect(fields.editions[1]).toMatchObject({ lang: 'fr', markdown: 'Deux.' });
      expect(conflicts).toMatchObject([{ pointer: '/editions/fr' }]);
    }
  });
});

test('Line ends, blanks and the form of accents are no change.', () => {
  const typed = withText({ title: ' Title ', markdown: 'One.\r\n\r\nTwo.\r\n\r\nThree.' });
  expect(isSame(base, typed)).toBe(true);
  expect(mergeReleases(base, typed, base).taken).toEqual([]);
  expect(
    isSame(withText({ place: 'ZÜRICH' }), withText({ place: 'ZÜRICH'.normalize('NFD') })),
  ).toBe(true);
});

test('Without a common base nothing of either side is lost.', () => {
  const nothing = { ...base, kind: '', date: '', sources: [], contacts: [], legacyUrls: [] };
  const mine = { ...base, sources: ['odihr'] };
  const { fields } = mergeReleases({ ...nothing, editions: [] }, base, mine);
  expect(fields.sources).toEqual(['secretariat', 'mission', 'odihr']);
  expect(fields.editions).toEqual(base.editions);
});

test('Texts of very many equal lines are compared in a moment, and conflict as wholes.', () => {
  const lines = (count: number, end: string) => `${'\n'.repeat(count)}${end}`;
  for (const count of [190, 1900, 190_000]) {
    const from = withText({ markdown: lines(count, '') });
    const theirs = withText({ markdown: `theirs${lines(count, 'b')}` });
    const { fields } = mergeReleases(
      from,
      theirs,
      withText({ markdown: lines(count - 9, 'mine') }),
    );
    expect(fields.editions[0]?.markdown).toContain('mine');
  }
});
