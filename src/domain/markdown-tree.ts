/** Reads Markdown into a tree: CommonMark with tables, footnotes and bare links (GFM). */
import type { Definition, FootnoteDefinition, List, Nodes, Root, Table } from 'mdast';
import { type Extension, fromMarkdown } from 'mdast-util-from-markdown';
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import { listsOf, type Parcel, piecesOf, tablesOf } from './markdown-pieces.ts';
import { counting, LinkNames, Work } from './markdown-work.ts';

declare module 'mdast' {
  interface Data {
    /** Beginning and end of the address of a link, picture or definition, from the beginning of the node. */
    destination?: readonly [from: number, to: number];
  }
}

/** Links as the tokenizer finds them, without a second search through the text. */
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();

const extensions = [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()];

/** Notes where an address stands before the parser buffers it. */
const enterDestination: NonNullable<Extension['enter']>[string] = function ({ start, end }) {
  const node = this.stack.at(-1) as Nodes;
  const from = offsetOf(node);
  node.data = { destination: [start.offset - from, end.offset - from] };
  this.buffer();
};

const mdastExtensions: Extension[] = [
  gfmTableFromMarkdown(),
  gfmFootnoteFromMarkdown(),
  { enter, exit },
  {
    enter: {
      resourceDestinationString: enterDestination,
      definitionDestinationString: enterDestination,
    },
  },
];

/** The deepest nesting of nodes. */
const deepest = 100;

/** Trees of the texts that were read last, as long as there is room: a request checks and writes one. */
const recent = new Map<string, WeakRef<Root>>();
/** An edition in each of as many languages. */
const mostRecent = 6;

/** Where a node begins in the text. */
export const offsetOf = ({ position }: Nodes): number => position?.start.offset ?? 0;

/**
 * Parses a text into a tree, which must not be changed. Nodes that are nested too deeply are replaced by
 * their plain text. Of positions only the offset of each beginning is that in the whole text.
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
  const read: Read = (text, from) => {
    const tree = fromMarkdown(text, options);
    // The parser does not count a byte order mark.
    const moved = text.startsWith('\uFEFF') ? from + 1 : from;
    for (const node of nodesIn(tree))
      if (node.position) node.position.start.offset = offsetOf(node) + moved;
    return tree;
  };
  const pieces = piecesOf(markdown);
  // Definitions of one piece apply to all: pieces with definitions are read first, and again.
  if (pieces.length > 1) for (const piece of pieces) if (piece.includes(']:')) read(piece, 0);
  let next = 0;
  const children = pieces.flatMap((piece) => {
    const from = next;
    next += piece.length;
    const readPart: Read = (text, at) => read(text, from + at);
    return readLong(piece, readPart) ?? readPart(piece, 0).children;
  });
  const tree: Root = { type: 'root', children };
  flatten(tree);
  return tree;
}

/** Reads a text that begins at an offset. */
type Read = (text: string, from: number) => Root;

/** A long table or list, read some lines at a time; null if the piece is not one alone. */
function readLong(piece: string, read: Read): [Table] | [List] | null {
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
function readEach<Kind extends 'table' | 'list'>(parcels: Parcel[] | null, kind: Kind, read: Read) {
  const nodes: Extract<Nodes, { type: Kind }>[] = [];
  for (const { text, from } of parcels ?? []) {
    const [node, ...others] = read(text, from).children;
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
  return [...nodesIn(node)].flatMap((one) => ('value' in one ? one.value : [])).join(' ');
}

/** The definitions of links or of footnotes by their identifiers; of several, the first. */
export function definitionsIn<Kind extends 'definition' | 'footnoteDefinition'>(
  tree: Root,
  kind: Kind,
) {
  const found = [...nodesIn(tree)].filter((node) => node.type === kind).toReversed();
  type Found = Extract<Definition | FootnoteDefinition, { type: Kind }>;
  return new Map((found as Found[]).map((node) => [node.identifier, node]));
}

/** A node and all within it, in the order of the text. Without recursion: they may be very deep. */
export function* nodesIn(node: Nodes): Generator<Nodes> {
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    if ('children' in next) waiting.push(...next.children.toReversed());
  }
}
