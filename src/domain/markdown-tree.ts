/** Reads Markdown into a tree: CommonMark with tables, footnotes and bare links (GFM). */
import type { Nodes, Root, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { piecesOf, tablesOf } from './markdown-pieces.ts';
import { counting, Names, Work } from './markdown-work.ts';

/** Links as the tokenizer finds them, without a second search through the text. */
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();

const extensions = [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()];
const mdastExtensions = [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown(), { enter, exit }];

/** How deep a node may stand in others. */
const deepest = 100;

/**
 * The tree of a text; what stands too deep in it is told by its words alone.
 * @throws Intractable if it takes too much work
 */
export function parseMarkdown(markdown: string, work = new Work()): Root {
  const defined = { links: new Names(), notes: new Names() };
  const options = { extensions: [...extensions, counting(work, defined)], mdastExtensions };
  const read = (text: string) => fromMarkdown(text, options);
  const pieces = piecesOf(markdown);
  // What one piece defines counts in all: those that define something are read first, and again.
  if (pieces.length > 1) for (const piece of pieces) if (piece.includes(']:')) read(piece);
  const children = pieces.flatMap((piece) => readTable(piece, read) ?? read(piece).children);
  const tree: Root = { type: 'root', children };
  flatten(tree);
  return tree;
}

function readTable(piece: string, read: (text: string) => Root): [Table] | null {
  const tables: Table[] = [];
  for (const text of tablesOf(piece) ?? []) {
    const [table, ...others] = read(text).children;
    if (table?.type !== 'table' || others.length > 0) return null;
    tables.push(table);
  }
  const [first, ...more] = tables;
  if (!first) return null;
  const rows = more.flatMap(({ children }) => children.slice(1));
  return [{ ...first, children: [...first.children, ...rows] }];
}

/** Replaces what stands too deep by its words. Without recursion: it may be very deep. */
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
