/** Reads items of RSS 0.9x, 1.0 and 2.0. */

import {
  categoryLabel,
  encloseLinked,
  type FeedContext,
  noteOwnFeed,
  publish,
  resolved,
  summaryOf,
  withoutCorrections,
} from './feed-item.ts';
import { plainLine } from './html-to-markdown.ts';
import type { NamedFile } from './named-files.ts';
import { toMarkdownWithNotes } from './own-footnotes.ts';
import { type Label, newForeignRelease, type ParseResult } from './parse-result.ts';
import { childrenOf, type Element, htmlIn, textOf } from './xml.ts';

/** Elements with dates of publication, then those with dates of changes. */
const dates = ['pubDate', 'dc:date', 'dcterms:issued', 'atom:published', 'dcterms:created'];
const changes = ['atom:updated', 'dcterms:modified'];

/** Elements with the whole text. */
const bodies = ['content:encoded', 'atom:content', 'xhtml:body', 'xhtml:div'];

export async function readItem(
  item: Element,
  place: string,
  feed: FeedContext,
): Promise<ParseResult> {
  const text = (...names: string[]) =>
    names.map((name) => textOf(item, name)).find((one) => one !== '') ?? '';
  const html = (...names: string[]) =>
    names.flatMap((name) => childrenOf(item, name).map(htmlIn)).find((one) => one !== '') ?? '';
  const base = resolved(item.attributes['xml:base'], feed.base);
  const addresses = addressesOf(item, base ?? feed.home);
  const name = text('guid') || item.attributes['rdf:about'] || addresses[0];
  if (!name) return { place, reason: 'has neither guid nor link' };
  const release = newForeignRelease(place, `feed ${name}`);
  publish(
    release,
    dates.map((one) => text(one)),
    changes.map((one) => text(one)),
  );
  const whole = withoutCorrections(html(...bodies), release.notes);
  const short = html('description', 'dc:description');
  if (whole === '') release.notes.push('the feed has only a description: used as the text');
  const body = whole || short;
  const bodyBase = base ?? addresses[0] ?? feed.home;
  const fileAt = await encloseLinked(
    release,
    body,
    filesOf(item, bodyBase),
    bodyBase,
    feed.uploads,
  );
  const { markdown, losses } = toMarkdownWithNotes(body, { base: bodyBase, fileAt });
  release.notes.push(...losses);
  const title = plainLine(html('title', 'dc:title'));
  release.texts.push({
    lang: text('dc:language') || item.attributes['xml:lang'] || feed.language,
    title,
    summary: whole === '' ? '' : summaryOf(plainLine(short), title, whole),
    place: '',
    markdown,
  });
  release.labels = labelsOf(item);
  release.addresses = addresses;
  noteOwnFeed(release, name);
  return release;
}

/** Addresses of an item's page, that of the site itself before those of counting services. */
function addressesOf(item: Element, base: string | null): string[] {
  const [guid] = childrenOf(item, 'guid');
  const identifier = guid?.text.trim() ?? '';
  const isPermalink = guid?.attributes.isPermaLink !== 'false' && /^https?:/.test(identifier);
  const found = [
    textOf(item, 'feedburner:origLink'),
    textOf(item, 'link'),
    ...childrenOf(item, 'atom:link')
      .filter(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate')
      .map(({ attributes }) => attributes.href ?? ''),
    isPermalink ? identifier : '',
    item.attributes['rdf:about'] ?? '',
  ];
  const whole = found.filter((one) => one !== '').map((one) => resolved(one, base) ?? one);
  return [...new Set(whole)].filter((one) => /^(?:https?:|\/)/i.test(one));
}

/** Files that go with an item, also in a group of Media RSS. */
function filesOf(item: Element, base: string | null): NamedFile[] {
  const grouped = childrenOf(item, 'media:group').flatMap((one) =>
    childrenOf(one, 'media:content'),
  );
  const all = [
    ...childrenOf(item, 'enclosure'),
    ...childrenOf(item, 'media:content'),
    ...grouped,
  ].map((one) => ({
    address: resolved(one.attributes.url, base) ?? '',
    title: textOf(one, 'media:title'),
  }));
  return [...new Map(all.map((one) => [one.address, one])).values()];
}

function labelsOf(item: Element): Label[] {
  const categories = childrenOf(item, 'category').map(({ text, attributes }) =>
    categoryLabel(text.trim(), '', attributes.domain),
  );
  const subjects = childrenOf(item, 'dc:subject').map((one): Label => {
    return { of: 'any', name: one.text.trim(), listed: true };
  });
  const creators = childrenOf(item, 'dc:creator').map((one) => one.text.trim());
  // RSS 2.0 asks for a mail address, with the name in brackets.
  const author = textOf(item, 'author').replace(/^\S+@\S+\s+\((.+)\)$/, '$1');
  return [
    ...[...categories, ...subjects].filter(({ name }) => name !== ''),
    ...(creators.length > 0 ? creators : [author])
      .filter((name) => name !== '')
      .map((name): Label => ({ of: 'author', name })),
  ];
}
