/** The releases that were corrected, the last correction first. */
import { formatInstant } from '../src/domain/instant.ts';
import { inLanguage, langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { hourOfDay, longDay } from './dates.ts';
import { Layout } from './layout.tsx';
import { Entry, type Listing, Older } from './listing.tsx';
import { wordsOf } from './words.ts';

export function CorrectionsPage(view: Omit<Listing, 'term' | 'front'>) {
  const { site, lang, releases } = view;
  const words = wordsOf(lang);
  const feeds = paths.feedFormats.map((format) => ({
    ...paths.feedTypes[format],
    path: paths.correctionsFeed(site, lang, format),
  }));
  return (
    <Layout
      {...view}
      title={words.corrections}
      head={feeds.map(({ title, mediaType, path }) => (
        <link
          rel="alternate"
          type={mediaType}
          title={`${words.corrections} (${title})`}
          href={site.origin + path}
        />
      ))}
    >
      <h1>{words.corrections}</h1>
      {releases.length === 0 && <p class="nothing">{words.nothingYet}</p>}
      <ol class="releases corrected">
        {releases.map((release) => (
          <Entry {...view} release={release}>
            {release.metadata.corrections.toReversed().map(({ at, note }) => (
              <>
                <time datetime={formatInstant(at)}>
                  {longDay(at, lang, site.timeZone)},{' '}
                  <bdi>{hourOfDay(at, lang, site.timeZone)}</bdi>
                </time>{' '}
                <span {...langAttributes(languageIn(note, lang, site.languages), lang)}>
                  {inLanguage(note, lang, site.languages)}
                </span>
                <br />
              </>
            ))}
          </Entry>
        ))}
      </ol>
      <Older {...view} />
      <ul class="feeds" aria-label={`${words.feeds}${words.colon} ${words.corrections}`}>
        {feeds.map(({ title, path }) => (
          <li>
            <a href={path}>{title}</a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}
