/** A release as Markdown, plain text, JSON and ninjs, with the same visibility as its page. */
import { longDate, longDay } from '../../templates/dates.ts';
import { wordsOf } from '../../templates/words.ts';
import { bibtex, cslJson } from '../domain/citation.ts';
import type { Reinstatements } from '../domain/history.ts';
import * as paths from '../domain/paths.ts';
import { mainLanguage, type Publication, toPublic, type Withdrawal } from '../domain/release.ts';
import { type Freshness, tag } from '../edge-cache.ts';
import type { CopySource } from '../feeds/copy-text.ts';
import type { AppContext } from '../http/context.ts';
import { cacheableResponse, permanentRedirect } from '../http/responses.ts';
import { loadMarkdown } from '../markdown.ts';
import { readBatch } from '../store/db/connect.ts';
import { readWhole, readWritten } from '../store/public/public-releases.ts';
import { readPageContext } from '../store/taxonomy/terms.ts';
import { notInLanguage, pageTags, releasePage, withdrawnResponse } from './releases.ts';
import { mediaTypes, prefersMarkdown, representationLinks } from './representations.ts';

/** The page of a release, or its Markdown if the client prefers that. */
export function negotiatedRelease(c: AppContext): Promise<Response> {
  return prefersMarkdown(c.req.header('Accept')) ? asMarkdown(c, true) : releasePage(c);
}

export function markdownFile(c: AppContext): Promise<Response> {
  return asMarkdown(c, false);
}

interface FoundEdition extends CopySource {
  release: Publication & Reinstatements;
  freshness: Freshness;
}

/**
 * The edition of the address, or the response that stands in its place: a 404, that of a withdrawal, or
 * the way to other languages.
 */
export async function findEdition(
  c: AppContext,
  tagsOf: (release: Publication, withdrawal: Withdrawal | null) => string[],
): Promise<FoundEdition | Response> {
  const { db, now, lang, site } = c.var;
  const [found, { taxonomy, next }] = await readBatch(db, [
    readWritten(db, idOf(c), lang, now),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { publication: release, withdrawal, markdown: source } = found;
  const freshness = { now, next, tags: [...tagsOf(release, withdrawal), tag.terms] };
  const response = withdrawnResponse(c, withdrawal, freshness);
  if (response) return response;
  const headline = release.headlines[lang];
  if (!headline || source === null) return notInLanguage(c, release, freshness);
  const { gone: withdrawn, corrections, colon } = wordsOf(lang);
  return {
    site,
    taxonomy,
    lang,
    release,
    headline,
    markdown: source,
    withdrawal,
    withdrawn,
    corrections,
    colon,
    freshness,
  };
}

/** @param negotiated whether it is served at the page's address, where the slug must be right */
async function asMarkdown(c: AppContext, negotiated: boolean): Promise<Response> {
  const found = await findEdition(c, (release, withdrawal) =>
    negotiated ? pageTags(release, withdrawal, c.var.lang) : [tag.release(idOf(c))],
  );
  if (found instanceof Response) return found;
  const { site, lang, release, headline, freshness } = found;
  const id = release.releaseId;
  const page = paths.release(site, lang, id, headline.slug);
  if (negotiated && c.req.param('slug') !== headline.slug)
    return permanentRedirect(c, page, freshness);
  const { markdown } = await loadMarkdown(c.env.ASSETS);
  const type = `${mediaTypes.markdown}; charset=utf-8`;
  return cacheableResponse(c, markdown(found), type, 'data', freshness, {
    Link: representationLinks(site, lang, id, page),
    'Content-Language': lang,
    ...(negotiated && { Vary: 'Accept', 'Content-Location': paths.markdown(site, lang, id) }),
  });
}

/** The release to copy from. Pages change nothing that is copied from them; this text names its source. */
export async function textFile(c: AppContext): Promise<Response> {
  const found = await findEdition(c, () => [tag.release(idOf(c))]);
  if (found instanceof Response) return found;
  const { site, lang, release, headline, freshness } = found;
  const { copyText } = await loadMarkdown(c.env.ASSETS);
  const text = copyText(
    found,
    (date) => longDate(date, lang),
    (at) => longDay(at, lang, site.timeZone),
  );
  const page = paths.release(site, lang, release.releaseId, headline.slug);
  return cacheableResponse(c, text, 'text/plain; charset=utf-8', 'data', freshness, {
    Link: representationLinks(site, lang, release.releaseId, page),
    'Content-Language': lang,
  });
}

export function bibtexFile(c: AppContext): Promise<Response> {
  return asCitation(c, 'bibtex');
}

export function cslFile(c: AppContext): Promise<Response> {
  return asCitation(c, 'csl');
}

async function asCitation(c: AppContext, format: paths.CitationFormat): Promise<Response> {
  const found = await findEdition(c, () => [tag.release(idOf(c))]);
  if (found instanceof Response) return found;
  const { lang, release, freshness } = found;
  const text = format === 'bibtex' ? bibtex(found) : JSON.stringify(cslJson(found));
  const name = `${release.releaseId}.${paths.citationNames[format]}`;
  return cacheableResponse(c, text, `${citationTypes[format]}; charset=utf-8`, 'data', freshness, {
    'Content-Language': lang,
    'Content-Disposition': `attachment; filename="${name}"`,
  });
}

const citationTypes: Record<paths.CitationFormat, string> = {
  bibtex: 'application/x-bibtex',
  csl: 'application/vnd.citationstyles.csl+json',
};

export function jsonFile(c: AppContext): Promise<Response> {
  return asDocument(c, 'json');
}

export function ninjsFile(c: AppContext): Promise<Response> {
  return asDocument(c, 'ninjs');
}

async function asDocument(c: AppContext, format: 'json' | 'ninjs'): Promise<Response> {
  const { db, now, site } = c.var;
  const id = idOf(c);
  const [found, { taxonomy, next }] = await readBatch(db, [
    readWhole(db, id, now),
    readPageContext(db, now),
  ]);
  if (!found) return c.notFound();
  const { release, withdrawal } = found;
  const freshness = { now, next, tags: [tag.release(id), tag.terms] };
  const response = withdrawnResponse(c, withdrawal, freshness);
  if (response) return response;
  const lang = mainLanguage(site, release);
  const source = { site, taxonomy, lang, release, withdrawal };
  const document =
    format === 'ninjs'
      ? (await loadMarkdown(c.env.ASSETS)).ninjs(source)
      : toPublic(site, taxonomy, release, release.bodies, withdrawal);
  const page = paths.release(site, lang, id, release.headlines[lang]?.slug ?? '');
  const type = `${mediaTypes[format]}; charset=utf-8`;
  const link = { Link: representationLinks(site, lang, id, page) };
  return cacheableResponse(c, JSON.stringify(document), type, 'data', freshness, link);
}

/** The id of the requested release, without an extension. */
export function idOf(c: AppContext): string {
  return c.req.param('id') ?? c.req.param('file')?.split('.')[0] ?? '';
}
