/** Reads JSON Feed 1.0 and 1.1 (jsonfeed.org). */

import { isObject } from '../../src/domain/json-object.ts';
import {
  encloseLinked,
  noteOwnFeed,
  publish,
  resolved,
  summaryOf,
  withoutCorrections,
} from './feed-item.ts';
import { paragraphsToMarkdown, plainLine } from './html-to-markdown.ts';
import type { JsonReader } from './json.ts';
import { type Json, objects, text } from './json-fields.ts';
import { toMarkdownWithNotes } from './own-footnotes.ts';
import { type Label, newForeignRelease, type ParseResult, readAt } from './parse-result.ts';

export const readJsonFeed: JsonReader = async function* (entries, _path, uploads) {
  for (const { document, place } of entries) {
    const items = Array.isArray(document.items) ? document.items : [];
    for (const [at, item] of items.entries()) {
      const where = `${place}, item ${at + 1}`;
      yield isObject(item)
        ? await readAt(where, () => readItem(item, where, document, uploads))
        : { place: where, reason: 'is not a JSON object' };
    }
    const next = text(document.next_url);
    if (next !== '')
      yield { place, leftOut: `has only a part of the feed, which goes on at ${next}` };
  }
};

async function readItem(
  item: Json,
  place: string,
  feed: Json,
  uploads: string | null,
): Promise<ParseResult> {
  const home = text(feed.home_page_url) || text(feed.feed_url) || null;
  const link = resolved(text(item.url) || undefined, home) ?? '';
  const address = text(item.url) === '' ? '' : link;
  const id = text(item.id) || address;
  if (id === '') return { place, reason: 'has neither id nor url' };
  const release = newForeignRelease(place, `feed ${id}`);
  publish(release, [text(item.date_published)], [text(item.date_modified)]);
  const html = withoutCorrections(text(item.content_html), release.notes);
  const plain = text(item.content_text);
  const summary = text(item.summary);
  if (html === '' && plain === '' && summary !== '')
    release.notes.push('the feed has only a summary: used as the text');
  const base = link || null;
  const fileAt = await encloseLinked(release, html, filesOf(item, base), base, uploads);
  const { markdown, losses } =
    html === ''
      ? { markdown: paragraphsToMarkdown((plain || summary).split(/\n\s*\n/)), losses: [] }
      : toMarkdownWithNotes(html, { base, fileAt });
  release.notes.push(...losses);
  const title = plainText(item.title);
  const short = html === '' && plain === '' ? '' : plainText(summary);
  release.texts.push({
    lang: text(item.language) || text(feed.language) || null,
    title,
    summary: summaryOf(short, title, html || plain.replaceAll('<', '&lt;')),
    place: '',
    markdown,
  });
  release.labels = labelsOf(item);
  release.addresses = address === '' ? [] : [address];
  noteOwnFeed(release, id);
  return release;
}

/** The titles of JSON Feed are plain text; many feeds write entities of HTML all the same. */
const plainText = (value: unknown): string =>
  plainLine(
    text(value)
      .replace(/&(?!#?\w+;)/g, '&amp;')
      .replaceAll('<', '&lt;'),
  );

function filesOf(item: Json, base: string | null) {
  const attached = objects(item.attachments).map(({ url, title }) => ({ url, title }));
  const picture = text(item.image);
  const isAttached = attached.some(({ url }) => url === picture);
  return [...attached, ...(picture === '' || isAttached ? [] : [{ url: picture, title: '' }])].map(
    ({ url, title }) => ({ address: resolved(text(url), base) ?? '', title: text(title) }),
  );
}

function labelsOf(item: Json): Label[] {
  const tags = Array.isArray(item.tags) ? item.tags.map(text) : [];
  const authors = [...objects(item.authors), ...objects(item.author)].map(({ name }) => text(name));
  return [
    ...tags.map((name): Label => ({ of: 'any', name })),
    ...[...new Set(authors)].map((name): Label => ({ of: 'author', name })),
  ].filter(({ name }) => name !== '');
}
