/** A body's tree as text: no markup, a line for each row, an empty line between blocks. */
import type { Nodes, Root } from 'mdast';

export function writeText(tree: Root): string {
  return blocks(tree.children, '\n\n');
}

function blocks(nodes: readonly Nodes[], between: string): string {
  return nodes.map(write).filter(Boolean).join(between).trim();
}

const inline = (nodes: readonly Nodes[]) => nodes.map(write).join('');

type Writers = { [Kind in Nodes['type']]?: (node: Extract<Nodes, { type: Kind }>) => string };

const writers: Writers = {
  paragraph: ({ children }) => inline(children).trim(),
  heading: ({ children }) => inline(children).trim(),
  blockquote: ({ children }) => blocks(children, '\n\n'),
  list: ({ spread, children }) => blocks(children, spread ? '\n\n' : '\n'),
  listItem: ({ children, spread }) => blocks(children, spread ? '\n\n' : '\n'),
  code: ({ value }) => value,
  table: ({ children }) => blocks(children, '\n'),
  tableRow: ({ children }) => children.map(write).join('\t'),
  tableCell: ({ children }) => inline(children).trim(),
  footnoteDefinition: ({ children }) => blocks(children, '\n\n'),
  footnoteReference: () => '',
  text: ({ value }) => value,
  html: ({ value }) => value,
  inlineCode: ({ value }) => value,
  break: () => '\n',
  image: ({ alt }) => alt ?? '',
  imageReference: ({ alt }) => alt ?? '',
};

/** A node that has no writer says what is in it. */
function write(node: Nodes): string {
  const writer = writers[node.type] as ((one: Nodes) => string) | undefined;
  if (writer) return writer(node);
  return 'children' in node ? inline(node.children) : '';
}
