/**
 * The body of an edition: CommonMark with tables, footnotes and bare links (GFM). It is read once into
 * a tree; HTML and text are both written from that tree, so nothing ever looks into HTML again.
 */
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { type BodyWords, type FileAddress, writeHtml } from './markup.ts';
import { writeText } from './plain-text.ts';

export { type BodyWords, escapeText } from './markup.ts';

/** Links as the tokenizer finds them, without a second search through the text. */
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();

const syntax = {
  extensions: [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()],
  mdastExtensions: [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown(), { enter, exit }],
};

/**
 * @param words interface words in the edition's language
 * @param fileAt the address of an attachment by its name, or null if the release has none of that name
 * @returns `html`, which holds only tags that are written here, and `text`: a line for each block
 */
export function renderBody(
  markdown: string,
  words: BodyWords,
  fileAt: FileAddress,
): { html: string; text: string } {
  const tree = readBody(markdown);
  return { html: writeHtml(tree, words, fileAt), text: writeText(tree) };
}

/** The tree of a body, as both are written from it. */
export function readBody(markdown: string): Root {
  const tree = fromMarkdown(markdown, syntax);
  flatten(tree);
  return tree;
}

/** How deep a thing may stand in others. */
const deepest = 100;

/** What stands deeper than that is told by its words alone. Without recursion: it may be very deep. */
function flatten(tree: Root): void {
  const waiting: [node: Nodes, depth: number][] = [[tree, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, depth] = next;
    if (!('children' in node)) continue;
    if (depth >= deepest)
      Object.assign(node, { children: [{ type: 'text', value: wordsOf(node) }] });
    else for (const child of node.children) waiting.push([child, depth + 1]);
  }
}

function wordsOf(node: Nodes): string {
  const found: string[] = [];
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if ('value' in next) found.push(next.value);
    if ('children' in next) waiting.push(...next.children.toReversed());
  }
  return found.join(' ');
}
