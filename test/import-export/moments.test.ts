/** Days and instants as foreign files write them, in every language and of every century of an archive. */
import { describe, expect, test } from 'vitest';
import { dayIn, doubtIn, momentIn } from '../../import-export/readers/moments.ts';
import { monthOf } from '../../import-export/readers/month-names.ts';

const at = (text: string) => ({ at: Date.parse(text) });
const [nine, ten] = [at('2021-11-12T09:00:00Z'), { local: '2021-11-12T10:00:00' }];

describe('instants', () => {
  test.each([
    ['Thu, 28 Feb 1850 10:00:00 +0000', at('1850-02-28T10:00:00Z')],
    ['28 Feb 1850 10:00:00 EST', at('1850-02-28T15:00:00Z')],
    ['1850-02-28T10:00:00+01:05', at('1850-02-28T08:55:00Z')],
    ['1969-12-31T23:59:59.999Z', at('1969-12-31T23:59:59.999Z')],
    ['1969-12-31 23:59:59', { local: '1969-12-31T23:59:59' }],
    ['1900-01-01 10:00:00.0001', { local: '1900-01-01T10:00:00.0001' }],
    ['0000-00-00 00:00:00', null],
    ['0001-01-01T00:00:00Z', null],
    ['Sat, 01 Jan 0001 00:00:00 +0000', null],
    ['1799-12-31T23:59:59Z', null],
    ['9999-12-31T23:59:59Z', null],
  ])('of any century: %s', (text, moment) => {
    expect(momentIn(text)).toEqual(moment);
  });

  test.each([
    ['Fri, 12 Nov 2021 10:00:00 CET', nine],
    ['Fri, 12 Nov 2021 11:00 CEST', nine],
    ['12 Nov 2021 12:00:00 MSK', nine],
    ['12 ноября 2021 года в 12:00 (МСК)', nine],
    ['12 Nov 2021 11:00:00 GMT+2', nine],
    ['12 Nov 2021 11:00:00 UTC+02:00', nine],
    ['12 Nov 2021 10:00:00 +1:00', nine],
    ['12 Nov 2021 10:00:00+0100', nine],
    ['12 Nov 2021 09:00:00 -0000', nine],
    ['Fri, 12 Nov 21 04:00:00 EST', nine],
    ['2021-11-12 10:00:00 Europe/Vienna', nine],
    ['12 Jul 2021 3 p.m. ET', at('2021-07-12T19:00:00Z')],
    ['12 Jul 2021 10:00:00 XYZ', null],
  ])('with the name of a zone: %s', (text, moment) => {
    expect(momentIn(text)).toEqual(moment);
  });

  test.each([
    ['2021-11-12 10:00 +0100', nine],
    ['2021-11-12T10:00+01:00', nine],
    ['2021-11-12T10:00:00+01', nine],
    ['2021-11-12T10:00:00.000+0100', nine],
    ['2021-11-12T09:00:00,123Z', at('2021-11-12T09:00:00.123Z')],
    ['2021-11-12T10:00:00+01:00[Europe/Vienna]', nine],
    ['20211112T090000Z', nine],
    ['20211112T0900Z', nine],
    ['2021-11-12T10:00', ten],
  ])('of ISO 8601: %s', (text, moment) => {
    expect(momentIn(text)).toEqual(moment);
  });

  test.each([
    ['ven., 12 nov. 2021 10:00:00 +0100', nine],
    ['пт, 12 ноя 2021 10:00:00 +0100', nine],
    ['Fri Nov 12 10:00:00 CET 2021', nine],
    ['Fri Nov 12 10:00:00 2021', ten],
    ['Fri Nov 12 2021 10:00:00 GMT+0100 (Central European Standard Time)', nine],
    ['Freitag, 12. November 2021, 10.00 Uhr', ten],
    ['vendredi 12 novembre 2021 à 10h00', ten],
    ['12 novembre 2021 alle ore 10:00', ten],
    ['12 de noviembre del 2021 a las 10:00', ten],
    ['12 ноября 2021 г., 10:00', ten],
    ['الجمعة ١٢ نوفمبر ٢٠٢١ الساعة ١٠:٠٠', ten],
    ['١٢ نوفمبر ٢٠٢١ ١٠:٠٠ م', { local: '2021-11-12T22:00:00' }],
    ['November 12, 2021 10:00 AM', ten],
    ['12 November 2021, 12:30 am', { local: '2021-11-12T00:30:00' }],
    ['10:00 CET, Friday 12 November 2021', nine],
    ['11/12/2021 10:00 AM', ten],
    ['12.11.21, 10:00', ten],
    ['12 Nov 2021 25:00', null],
    ['12 November 2021', null],
  ])('in words: %s', (text, moment) => {
    expect(momentIn(text)).toEqual(moment);
  });
});

describe('days', () => {
  test.each([
    'Vienna, 12 November 2021 – The office',
    'WIEN, 12. November 2021',
    'Friday, 12th of November, 2021',
    'Nov. 12th, 2021',
    'November 12 2021',
    '12-Nov-2021',
    "12 Nov '21",
    'le 12 novembre 2021',
    '12 de novembro de 2021',
    '12-го ноября 2021 года',
    '12 تشرين الثاني/نوفمبر 2021',
    '١٢ نوفمبر ٢٠٢١',
    '12\u00a0Kas\u0131m 2021',
    '12. studenoga 2021.',
    '2021. november 12.',
    '12.11.2021',
    '12. 11. 2021',
    '12.11.21',
    '11/12/2021 9:00 AM',
    '20211112',
    'https://o.example/2021/11/12/a-title',
    'Published 12 November 2021, updated 2022-01-26',
  ])('%s', (text) => {
    expect(dayIn(text)).toBe('2021-11-12');
  });

  test('the first of a month may be an ordinal', () => {
    for (const text of [
      'le 1er mars 2021',
      '1º marzo 2021',
      '1.º de marzo de 2021',
      'March 1st, 2021',
    ])
      expect([text, dayIn(text)]).toEqual([text, '2021-03-01']);
  });

  test('a day may be of any century in the range', () => {
    expect(dayIn('Vienna, 5 March 1850')).toBe('1850-03-05');
    expect(dayIn('Vienna, 5 March 0850')).toBeNull();
    expect([dayIn('Fri, 12 Nov 49 10:00:00 GMT'), dayIn('12 Nov 50')]).toEqual([
      '2049-11-12',
      '1950-11-12',
    ]);
  });

  test.each([
    '2021年11月12日',
    'November 2021',
    '31 June 2021',
    '2021-13-45',
    '12 Nov 10:30',
    'on 12 May 15 officers were trained',
    '12 listopada 2021',
    '5 ربيع الأول 1443',
    '',
  ])('no day: %s', (text) => {
    expect(dayIn(text)).toBeNull();
  });

  test('every month has its name in every language of the interface', () => {
    for (const lang of ['en', 'fr', 'de', 'it', 'ru', 'es', 'ar']) {
      for (const style of ['long', 'short'] as const) {
        for (let month = 1; month <= 12; month++) {
          const day = Date.UTC(2021, month - 1, 15);
          const options = {
            day: 'numeric',
            month: style,
            year: 'numeric',
            timeZone: 'UTC',
          } as const;
          const text = new Intl.DateTimeFormat(lang, options).format(day);
          expect([text, dayIn(text)]).toEqual([text, new Date(day).toISOString().slice(0, 10)]);
        }
      }
    }
    expect(monthOf('Novembre.')).toBe(11);
  });
});

test.each([
  ['5/6/2021', 'its date 5/6/2021 was read as 2021-06-05'],
  ['6/5/2021 10:00 AM', 'its date 6/5/2021 10:00 AM was read as 2021-06-05'],
  ['25/6/2021', null],
  ['5.6.2021', null],
  ['12 Nov 2021 10:00 XYZ', 'its time zone XYZ is not known: only the day is used'],
  ['2021年11月12日', 'its date cannot be read: 2021年11月12日'],
  ['', null],
])('a doubt is told: %s', (text, doubt) => {
  expect(doubtIn(text)).toBe(doubt);
});
