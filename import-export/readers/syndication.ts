/** Reads items of RSS 2.0 and 0.9x, and entries of Atom. */

import { escapeHtml } from '../../src/domain/escape-html.ts';
import { paragraphsToMarkdown, plainLine, toMarkdown } from './html-to-markdown.ts';
import { dayIn, doubtIn, momentIn } from './moments.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { childrenOf, type Element, textOf } from './xml.ts';

/** The elements of a feed that are read. */
export const feedElements = ['item', 'atom:entry', 'language'];

/** The language and base address of a feed, or null. */
interface FeedContext {
  language: string | null;
  base: string | null;
}

/** Reads the release of an item or entry. */
export function readFeedItem(
  element: Element,
  path: string,
  feed: FeedContext,
): Promise<ParseResult> {
  const place = `${path}:${element.line}`;
  const read = element.name === 'item' ? readItem : readEntry;
  return readAt(place, () => read(element, place, feed));
}

function readItem(item: Element, place: string, { language }: FeedContext): ParseResult {
  const text = (...names: string[]) =>
    names.map((name) => textOf(item, name)).find((one) => one !== '') ?? '';
  const link = text('link') || permalinkOf(item);
  const name = text('guid') || link;
  if (name === '') return { place, reason: 'has neither guid nor link' };
  const release = newForeignRelease(place, `feed ${name}`);
  publish(release, text('pubDate', 'dc:date'));
  const [whole, short] = [text('content:encoded'), text('description')];
  if (whole === '') release.notes.push('the feed has only a description: used as the text');
  const converted = toMarkdown(whole || short, { base: link || null });
  release.notes.push(...converted.losses);
  const summary = whole === '' ? '' : plainLine(short);
  release.texts.push({
    lang: text('dc:language') || item.attributes['xml:lang'] || language,
    title: plainLine(text('title')),
    summary: summary.length <= 1000 ? summary : '',
    place: '',
    markdown: converted.markdown,
  });
  release.labels = [
    ...childrenOf(item, 'category').map((one): Label => ({ of: 'any', name: one.text.trim() })),
    ...[text('dc:creator', 'author')].flatMap((author): Label[] =>
      author ? [{ of: 'author', name: author }] : [],
    ),
  ];
  release.addresses = [link, permalinkOf(item)].filter((one) => one !== '');
  for (const { attributes } of [
    ...childrenOf(item, 'enclosure'),
    ...childrenOf(item, 'media:content'),
  ]) {
    release.notes.push(`a linked file was not imported: ${attributes.url ?? ''}`);
  }
  return release;
}

function permalinkOf(item: Element): string {
  const [guid] = childrenOf(item, 'guid');
  const text = guid?.text.trim() ?? '';
  return guid?.attributes.isPermaLink !== 'false' && /^https?:/.test(text) ? text : '';
}

function readEntry(entry: Element, place: string, feed: FeedContext): ParseResult {
  const base = resolved(entry.attributes['xml:base'], feed.base);
  const id = textOf(entry, 'atom:id');
  const links = childrenOf(entry, 'atom:link');
  const alternate = links.find(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate');
  const link = resolved(alternate?.attributes.href, base) ?? '';
  if (id === '' && link === '') return { place, reason: 'has neither id nor link' };
  const release = newForeignRelease(place, `feed ${id || link}`);
  publish(release, textOf(entry, 'atom:published'), textOf(entry, 'atom:updated'));
  const [content] = childrenOf(entry, 'atom:content');
  const [summary] = childrenOf(entry, 'atom:summary');
  const body = content && content.attributes.src === undefined ? content : summary;
  if (body !== content) release.notes.push('the feed has only a summary: used as the text');
  const [markdown, losses] = body ? markdownOf(body, base ?? (link || null)) : ['', []];
  release.notes.push(...losses);
  const short = summary && summary !== body ? plainLine(htmlOf(summary)) : '';
  release.texts.push({
    lang: content?.attributes['xml:lang'] ?? entry.attributes['xml:lang'] ?? feed.language,
    title: childrenOf(entry, 'atom:title').map((one) => plainLine(htmlOf(one)))[0] ?? '',
    summary: short.length <= 1000 ? short : '',
    place: '',
    markdown,
  });
  release.labels = [
    ...childrenOf(entry, 'atom:category').map(({ attributes }): Label => {
      const { term = '', label = term } = attributes;
      return { of: 'any', name: label, slug: term };
    }),
    ...childrenOf(entry, 'atom:author').map(
      (one): Label => ({ of: 'author', name: textOf(one, 'atom:name') }),
    ),
  ];
  release.addresses = link === '' ? [] : [link];
  for (const { attributes } of links.filter((one) => one.attributes.rel === 'enclosure')) {
    release.notes.push(`a linked file was not imported: ${attributes.href ?? ''}`);
  }
  return release;
}

/** A text construct (RFC 4287, section 3.1) as HTML. */
function htmlOf({ attributes, text, markup }: Element): string {
  if (attributes.type === 'html' || attributes.type === 'text/html') return text;
  return attributes.type === 'xhtml' || attributes.type === 'application/xhtml+xml'
    ? markup
    : escapeHtml(text);
}

function markdownOf(body: Element, base: string | null): [markdown: string, losses: string[]] {
  if (!/html/.test(body.attributes.type ?? '')) {
    return [paragraphsToMarkdown(body.text.trim().split(/\n\s*\n/)), []];
  }
  const { markdown, losses } = toMarkdown(htmlOf(body), {
    base: resolved(body.attributes['xml:base'], base),
  });
  return [markdown, losses];
}

/**
 * Marks a release as public: feeds contain only public items. The first date with a time counts, else the
 * first day.
 */
function publish(release: ForeignRelease, ...dates: string[]): void {
  release.status = 'public';
  const written =
    dates.find((one) => momentIn(one) !== null) ?? dates.find((one) => dayIn(one) !== null);
  const date = written ?? dates.find((one) => one !== '') ?? '';
  release.published = momentIn(date);
  if (release.published === null) release.date = dayIn(date);
  const doubt = doubtIn(date);
  if (doubt !== null) release.notes.push(doubt);
}

/** An address in the scope of `xml:base`; the base itself if there is none. */
function resolved(address: string | undefined, base: string | null): string | null {
  if (address === undefined) return base;
  return base !== null && URL.canParse(address, base) ? new URL(address, base).href : address;
}
