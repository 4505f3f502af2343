/** The list of releases, with its filters. */
import { ReleaseSearch } from '../../templates/desk/release-search.tsx';
import { isId } from '../domain/identifier.ts';
import * as paths from '../domain/paths.ts';
import { pathOfAddress } from '../domain/redirect.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { type Answer, callApi } from './api-call.ts';
import { listedRelease } from './listed-releases.ts';
import { deskPage, seeOther, wordsFor } from './page.ts';
import { findByAddress } from './release-finder.ts';

const filters = [
  'q',
  'state',
  'kind',
  'lang',
  'author',
  'publishFrom',
  'publishTo',
  'order',
] as const;

const nothing: Answer<'GET /releases'> = { document: { items: [], next: null }, etag: '' };

/** The list; a search for an address or an id leads to its release. */
export async function releaseListPage(c: AppContext) {
  const words = wordsFor(c);
  const { site, lang, primary } = c.var;
  const query = Object.fromEntries(
    [...filters, 'cursor'].flatMap((name) => {
      const value = c.req.query(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const { q = '' } = query;
  const isAddress = pathOfAddress(q) !== null;
  const id = isAddress || isId(q) ? await findByAddress(c, q) : null;
  if (id !== null) return seeOther(c, paths.deskRelease(id));
  const [taxonomy, { document }] = await Promise.all([
    findTaxonomy(primary),
    isAddress ? nothing : callApi(c, 'GET /releases', { query: query as never }),
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
      unknown: isAddress ? q : null,
      items: document.items.map((entry) => listedRelease(c, taxonomy, entry)),
      next: document.next === null ? null : `${paths.desk}/releases?${rest}`,
    }),
  });
}
