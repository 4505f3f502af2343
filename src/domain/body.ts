/**
 * The body of an edition. Its Markdown is read once into a tree; HTML and text are both written from
 * that tree, so nothing ever looks into HTML again.
 */
import type { Root } from 'mdast';
import type { Attachment } from './attachment.ts';
import { attributeFor, decodeAddress, hasScheme } from './link.ts';
import { nodesIn, offsetOf, parseMarkdown } from './markdown-tree.ts';
import { Intractable } from './markdown-work.ts';
import { type BodyWords, type FileAddress, writeHtml } from './markup.ts';
import * as paths from './paths.ts';
import { writeCopy, writeText } from './plain-text.ts';
import type { Site } from './site.ts';

export { parseMarkdown as readBody } from './markdown-tree.ts';
export type { BodyWords } from './markup.ts';

/**
 * @param words interface words in the edition's language
 * @param fileAt the address of an attachment by its name, or null if the release has none of that name
 * @returns `html`, which contains only tags that are written here, and `text`: a line for each block
 * @throws Intractable if it takes too much work or its HTML is too large
 */
export function renderBody(
  markdown: string,
  words: BodyWords,
  fileAt: FileAddress,
): { html: string; text: string } {
  const tree = parseMarkdown(markdown);
  return { html: writeHtml(tree, words, fileAt), text: writeText(tree) };
}

/** The page of a body and the files of its release, by which its addresses are made whole. */
export interface AddressContext {
  site: Site;
  /** The URL of the edition's page. */
  page: string;
  files: readonly Pick<Attachment, 'id' | 'filename'>[];
}

/** Addresses begin after these. Most texts have none that is relative, and so are not parsed. */
const maybeRelative = /\]\(\s*<?(?![a-z][a-z\d+.-]*:)|\]:/i;

/** The Markdown of a body with whole addresses; unchanged if it takes too much work. */
export function absoluteMarkdown(markdown: string, context: AddressContext): string {
  const tree = maybeRelative.test(markdown) && readAccepted(markdown);
  if (!tree) return markdown;
  const places = [...nodesIn(tree)].flatMap((node) => {
    if (!('url' in node) || !node.data?.destination) return [];
    const url = wholeAddress(node.url, context);
    const [from, to] = node.data.destination;
    return url === node.url ? [] : { from: offsetOf(node) + from, to: offsetOf(node) + to, url };
  });
  // The address of a link comes after those of the pictures in it.
  places.sort((one, other) => one.from - other.from);
  let [whole, done] = ['', 0];
  for (const { from, to, url } of places) {
    whole += markdown.slice(done, from) + (markdown[from - 1] === '<' ? url : `<${url}>`);
    done = to;
  }
  return whole + markdown.slice(done);
}

/** A body as text to copy; as it was written if it takes too much work. */
export function copyBody(markdown: string, context: AddressContext): string {
  const tree = readAccepted(markdown);
  const addressOf = (url: string) => (attributeFor(url) ? wholeAddress(url, context) : '');
  return tree ? writeCopy(tree, addressOf) : markdown;
}

/** The address of a file by its name, or what a browser makes of a relative address on the page. */
function wholeAddress(address: string, { site, page, files }: AddressContext): string {
  if (hasScheme(address)) return address;
  const name = decodeAddress(address);
  const file = files.find(({ filename }) => filename === name);
  if (file) return site.origin + paths.file(file);
  const spelled = attributeFor(address).replaceAll('&amp;', '&');
  return (spelled && URL.parse(spelled, page)?.href) || address;
}

/** The tree of a text that was accepted once; null if by the bounds of today it takes too much work. */
function readAccepted(markdown: string): Root | null {
  try {
    return parseMarkdown(markdown);
  } catch (error) {
    if (error instanceof Intractable) return null;
    throw error;
  }
}
