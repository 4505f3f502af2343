/** Reads feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. */
import { readEntry } from './atom-entry.ts';
import type { FeedContext } from './feed-item.ts';
import { type ParseResult, readAt } from './parse-result.ts';
import { readItem } from './rss-item.ts';
import type { Element } from './xml.ts';
import type { XmlFile } from './xml-file.ts';

/** Elements of a feed that are read. Those of the channel are read where no item contains them. */
const wanted = ['item', 'atom:entry', 'language', 'dc:language', 'link', 'atom:link'];

/** Reads every item of a feed. Reads to the end first: nothing of a truncated file is imported. */
export async function* readFeed({
  path,
  root,
  elements,
  uploads,
}: XmlFile): AsyncGenerator<ParseResult> {
  for await (const _ of elements(wanted));
  const { attributes } = root;
  const feed: FeedContext = {
    language: attributes['xml:lang'] ?? null,
    base: attributes['xml:base'] ?? null,
    home: null,
    uploads,
  };
  let isRoot = true;
  for await (const element of elements(wanted)) {
    // The root comes without its content when it begins, and again if it is a single entry.
    const read = isRoot ? null : readers[element.name];
    isRoot = false;
    const place = `${path}:${element.line}`;
    if (read) yield await readAt(place, () => read(element, place, feed));
    else readChannel(element, feed);
  }
}

const readers: Record<string, typeof readItem> = { item: readItem, 'atom:entry': readEntry };

/** Takes the language and the address of the site from an element of the channel. */
function readChannel({ name, text, attributes }: Element, feed: FeedContext): void {
  if (/^(?:dc:)?language$/.test(name)) feed.language = text.trim() || feed.language;
  const address = name === 'link' ? text.trim() : name === 'atom:link' ? attributes.href : '';
  if (address && URL.canParse(address)) feed.home ??= address;
}
