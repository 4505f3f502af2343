/** The public API: what the pages show, as JSON. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import * as v from 'valibot';
import { parseCursor } from '../../domain/cursor.ts';
import { dayAfter, isCalendarDate, range, startOfDay } from '../../domain/instant.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { toPublic } from '../../domain/release.ts';
import { longestSearch, parseQuery } from '../../domain/search.ts';
import type { Site } from '../../domain/site.ts';
import { parameterOf, taxonomySlugs } from '../../domain/taxonomy.ts';
import { tag, tagsOfSelection } from '../../edge-cache.ts';
import type { AppContext, AppEnv } from '../../http/context.ts';
import { acceptQuery } from '../../http/input.ts';
import { jsonResponse } from '../../http/responses.ts';
import { refuseWithdrawn } from '../../http/withdrawn.ts';
import { type Db, readBatch } from '../../store/db/connect.ts';
import { anyLanguage, readWholeList } from '../../store/public/listings.ts';
import { readWhole } from '../../store/public/public-releases.ts';
import { readIntersection } from '../../store/search/intersection-list.ts';
import { readFound, readSearch } from '../../store/search/search.ts';
import { readPageContext } from '../../store/taxonomy/terms.ts';
import { editorsOperations } from '../editor/routes.ts';
import { mount, type Operation } from '../endpoint.ts';
import { openApiDocument } from '../openapi.ts';
import { linkToNext, pageLength } from '../paging.ts';
import * as schemas from '../response-schemas.ts';
import { changeOperations } from './changes.ts';
import { taxonomyOperations } from './taxonomies.ts';

const exposed = ['ETag', 'Link', 'Retry-After'];

/** The parameters that name terms: each taxonomy by its slug, kinds as `kind`. */
const termParameters = taxonomySlugs.map((taxonomy) => [parameterOf(taxonomy), taxonomy] as const);
const singleParameters = ['lang', 'since', 'until', 'q', 'limit', 'cursor'];

async function listReleases(c: AppContext): Promise<Response> {
  const { db, now, site } = c.var;
  const query = readQuery(c);
  const found =
    query.sought &&
    readFound(
      db,
      { ...query, sought: query.sought, filters: query.terms, now },
      {
        after: query.after,
        limit: query.limit,
        languages: query.lang === null ? c.var.site.languages.length : 1,
      },
    );
  const setting = readPageContext(db, now);
  const [list, { taxonomy, next }] = found
    ? await readSearch(db, now, [found, setting])
    : await readBatch(db, [readListed(db, query, now), setting]);
  const items = list.items.map((release) => toPublic(site, taxonomy, release, release.bodies));
  const tags = tagsOfSelection(taxonomy, query.terms, query.lang ?? anyLanguage);
  const link = list.next === null ? {} : linkToNext(c, list.next);
  return jsonResponse(c, { items, next: list.next }, { now, next, tags }, link);
}

/** A list of one term, or of everything, is a range of one key; other lists are met on the way. */
function readListed(db: Db, { terms, ...query }: ReturnType<typeof readQuery>, now: number) {
  const selection = { ...query, lang: query.lang ?? anyLanguage, now };
  const [[taxonomy, [slug, ...more]] = [null, []], ...others] = terms;
  if (others.length > 0 || more.length > 0) return readIntersection(db, terms, selection);
  return readWholeList(db, { ...selection, term: taxonomy && slug ? [taxonomy, slug] : null });
}

/** @throws Problem `malformed` with an entry for each parameter that does not hold */
function readQuery(c: AppContext) {
  const { site } = c.var;
  const given = c.req.queries();
  const errors: Fault[] = [];
  const fault = (name: string, detail: string) => errors.push({ pointer: `/${name}`, detail });
  for (const [name, values] of Object.entries(given)) {
    const single = singleParameters.includes(name);
    if (!single && !termParameters.some(([one]) => one === name)) fault(name, 'is not a parameter');
    if (single && values.length > 1) fault(name, 'may be given once');
    if (values.length > 20) fault(name, 'may be given 20 times at most');
  }
  const one = (name: string) => given[name]?.[0] ?? null;
  const lang = one('lang');
  if (lang !== null && !site.languages.includes(lang))
    fault('lang', 'is not a language of this site');
  const day = (name: string) => {
    const date = one(name);
    if (date !== null && !isCalendarDate(date)) fault(name, `must be a date, YYYY-MM-DD, ${range}`);
    return date !== null && isCalendarDate(date) ? date : null;
  };
  const [since, until] = [day('since'), day('until')];
  const limit = v.safeParse(pageLength, one('limit') ?? '20');
  if (!limit.success) fault('limit', 'must be a number from 1 to 100');
  const text = one('q');
  if (text !== null && text.length > longestSearch) {
    fault('q', `must be at most ${longestSearch} characters long`);
  }
  const sought = text === null ? null : parseQuery(text);
  if (sought?.length === 0) {
    fault('q', 'must have a letter or a digit');
  }
  const cursor = one('cursor');
  const after = cursor === null ? null : parseCursor(cursor);
  if (cursor !== null && after === null) fault('cursor', 'is not a cursor of this list');
  if (errors.length > 0) {
    throw new Problem('malformed', 'These parameters do not hold.', { errors });
  }
  return {
    lang,
    sought,
    since: since === null ? null : startOfDay(since, site.timeZone),
    before: until === null ? null : startOfDay(dayAfter(until), site.timeZone),
    limit: limit.success ? limit.output : 20,
    after,
    terms: termParameters.flatMap(([name, taxonomy]) =>
      given[name] ? [[taxonomy, given[name]] as const] : [],
    ),
  };
}

async function findRelease(c: AppContext): Promise<Response> {
  const { db, now, site } = c.var;
  acceptQuery(nothing, c.req);
  const id = c.req.param('id') ?? '';
  const [found, { taxonomy, next }] = await readBatch(db, [
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
    { now, next, tags: [tag.release(id), tag.terms] },
    { Link: page },
  );
}

/** What a program needs to know before it sends anything: which languages, whose clock. */
async function findSite(c: AppContext): Promise<Response> {
  acceptQuery(nothing, c.req);
  const { name, origin, languages, timeZone, twoPersons } = c.var.site;
  const document = { name, url: origin, languages, timeZone, twoPersons };
  return jsonResponse(c, document, { now: c.var.now, next: null, tags: [tag.generatedFiles] });
}

const optional = (description: string) =>
  v.optional(v.pipe(v.string(), v.description(description)));
const slugs = v.optional(
  v.pipe(v.array(v.string()), v.description('Slugs of terms, any of them.')),
);

const nothing = v.strictObject({});

const known = new WeakMap<Site, object>();

/** The description of a site's API, made at the first request for it. */
function described(site: Site): object {
  const document = known.get(site) ?? openApiDocument(site, publicOperations, editorsOperations);
  known.set(site, document);
  return document;
}

export const publicOperations = [
  {
    method: 'get',
    path: '/releases',
    name: 'listReleases',
    summary: 'List what is public, the newest first.',
    needs: null,
    query: v.strictObject({
      lang: optional('Releases that have this language.'),
      kind: slugs,
      'fields-of-work': slugs,
      countries: slugs,
      structures: slugs,
      meetings: slugs,
      since: optional('A day in the office’s time zone, YYYY-MM-DD.'),
      until: optional('A day in the office’s time zone, YYYY-MM-DD; it is included.'),
      q: optional('Words and “phrases”, all of which must be there; the newest first.'),
      limit: optional('From 1 to 100; else 20.'),
      cursor: optional('`next` of the page before.'),
    }),
    answers: {
      200: {
        description:
          'A page of the list. Where several filters or words share little, it may have less than `limit`, even nothing, and yet a `next`: the list ends where `next` is null.',
        schema: schemas.pageOf(schemas.release),
        headers: ['ETag', 'Link'],
      },
    },
    handle: listReleases,
  },
  {
    method: 'get',
    path: '/releases/{id}',
    name: 'readRelease',
    summary: 'Read a release that is public, or that was withdrawn with a notice.',
    needs: null,
    query: nothing,
    answers: {
      200: { description: 'The release.', schema: schemas.release, headers: ['ETag', 'Link'] },
    },
    problems: ['gone', 'legally-barred'],
    handle: findRelease,
  },
  ...changeOperations,
  ...taxonomyOperations,
  {
    method: 'get',
    path: '/site',
    name: 'findSite',
    summary: 'The newsroom: its name, its languages (the default one first), its time zone.',
    needs: null,
    query: nothing,
    answers: { 200: { description: 'The newsroom.', schema: schemas.site } },
    handle: findSite,
  },
  {
    method: 'get',
    path: '/openapi.json',
    name: 'describe',
    summary: 'This document.',
    needs: null,
    query: nothing,
    answers: { 200: { description: 'OpenAPI 3.1.', schema: v.record(v.string(), v.any()) } },
    handle: async (c) => {
      acceptQuery(nothing, c.req);
      return jsonResponse(c, described(c.var.site), { now: c.var.now, next: null, tags: [] });
    },
  },
] as const satisfies readonly Operation[];

export function publicRoutes(): Hono<AppEnv> {
  const app = new Hono<AppEnv>().use(
    cors({ origin: '*', allowMethods: ['GET', 'HEAD'], exposeHeaders: exposed }),
  );
  return mount(app, publicOperations);
}
