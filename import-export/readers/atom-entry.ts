/** Reads entries of Atom 1.0 (RFC 4287) and 0.3, and of exports of Blogger, which are Atom. */
import { escapeHtml } from '../../src/domain/escape-html.ts';
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
import { paragraphsToMarkdown, plainLine } from './html-to-markdown.ts';
import { toMarkdownWithNotes } from './own-footnotes.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { childrenOf, type Element, textOf } from './xml.ts';

const dates = ['atom:published', 'atom:issued', 'atom:created'];
const changes = ['atom:updated', 'atom:modified'];

/** The scheme of categories in which Blogger says whether an entry is a post, a comment or a setting. */
const kindScheme = /^http:\/\/schemas\.google\.com\/g\/2005#kind$/;

export async function readEntry(
  entry: Element,
  place: string,
  feed: FeedContext,
): Promise<ParseResult> {
  const categories = childrenOf(entry, 'atom:category');
  const kind = categories.find(({ attributes }) => kindScheme.test(attributes.scheme ?? ''));
  const [, kindName = 'post'] = /#(\w+)$/.exec(kind?.attributes.term ?? '') ?? [];
  if (!/^(?:post|page)$/.test(kindName)) return { place, leftOut: `is a ${kindName} of a blog` };
  const base = resolved(entry.attributes['xml:base'], feed.base);
  const id = textOf(entry, 'atom:id');
  const links = childrenOf(entry, 'atom:link');
  const alternate = links.find(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate');
  const link = alternate ? (resolved(alternate.attributes.href, base ?? feed.home) ?? '') : '';
  if (id === '' && link === '') return { place, reason: 'has neither id nor link' };
  const release = newForeignRelease(place, `feed ${id || link}`);
  const texts = (names: readonly string[]) => names.map((name) => textOf(entry, name));
  publish(release, texts(dates), texts(changes));
  const control = childrenOf(entry, 'app:control').map((one) => textOf(one, 'app:draft'));
  if (control.includes('yes')) release.status = 'draft';
  const files = links
    .filter(({ attributes }) => attributes.rel === 'enclosure')
    .map(({ attributes }) => {
      return { address: resolved(attributes.href, base) ?? '', title: attributes.title ?? '' };
    });
  await readText(entry, release, files, { ...feed, base: base ?? (link || feed.home) });
  release.labels = labelsOf(
    entry,
    categories.filter((one) => one !== kind),
  );
  release.addresses = link === '' ? [] : [link];
  noteOwnFeed(release, id);
  return release;
}

async function readText(
  entry: Element,
  release: ForeignRelease,
  files: { address: string; title: string }[],
  { base, uploads, language }: FeedContext,
): Promise<void> {
  const [content] = childrenOf(entry, 'atom:content');
  const [summary] = childrenOf(entry, 'atom:summary');
  const [heading] = childrenOf(entry, 'atom:title');
  const body = content && content.attributes.src === undefined ? content : summary;
  if (body !== content || !content)
    release.notes.push('the feed has only a summary: used as the text');
  const html = withoutCorrections(body ? htmlOf(body) : '', release.notes);
  const bodyBase = resolved(body?.attributes['xml:base'], base);
  const fileAt = await encloseLinked(release, html, files, bodyBase, uploads);
  const { markdown, losses } =
    body && isPlain(body)
      ? { markdown: paragraphsToMarkdown(body.text.trim().split(/\n\s*\n/)), losses: [] }
      : toMarkdownWithNotes(html, { base: bodyBase, fileAt });
  release.notes.push(...losses);
  const title = heading ? plainLine(htmlOf(heading)) : '';
  const short = summary && summary !== body ? plainLine(htmlOf(summary)) : '';
  release.texts.push({
    lang: content?.attributes['xml:lang'] ?? entry.attributes['xml:lang'] ?? language,
    title,
    summary: summaryOf(short, title, html),
    place: '',
    markdown,
  });
}

/** Whether a text construct is plain text. Atom 0.3 has media types, 1.0 three words. */
const isPlain = ({ attributes, children }: Element) =>
  children.length === 0 && !/html/.test(attributes.type ?? '');

/** A text construct (RFC 4287, section 3.1) as HTML. */
function htmlOf(element: Element): string {
  const { attributes, text, markup, children } = element;
  if (isPlain(element)) return escapeHtml(text);
  return children.length > 0 || /xhtml/.test(attributes.type ?? '') ? markup : text;
}

function labelsOf(entry: Element, categories: readonly Element[]): Label[] {
  return [
    ...categories.map(({ attributes }) => {
      const { term = '', label = term, scheme } = attributes;
      return categoryLabel(label, term, scheme);
    }),
    ...childrenOf(entry, 'atom:author').map(
      (one): Label => ({ of: 'author', name: textOf(one, 'atom:name') }),
    ),
  ].filter(({ name }) => name !== '');
}
