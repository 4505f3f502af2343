/** A release as IPTC ninjs 3.1: one object in its main language, with its translations as associations. */
import type { Attachment } from '../domain/attachment.ts';
import { absoluteMarkdown } from '../domain/body.ts';
import { formatInstant, startOfDay } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import type { Body, Headline, Publication, Withdrawal } from '../domain/release.ts';
import type { Contact } from '../domain/release-input.ts';
import { offeredRenditions, toRendition } from '../domain/rendition.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, type Term, termName } from '../domain/taxonomy.ts';
import { absoluteLinks } from './feed.ts';

export interface NinjsSource {
  site: Site;
  taxonomy: Taxonomy;
  /** Language of the main object. */
  lang: string;
  release: Publication & { bodies: Body[] };
  withdrawal: Withdrawal | null;
}

interface Edition {
  lang: string;
  headline: Headline;
  body: Body | undefined;
}

/** Builds the document. A release withdrawn with a notice is `canceled`, with the reason as `edNote`. */
export function ninjs(source: NinjsSource) {
  const { site, taxonomy, lang, release, withdrawal } = source;
  const { metadata, headlines } = release;
  const editions = site.languages.flatMap((one): Edition[] => {
    const headline = headlines[one];
    return headline
      ? [{ lang: one, headline, body: release.bodies.find((body) => body.lang === one) }]
      : [];
  });
  const terms = (ids: readonly number[]) => ids.flatMap((id) => taxonomy.byId(id) ?? []);
  const concepts = (ids: readonly number[]) => terms(ids).map((term) => concept(source, term));
  const sources = concepts(metadata.sources).map((one) => ({ ...one, role: 'source' }));
  const main = editions.find((one) => one.lang === lang);
  const note = withdrawal?.note ?? metadata.corrections.at(-1)?.note;
  const edNote = note && inLanguage(note, lang, site.languages);
  const name = inLanguage(site.name, lang, site.languages);
  return {
    ...(main && editionOf(site, release, main)),
    standard: {
      name: 'ninjs',
      version: '3.1',
      schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
    },
    type: 'text',
    representationType: 'full',
    profile: 'press-release',
    version: String(release.revision),
    firstCreated: formatInstant(release.publishedAt),
    versionCreated: formatInstant(withdrawal?.at ?? release.modifiedAt),
    contentCreated: formatInstant(startOfDay(metadata.date, site.timeZone)),
    pubStatus: withdrawal ? 'canceled' : 'usable',
    ...(edNote && { edNote }),
    by: sources.map((one) => one.name).join(', ') || name,
    copyrightHolder: name,
    genres: concepts([metadata.kind]),
    subjects: [
      ...concepts(metadata.fieldsOfWork).map((one) => ({ ...one, rel: 'about' })),
      ...concepts(metadata.meetings).map((one) => ({ ...one, rel: 'event' })),
    ],
    places: concepts(metadata.countries).map((one) => ({ ...one, rel: 'about' })),
    infoSources: [
      ...sources,
      ...metadata.contacts.map(({ name: person, ...contact }) => ({
        name: person,
        role: 'press contact',
        contactInfo: contactInfoOf(contact),
      })),
    ],
    renditions: metadata.attachments.flatMap((file) => renditionsIn(site, file)),
    associations: editions
      .filter((one) => one.lang !== lang)
      .map((edition) => ({
        name: edition.headline.title,
        rel: 'translation',
        type: 'text',
        ...editionOf(site, release, edition),
      })),
  };
}

/** A file, and a picture's smaller versions after it. */
function renditionsIn(site: Site, file: Attachment) {
  const { filename, mediaType, title, size, width, height } = file;
  return [
    {
      name: filename,
      href: site.origin + paths.file(file),
      contentType: mediaType,
      title,
      sizeInBytes: size,
      ...(width && height && { width, height }),
    },
    ...offeredRenditions(site, file).map((one) => {
      const { url, mediaType: contentType, ...sides } = toRendition(site, file, one);
      return {
        name: `${filename} ${one.width}.${one.format}`,
        href: url,
        contentType,
        title,
        ...sides,
      };
    }),
  ];
}

/** The properties of one edition. Its `uri` equals the entry's id in feeds. */
function editionOf(
  site: Site,
  { releaseId, metadata }: Publication,
  { lang, headline, body }: Edition,
) {
  const url = site.origin + paths.release(site, lang, releaseId, headline.slug);
  const main = { role: 'main', contentType: 'text/plain' };
  return {
    uri: `urn:dateline:${releaseId}:${lang}`,
    language: lang,
    title: headline.title,
    slugline: headline.slug,
    headlines: [{ ...main, value: headline.title }],
    ...(headline.summary && {
      descriptions: [{ role: 'summary', contentType: 'text/plain', value: headline.summary }],
    }),
    ...(headline.place && { located: headline.place }),
    bodies: body
      ? [
          { role: 'main', contentType: 'text/html', value: absoluteLinks(body.html, url) },
          {
            role: 'main',
            contentType: 'text/markdown',
            value: absoluteMarkdown(body.markdown, {
              site,
              page: url,
              files: metadata.attachments,
            }),
          },
          { ...main, value: body.text },
        ]
      : [],
    altIds: [
      { role: 'id', value: releaseId },
      { role: 'web', value: url },
    ],
  };
}

function concept({ site, lang }: NinjsSource, term: Term) {
  return {
    name: termName(term, lang, site.languages),
    uri: site.origin + paths.term(site, site.defaultLanguage, term),
    literal: term.slug,
  };
}

function contactInfoOf({ role, email, phone }: Omit<Contact, 'name'>) {
  const methods = [
    { type: 'email', value: email },
    { type: 'phone', value: phone },
  ];
  return methods.flatMap(({ type, value }) =>
    value ? [{ type, value, ...(role && { role }) }] : [],
  );
}
