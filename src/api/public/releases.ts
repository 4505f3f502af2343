/** The public releases, as JSON: the list with its filters, and one release. */
import * as v from 'valibot';
import { interfaceLanguages } from '../../../templates/words.ts';
import { parseCursor } from '../../domain/cursor.ts';
import { dayAfter, isCalendarDate, range, startOfDay } from '../../domain/instant.ts';
import { toPublic, toPublicJson } from '../../domain/release.ts';
import { longestSearch, parseQuery, parseWithForms } from '../../domain/search.ts';
import type { Site } from '../../domain/site.ts';
import { parameterOf, taxonomySlugs } from '../../domain/taxonomy.ts';
import { tag, tagsOfSelection } from '../../edge-cache.ts';
import { jsonResponse, jsonTextResponse } from '../../http/responses.ts';
import { refuseWithdrawn } from '../../http/withdrawn.ts';
import { type Db, readBatch } from '../../store/db/connect.ts';
import { forgetBodies, isIncomplete } from '../../store/public/listed-bodies.ts';
import { anyLanguage, readWholeList } from '../../store/public/listings.ts';
import { readWhole } from '../../store/public/public-releases.ts';
import { readIntersection } from '../../store/search/intersection-list.ts';
import { readFound, readSearch } from '../../store/search/search.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { operation } from '../endpoint.ts';
import { cursor, limit, linkToNext } from '../paging.ts';
import * as schemas from '../response-schemas.ts';
import type { DescribedSite } from '../site-placeholders.ts';

const slugs = v.optional(
  v.pipe(
    v.array(v.pipe(v.string(), v.normalize())),
    v.maxLength(20, 'may be given 20 times at most'),
    v.description('Slugs of terms. A release matches if it has one of them.'),
  ),
);

const day = (description: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(isCalendarDate, `must be a date, YYYY-MM-DD, ${range}`),
      v.description(description),
    ),
  );

export const listQuery = (site: DescribedSite) =>
  v.strictObject({
    lang: v.optional(
      v.pipe(
        v.picklist(site.languages, 'is not a language of this site'),
        v.description('Only releases that have an edition in this language.'),
      ),
    ),
    // Each taxonomy by its slug, kinds as `kind`.
    kind: slugs,
    'fields-of-work': slugs,
    countries: slugs,
    structures: slugs,
    meetings: slugs,
    since: day('The first day, YYYY-MM-DD in the time zone of the site.'),
    until: day('The last day, YYYY-MM-DD in the time zone of the site.'),
    q: v.optional(
      v.pipe(
        v.string(),
        v.maxLength(longestSearch, `must be at most ${longestSearch} characters long`),
        v.check((text) => parseQuery(text).length > 0, 'must have a letter or a digit'),
        v.description(
          'Words, in any of their forms, and exact “phrases”; a release matches if it has all.',
        ),
      ),
    ),
    limit: limit(20),
    cursor: cursor(parseCursor),
  });

/** The filters of a list, as the store takes them. */
async function selectionOf(site: Site, query: v.InferOutput<ReturnType<typeof listQuery>>) {
  const { lang = null, since, until, q, limit, cursor: after = null } = query;
  return {
    lang,
    sought: q === undefined ? null : await parseWithForms(q, site.synonyms, site.languages),
    since: since === undefined ? null : startOfDay(since, site.timeZone),
    before: until === undefined ? null : startOfDay(dayAfter(until), site.timeZone),
    limit,
    after,
    terms: taxonomySlugs.flatMap((taxonomy) => {
      const given = query[parameterOf(taxonomy)];
      return given ? [[taxonomy, given] as const] : [];
    }),
  };
}

/** Reads the list of one term, or of everything, as one range of an index; others as an intersection. */
function readListed(
  db: Db,
  { terms, ...query }: Awaited<ReturnType<typeof selectionOf>>,
  now: number,
) {
  const selection = { ...query, lang: query.lang ?? anyLanguage, now };
  const [[taxonomy, [slug, ...more]] = [null, []], ...others] = terms;
  if (others.length > 0 || more.length > 0) return readIntersection(db, terms, selection);
  return readWholeList(db, { ...selection, term: taxonomy && slug ? [taxonomy, slug] : null });
}

export const publicReleaseOperations = [
  operation(
    {
      method: 'get',
      path: '/releases',
      name: 'listReleases',
      summary: 'List what is public, the newest first.',
      needs: null,
      query: listQuery,
      responses: {
        200: {
          description:
            'A page of the list. It may be shorter than `limit`, even empty: the list ends where `next` is null.',
          schema: schemas.pageOf(schemas.release),
          headers: ['ETag', 'Link'],
        },
      },
    },
    async (c, { query }) => {
      const { db, now, site } = c.var;
      const selection = await selectionOf(site, query);
      const { sought, terms: filters, lang, limit } = selection;
      // Releases may be in languages that the site has no longer.
      const languages = lang === null ? interfaceLanguages.length : 1;
      const found =
        sought && readFound(db, { ...selection, sought, filters, now }, { limit, languages });
      const context = readPageContext(db, now);
      const read = () =>
        found
          ? readSearch(db, now, [found, context]).then(({ found }) => found)
          : readBatch(db, [readListed(db, selection, now), context]);
      let [list, { taxonomy, next, state }] = await read();
      if (isIncomplete(list.items)) {
        forgetBodies();
        [list, { taxonomy, next, state }] = await read();
      }
      const items = list.items.map((release) =>
        toPublicJson(site, taxonomy, release, release.bodies ?? {}),
      );
      const tags = tagsOfSelection(taxonomy, filters, lang ?? anyLanguage);
      const link = list.next === null ? {} : linkToNext(c, list.next);
      const text = `{"items":[${items.join()}],"next":${JSON.stringify(list.next)}}`;
      return jsonTextResponse(c, text, { now, next, tags, state: found ? null : state }, link);
    },
  ),
  operation(
    {
      method: 'get',
      path: '/releases/{id}',
      name: 'readRelease',
      summary: 'Read a release that is public, or that was withdrawn with a notice.',
      needs: null,
      query: v.strictObject({}),
      responses: {
        200: { description: 'The release.', schema: schemas.release, headers: ['ETag', 'Link'] },
      },
      problems: ['gone', 'legally-barred'],
    },
    async (c) => {
      const { db, now, site } = c.var;
      const id = c.req.param('id') ?? '';
      const [found, { taxonomy, next, state }] = await readBatch(db, [
        readWhole(db, id, now),
        readPageContext(db, now),
      ]);
      c.set('next', next);
      if (!found) return c.notFound();
      const { release, withdrawal } = found;
      if (withdrawal) refuseWithdrawn(site, site.defaultLanguage, withdrawal);
      const document = toPublic(site, taxonomy, release, release.bodies, withdrawal);
      const page = `<${document.url}>; rel="alternate"; type="text/html"`;
      return jsonResponse(
        c,
        document,
        { now, next, state, tags: [tag.release(id), tag.terms] },
        { Link: page },
      );
    },
  ),
] as const;
