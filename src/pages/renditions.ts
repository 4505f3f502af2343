/** A release as Markdown, as JSON and as ninjs: behind the same gate as its page. */
import { wordsOf } from '../../templates/words.ts';
import * as paths from '../domain/paths.ts';
import { mainLanguage, toPublic } from '../domain/release.ts';
import { tag } from '../edge-cache.ts';
import { markdown } from '../feeds/markdown.ts';
import { ninjs } from '../feeds/ninjs.ts';
import type { HouseContext } from '../http/context.ts';
import { answer, moved } from '../http/responses.ts';
import { readTogether } from '../store/db/connect.ts';
import { readWhole, readWritten } from '../store/public/public-releases.ts';
import { readSetting } from '../store/taxonomy/terms.ts';
import { notInLanguage, releasePage, tagsBeside, takenBack } from './releases.ts';
import { linksOf, mediaTypes, prefersMarkdown } from './representations.ts';

/** The page of a release, or its Markdown for who would rather have that. */
export function releaseInAskedForm(c: HouseContext): Promise<Response> {
  return prefersMarkdown(c.req.header('Accept')) ? asMarkdown(c, true) : releasePage(c);
}

export function markdownFile(c: HouseContext): Promise<Response> {
  return asMarkdown(c, false);
}

/** @param negotiated at the address of the page, whose slug must be right */
async function asMarkdown(c: HouseContext, negotiated: boolean): Promise<Response> {
  const { db, now, lang, site } = c.var;
  const id = idOf(c);
  const [found, { taxonomy, next }] = await readTogether(db, [
    readWritten(db, id, lang, now),
    readSetting(db, now),
  ]);
  if (!found) return c.notFound();
  const { publication: release, withdrawal } = found;
  const freshness = {
    now,
    next,
    tags: [...(negotiated ? tagsBeside(release, withdrawal, lang) : [tag.release(id)]), tag.terms],
  };
  const elsewhere = takenBack(c, withdrawal, freshness);
  if (elsewhere) return elsewhere;
  const head = release.heads[lang];
  if (!head || found.markdown === null) return notInLanguage(c, release, freshness);
  const page = paths.release(site, lang, id, head.slug);
  if (negotiated && c.req.param('slug') !== head.slug) return moved(c, page, freshness);
  const text = markdown({
    site,
    taxonomy,
    lang,
    release,
    head,
    markdown: found.markdown,
    withdrawal,
    withdrawn: wordsOf(lang).gone,
  });
  return answer(c, text, `${mediaTypes.markdown}; charset=utf-8`, 'data', freshness, {
    Link: linksOf(site, lang, id, page),
    'Content-Language': lang,
    ...(negotiated && { Vary: 'Accept', 'Content-Location': paths.markdown(site, lang, id) }),
  });
}

export function jsonFile(c: HouseContext): Promise<Response> {
  return asDocument(c, 'json');
}

export function ninjsFile(c: HouseContext): Promise<Response> {
  return asDocument(c, 'ninjs');
}

async function asDocument(c: HouseContext, form: 'json' | 'ninjs'): Promise<Response> {
  const { db, now, site } = c.var;
  const id = idOf(c);
  const [found, { taxonomy, next }] = await readTogether(db, [
    readWhole(db, id, now),
    readSetting(db, now),
  ]);
  if (!found) return c.notFound();
  const { release, withdrawal } = found;
  const freshness = { now, next, tags: [tag.release(id), tag.terms] };
  const elsewhere = takenBack(c, withdrawal, freshness);
  if (elsewhere) return elsewhere;
  const lang = mainLanguage(site, release);
  const document =
    form === 'ninjs'
      ? ninjs({ site, taxonomy, lang, release, withdrawal })
      : toPublic(site, taxonomy, release, release.bodies, withdrawal);
  const page = paths.release(site, lang, id, release.heads[lang]?.slug ?? '');
  const type = `${mediaTypes[form]}; charset=utf-8`;
  const link = { Link: linksOf(site, lang, id, page) };
  return answer(c, JSON.stringify(document), type, 'data', freshness, link);
}

/** The id alone, of an address that ends in an extension or in none. */
function idOf(c: HouseContext): string {
  return c.req.param('id') ?? c.req.param('file')?.split('.')[0] ?? '';
}
