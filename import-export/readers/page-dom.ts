/** A saved page as a document: parsed as browsers do, with the few parts of the DOM that the import uses. */
import { parseHTML } from 'linkedom';
import { parse, serialize } from 'parse5';

export interface PageNode {
  nodeType: number;
  parentElement: PageElement | null;
  textContent: string | null;
  childNodes: Iterable<PageNode>;
  remove(): void;
}

export interface PageElement extends PageNode {
  localName: string;
  className: string;
  id: string;
  innerHTML: string;
  outerHTML: string;
  children: Iterable<PageElement>;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  hasAttribute(name: string): boolean;
  closest(selector: string): PageElement | null;
  matches(selector: string): boolean;
  contains(node: PageNode): boolean;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  prepend(...nodes: PageNode[]): void;
}

export interface Page {
  documentElement: PageElement;
  body: PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Parses HTML of any age: unclosed elements, attribute names in any case, fragments. */
export const parsePage = (html: string): Page => parseHTML(serialize(parse(html))).document;

export const isElement = (node: PageNode): node is PageElement => node.nodeType === 1;

const unseen = /^(?:script|style|template|noscript|svg|head|iframe|object|select|textarea)$/;
const inline = new RegExp(
  `^(?:${[
    'a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|s|samp',
    'small|span|strike|strong|sub|sup|time|tt|u|var|wbr',
  ].join('|')})$`,
);

/** The lines of visible text: a block and a `<br>` each end a line. */
export const linesOf = (root: PageNode): string[] => textLinesOf(root).map(({ text }) => text);

export const withSingleSpaces = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim();

/** The visible text in one line. */
export const elementText = (node: PageNode | null): string => (node ? linesOf(node).join(' ') : '');

/** Number of characters of running text: no links, and no words without a sentence around them. */
export function proseIn(root: PageNode): number {
  let length = 0;
  const walk = (node: PageNode): void => {
    if (node.nodeType === 3) {
      const text = withSingleSpaces(node.textContent ?? '');
      if (text.length >= 40 || /\p{L}.*[.!?:;,…»”"]$/u.test(text)) length += text.length;
    }
    if (!isElement(node) || unseen.test(node.localName)) return;
    if (/^(?:a|button|label|nav)$/.test(node.localName)) return;
    for (const child of node.childNodes) walk(child);
  };
  walk(root);
  return length;
}

/** Number of characters in links. */
export function linkedIn(root: PageElement): number {
  let length = 0;
  for (const link of root.querySelectorAll('a'))
    length += withSingleSpaces(link.textContent ?? '').length;
  return length;
}

/** The outermost nodes before a node, or after it, below a root that contains it; in their order. */
export function nodesBeside(
  node: PageNode,
  root: PageElement,
  side: 'before' | 'after',
): PageNode[] {
  const found: PageNode[] = [];
  for (let at = node; at !== root && at.parentElement !== null; at = at.parentElement) {
    const siblings = [...at.parentElement.childNodes];
    const place = siblings.indexOf(at);
    if (side === 'before') found.unshift(...siblings.slice(0, place));
    else found.push(...siblings.slice(place + 1));
  }
  return found;
}

/** A run of text between the ends of blocks, with its nodes. */
export interface TextLine {
  text: string;
  nodes: PageNode[];
}

/** The visible text by lines, each with its text nodes. */
export function textLinesOf(root: PageNode): TextLine[] {
  const lines: TextLine[] = [{ text: '', nodes: [] }];
  const begin = () => lines.push({ text: '', nodes: [] });
  const walk = (node: PageNode): void => {
    const line = lines.at(-1);
    if (node.nodeType === 3 && line) {
      line.text += node.textContent ?? '';
      line.nodes.push(node);
    }
    if (!isElement(node) || unseen.test(node.localName)) return;
    const isBlock = !inline.test(node.localName);
    if (isBlock) begin();
    for (const child of node.childNodes) walk(child);
    if (isBlock) begin();
  };
  walk(root);
  return lines
    .map(({ text, nodes }) => ({ text: withSingleSpaces(text), nodes }))
    .filter(({ text }) => text !== '');
}

/** A text as its letters and digits, for comparisons. */
export const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
