/** Reads Markdown into a tree: CommonMark with tables, footnotes and bare links (GFM). */
import type { List, Nodes, Root, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { listsOf, piecesOf, tablesOf } from './markdown-pieces.ts';
import { counting, LinkNames, Work } from './markdown-work.ts';

/** Links as the tokenizer finds them, without a second search through the text. */
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();

const extensions = [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()];
const mdastExtensions = [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown(), { enter, exit }];

/** The deepest nesting of nodes. */
const deepest = 100;

/** Trees of the texts that were read last, as long as there is room: a request checks and writes one. */
const recent = new Map<string, WeakRef<Root>>();
/** An edition in each of as many languages. */
const mostRecent = 6;

/**
 * Parses a text into a tree, which must not be changed. Nodes that are nested too deeply are replaced by
 * their plain text.
 * @throws Intractable if it takes too much work
 */
export function parseMarkdown(markdown: string): Root {
  const known = recent.get(markdown)?.deref();
  if (known) return known;
  const tree = readAll(markdown);
  recent.delete(markdown);
  recent.set(markdown, new WeakRef(tree));
  for (const [oldest] of recent) if (recent.size > mostRecent) recent.delete(oldest);
  return tree;
}

function readAll(markdown: string): Root {
  const work = new Work();
  const defined = { links: new LinkNames(), notes: new LinkNames() };
  const options = { extensions: [...extensions, counting(work, defined)], mdastExtensions };
  const read = (text: string) => fromMarkdown(text, options);
  const pieces = piecesOf(markdown);
  // Definitions of one piece apply to all: pieces with definitions are read first, and again.
  if (pieces.length > 1) for (const piece of pieces) if (piece.includes(']:')) read(piece);
  const children = pieces.flatMap((piece) => readLong(piece, read) ?? read(piece).children);
  const tree: Root = { type: 'root', children };
  flatten(tree);
  return tree;
}

/** A long table or list, read some lines at a time; null if the piece is not one alone. */
function readLong(piece: string, read: (text: string) => Root): [Table] | [List] | null {
  const tables = readEach(tablesOf(piece), 'table', read);
  if (tables) {
    const rows = tables.flatMap(({ children }, at) => (at > 0 ? children.slice(1) : children));
    return [{ ...tables[0], children: rows }];
  }
  const lists = readEach(listsOf(piece), 'list', read);
  // An item alone does not show whether the list is loose.
  const alike = ({ spread, children }: List) =>
    children.length === 1 || spread === lists?.[0].spread;
  if (!lists?.every(alike)) return null;
  return [{ ...lists[0], children: lists.flatMap(({ children }) => children) }];
}

/** The nodes that texts are read as; null if one of them is anything beside one node of that type. */
function readEach<Kind extends 'table' | 'list'>(
  texts: string[] | null,
  kind: Kind,
  read: (text: string) => Root,
) {
  const nodes: Extract<Nodes, { type: Kind }>[] = [];
  for (const text of texts ?? []) {
    const [node, ...others] = read(text).children;
    if (node?.type !== kind || others.length > 0) return null;
    nodes.push(node as Extract<Nodes, { type: Kind }>);
  }
  const [first, ...more] = nodes;
  return first ? ([first, ...more] as const) : null;
}

/** Replaces nodes that are nested too deep by their text. Without recursion: they may be very deep. */
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
