/**
 * Rewrites HTML structures that Markdown cannot express into ones that it can, without a loss of words:
 * emphasis around blocks, line breaks at the edge of blocks, blocks in table cells, layout tables.
 */
import type { Element, ElementContent, Root, RootContent, Text } from 'hast';

const blockNames = new Set(
  [
    'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption',
    'figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li main menu nav ol',
    'p pre section summary table tbody td tfoot th thead tr ul caption',
  ].flatMap((names) => names.split(' ')),
);

const isElement = (node: ElementContent): node is Element => node.type === 'element';
const isBlock = (node: ElementContent) => isElement(node) && blockNames.has(node.tagName);
const isNamed = (node: ElementContent, ...names: string[]) =>
  isElement(node) && names.includes(node.tagName);
const isBlank = (node: ElementContent) => node.type === 'text' && node.value.trim() === '';
const isEmphasis = (node: ElementContent) =>
  isNamed(node, 'b', 'strong', 'i', 'em', 'u', 'font', 'span', 'big', 'small', 'a');

const element = (tagName: string, children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties: {},
  children,
});
const text = (value: string): Text => ({ type: 'text', value });

/** Blocks of text; a form with one of them is around a text, as ASP.NET writes it. */
const textBlocks = /^(?:article|blockquote|h[1-6]|main|p|table)$/;

/** Replaces forms that are around a text by their content, whose fields are left out one by one. */
export function unwrapForms(node: Root | Element): void {
  node.children = node.children.flatMap((child): RootContent[] => {
    if (child.type !== 'element') return [child];
    unwrapForms(child);
    return child.tagName === 'form' && child.children.some(hasTextBlock) ? child.children : [child];
  }) as Element['children'];
}

const hasTextBlock = (node: ElementContent): boolean =>
  node.type === 'element' && (textBlocks.test(node.tagName) || node.children.some(hasTextBlock));

/** Rewrites a tree in place. */
export function simplifyStructure(tree: Root): void {
  tree.children = withoutEdgeBreaks(
    tree.children.flatMap((child) =>
      child.type === 'doctype' ? [] : simplify(child as ElementContent),
    ),
  );
}

function simplify(node: ElementContent): ElementContent[] {
  if (!isElement(node) || node.tagName === 'pre') return [node];
  node.children = node.children.flatMap(simplify);
  if (node.tagName === 'table') return simplifyTable(node);
  if (node.tagName === 'td' || node.tagName === 'th') return [node];
  if (isEmphasis(node)) {
    if (node.children.some(isBlock)) return distribute(node);
    return moveEdgeBreaks(node);
  }
  if (isBlock(node)) node.children = withoutEdgeBreaks(node.children);
  return [node];
}

/** Moves emphasis into the blocks inside it: `<b><p>One</p><p>Two</p></b>` → two bold paragraphs. */
function distribute(emphasis: Element): ElementContent[] {
  const wrap = (children: ElementContent[]): ElementContent[] =>
    runsOf(children).flatMap((run) => {
      const [first] = run;
      if (first !== undefined && isBlock(first)) {
        const block = first as Element;
        const isOpaque = /^(?:table|pre|hr|h[1-6])$/.test(block.tagName);
        if (!isOpaque) block.children = wrap(block.children);
        return [block];
      }
      return run.every(isBlank) ? run : moveEdgeBreaks({ ...emphasis, children: run });
    });
  return wrap(emphasis.children);
}

/** Splits children into single blocks and runs of inline content. */
function runsOf(children: ElementContent[]): ElementContent[][] {
  const runs: ElementContent[][] = [];
  for (const child of children) {
    const last = runs.at(-1)?.[0];
    if (isBlock(child) || last === undefined || isBlock(last)) runs.push([child]);
    else runs.at(-1)?.push(child);
  }
  return runs;
}

/** Moves breaks at the edges of emphasis out of it. */
function moveEdgeBreaks(emphasis: Element): ElementContent[] {
  const { children } = emphasis;
  const isEdge = (node: ElementContent) => isNamed(node, 'br') || isBlank(node);
  let [start, end] = [0, children.length];
  while (start < end && isEdge(children[start] as ElementContent)) start++;
  while (end > start && isEdge(children[end - 1] as ElementContent)) end--;
  const inner = children.slice(start, end);
  const middle = inner.length > 0 ? [{ ...emphasis, children: inner }] : [];
  return [...children.slice(0, start), ...middle, ...children.slice(end)];
}

/** Removes breaks at the start and end of each run of inline content: the block ends the line. */
function withoutEdgeBreaks<Node extends ElementContent | Root['children'][number]>(
  children: Node[],
): Node[] {
  const runs = runsOf(children as ElementContent[]);
  return runs.flatMap((run) => {
    const isEdge = (node: ElementContent) => isNamed(node, 'br') || isBlank(node);
    if (!run.some((node) => isNamed(node, 'br'))) return run;
    let [start, end] = [0, run.length];
    while (start < end && isEdge(run[start] as ElementContent)) start++;
    while (end > start && isEdge(run[end - 1] as ElementContent)) end--;
    return run.slice(start, end);
  }) as Node[];
}

/** A caption becomes a paragraph above the table; a layout table becomes its content. */
function simplifyTable(table: Element): ElementContent[] {
  const captions = table.children.filter((child) => isNamed(child, 'caption')) as Element[];
  table.children = table.children.filter((child) => !isNamed(child, 'caption'));
  const rows = rowsOf(table);
  const above = captions.flatMap(({ children }) =>
    children.some(isBlock) ? children : [element('p', withoutEdgeBreaks(children))],
  );
  const cells = rows.flat();
  const isLayout =
    rows.every((row) => row.length <= 1) ||
    cells.some(({ children }) => containsTable(children)) ||
    (rows.length === 1 && !cells.some((cell) => isNamed(cell, 'th')) && cells.some(hasBlocks));
  if (isLayout) return [...above, ...cells.map(({ children }) => element('div', children))];
  for (const cell of cells) cell.children = flatten(cell.children);
  return [...above, table];
}

function rowsOf(node: Element): Element[][] {
  return node.children.filter(isElement).flatMap((child) => {
    if (child.tagName !== 'tr') return child.tagName === 'table' ? [] : rowsOf(child);
    return [child.children.filter((cell) => isNamed(cell, 'td', 'th')) as Element[]];
  });
}

const containsTable = (children: ElementContent[]): boolean =>
  children.some(
    (child) => isElement(child) && (child.tagName === 'table' || containsTable(child.children)),
  );

const hasBlocks = ({ children }: Element) =>
  children.filter((child) => isNamed(child, 'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol'))
    .length > 1;

/** The content of a cell as inline content: blocks are separated by breaks, list items by “; ”. */
function flatten(children: ElementContent[], separator: ElementContent = element('br', [])) {
  const parts: ElementContent[][] = runsOf(children).flatMap((run) => {
    const [first] = run;
    if (first === undefined || run.every(isBlank)) return [];
    if (!isBlock(first)) return [withoutEdgeBreaks(run)];
    const { tagName, children: inner } = first as Element;
    const isList = tagName === 'ul' || tagName === 'ol';
    const flat: ElementContent[] = flatten(inner, isList ? text('; ') : undefined);
    if (flat.length === 0) return [];
    return [/^h[1-6]$/.test(tagName) ? [element('strong', flat)] : flat];
  });
  return parts.flatMap((part, at) => (at === 0 ? part : [{ ...separator }, ...part]));
}
