/** Metadata of a saved page: schema.org first, then `<meta>`, then its headings. */
import { plainLine } from './html-to-markdown.ts';
import {
  elementText,
  lettersOf,
  type Page,
  type PageElement,
  withSingleSpaces,
} from './page-dom.ts';
import type { Label } from './parse-result.ts';

export type LinkedData = Record<string, unknown>;

/** The content of the first `<meta>` of a name, property or itemprop; names have no case. */
export type Meta = (...names: string[]) => string;

export function pageMetaOf(page: Page): Meta {
  const contents = new Map<string, string>();
  for (const meta of page.querySelectorAll('meta[content]')) {
    const content = withSingleSpaces(meta.getAttribute('content') ?? '');
    for (const key of ['property', 'name', 'itemprop']) {
      const name = meta.getAttribute(key)?.trim().toLowerCase();
      if (name && content && !contents.has(name)) contents.set(name, content);
    }
  }
  return (...names) => {
    const found = names.find((name) => contents.has(name.toLowerCase())) ?? '';
    return contents.get(found.toLowerCase()) ?? '';
  };
}

/** All objects of the page's JSON-LD. */
export const linkedDataOf = (page: Page): LinkedData[] =>
  [...page.querySelectorAll('script[type="application/ld+json"]')].flatMap((script) =>
    objectsIn(parse(script.textContent ?? '')),
  );

const isOfType = (one: LinkedData, type: RegExp) =>
  [one['@type']].flat().some((name) => type.test(String(name)));

/** The first article of the page's JSON-LD; empty if there is none. */
export const articleIn = (linkedData: readonly LinkedData[]): LinkedData =>
  linkedData.find((one) => isOfType(one, /Article$|^BlogPosting$|^Report$|PressRelease$/)) ?? {};

function objectsIn(value: unknown): LinkedData[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (typeof value !== 'object' || value === null) return [];
  const thing = value as LinkedData;
  return [thing, ...objectsIn(thing['@graph']), ...objectsIn(thing.mainEntity)];
}

/** CDATA markers around JSON-LD, with or without a comment sign. */
const cdataMarkers =
  /^\s*(?:\/[/*])?\s*<!\[CDATA\[(?:\s*\*\/)?|(?:\/[/*])?\s*\]\]>(?:\s*\*\/)?\s*$/g;

function parse(json: string): unknown {
  const plain = json.replace(cdataMarkers, '');
  try {
    return JSON.parse(plain);
  } catch {
    return parseWithLineBreaks(plain);
  }
}

/** JSON of templates that write line breaks into strings. */
function parseWithLineBreaks(json: string): unknown {
  try {
    return JSON.parse(json.replace(/[\r\n\t]+/g, ' '));
  } catch {
    return null;
  }
}

export const jsonText = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const nameOf = (value: unknown): string =>
  jsonText(value) ||
  jsonText((value as LinkedData | undefined)?.name) ||
  (Array.isArray(value) ? nameOf(value[0]) : '');

/** The place of the dateline, as the metadata say it. */
export const placeOf = (article: LinkedData): string =>
  jsonText(article.dateline) || nameOf(article.locationCreated ?? article.contentLocation);

export function labelsOf(page: Page, article: LinkedData, meta: Meta): Label[] {
  const many = (value: unknown) =>
    [value]
      .flat()
      .map(nameOf)
      .filter((name) => name !== '');
  const keywords = [article.keywords].flat().flatMap((one) => jsonText(one).split(/\s*[,;]\s*/));
  const tags = [...page.querySelectorAll('meta[property="article:tag"]')];
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

export const attribute = (page: Page, selector: string, name: string): string =>
  page.querySelector(selector)?.getAttribute(name)?.trim() ?? '';

/** Browsers note the address of a page that they save: `<!-- saved from url=(0031)https://… -->`. */
const savedFrom = /<!--\s*saved from url=\(\d+\)(https?:[^\s>]+)\s*-->/i;

/** The address of the page on its site; empty if the page does not tell it. */
export const addressOf = (page: Page, html: string, article: LinkedData, meta: Meta): string =>
  attribute(page, 'link[rel~="canonical"]', 'href') ||
  meta('og:url') ||
  jsonText(article.url) ||
  (savedFrom.exec(html)?.[1] ?? '') ||
  ownAlternate(page);

/** The address under which the page names itself beside its translations. */
function ownAlternate(page: Page): string {
  const lang = page.documentElement.getAttribute('lang')?.trim().toLowerCase();
  const own = alternatesOf(page, null).find((one) => one.lang.toLowerCase() === lang);
  return own?.address ?? '';
}

/** Addresses that the page gives for its languages (`hreflang`), absolute ones or those with a base. */
export function alternatesOf(page: Page, base: string | null) {
  const links = page.querySelectorAll('link[rel~="alternate"][hreflang], a[hreflang]');
  return [...links].flatMap((link) => {
    const lang = link.getAttribute('hreflang')?.trim() ?? '';
    const href = link.getAttribute('href')?.trim() ?? '';
    const isFeed = /xml|json/i.test(link.getAttribute('type') ?? '');
    const isAddress = href !== '' && URL.canParse(href, base ?? undefined);
    if (isFeed || !isAddress || lang === '' || /^x-default$/i.test(lang)) return [];
    const { href: address, protocol } = new URL(href, base ?? undefined);
    return /^https?:$/.test(protocol) ? [{ lang, address }] : [];
  });
}

export interface Heading {
  title: string;
  /** The element with the title; null if the title is only in the metadata. */
  element: PageElement | null;
}

const separator = /\s+[|·•–—»«›‹:/-]\s+|\s*(?:::|\||»)\s*/;
/** Names that content management systems put before a title. */
const systemNames = /^(?:pages?|home|start(?:seite)?|accueil)$/i;

/** Finds the title, without the name of the site, and the heading with it. */
export function headingOf(page: Page, article: LinkedData, meta: Meta): Heading {
  const siteName = meta('og:site_name', 'application-name');
  const headline = plainLine(jsonText(article.headline));
  const named = headline || plainLine(meta('og:title', 'dcterms.title', 'dc.title'));
  const document = elementText(page.querySelector('title'));
  const headings = headingsOf(page).filter(({ text }) => !isSame(text, siteName));
  const whole = named || document;
  const parts = [whole, ...whole.split(separator)];
  // A section or site may have a heading, too: the longest one is the title.
  const [equal] = headings
    .filter(({ text }) => parts.some((part) => isSame(part, text)) || separatedAfter(whole, text))
    .sort((a, b) => b.text.length - a.text.length);
  if (equal) return { title: equal.text, element: equal.element };
  const unmarked = unmarkedHeading(page, parts);
  if (unmarked) return { title: elementText(unmarked), element: unmarked };
  const first = headings.find(({ element }) => element.localName === 'h1') ?? null;
  const title = named ? withoutSiteName(named, siteName) : '';
  const fallback = title || first?.text || withoutSiteName(document, siteName);
  return { title: fallback, element: first?.element ?? null };
}

interface FoundHeading {
  element: PageElement;
  text: string;
}

/** Headings that may be the title: those in the article first, the highest first. */
function headingsOf(page: Page): FoundHeading[] {
  const found: FoundHeading[] = [];
  for (const selector of ['main h1, article h1', 'h1', 'main h2, article h2', 'h2', 'h3']) {
    for (const element of page.querySelectorAll(selector)) {
      const text = elementText(element);
      if (text !== '' && !found.some((one) => one.element === element))
        found.push({ element, text });
    }
  }
  return found;
}

/** The part of the page that has the title as its text and is not marked as a heading. */
function unmarkedHeading(page: Page, parts: readonly string[]): PageElement | null {
  const elements = [...page.querySelectorAll('td, th, div, p, center, b, strong, font, span')];
  for (const part of [...new Set(parts)].sort((a, b) => b.length - a.length)) {
    const found = elements.find(
      (one) => isShort(one) && isSame(part, elementText(one)) && !one.closest(trails),
    );
    if (found) return found;
  }
  return null;
}

const trails = 'nav, a, [class*="breadcrumb" i], [class*="rootline" i], [class*="pathway" i]';

const isShort = (element: PageElement): boolean => (element.textContent ?? '').length <= 400;

const isSame = (one: string, other: string) => one !== '' && lettersOf(one) === lettersOf(other);

const separatedAfter = (title: string, heading: string) =>
  title.startsWith(heading) &&
  new RegExp(`^(?:${separator.source})`).test(title.slice(heading.length));

/** A title without the name of the site at its end or beginning. */
function withoutSiteName(title: string, siteName: string): string {
  const parts = title.split(separator).filter((part) => !systemNames.test(part.trim()));
  if (siteName === '' || parts.length < 2) return parts.length === 1 ? (parts[0] ?? '') : title;
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (isSame(last, siteName)) return title.slice(0, title.lastIndexOf(last)).replace(trailing, '');
  if (isSame(first, siteName)) return title.slice(first.length).replace(leading, '');
  return title;
}

const trailing = new RegExp(`(?:${separator.source})$`);
const leading = new RegExp(`^(?:${separator.source})`);
