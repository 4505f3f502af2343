/** The opening of documents without fields: dates, places, kinds, embargoes. */
import { describe, expect, test } from 'vitest';
import {
  dateLine,
  datelineBefore,
  isOpeningLine,
  readOpening,
} from '../../import-export/readers/opening.ts';

test.each([
  ['Vienna, 5 May 2021', 'Vienna'],
  ['Wien, 5. Mai 2021', 'Wien'],
  ['Wien, am 5. Mai 2021', 'Wien'],
  ['Paris, le mercredi 5 mai 2021', 'Paris'],
  ['Roma, 5 maggio 2021', 'Roma'],
  ['Madrid, 5 de mayo de 2021', 'Madrid'],
  ['Москва, 5 мая 2021 г.', 'Москва'],
  ['г. Астана, 5 мая 2021 года', 'Астана'],
  ['New York, NY, May 5, 2021', 'New York, NY'],
  ['Geneva (5 May 2021)', 'Geneva'],
  ['Bern – 05.05.2021', 'Bern'],
  ['Wednesday, 5 May 2021', ''],
  ['May 5, 2021', ''],
  ['Date: 5 May 2021', ''],
  ['2021-05-05', ''],
])('the line “%s”', (line, place) => {
  expect(dateLine(line)).toEqual({ place, date: '2021-05-05' });
});

test.each([
  'VIENNA, 5 May 2021 – The office opened.',
  'Office opens on 5 May 2021',
  'In May 2021, 5 offices opened',
  'Report 2021',
])('“%s” is no line of a date', (line) => {
  expect(dateLine(line)).toBeNull();
});

test.each([
  ['VIENNA, 5 May 2021 – The office', 'VIENNA', '2021-05-05'],
  ['VIENNA, 5 May 2021 -- The office', 'VIENNA', '2021-05-05'],
  ['Vienna, 5 May 2021: The office', 'Vienna', '2021-05-05'],
  ['VIENNA (5 May 2021) – The office', 'VIENNA', '2021-05-05'],
  ['Vienna (5 May 2021) The office', 'Vienna', '2021-05-05'],
  ['(Vienna, 5 May 2021) – The office', 'Vienna', '2021-05-05'],
  ['VIENNA – 5 May 2021 – The office', 'VIENNA', '2021-05-05'],
  ['VIENNA – The office', 'VIENNA', null],
  ['BOSNIA-HERZEGOVINA, 5 May 2021 – The office', 'BOSNIA-HERZEGOVINA', '2021-05-05'],
  ['The office – of 5 May 2021 – opened', '', null],
])('the dateline of “%s”', (paragraph, place, date) => {
  expect(datelineBefore(paragraph)).toEqual({ place, date });
});

describe('lines around the title', () => {
  const read = (...lines: string[]) => readOpening(lines, lines.indexOf('Title'), '2026-01-01');
  test.each([
    ['PRESS RELEASE', 'press-release'],
    ['Press release No. 12/2021', 'press-release'],
    ['Medienmitteilung', 'press-release'],
    ['Déclaration', 'statement'],
    ['Пресс-релиз', 'press-release'],
  ])('the kind %s', (line, slug) => {
    const { kind, consumed } = read(line, 'Title');
    expect([kind?.slug, [...consumed]]).toEqual([slug, [0]]);
  });

  test('a release line with its date', () => {
    const { date, consumed, notes } = read('FOR IMMEDIATE RELEASE: May 5, 2021', 'Title');
    expect([date, [...consumed]]).toEqual(['2021-05-05', [0]]);
    expect(notes).toEqual(['the line “FOR IMMEDIATE RELEASE: May 5, 2021” was left out']);
  });

  test('an embargo that has ended is told, one that has not makes a draft', () => {
    expect(read('EMBARGOED UNTIL 5 May 2021', 'Title').because).toBeNull();
    expect(read('EMBARGOED UNTIL 5 May 2026', 'Title').because).toMatch(/under embargo/);
    expect(read('Sperrfrist: morgen', 'Title').because).toMatch(/under embargo/);
    expect(
      read('Title', 'One', 'Two', 'Three', 'Four', 'EMBARGOED FOR 5 May 2026').because,
    ).toMatch(/under embargo/);
    expect(isOpeningLine('Embargo on timber is lifted')).toBe(false);
    expect(isOpeningLine('Embargo for timber is lifted')).toBe(false);
  });

  test('lines of the text stay', () => {
    expect([...read('Example Office', 'Title', 'The office opened.').consumed]).toEqual([]);
  });
});
