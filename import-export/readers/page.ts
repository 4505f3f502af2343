/** Reads a saved HTML page: schema.org first, then Open Graph, then the visible text. */
import { basename, dirname } from 'node:path';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { detect, readWhole } from './decoding.ts';
import { checkNesting, plainLine, toMarkdown } from './html-to-markdown.ts';
import { dayIn, momentIn } from './moments.ts';
import { dateBehindLabel, datelineOf } from './page-text.ts';
import {
  BrokenFile,
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';

type Json = Record<string, unknown>;

/** The part of the DOM that is used here; the lib types of the DOM would be global. */
interface Page {
  documentElement: Node | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

interface Node {
  textContent: string | null;
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

export async function* readPage(path: string): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const written = await readWhole(path, encoding);
  checkNesting(written);
  const isFragment = !/<(?:html|body)\b/i.test(written);
  const whole = isFragment ? `<html><body>${written}</body></html>` : written;
  const document: Page = parseHTML(whole).document;
  const article = articleOf(document);
  const meta = (...names: string[]) => metaOf(document, names);
  const address =
    attribute(document, 'link[rel~="canonical"]', 'href') ||
    meta('og:url') ||
    text(article.url) ||
    '';
  const heading = content(document, 'h1');
  const title = withoutSiteName(
    plainLine(text(article.headline)) || meta('og:title') || heading || content(document, 'title'),
    heading,
    meta('og:site_name'),
  );
  const release = newForeignRelease(
    path,
    address ? `page ${address}` : `page ${basename(path)} ${title}`,
  );
  if (note) release.notes.push(note);
  readDate(document, article, meta, release);
  release.labels = labelsOf(document, article, meta);
  if (address) release.addresses.push(address);
  const lang =
    text(article.inLanguage) ||
    document.documentElement?.getAttribute('lang') ||
    meta('og:locale') ||
    null;
  const summary = text(article.description) || meta('og:description', 'description');
  const located = article.locationCreated ?? article.contentLocation;
  const place = text(article.dateline) || nameOf(located);
  const files = await encloseSavedPictures(document, path, release);
  const html = bodyOf(document);
  if (html === null) throw new BrokenFile('has no recognizable article text');
  const base = baseOf(document, address);
  const { markdown, losses } = toMarkdown(html, { base, fileAt: (one) => files.get(one) ?? null });
  release.notes.push(...losses);
  if (release.date === null) readVisibleDate(markdown, release);
  const short = summary.replace(/\s+/g, ' ');
  release.texts.push({ lang, title, summary: short.length <= 1000 ? short : '', place, markdown });
  yield release;
}

/** The first article of the page's JSON-LD; empty if there is none. */
function articleOf(document: Page): Json {
  const found = [...document.querySelectorAll('script[type="application/ld+json"]')].flatMap(
    (script) => objectsIn(parse(script.textContent ?? '')),
  );
  const is = (one: Json) =>
    [one['@type']].flat().some((type) => /Article$|^BlogPosting$|^Report$/.test(String(type)));
  return found.find(is) ?? {};
}

function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const thing = value as Json;
  return [thing, ...objectsIn(thing['@graph']), ...objectsIn(thing.mainEntity)];
}

/** CDATA markers around JSON-LD, with or without a comment sign. */
const cdataMarkers =
  /^\s*(?:\/[/*])?\s*<!\[CDATA\[(?:\s*\*\/)?|(?:\/[/*])?\s*\]\]>(?:\s*\*\/)?\s*$/g;

function parse(json: string): unknown {
  try {
    return JSON.parse(json.replace(cdataMarkers, ''));
  } catch {
    return null;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const nameOf = (value: unknown): string =>
  text(value) ||
  text((value as Json | undefined)?.name) ||
  (Array.isArray(value) ? nameOf(value[0]) : '');

const content = (document: Page, selector: string) =>
  (document.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();

const attribute = (document: Page, selector: string, name: string) =>
  document.querySelector(selector)?.getAttribute(name)?.trim() ?? '';

function metaOf(document: Page, names: string[]): string {
  for (const name of names) {
    for (const key of ['property', 'name', 'itemprop']) {
      const found = attribute(document, `meta[${key}="${name}"]`, 'content');
      if (found) return found;
    }
  }
  return '';
}

type Meta = (...names: string[]) => string;

function readDate(document: Page, article: Json, meta: Meta, release: ForeignRelease): void {
  const written =
    text(article.datePublished) ||
    meta('article:published_time', 'datePublished', 'dc.date', 'DC.date.issued', 'date') ||
    timeIn(document);
  release.published = momentIn(written);
  release.date = dayIn(written);
  // A saved page was public.
  release.status = 'public';
}

function labelsOf(document: Page, article: Json, meta: Meta): Label[] {
  const many = (value: unknown) =>
    [value]
      .flat()
      .map(nameOf)
      .filter((name) => name !== '');
  const keywords = [article.keywords].flat().flatMap((one) => text(one).split(/\s*[,;]\s*/));
  const tags = [...document.querySelectorAll('meta[property="article:tag"]')];
  const any = [
    ...many(article.articleSection),
    ...keywords,
    ...many(article.about),
    ...tags.map((tag) => tag.getAttribute('content') ?? ''),
    meta('article:section'),
  ];
  const labels: Label[] = [
    ...many(article.genre).map((name): Label => ({ of: 'kind', name })),
    ...many(article.sourceOrganization).map((name): Label => ({ of: 'sources', name })),
    ...many(article.author).map((name): Label => ({ of: 'author', name })),
    ...many(article.spatialCoverage).map((name): Label => ({ of: 'countries', name })),
    ...[...new Set(any)].filter((name) => name !== '').map((name): Label => ({ of: 'any', name })),
  ];
  return [...new Map(labels.map((label) => [`${label.of} ${label.name}`, label])).values()];
}

/** Encloses the pictures that a browser saved in a folder beside the page. */
async function encloseSavedPictures(
  document: Page,
  path: string,
  release: ForeignRelease,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const picture of document.querySelectorAll(
    'article img[src], main img[src], [itemprop="articleBody"] img[src]',
  )) {
    const source = picture.getAttribute('src') ?? '';
    if (source === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(source)) continue;
    const found = await findBelow(dirname(path), decodeAddress(source));
    const name =
      found && (await enclose(release, found, basename(found), picture.getAttribute('alt') ?? ''));
    // A placeholder address, so that it is still recognised after addresses are resolved.
    if (name) {
      const placeholder = `https://file.invalid/${names.size}`;
      names.set(placeholder, name);
      picture.setAttribute('src', placeholder);
    }
  }
  return names;
}

/** The body: the element that the page marks, else what Readability finds. */
function bodyOf(document: Page): string | null {
  const marked = document.querySelector('[itemprop="articleBody"], .e-content');
  if (marked) return marked.innerHTML;
  const read = new Readability(document, { charThreshold: 100, keepClasses: false }).parse();
  return read?.content ?? null;
}

/** A relative address as a path; unchanged if it is not percent-encoded correctly. */
function decodeAddress(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** The `datetime` of the publication: of the element marked as such, in the article, or anywhere. */
function timeIn(document: Page): string {
  for (const selector of ['time[itemprop="datePublished"]', 'article time', 'main time', 'time']) {
    for (const time of document.querySelectorAll(selector)) {
      // The parser keeps the case of attribute names; React writes dateTime.
      const value = time.getAttribute('datetime') ?? time.getAttribute('dateTime');
      if (value) return value;
    }
  }
  return '';
}

/** Reads a date that only readers see: behind a label such as “Date:”, or in the dateline. */
function readVisibleDate(markdown: string, release: ForeignRelease): void {
  const beginning = markdown.split(/\n+/).slice(0, 8);
  const labelled = beginning.map(dateBehindLabel).find((date) => date !== null);
  const dateline = beginning.map(datelineOf).find(({ date }) => date !== null);
  release.date = labelled ?? dateline?.date ?? null;
  if (release.date === null) return;
  const source = labelled ? 'a label in its text' : 'the dateline';
  release.notes.push(`has no date for machines: ${release.date} is from ${source}`);
}

/** A title without the name of the site at its end. */
function withoutSiteName(title: string, heading: string, siteName: string): string {
  const rest = heading !== '' && title.startsWith(heading) ? title.slice(heading.length) : '';
  if (/^\s*[|·–—-]\s/.test(rest)) return heading;
  const end = title.slice(0, -siteName.length).replace(/\s+[|·–—-]\s+$/, '');
  return siteName !== '' && title.endsWith(siteName) && end !== '' ? end : title;
}

/** The base of relative addresses: that of `<base>`, else the page's own address, or null. */
function baseOf(document: Page, address: string): string | null {
  const href = attribute(document, 'base[href]', 'href');
  if (address && URL.canParse(href, address)) return new URL(href, address).href;
  return URL.canParse(href) ? href : address || null;
}
