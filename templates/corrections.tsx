/** The releases that were corrected, the last correction first. */
import { inLanguage, langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { termName } from '../src/domain/taxonomy.ts';
import { DayAndHour } from './history.tsx';
import { Layout } from './layout.tsx';
import { Entry, type Listing, Older, TermBreadcrumb, TermName } from './listing.tsx';
import { wordsOf } from './words.ts';

export function CorrectionsPage(view: Omit<Listing, 'front' | 'corrected'>) {
  const { site, lang, taxonomy, term, releases } = view;
  const words = wordsOf(lang);
  const of = term ? `${words.colon} ${termName(term, lang, site.languages)}` : '';
  const title = words.corrections + of;
  const pathOf = (format: paths.FeedFormat) => paths.correctionsFeed(site, lang, format, term);
  return (
    <Layout {...view} title={title} feeds={{ name: title, pathOf }}>
      {term && (
        <TermBreadcrumb
          {...view}
          terms={[...taxonomy.ancestorsOf(term), term]}
          of={term.taxonomy}
        />
      )}
      <h1>
        {words.corrections}
        {term && (
          <>
            {words.colon} <TermName {...view} term={term} />
          </>
        )}
      </h1>
      {releases.length === 0 && <p class="nothing">{words.nothingYet}</p>}
      {releases.length > 0 && (
        <ol class="releases">
          {releases.map((release) => (
            <Entry {...view} release={release}>
              {release.metadata.corrections.toReversed().map(({ at, note }) => (
                <>
                  <DayAndHour site={site} lang={lang} at={at} />
                  {' – '}
                  <span {...langAttributes(languageIn(note, lang, site.languages), lang)}>
                    {inLanguage(note, lang, site.languages)}
                  </span>
                  <br />
                </>
              ))}
            </Entry>
          ))}
        </ol>
      )}
      <Older {...view} />
    </Layout>
  );
}
