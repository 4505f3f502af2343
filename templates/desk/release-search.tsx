/** The list of releases on the desk, with its filters. */
import * as paths from '../../src/domain/paths.ts';
import { states } from '../../src/domain/release.ts';
import { type Term, termName } from '../../src/domain/taxonomy.ts';
import { wordsOf } from '../words.ts';
import { importPath } from './import.tsx';
import { type ListedRelease, ReleaseItems } from './release-items.tsx';
import { type DeskWords, fill } from './words.ts';

export interface ReleaseListProperties {
  words: DeskWords;
  lang: string;
  languages: readonly string[];
  kinds: Term[];
  /** The filters that are set. */
  query: Record<string, string>;
  /** An address that was searched and that no release has; null without one. */
  unknown: string | null;
  items: ListedRelease[];
  /** The address of the next page, or null. */
  next: string | null;
}

export function ReleaseSearch({
  words,
  lang,
  languages,
  kinds,
  query,
  unknown,
  items,
  next,
}: ReleaseListProperties) {
  const option = (value: string, text: string, chosen: string | undefined) => (
    <option value={value} selected={value === (chosen ?? '')}>
      {text}
    </option>
  );
  return (
    <>
      <search>
        <form action={`${paths.desk}/releases`} class="filters panel">
          <label for="q">
            {words.titleOrAddress}
            <input id="q" name="q" type="search" value={query.q} />
          </label>
          <label for="state">
            {words.state}
            <select id="state" name="state">
              {option('', words.anyState, query.state)}
              {states.map((state) => option(state, words[state], query.state))}
            </select>
          </label>
          <label for="kind">
            {words.kind}
            <select id="kind" name="kind">
              {option('', words.anyKind, query.kind)}
              {kinds.map((kind) => option(kind.slug, termName(kind, lang, languages), query.kind))}
            </select>
          </label>
          <label for="lang">
            {words.languages}
            <select id="lang" name="lang">
              {option('', '–', query.lang)}
              {languages.map((one) => option(one, wordsOf(one).language, query.lang))}
            </select>
          </label>
          <label for="publishFrom">
            {words.outFrom}
            <input id="publishFrom" name="publishFrom" type="date" value={query.publishFrom} />
          </label>
          <label for="publishTo">
            {words.outTo}
            <input id="publishTo" name="publishTo" type="date" value={query.publishTo} />
          </label>
          {query.order && <input type="hidden" name="order" value={query.order} />}
          <button type="submit" class="main">
            {words.search}
          </button>
        </form>
      </search>
      <p class="row links">
        <a href={`${paths.desk}/calendar`}>{words.calendar}</a>
        <a href={`${paths.desk}/early-access`}>{words.earlyAccess}</a>
      </p>
      <section>
        {items.length > 0 ? (
          <ReleaseItems items={items} words={words} />
        ) : (
          <p>{unknown === null ? words.noMatches : fill(words.noSuchAddress, unknown)}</p>
        )}
        {next && (
          <p>
            <a href={next}>{words.more}</a>
          </p>
        )}
      </section>
      <p>
        <a href={importPath}>{words.adminImport}</a>
      </p>
    </>
  );
}
