/**
 * Writes a synthetic archive into a local database, with the rows that publishing through the API
 * would leave. It is as uneven as a real one: more releases every year, on working days and in office
 * hours; a few terms have most of them; most bodies are one text of the sample newsroom, some are
 * many; all releases are in English, some also in Russian or French.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { D1Database } from '@cloudflare/workers-types';
import { parse } from 'yaml';
import { root } from '../dev/local.ts';
import { renderBody } from '../src/domain/body.ts';
import { formatCursor } from '../src/domain/cursor.ts';
import { forever } from '../src/domain/instant.ts';
import { type TaxonomySlug, taxonomySlugs } from '../src/domain/taxonomy.ts';
import { wordsOf } from '../templates/words.ts';

/** Addresses of pages to measure. */
export interface Archive {
  /** Releases from all parts of the archive. */
  releases: string[];
  newsroom: string;
  /** The cursor of page 5,000 of the list of all releases, or of the last page but one. */
  place: string;
  /** That page in the newsroom, and in the largest term. */
  deep: string;
  deepOfLargest: string;
  /** The page of the term with one release. */
  rarest: string;
  /** The page of the term under which every release is listed. */
  largest: string;
  /** The same terms as filters of the API. */
  rarestFilter: string;
  largestFilter: string;
}

const perPage = 20;
const deepPage = 5000;

const editor = 'bencheditor1';
const began = Date.UTC(2004, 0, 5, 9);
const day = 24 * 60 * 60 * 1000;
const perBatch = 5000;
const samples = 40;

/** The number of scheduled releases beside the public ones. */
const scheduled = 20;

/** The first id of each taxonomy's terms, and their number. Countries are below the first of them. */
const ids: Record<TaxonomySlug, { first: number; count: number }> = {
  kinds: { first: 1, count: 6 },
  'fields-of-work': { first: 11, count: 20 },
  countries: { first: 100, count: 58 },
  structures: { first: 201, count: 40 },
  meetings: { first: 301, count: 10 },
};
const allCountries = ids.countries.first;
const rareField = ids['fields-of-work'].first + ids['fields-of-work'].count - 1;

/** A larger archive has short bodies of so many characters, since D1 is limited to 10 GB. */
const mostWhole = 200_000;
const shortBody = 400;

/**
 * Fills an empty database with `count` public releases, which are in no generated file yet.
 * @param searched whether they are marked for the search index
 */
export async function fillArchive(
  db: D1Database,
  count: number,
  searched = true,
): Promise<Archive> {
  await plantTerms(db);
  await db
    .prepare("insert into editors (id, name, role, created_at) values (?, 'Bench', 'editor', ?)")
    .bind(editor, began)
    .run();
  const bodies = await readBodies(count > mostWhole ? shortBody : Infinity);
  const now = Date.now();
  for (let from = 1; from <= count + scheduled; from += perBatch) {
    const to = Math.min(from + perBatch - 1, count + scheduled);
    const span = [from, to] as const;
    await db.batch([
      db.prepare(insertReleases).bind(...span, editor, began),
      db.prepare(insertPublications).bind(...span, count, began, now, forever, searched ? 0 : 2),
      ...bodies.map(({ turn, of, lang, html, markdown, text }) =>
        db.prepare(insertEditions).bind(...span, turn, of, lang, html, markdown, text),
      ),
      db.prepare(insertListings).bind(...span),
      db.prepare(insertRevisions).bind(...span, editor),
      db.prepare(insertChanges).bind(...span),
    ]);
  }
  return addresses(db, count);
}

async function plantTerms(db: D1Database): Promise<void> {
  const terms = taxonomySlugs.flatMap((taxonomy) => {
    const { first, count } = ids[taxonomy];
    return Array.from({ length: count }, (_, position) => ({
      id: first + position,
      taxonomy,
      slug: `${taxonomy}-${first + position}`,
      parentId: taxonomy === 'countries' && position > 0 ? first : null,
      position,
      closed: 0,
      formerSlugs: [],
      names: { en: `Term ${first + position} of ${taxonomy}`, fr: `Terme ${first + position}` },
    }));
  });
  const columns = ['id', 'taxonomy', 'slug', 'parentId', 'position', 'names'];
  const values = columns.map((name) => `value ->> '${name}'`).join(', ');
  await db.batch([
    db
      .prepare(
        `insert into terms (id, taxonomy, slug, parent_id, position, names) select ${values} from json_each(?)`,
      )
      .bind(JSON.stringify(terms)),
    ...taxonomySlugs.map((slug) =>
      db
        .prepare('update taxonomies set token = lower(hex(randomblob(8))), tree = ? where slug = ?')
        .bind(JSON.stringify(terms.filter(({ taxonomy }) => taxonomy === slug)), slug),
    ),
  ]);
}

interface SampleFile {
  release: { editions: Record<string, { markdown: string }> };
}

/** The number of texts of the sample newsroom in a body. */
const lengths = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6, 10];

/** Bodies from the texts of the sample newsroom, by language. Each is used once in `of` releases. */
async function readBodies(longest: number) {
  const folder = join(root, 'dev/sample/releases');
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const editions = texts.map((text) => (parse(text) as SampleFile).release.editions);
  return ['en', 'ru', 'fr'].flatMap((lang) => {
    const all = editions.flatMap((byLanguage) => byLanguage[lang]?.markdown ?? []);
    return lengths.map((length, turn) => {
      const parts = Array.from({ length }, (_, place) => all[(turn + place) % all.length]);
      const markdown = beginning(parts.join('\n\n'), longest);
      const body = renderBody(markdown, wordsOf(lang), () => null);
      return { turn, of: lengths.length, lang, markdown, ...body };
    });
  });
}

/** As many paragraphs of a text as fit, at least one. */
function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.lastIndexOf('\n\n', longest);
  return text.slice(0, end > 0 ? end : longest);
}

async function addresses(db: D1Database, count: number): Promise<Archive> {
  const chosen = await db
    .prepare(
      `select '/releases/' || release_id || '/' || (heads ->> '$.en.slug') as path
       from publications where id <= ? and id % ? = 1 order by id limit ?`,
    )
    .bind(count, Math.max(1, Math.floor(count / samples)), samples)
    .all<{ path: string }>();
  const before = Math.min((deepPage - 1) * perPage, count - 2 * perPage);
  const found = await db
    .prepare(
      `select published_at as publishedAt, release_id as releaseId from listings
       where term_id = 0 and lang = '*' order by published_at desc, release_id desc limit 1 offset ?`,
    )
    .bind(scheduled + before - 1)
    .first<{ publishedAt: number; releaseId: string }>();
  if (!found) throw new Error('The archive is too small to have a deep page.');
  const place = formatCursor(found);
  const rarest = `fields-of-work-${rareField}`;
  const largest = `countries-${allCountries}`;
  return {
    releases: chosen.results.map(({ path }) => path),
    newsroom: '/',
    place,
    deep: `/?cursor=${place}`,
    deepOfLargest: `/countries/${largest}?cursor=${place}`,
    rarest: `/fields-of-work/${rarest}`,
    largest: `/countries/${largest}`,
    rarestFilter: `fields-of-work=${rarest}`,
    largestFilter: `countries=${largest}`,
  };
}

/** Casts a parameter: D1 binds JavaScript's numbers as REAL, also whole ones. */
const whole = (place: number) => `cast(?${place} as integer)`;

const series = `with recursive series (i) as
  (select ${whole(1)} union all select i + 1 from series where i < ?2)`;
const idOf = "printf('%012x', i * 4050300000001 % 281474976710656)";

const insertReleases = `${series}
insert into releases (id, version, change, created_at, created_by, updated_at, updated_by)
select ${idOf}, 1, 2, ?4, ?3, ?4, ?3 from series`;

/** A number from 0 to 1 for each release, the same in every run; `by` is odd. */
const drawn = (by: number) => `(i * ${by} % 4294967296 / 4294967296.0)`;

/** One of `count` terms; the first are chosen most often. */
const oneOf = (first: number, count: number, draw: string) =>
  `${first} + cast(${count} * ${draw} * ${draw} * ${draw} as integer)`;

const week = 7 * day;
const aMonday = 4 * day;
/** The part of its day or week that has passed at an instant; weeks begin on Mondays. */
const into = (at: string, span: number) => `((${at} - ${aMonday}) % ${span})`;
/** Moves all instants of a day or week into a part of it, in the same order. */
const pressed = (at: string, span: number, part: number, begin = 0) =>
  `(${at} - ${into(at, span)} + cast(${begin} + ${into(at, span)} * ${part} as integer))`;

const yesterday = `(${whole(5)} - ${day})`;
/** Spreads the releases over the years: few at first, many at the end. */
const filling = `(${whole(4)} + cast((${yesterday} - ${whole(4)}) * (0.4 * x + 0.6 * sqrt(x)) as integer))`;

/** Parameters: from, to, count, began, now, forever, searchable. */
const insertPublications = `${series},
draws as (
  select i, (i - 1.0) / ?3 as x, ${drawn(2654435769)} as u, ${drawn(1640531527)} as v,
    ${drawn(2246822519)} as w from series
),
years as (select *, ${filling} as t from draws),
weeks as (select *, ${pressed('t', week, 5 / 7)} as d from years),
days as (select *, ${pressed('d', day, 10 / 24, (day * 7) / 24)} as h from weeks),
places as (
  select i,
    case when i <= ?3 then h else ${whole(5)} + (i - ${whole(3)}) * ${day} end as at,
    case when i % 10 = 0 then 2 + i / 10 % 5 else 1 end as kind,
    json_array(${oneOf(201, 40, 'u')}) as sources,
    case when i = ${whole(3)} / 3 then json_array(${oneOf(11, 10, 'v')}, ${rareField})
      when i % 3 = 0 then json_array(${oneOf(11, 10, 'v')})
      else json_array(${oneOf(11, 10, 'v')}, ${oneOf(21, 9, 'w')}) end as fields,
    json_array(${oneOf(101, 57, 'w')}) as countries,
    case when i % 5 = 0 then json_array(301 + i / 5 % 10) else '[]' end as meetings,
    json_object('title', 'Regional conference on water, borders and trade, session ' || i,
      'slug', 'regional-conference-on-water-borders-and-trade-session-' || i,
      'summary', 'Delegations from the participating States met to review what was agreed.',
      'place', 'VIENNA') as head
  from days
)
insert into publications (id, release_id, revision, visible_from, visible_until, published_at,
  modified_at, sitemap, searchable, listed, heads, facts)
select i, ${idOf}, 1, at, ?6, at, at, null, ${whole(7)},
  (select json_group_array(one.value)
   from json_each(json_array(json_array(0, kind, ${allCountries}), json(sources), json(fields),
     json(countries), json(meetings))) as list, json_each(list.value) as one),
  json_patch(json_object('en', json(head)), json_object(
    'ru', json(iif(i % 6 = 0, head, null)), 'fr', json(iif(i % 8 = 0, head, null)))),
  json_object('kind', kind, 'date', date(at / 1000, 'unixepoch'), 'sources', json(sources),
    'fieldsOfWork', json(fields), 'countries', json(countries), 'meetings', json(meetings),
    'contacts', json('[{"name":"Press office","email":"press@ord.example"}]'),
    'attachments', json('[]'), 'corrections', json('[]'))
from places`;

/** Parameters: from, to, turn, of, lang, html, markdown, text. */
const insertEditions = `
insert into editions (publication_id, lang, html, markdown, text)
select id, ?5, ?6, ?7, ?8 from publications
where id between ?1 and ?2 and id * 2654435769 % 4294967296 * ${whole(4)} / 4294967296 = ?3
  and json_type(heads, '$.' || ?5) is not null`;

const insertListings = `
insert into listings (term_id, lang, published_at, release_id, publication_id)
select place.value, edition.key, p.published_at, p.release_id, p.id
from publications as p, json_each(p.listed) as place,
  json_each(json_set(p.heads, '$."*"', 1)) as edition
where p.id between ?1 and ?2`;

/** Parameters: from, to, editor. */
const insertRevisions = `
insert into revisions (release_id, number, snapshot, created_at, created_by)
select p.release_id, 1,
  json_set(json_remove(p.facts, '$.corrections'), '$.legacyUrls', json('[]'), '$.editions',
    (select json_group_object(head.key, json_set(head.value, '$.markdown', e.markdown))
     from json_each(p.heads) as head
     join editions as e on e.publication_id = p.id and e.lang = head.key)),
  p.published_at, ?3
from publications as p where p.id between ?1 and ?2`;

const insertChanges = `
insert into changes (release_id, publication_id, action, effective_at)
select release_id, id, 'published', visible_from from publications where id between ?1 and ?2`;
