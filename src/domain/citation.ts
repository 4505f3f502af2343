/** A release as a source to cite: one sentence, BibTeX, or CSL JSON (Citation Style Language 1.0.2). */
import { commaOf } from './language.ts';
import * as paths from './paths.ts';
import type { Headline, Publication } from './release.ts';
import { type Site, siteName } from './site.ts';
import { type Taxonomy, termName } from './taxonomy.ts';

export interface CitedRelease {
  site: Site;
  taxonomy: Taxonomy;
  lang: string;
  release: Publication;
  headline: Headline;
}

interface Source {
  id: string;
  publisher: string;
  title: string;
  /** Such as `Press release`. */
  genre: string;
  place: string;
  /** `YYYY-MM-DD` */
  date: string;
  lang: string;
  /** Permanent: without the words of the title. */
  url: string;
}

function sourceOf({ site, taxonomy, lang, release, headline }: CitedRelease): Source {
  const { releaseId: id, metadata } = release;
  const kind = taxonomy.byId(metadata.kind);
  return {
    id,
    publisher: siteName(site, lang),
    title: headline.title,
    genre: kind ? termName(kind, lang, site.languages) : '',
    place: headline.place,
    date: metadata.date,
    lang,
    url: site.origin + paths.shortRelease(site, lang, id),
  };
}

/**
 * One sentence with the permanent address.
 * @param dateText the date, written out
 * @param colon that of the interface in the language
 */
export function citationText(cited: CitedRelease, dateText: string, colon: string): string {
  const { publisher, title, genre, place, lang, url } = sourceOf(cited);
  const end = /[.!?…؟]$/.test(title) ? '' : '.';
  const rest = [genre, place, dateText].filter(Boolean).join(`${commaOf(lang)} `);
  return `${publisher}${colon} ${title}${end} ${rest}. ${url}`;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

export function bibtex(cited: CitedRelease): string {
  const { id, publisher, title, genre, place, date, lang, url } = sourceOf(cited);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const fields: [name: string, value: string][] = [
    ['author', `{{${escapeTex(publisher)}}}`],
    ['title', `{{${escapeTex(title)}}}`],
    ['howpublished', genre && `{${escapeTex(genre)}}`],
    ['address', place && `{${escapeTex(place)}}`],
    ['year', `{${String(year).padStart(4, '0')}}`],
    ['month', months[month - 1] as string],
    ['day', `{${day}}`],
    ['language', `{${lang}}`],
    ['url', `{${url}}`],
  ];
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = ${value},`);
  return `@misc{${id},\n${lines.join('\n')}\n}\n`;
}

const texCharacters: Record<string, string> = {
  '\\': '\\textbackslash{}',
  // BibTeX counts braces that TeX would take for text.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text with the characters escaped that have a meaning in TeX. */
const escapeTex = (text: string): string =>
  text.replace(/[\\{}$&#%_~^]/g, (one) => texCharacters[one] ?? `\\${one}`);

/** An array of one item: reference managers read lists. */
export function cslJson(cited: CitedRelease): object[] {
  const { id, publisher, title, genre, place, date, lang, url } = sourceOf(cited);
  return [
    {
      id,
      type: 'report',
      title,
      ...(genre && { genre }),
      author: [{ literal: publisher }],
      publisher,
      ...(place && { 'publisher-place': place }),
      issued: { 'date-parts': [date.split('-').map(Number)] },
      language: lang,
      URL: url,
    },
  ];
}
