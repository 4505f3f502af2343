/** Labels of fields in copied text, such as “Date:” and “Source:”, in the languages of the interface. */
import type { Label } from './parse-result.ts';

export type Field = 'date' | 'place' | Exclude<Label['of'], 'author' | 'any' | 'kind'>;

const labels: Record<Field, Record<string, string>> = {
  date: {
    en: 'date(?: of (?:publication|issue|release))?|published(?: on)?|issued(?: on)?',
    fr: 'date(?: de publication)?|publié le',
    de: 'datum|veröffentlicht(?: am)?|erscheinungsdatum',
    it: 'data(?: di pubblicazione)?|pubblicato il',
    ru: 'дата(?: публикации)?|опубликовано',
    es: 'fecha(?: de publicación)?|publicado el',
    ar: 'التاريخ|تاريخ النشر',
  },
  place: {
    en: 'place|location',
    fr: 'lieu',
    de: 'ort',
    it: 'luogo',
    ru: 'место',
    es: 'lugar',
    ar: 'المكان',
  },
  sources: {
    en: 'sources?',
    fr: 'sources?',
    de: 'quellen?|herausgeber(?:in)?',
    it: 'font[ei]',
    ru: 'источники?',
    es: 'fuentes?',
    ar: 'المصدر|المصادر',
  },
  fieldsOfWork: {
    en: 'topics?|fields? of work',
    fr: "thèmes?|domaines? d['’]activité",
    de: 'themen|thema|arbeitsbereiche?',
    it: 'temi|tema|aree di lavoro',
    ru: 'темы|тема|направления работы',
    es: 'temas?|áreas? de trabajo',
    ar: 'الموضوعات|مجالات العمل',
  },
  countries: {
    en: 'countr(?:y|ies)',
    fr: 'pays',
    de: 'länder|land',
    it: 'paes[ei]',
    ru: 'страны|страна',
    es: 'país(?:es)?',
    ar: 'البلدان|البلد',
  },
  meetings: {
    en: 'meetings?',
    fr: 'réunions?',
    de: 'treffen|tagungen|tagung',
    it: 'riunion[ei]',
    ru: 'встречи|мероприятия',
    es: 'reuni(?:ón|ones)',
    ar: 'الاجتماعات|الاجتماع',
  },
};

const patterns = Object.entries(labels).flatMap(([field, words]) =>
  Object.entries(words).map(([lang, word]) => {
    return { field: field as Field, lang, pattern: new RegExp(`^(?:${word})$`, 'iu') };
  }),
);

export interface FoundLabel {
  field: Field;
  /** The text behind the colon. */
  rest: string;
  /** The languages in which the label is written so. */
  languages: string[];
}

/** The label at the beginning of a line, or null. */
export function labelOf(line: string): FoundLabel | null {
  const [, name = '', rest = ''] = /^([^:：]{2,40})[:：]\s*(.*)$/u.exec(line) ?? [];
  const found = patterns.filter(({ pattern }) => pattern.test(name.trim()));
  const [first] = found;
  if (!first) return null;
  const own = found.filter(({ field }) => field === first.field);
  return { field: first.field, rest, languages: own.map(({ lang }) => lang) };
}
