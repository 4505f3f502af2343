/**
 * The plan of a search in the full-text index (FTS5): its expression, and how far back it looks. The
 * index intersects the lists of several words or terms, and if they share nothing it reads them to the
 * end of the archive. So the expression also names two spans of time, which end the walk: they reach
 * ten times as far back as the hundredth place of the rarest list. A shorter list is read to its end.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Cursor } from '../../domain/cursor.ts';
import { foldWord, inAllDigits } from '../../domain/folding.ts';
import { forever } from '../../domain/instant.ts';
import { type SearchTerm, tokensOf } from '../../domain/search.ts';
import { inList } from '../db/expressions.ts';
import { editions, publications, terms, wordForms, words } from '../db/schema.ts';
import { hasBegun } from '../db/visibility.ts';
import type { Choice } from '../public/listings.ts';
import { endOf, languageWord, secondOf, spans, spanWord } from './search-index.ts';

export interface Query {
  /** The reader's search terms, as `parseWithForms` returns them. */
  sought: readonly SearchTerm[];
  /** Null for any language. */
  lang: string | null;
  /** Of each choice a release must have one term, or one below it. */
  filters: readonly Choice[];
  since: number | null;
  before: number | null;
  /** The release behind which the search begins; none for the newest. */
  after?: Cursor | null;
  now: number;
}

/** The limit of other forms and longer words, of all terms together, that one search includes. */
const mostForms = 64;

/** The letters at the end in which a form of a word may differ from it; a stem may have lost more. */
const ending = sql.raw('4');

/** Words in Greek letters: their accents stay in the index, and may be anywhere in a word. */
const greek = sql.raw(`'[\u0370-\u03ff\u1f00-\u1fff]*'`);

/** The place in a list, from 0, down to which a search counts; and in how many lists it does. */
const depth = sql.raw('99');
const mostCounted = 8;

/** The factor by which a search continues further back than that row. */
const reachBeyond = sql.raw('10');

/** The expression of what is nowhere. */
const nowhere = 'facets : "none"';
const nothing = sql.raw(`'${nowhere}'`);

/** A part of the expression. One that is not `asked` only helps to decide how far back to search. */
interface Part {
  text: SQL;
  asked: boolean;
  /** Whether the index reads it as one list. A phrase is met on several. */
  plain: boolean;
  /** Phrases that are found as well, each with the parts that are its words. */
  phrases?: { text: string; words: Part[] }[];
}

/** The parts of the expression: search terms, then filters with the terms below them, then the language. */
function partsOf({ sought, lang, filters }: Query): Part[] {
  const forms = Math.floor(mostForms / Math.max(1, sought.length));
  if (sought.length === 0 && filters.length === 0) return [];
  const list = (text: SQL): Part => ({ text, asked: true, plain: true });
  return [
    ...sought.flatMap((one) => textParts(one, lang, forms)),
    ...filters.map((choice) => list(chosen(choice))),
    ...(lang === null ? [] : [list(sql`'facets : "' || ${languageWord(sql`${lang}`)} || '"'`)]),
  ];
}

const isPhrase = (words: string) => tokensOf(words).length > 1;

/** A word with its other spellings; before it the words of phrases, which decide how far back to search. */
function textParts(term: SearchTerm, lang: string | null, forms: number): Part[] {
  const stems = term.stems.filter(([of]) => lang === null || of === lang);
  const others = term.also.filter((one) => !isPhrase(one));
  const isPlain = !isPhrase(term.words);
  const text = isPlain ? anyForm({ ...term, stems }, others, forms) : sql`${anyOf(others)}`;
  const phrases = [...(isPlain ? [] : [term.words]), ...term.also.filter(isPhrase)].map(
    (phrase) => ({
      text: anyOf([phrase]),
      words: tokensOf(phrase)
        .slice(0, mostCounted)
        .map((word): Part => ({ text: sql`${anyOf([word])}`, asked: false, plain: true })),
    }),
  );
  const plain = phrases.length === 0;
  return [...phrases.flatMap(({ words }) => words), { text, asked: true, plain, phrases }];
}

const inQuotes = (all: readonly string[]) =>
  all
    .flatMap(inAllDigits)
    .map((one) => `"${one}"`)
    .join(' OR ');

/** Any of several words or phrases anywhere in a text. */
const anyOf = (all: readonly string[]): string =>
  all.length === 0 ? nowhere : `{title summary body} : (${inQuotes(all)})`;

/**
 * A word anywhere in a text, or another of its forms: the words in the same language that have its stem,
 * then the shortest of those that begin with it.
 */
function anyForm(
  { words: word, beginning, stems }: SearchTerm,
  others: readonly string[],
  forms: number,
): SQL {
  const all = [word, ...others];
  if (!beginning && stems.length === 0) return sql`${anyOf(all)}`;
  const asked = JSON.stringify({
    quoted: inQuotes(all),
    word: foldWord(word),
    beginning,
    stems,
  });
  const shared = sql`max(length(${wordForms.word}), length(asked.word)) - ${ending}`;
  const inflected = sql`select distinct ${wordForms.word} as form, 0 as rank
    from (
      select value ->> 0 as lang, value ->> 1 as stem
      from json_each(asked.stems)
      union
      select same.lang, same.stem
      from ${wordForms} as same
      where same.lang in (select value ->> 0 from json_each(asked.stems)) and same.word = asked.word
    ) as alike
    cross join ${wordForms} on ${wordForms.lang} = alike.lang and ${wordForms.stem} = alike.stem
    where ${wordForms.word} <> asked.word
      and (
        alike.lang like 'ar%'
        or asked.word glob ${greek}
        or substr(${wordForms.word}, 1, ${shared}) = substr(asked.word, 1, ${shared})
      )
    order by length(${wordForms.word}), ${wordForms.word}
    limit ${forms}`;
  const longer = sql`select ${words.word} as form, 1 as rank
    from ${words}
    where ${words.word} > asked.beginning and ${words.word} < asked.beginning || char(0x10ffff)
    order by length(${words.word}), ${words.word}
    limit ${forms}`;
  return sql`(
    select '{title summary body} : ('
      || quoted
      || coalesce((
        select group_concat(' OR "' || form || '"', '')
        from (
          select form
          from (select * from (${inflected}) union all select * from (${longer}))
          group by form
          order by min(rank), length(form), form
          limit ${forms}
        )
      ), '')
      || ')'
    from (
      select
        value ->> 'quoted' as quoted,
        value ->> 'word' as word,
        value ->> 'beginning' as beginning,
        value -> 'stems' as stems
      from (select ${asked} as value)
    ) as asked
  )`;
}

function chosen([taxonomy, slugs]: Choice): SQL {
  const named = sql`select ${terms.id} as id
    from ${terms}
    where ${terms.taxonomy} = ${taxonomy} and ${inList(terms.slug, slugs)}`;
  const below = sql`with recursive below (id) as (
    ${named} union select ${terms.id} from below join ${terms} on ${terms.parentId} = below.id
  )`;
  return sql`(
    ${below}
    select coalesce('facets : (' || group_concat('"t' || id || '"', ' OR ') || ')', ${nothing})
    from below
  )`;
}

/**
 * The tables of a search, for a `with recursive`. One of them, `plan`, has one row: the `expression`,
 * the rows from `newest` to `oldest` that are searched, and, if they are fewer than the query covers,
 * the instant `seen` since which all are included. Null for an empty query.
 */
export function planOf(query: Query): SQL | null {
  const parts = partsOf(query);
  const [first] = parts;
  if (!first) return null;
  const bounds = boundsOf(query);
  if (parts.length === 1) {
    return sql`${bounds},
      plan (expression, newest, oldest, seen) as materialized (
        select ${first.text}, newest, oldest, null from bounds
      )`;
  }
  const counted = parts.filter(({ plain }) => plain).slice(0, mostCounted);
  const all = [...counted, ...parts.filter((part) => part.asked && !counted.includes(part))];
  const rows = all.map(
    ({ text, asked }, n) => sql`(${sql.raw(`${n}, ${Number(asked)}`)}, ${text})`,
  );
  const lists = sql.raw(String(counted.length));
  const phrases = all.flatMap(({ phrases = [] }, n) =>
    phrases.map(({ text, words }) => {
      const known = words.filter((word) => counted.includes(word));
      return [n, text, (known.length > 0 ? known : counted).map((word) => all.indexOf(word))];
    }),
  );
  const sought = sql`sought (n, asked, part) as materialized (values ${sql.join(rows, sql`, `)})`;
  const expression = phrases.length === 0 ? asked : withPhrases(phrases);
  return sql`${bounds},
    ${sought},
    ${reachOf(lists)},
    ${span},
    plan (expression, newest, oldest, seen) as materialized (
      select
        ${expression},
        newest,
        looked.oldest,
        iif(looked.oldest < bounds.oldest, ${secondOf(sql`looked.oldest`)} * 1000, null)
      from bounds, (${looked}) as looked
    )`;
}

/** The rows that are asked for; the oldest there is ends them where nothing else does. */
function boundsOf({ since, before, after, now }: Query): SQL {
  const second = (instant: number) => sql`cast(${Math.floor(instant / 1000)} as integer)`;
  const end = Math.min(before ?? forever, now + 1000);
  const first = sql`${endOf(second(end))} + 1`;
  // The index has the editions of a release side by side. Without such a release, its second is left out.
  const newest =
    after &&
    sql`max(${first}, ${endOf(second(after.publishedAt))} + 1 - coalesce((
      select max(${editions.id})
      from ${publications}
      join ${editions} on ${editions.publicationId} = ${publications.id}
      where ${publications.releaseId} = ${after.releaseId} and ${hasBegun(now)}
    ), 0))`;
  const last = sql`coalesce((select rowid from search_newest order by rowid desc limit 1), 0)`;
  const oldest = since === null ? last : endOf(second(Math.min(since, now + 1000)));
  return sql`bounds (newest, oldest) as materialized (select ${newest ?? first}, ${oldest})`;
}

/** The place in a list down to which it is counted; none where it ends before. */
const deep = sql`(
  select rowid
  from bounds
  cross join search_newest
  where search_newest match (select part from sought where sought.n = reach.n)
    and rowid between newest and oldest
  order by rowid
  limit 1 offset ${depth}
)`;

/** List by list, how far back that is; to the end as soon as one has less. */
const reachOf = (lists: SQL) =>
  sql`reach (n, place) as (
    select 0, newest
    from bounds
    union all
    select n + 1, max(place, coalesce(${deep}, (select oldest from bounds)))
    from reach
    where n < ${lists} and place < (select oldest from bounds)
  )`;

/** The shortest spans of which two reach as far back as a search looks; none where it is too far. */
const span = sql`span (bits, place) as materialized (
  select
    (
      select min(value)
      from json_each('[${sql.raw(spans.join())}]')
      where (${secondOf(sql`newest`)} >> value) - (${secondOf(sql`place`)} >> value) <= 1
    ),
    place
  from bounds, (
    select min(oldest, newest + ${reachBeyond} * (max(place) - newest)) as place
    from bounds, reach
  )
)`;

const within = sql`coalesce(
  ' AND facets : ("'
    || ${spanWord(sql`bits`, secondOf(sql`place`))}
    || '" OR "'
    || ${spanWord(sql`bits`, secondOf(sql`newest`))}
    || '")',
  ''
)`;
const spanStart = endOf(sql`(${secondOf(sql`place`)} >> bits << bits)`);
const looked = sql`select
    ${within} as within,
    iif(bits is null, oldest, min(oldest, ${spanStart})) as oldest
  from span, bounds`;

const asked = sql`(select group_concat(part, ' AND ') from sought where asked) || within`;

/**
 * The expression with phrases. Each is asked for only where all its words are found together: the index
 * walks their lists to where they meet first before it heeds the spans.
 */
const withPhrases = (phrases: unknown[]) => sql`(
    select group_concat(
      '(' || part || coalesce((
        select group_concat(' OR ' || (value ->> 1), '')
        from json_each(${JSON.stringify(phrases)})
        where value ->> 0 = n
          and exists (
            select 1
            from search_newest
            where search_newest match (
              select group_concat(piece.part, ' AND ')
              from sought as piece
              where piece.n in (select one.value from json_each(json_each.value, '$[2]') as one)
            ) || within
          )
      ), '') || ')',
      ' AND '
    )
    from sought
    where asked
  ) || within`;

/** The newest matches of the plan, at most `most`, as a query of `id` and the columns `more`. */
export function matches(most: number, more: SQL = sql``): SQL {
  return sql`select rowid as id${more}
    from plan
    cross join search_newest
    where search_newest match expression and rowid between newest and oldest
    order by rowid
    limit ${most}`;
}
