/** A release for other readers than browsers: as Markdown, and as the JSON of the API. */
import { wordsOf } from '../../templates/words.ts';
import { formatInstant } from '../domain/instant.ts';
import { inLanguage } from '../domain/language.ts';
import * as paths from '../domain/paths.ts';
import { Problem } from '../domain/problem.ts';
import { toPublic, type Withdrawal } from '../domain/release.ts';
import type { Site } from '../domain/site.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';
import { cacheHeaders, tag } from '../edge-cache.ts';
import { answer } from '../http/answers.ts';
import type { HouseContext } from '../http/house.ts';
import { refuseWithdrawn } from '../http/withdrawn.ts';
import { readTogether } from '../store/db.ts';
import { readWhole, type WholePublication } from '../store/public-releases.ts';
import { readSetting } from '../store/terms.ts';

export async function releaseJson(c: HouseContext): Promise<Response> {
  const told = await read(c);
  if (told instanceof Response) return told;
  const { release, withdrawal, taxonomy, freshness } = told;
  const document = toPublic(c.var.site, taxonomy, release, release.bodies, withdrawal);
  const type = 'application/json; charset=utf-8';
  const links = { Link: canonicalLink(document.url) };
  return answer(c, JSON.stringify(document), type, 'data', freshness, links);
}

export async function releaseMarkdown(c: HouseContext): Promise<Response> {
  const told = await read(c);
  if (told instanceof Response) return told;
  const { site } = c.var;
  const { release, withdrawal, taxonomy, freshness } = told;
  const lang = languageOf(c, release);
  const body = release.bodies.find((one) => one.lang === lang);
  const head = release.heads[lang];
  if (!body || !head) throw nothing();
  const address = site.origin + paths.release(site, lang, release.releaseId, head.slug);
  const text = markdownOf(site, taxonomy, lang, release, body.markdown, address, withdrawal);
  return answer(c, text, 'text/markdown; charset=utf-8', 'data', freshness, {
    'Content-Language': lang,
    Link: canonicalLink(address),
  });
}

const nothing = () => new Problem('not-found', 'There is nothing at this address.');
const canonicalLink = (address: string) => `<${address}>; rel="canonical"; type="text/html"`;

/** What the release's own address has to tell, or where it leads instead. */
async function read(c: HouseContext) {
  const { db, now, site, lang } = c.var;
  const id = (c.req.param('file') ?? '').split('.')[0] ?? '';
  const [found, { taxonomy, next }] = await readTogether(db, [
    readWhole(db, id, now),
    readSetting(db, now),
  ]);
  if (!found) return c.notFound();
  const { release, withdrawal } = found;
  const freshness = { now, next, tags: [tag.release(id), tag.terms] };
  if (withdrawal?.mode === 'redirect') {
    const Location = withdrawal.redirectTo ?? '/';
    return c.body(null, 301, { Location, ...cacheHeaders('data', freshness) });
  }
  if (withdrawal) refuseWithdrawn(site, lang, withdrawal);
  return { release, withdrawal, taxonomy, freshness };
}

/** The language of the address; without one, the default language if the release has it. */
function languageOf({ var: { site, lang } }: HouseContext, { heads }: WholePublication): string {
  if (lang !== site.defaultLanguage || heads[lang]) return lang;
  return site.languages.find((one) => heads[one]) ?? lang;
}

function markdownOf(
  site: Site,
  taxonomy: Taxonomy,
  lang: string,
  { heads, facts }: WholePublication,
  body: string,
  address: string,
  withdrawal: Withdrawal | null,
): string {
  const words = wordsOf(lang);
  const head = heads[lang];
  const names = (ids: number[]) =>
    ids.flatMap((id) => {
      const term = taxonomy.byId(id);
      return term ? [termName(term, lang, site.languages)] : [];
    });
  const note = (texts: Readonly<Record<string, string>> | null) =>
    texts ? (inLanguage(texts, lang, site.languages) ?? '') : '';
  const line = (label: string, value: string) => (value ? [`${label}: ${value}  `] : []);
  return [
    `# ${head?.title}`,
    '',
    ...(withdrawal ? [`**${words.gone}.** ${note(withdrawal.note)}`, ''] : []),
    ...line(words.kinds, names([facts.kind]).join(', ')),
    ...line(words.date, facts.date),
    ...line(words.place, head?.place ?? ''),
    ...line(words.source, names(facts.sources).join(', ')),
    `<${address}>`,
    '',
    ...(head?.summary ? [`> ${head.summary}`, ''] : []),
    body.trim(),
    '',
    ...facts.corrections.flatMap(({ at, note: told }) => [
      `*${words.corrected} ${formatInstant(at).slice(0, 10)}: ${note(told)}*`,
      '',
    ]),
  ].join('\n');
}
