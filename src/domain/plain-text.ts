/** A body's tree as text: no markup, a line for each row, an empty line between blocks. */
import type { Image, ImageReference, Link, LinkReference, Nodes, Root } from 'mdast';
import { definitionsIn } from './markdown-tree.ts';

type Writers = { [Kind in Nodes['type']]?: (node: Extract<Nodes, { type: Kind }>) => string };

interface Writing {
  write: (node: Nodes) => string;
  inline: (nodes: readonly Nodes[]) => string;
  /** Nodes with an empty line between them, or other characters. */
  blocks: (nodes: readonly Nodes[], between?: string) => string;
}

function writingBy(writersOf: (writing: Writing) => Writers): Writing {
  /** A node that has no writer says what is in it. */
  const write = (node: Nodes): string => {
    const writer = writers[node.type] as ((one: Nodes) => string) | undefined;
    if (writer) return writer(node);
    return 'children' in node ? inline(node.children) : '';
  };
  const inline = (nodes: readonly Nodes[]) => nodes.map(write).join('');
  const blocks = (nodes: readonly Nodes[], between = '\n\n') =>
    nodes.map(write).filter(Boolean).join(between).trim();
  const writing = { write, inline, blocks };
  const writers = writersOf(writing);
  return writing;
}

const gap = (spread: boolean | null | undefined) => (spread ? '\n\n' : '\n');

const plainWriters = ({ write, inline, blocks }: Writing): Writers => ({
  paragraph: ({ children }) => inline(children).trim(),
  heading: ({ children }) => inline(children).trim(),
  blockquote: ({ children }) => blocks(children),
  list: ({ spread, children }) => blocks(children, gap(spread)),
  listItem: ({ children, spread }) => blocks(children, gap(spread)),
  code: ({ value }) => value,
  table: ({ children }) => blocks(children, '\n'),
  tableRow: ({ children }) => children.map(write).join('\t'),
  tableCell: ({ children }) => inline(children).trim(),
  footnoteDefinition: ({ children }) => blocks(children),
  footnoteReference: () => '',
  text: ({ value }) => value,
  html: ({ value }) => value,
  inlineCode: ({ value }) => value,
  break: () => '\n',
  image: ({ alt }) => alt ?? '',
  imageReference: ({ alt }) => alt ?? '',
});

const plain = writingBy(plainWriters);

/** The words of a body alone, for search. */
export const writeText = (tree: Root): string => plain.blocks(tree.children);

/**
 * A body to copy, which shows what is a quotation, numbers items and footnotes, and names the targets of links.
 * Footnotes are at the end, in the order of their calls.
 * @param addressOf the address of a link for readers elsewhere; empty if it may not be followed
 */
export function writeCopy(tree: Root, addressOf: (url: string) => string): string {
  const links = definitionsIn(tree, 'definition');
  const notes = definitionsIn(tree, 'footnoteDefinition');
  const numbers = new Map<string, number>();
  const withTarget = (words: string, node: Link | LinkReference | Image | ImageReference) => {
    const target = 'url' in node ? node : links.get(node.identifier);
    const address = target ? addressOf(target.url).replace(/^(?:mailto|tel):/i, '') : '';
    if (['', words, `http://${words}`, `https://${words}`].includes(address)) return words;
    return words ? `${words} (${address})` : address;
  };
  const { blocks } = writingBy((writing) => ({
    ...plainWriters(writing),
    blockquote: ({ children }) => marked(writing.blocks(children), '> ', '> '),
    list: ({ ordered, start, spread, children }) =>
      children
        .map((item, at) => marked(writing.write(item), ordered ? `${(start ?? 1) + at}. ` : '– '))
        .join(gap(spread)),
    footnoteDefinition: () => '',
    footnoteReference: ({ identifier }) => {
      const number = numbers.get(identifier) ?? numbers.size + 1;
      numbers.set(identifier, number);
      return `[${number}]`;
    },
    link: (node) => withTarget(writing.inline(node.children), node),
    linkReference: (node) => withTarget(writing.inline(node.children), node),
    image: (node) => withTarget(node.alt ?? '', node),
    imageReference: (node) => withTarget(node.alt ?? '', node),
  }));
  const parts = [blocks(tree.children), ''];
  // Notes may call others.
  for (const [identifier, number] of numbers)
    parts.push(marked(blocks(notes.get(identifier)?.children ?? []), `[${number}] `));
  return parts.join('\n').trim();
}

/** A text after a mark, its other lines after blanks or a mark of their own. */
function marked(text: string, mark: string, next = ' '.repeat(mark.length)): string {
  const lines = text.split('\n').map((line, at) => ((at > 0 ? next : mark) + line).trimEnd());
  return lines.join('\n');
}
