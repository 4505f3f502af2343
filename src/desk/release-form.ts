/** The form of a release: its fields as a document of the API, and back. */
import * as v from 'valibot';
import type { FormEdition, ReleaseFields } from '../../templates/desk/release-form.tsx';
import type { BookContact } from '../domain/contact-book.ts';
import { type TermField, termFieldNames } from '../domain/release.ts';
import type { ReleaseInput } from '../domain/release-input.ts';
import type { Site } from '../domain/site.ts';
import type { Document } from './api-call.ts';
import {
  emptyEvent,
  eventFieldsOf,
  postedEvent,
  storedEvent,
  toEventDocument,
} from './event-form.ts';
import { field } from './form.ts';

type Content = Omit<Document<'GET /releases/{id}/revisions/{number}'>, keyof Line>;
type Line = Document<'GET /releases/{id}/revisions'>['items'][number];

/** The fields of a release, or of a version of it, as it is stored. */
export function fieldsOf(working: Content): ReleaseFields {
  const { kind, date, sources, fieldsOfWork, countries, meetings, contacts, event, legacyUrls } =
    working;
  const editions = Object.entries(working.editions).map(([lang, edition]) => ({
    ...edition,
    lang,
  }));
  return {
    kind,
    date,
    sources,
    fieldsOfWork,
    countries,
    meetings,
    contacts: contacts.map(({ name, role = '', email = '', phone = '' }) => ({
      name,
      role,
      email,
      phone,
    })),
    event: eventFieldsOf(event),
    legacyUrls,
    editions,
  };
}

export const emptyEdition = (lang: string): FormEdition => ({
  lang,
  title: '',
  slug: '',
  summary: '',
  place: '',
  markdown: '',
});

/** The fields of a release that does not exist yet, in one language. */
export function newFields(lang: string): ReleaseFields {
  return {
    kind: '',
    date: '',
    sources: [],
    fieldsOfWork: [],
    countries: [],
    meetings: [],
    contacts: [],
    event: emptyEvent,
    legacyUrls: [],
    editions: [emptyEdition(lang)],
  };
}

/**
 * The fields that a browser posted. Terms keep the order in which they were, new ones behind them,
 * because a form without a script sends them in the order of the taxonomy.
 */
export function postedFields(
  site: Site,
  form: URLSearchParams,
  before: ReleaseFields | null,
): ReleaseFields {
  const removed = form.getAll('remove');
  const editions = form
    .getAll('languages')
    .filter((lang) => site.languages.includes(lang) && !removed.includes(lang))
    .map((lang) => {
      const text = (name: string) => form.get(`editions.${lang}.${name}`) ?? '';
      const [title, slug, summary, place] = ['title', 'slug', 'summary', 'place'].map((name) =>
        text(name).trim(),
      ) as [string, string, string, string];
      return { lang, title, slug, summary, place, markdown: text('markdown') };
    });
  const columns = (['name', 'role', 'email', 'phone'] as const).map((name) => ({
    name,
    values: form.getAll(`contacts.${name}`),
  }));
  const contacts = (columns[0]?.values ?? []).map((_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, (values[row] ?? '').trim()])),
  ) as unknown as BookContact[];
  const terms = termFieldNames.map((name) => {
    const chosen = form.getAll(name);
    const kept = (before?.[name] ?? []).filter((slug) => chosen.includes(slug));
    return [name, [...kept, ...chosen.filter((slug) => !kept.includes(slug))]];
  });
  return {
    ...(Object.fromEntries(terms) as Pick<ReleaseFields, (typeof termFieldNames)[number]>),
    kind: field(form, 'kind'),
    date: field(form, 'date'),
    contacts: contacts.filter((one) => Object.values(one).some((value) => value !== '')),
    event: postedEvent(site, form),
    legacyUrls: (form.get('legacyUrls') ?? '').split('\n').flatMap((one) => one.trim() || []),
    editions,
  };
}

/**
 * The document that the API takes, with every field of a release: a field that were missing here would be
 * deleted by each save. Empty fields are left out.
 */
export function toDocument({ editions, contacts, date, event, ...fields }: ReleaseFields) {
  const filled = <T extends object>(fields: T) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as Partial<T>;
  return {
    ...fields,
    ...(date !== '' && { date }),
    contacts: contacts.map((one) => ({ name: one.name, ...filled(one) })),
    event: toEventDocument(event),
    editions: Object.fromEntries(
      editions
        .filter((one) => !isBlank(one))
        .map(({ lang, title, markdown, ...others }) => [
          lang,
          { title, markdown, ...filled(others) },
        ]),
    ),
  } satisfies Record<Exclude<keyof ReleaseInput, 'date'>, unknown>;
}

/** Whether nothing was written in a language that was added. */
function isBlank({ lang: _, ...texts }: FormEdition): boolean {
  return Object.values(texts).every((text) => text.trim() === '');
}

const texts = v.array(v.string());

/** Release fields in the JSON of a form. */
const storedFields = v.object({
  kind: v.string(),
  date: v.string(),
  ...(Object.fromEntries(termFieldNames.map((name) => [name, texts])) as Record<
    TermField,
    typeof texts
  >),
  contacts: v.array(
    v.object({ name: v.string(), role: v.string(), email: v.string(), phone: v.string() }),
  ),
  event: v.optional(storedEvent, emptyEvent),
  legacyUrls: texts,
  editions: v.array(
    v.object({
      lang: v.string(),
      title: v.string(),
      slug: v.string(),
      summary: v.string(),
      place: v.string(),
      markdown: v.string(),
    }),
  ),
});

/** The fields with which a person began, from the form's `base`; null if it has none that can be read. */
export function baseOf(form: URLSearchParams): ReleaseFields | null {
  try {
    return v.parse(storedFields, JSON.parse(form.get('base') ?? ''));
  } catch {
    return null;
  }
}

/** The text of the form's `base`. */
export const baseText = (fields: ReleaseFields | null): string =>
  fields ? JSON.stringify(fields) : '';
