/** A release as a source to cite. */
import { describe, expect, test } from 'vitest';
import { bibtex, type CitedRelease, citationText, cslJson } from '../../src/domain/citation.ts';
import type { Publication } from '../../src/domain/release.ts';
import { feedRelease, site, taxonomy } from '../feeds/cast.ts';

const title = 'The {50 %} & more: “a_b” ~ ^ \\ #1 $2';

function cited(lang = 'en', changes: Partial<CitedRelease['headline']> = {}): CitedRelease {
  const release: Publication = feedRelease(title, { langs: [lang] });
  const headline = { title, slug: 'a', summary: '', place: 'Vienna', ...changes };
  return { site, taxonomy, lang, release, headline };
}

const url = 'https://newsroom.example/releases/0123456789a0';

describe('a citation', () => {
  test('as a sentence names publisher, title, type, place, date and the permanent address', () => {
    expect(citationText(cited('en', { title: 'A treaty' }), '30 June 2026', ':')).toBe(
      `Dialogue & Co: A treaty. R&D, Vienna, 30 June 2026. ${url}`,
    );
    expect(citationText(cited('en', { title: 'Who pays?', place: '' }), '30 June 2026', ':')).toBe(
      `Dialogue & Co: Who pays? R&D, 30 June 2026. ${url}`,
    );
  });

  test('as BibTeX is one balanced entry, with the characters of TeX escaped', () => {
    const text = bibtex(cited());
    expect(text.split('\n')).toEqual([
      '@misc{0123456789a0,',
      '  author = {{Dialogue \\& Co}},',
      '  title = {{The \\textbraceleft{}50 \\%\\textbraceright{} \\& more: “a\\_b” \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\#1 \\$2}},',
      '  howpublished = {R\\&D},',
      '  address = {Vienna},',
      '  year = {2026},',
      '  month = jun,',
      '  day = {30},',
      '  language = {en},',
      `  url = {${url}},`,
      '}',
      '',
    ]);
    expect(text.split('{').length).toBe(text.split('}').length);
  });

  test('as CSL JSON is a list with one report', () => {
    expect(cslJson(cited('fr', { place: '' }))).toEqual([
      {
        id: '0123456789a0',
        type: 'report',
        title,
        genre: expect.any(String),
        author: [{ literal: 'Dialogue & Cie' }],
        publisher: 'Dialogue & Cie',
        issued: { 'date-parts': [[2026, 6, 30]] },
        language: 'fr',
        URL: 'https://newsroom.example/fr/releases/0123456789a0',
      },
    ]);
  });
});
