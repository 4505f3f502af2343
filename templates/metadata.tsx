/** What machines read of a release in its page: Open Graph and schema.org. */
import { raw } from 'hono/html';
import { formatInstant } from '../src/domain/instant.ts';
import { inLanguage, openGraphLocale } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { termName } from '../src/domain/taxonomy.ts';
import type { ReleaseView } from './release.tsx';

export function ReleaseMetadata(view: ReleaseView) {
  const { site, lang, head, release, alternates } = view;
  const others = alternates.filter((one) => one.lang !== lang);
  return (
    <>
      <meta property="og:type" content="article" />
      <meta property="og:title" content={head.title} />
      <meta property="og:url" content={site.origin + view.canonical} />
      <meta property="og:site_name" content={inLanguage(site.name, lang, site.languages)} />
      <meta property="og:locale" content={openGraphLocale(lang)} />
      {others.map((one) => (
        <meta property="og:locale:alternate" content={openGraphLocale(one.lang)} />
      ))}
      {head.summary && <meta property="og:description" content={head.summary} />}
      <meta property="article:published_time" content={formatInstant(release.publishedAt)} />
      <meta property="article:modified_time" content={formatInstant(release.modifiedAt)} />
      {raw(`<script type="application/ld+json">${newsArticle(view)}</script>`)}
    </>
  );
}

/** schema.org NewsArticle as JSON that is safe inside a script element. */
function newsArticle({ site, lang, taxonomy, head, release, canonical }: ReleaseView): string {
  const { facts } = release;
  const name = inLanguage(site.name, lang, site.languages);
  const publisher = { '@type': 'Organization', name, url: site.origin };
  const names = (ids: number[]) =>
    ids.flatMap((id) => {
      const term = taxonomy.byId(id);
      return term ? [{ '@type': 'Thing', name: termName(term, lang, site.languages) }] : [];
    });
  const image = facts.attachments.filter(({ mediaType }) => mediaType.startsWith('image/'));
  const document = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    identifier: release.releaseId,
    mainEntityOfPage: site.origin + canonical,
    url: site.origin + canonical,
    headline: head.title,
    ...(head.summary && { description: head.summary }),
    inLanguage: lang,
    datePublished: formatInstant(release.publishedAt),
    dateModified: formatInstant(release.modifiedAt),
    ...(head.place && { contentLocation: { '@type': 'Place', name: head.place } }),
    about: names([...facts.fieldsOfWork, ...facts.countries, ...facts.meetings]),
    ...(image.length > 0 && { image: image.map((file) => site.origin + paths.file(file)) }),
    author: [publisher],
    publisher,
    ...(facts.corrections.length > 0 && {
      correction: facts.corrections.map(({ at, note }) => ({
        '@type': 'CorrectionComment',
        datePublished: formatInstant(at),
        text: inLanguage(note, lang, site.languages),
      })),
    }),
  };
  return JSON.stringify(document).replaceAll('<', '\\u003c');
}
