/** The list of releases, with its filters. */
import { ReleaseSearch } from '../../templates/desk/release-search.tsx';
import * as paths from '../domain/paths.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { listedRelease } from './listed-releases.ts';
import { deskPage, wordsFor } from './page.ts';

const filters = ['q', 'state', 'kind', 'lang', 'author', 'publishFrom', 'publishTo'] as const;

export async function releaseListPage(c: AppContext) {
  const words = wordsFor(c);
  const { site, lang, primary } = c.var;
  const query = Object.fromEntries(
    [...filters, 'cursor'].flatMap((name) => {
      const value = c.req.query(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const [taxonomy, { document }] = await Promise.all([
    findTaxonomy(primary),
    callApi(c, 'GET /releases', { query: query as never }),
  ]);
  const rest = new URLSearchParams({ ...query, cursor: document.next ?? '' });
  return deskPage(c, {
    title: words.releases,
    section: 'releases',
    children: ReleaseSearch({
      words,
      lang,
      languages: site.languages,
      kinds: taxonomy.list('kinds'),
      query,
      items: document.items.map((entry) => listedRelease(c, taxonomy, entry)),
      next: document.next === null ? null : `${paths.desk}/releases?${rest}`,
    }),
  });
}
