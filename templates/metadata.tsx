/** Metadata of a release in its page: its dates, its other forms, schema.org. */

import {
  type Attachment,
  altOf,
  filesIn,
  givenTitle,
  picturesOf,
} from '../src/domain/attachment.ts';
import { describeInstant, formatInstant } from '../src/domain/instant.ts';
import { inLanguage } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { mainLanguage } from '../src/domain/release.ts';
import { siteName } from '../src/domain/site.ts';
import { termName } from '../src/domain/taxonomy.ts';
import { raw } from './markup.ts';
import type { ReleaseView } from './release.tsx';
import { themeOf } from './theme.ts';
import { wordsOf } from './words.ts';

export function ReleaseMetadata(view: ReleaseView) {
  const { site, lang, headline, release } = view;
  return (
    <>
      <meta property="article:published_time" content={formatInstant(release.publishedAt)} />
      {isModified(view) && (
        <meta property="article:modified_time" content={formatInstant(release.modifiedAt)} />
      )}
      <link
        rel="alternate"
        type="text/markdown"
        href={site.origin + paths.markdown(site, lang, release.releaseId)}
      />
      <link
        rel="alternate"
        type="application/json"
        href={site.origin + paths.releaseData(release.releaseId)}
      />
      <link
        rel="alternate"
        type="application/json+oembed"
        href={site.origin + paths.oembedOf(site, view.canonical as string)}
        title={headline.title}
      />
      <JsonLd document={newsArticle(view)} />
      <EventData {...view} />
      <JsonLd document={breadcrumbs(view)} />
    </>
  );
}

/** A JSON-LD script element. `<` is escaped, so that the content cannot end the element. */
function JsonLd({ document }: { document: object }) {
  const json = JSON.stringify(document).replaceAll('<', '\\u003c');
  return raw(`<script type="application/ld+json">${json}</script>`);
}

/** Whether the page states a date of modification. Minor changes do not move it. */
function isModified({ release }: ReleaseView): boolean {
  return release.modifiedAt > release.publishedAt;
}

/** A schema.org NewsArticle. */
function newsArticle(view: ReleaseView): object {
  const { site, lang, taxonomy, headline, release, canonical, alternates } = view;
  const { metadata } = release;
  const name = inLanguage(site.name, lang, site.languages);
  const { logo } = themeOf(site);
  const publisher = {
    '@type': 'Organization',
    name,
    url: site.origin,
    logo: {
      '@type': 'ImageObject',
      url: site.origin + logo.path,
      width: logo.width,
      height: logo.height,
    },
  };
  const names = (ids: number[]) =>
    ids.flatMap((id) => {
      const term = taxonomy.byId(id);
      return term ? [{ '@type': 'Thing', name: termName(term, lang, site.languages) }] : [];
    });
  const pictures = picturesOf(metadata.attachments, lang);
  const kind = taxonomy.byId(metadata.kind);
  const files = filesIn(metadata.attachments, lang).filter((file) => !pictures.includes(file));
  const main = mainLanguage(site, release);
  const translations = alternates.filter((one) =>
    lang === main ? one.lang !== lang : one.lang === main,
  );
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    identifier: release.releaseId,
    mainEntityOfPage: site.origin + canonical,
    url: site.origin + canonical,
    headline: headline.title,
    ...(headline.summary && { description: headline.summary }),
    inLanguage: lang,
    ...(kind && { genre: termName(kind, lang, site.languages) }),
    datePublished: formatInstant(release.publishedAt),
    ...(isModified(view) && { dateModified: formatInstant(release.modifiedAt) }),
    ...(headline.place && { contentLocation: { '@type': 'Place', name: headline.place } }),
    about: names([...metadata.fieldsOfWork, ...metadata.countries, ...metadata.meetings]),
    ...(pictures.length > 0 && {
      image: pictures.map((file) => imageObject(view, file)),
    }),
    ...(files.length > 0 && {
      associatedMedia: files.map((file) => ({
        '@type': 'MediaObject',
        name: file.title,
        contentUrl: site.origin + paths.file(file),
        encodingFormat: file.mediaType,
        contentSize: String(file.size),
      })),
    }),
    ...(translations.length > 0 && {
      [lang === main ? 'workTranslation' : 'translationOfWork']: translations.map((one) => ({
        '@type': 'NewsArticle',
        inLanguage: one.lang,
        url: site.origin + one.path,
      })),
    }),
    author: [publisher],
    publisher,
    ...(metadata.corrections.length > 0 && {
      correction: metadata.corrections.map(({ at, note }) => ({
        '@type': 'CorrectionComment',
        datePublished: formatInstant(at),
        text: inLanguage(note, lang, site.languages),
      })),
    }),
  };
}

/** A schema.org Event. It needs a place, so there is none for an event without one. */
function EventData(view: ReleaseView) {
  const { site, lang, headline, release, canonical, withdrawal } = view;
  const { event } = release.metadata;
  if (!event) return null;
  const { start, end, timeZone, location } = event;
  const place = location ? inLanguage(location, lang, site.languages) : headline.place;
  if (!place) return null;
  const timeOf = (instant: string) => describeInstant(Date.parse(instant), timeZone).time;
  const [picture] = picturesOf(release.metadata.attachments, lang);
  return (
    <JsonLd
      document={{
        '@context': 'https://schema.org',
        '@type': 'Event',
        name: headline.title,
        ...(headline.summary && { description: headline.summary }),
        inLanguage: lang,
        url: site.origin + canonical,
        startDate: timeOf(start),
        endDate: timeOf(end),
        eventStatus: `https://schema.org/Event${withdrawal ? 'Cancelled' : 'Scheduled'}`,
        location: { '@type': 'Place', name: place, address: place },
        organizer: { '@type': 'Organization', name: siteName(site, lang), url: site.origin },
        ...(picture && { image: site.origin + paths.file(picture) }),
      }}
    />
  );
}

/** A schema.org ImageObject. Its licence is a `license` only if it is an address. */
function imageObject({ site, lang }: ReleaseView, file: Attachment): object {
  const { width, height, caption, credit, licence } = file;
  const url = site.origin + paths.file(file);
  const isAddress = licence && /^https?:\/\/\S+$/.test(licence);
  return {
    '@type': 'ImageObject',
    url,
    contentUrl: url,
    encodingFormat: file.mediaType,
    ...(width && height && { width, height }),
    name: givenTitle(file) || undefined,
    description: altOf(site, lang, file) || undefined,
    ...(caption?.[lang] && { caption: caption[lang] }),
    ...(credit && { creditText: credit }),
    ...(licence && { [isAddress ? 'license' : 'copyrightNotice']: licence }),
  };
}

/** A schema.org BreadcrumbList: the newsroom, the main topic with its ancestors, the release. */
function breadcrumbs({ site, lang, taxonomy, headline, release, canonical }: ReleaseView): object {
  const main = taxonomy.byId(release.metadata.fieldsOfWork[0] ?? 0);
  const topics = main ? [...taxonomy.ancestorsOf(main), main] : [];
  const steps = [
    [wordsOf(lang).newsroom, paths.home(site, lang)],
    ...topics.map((term) => [termName(term, lang, site.languages), paths.term(site, lang, term)]),
    [headline.title, canonical],
  ];
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: steps.map(([name, path], index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: `${site.origin}${path}`,
    })),
  };
}
