/**
 * HTML of the clipboard as a tidy document: what Word, Google Docs and web pages mean by their styles is
 * said by elements, and what is not text is gone. The document is inert: no script of it runs, and no
 * picture of it is loaded (HTML, section 8.5.1, DOMParser).
 */
import { scriptCharacters } from '../src/domain/script-characters.ts';
import { markFootnotes } from './footnotes.ts';
import { styleAttribute, styleOf, withInertStyles } from './inert-styles.ts';
import { squareTables } from './tables.ts';
import { buildWordLists, nestLists } from './word-lists.ts';

/** Elements without text, and text that its author deleted or only noted. */
const dropped = `script, style, meta, link, title, base, xml, noframes, noscript, template, iframe, frame, object,
  embed, applet, svg, math, canvas, video, audio, img, picture, map, button, input, select, textarea,
  del, [hidden], .MsoCommentReference, .msocomoff`;
const hidden =
  /(?:display:\s*none|mso-hide:\s*all|mso-element:\s*comment(?:-list)?\s*(?:;|$)|mso-comment-)/i;

const headings = 'h1, h2, h3, h4, h5, h6';
const blocks = `p, div, ul, ol, li, table, blockquote, pre, section, article, hr, dl, ${headings}`;

/** @param taken the labels of footnotes that the text has already */
export function tidyHtml(html: string, taken: ReadonlySet<string>): HTMLElement {
  const { body } = new DOMParser().parseFromString(withInertStyles(html), 'text/html');
  removeComments(body);
  for (const element of body.querySelectorAll(dropped)) element.remove();
  for (const element of body.querySelectorAll(`[${styleAttribute}]`)) {
    if (hidden.test(styleOf(element))) element.remove();
  }
  buildWordLists(body);
  nestLists(body);
  markFootnotes(body, taken);
  sayStyles(body);
  tidyEmphasis(body);
  squareTables(body);
  for (const link of body.querySelectorAll('a')) tidyLink(link);
  for (const element of body.querySelectorAll('sup, sub')) writeScript(element);
  tidyBreaks(body);
  tidySpaces(body);
  return body;
}

/** Whether a text has more structure than lines. */
export const hasStructure = (body: HTMLElement): boolean =>
  body.querySelectorAll('p').length > 1 ||
  body.querySelector(`${headings}, ul, ol, table, a, strong, em, blockquote, [data-call]`) !== null;

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function removeComments(body: HTMLElement): void {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
}

function wrapContent(element: Element, tag: string): void {
  const wrapper = document.createElement(tag);
  wrapper.append(...element.childNodes);
  element.append(wrapper);
}

/** Elements for what only a style says; `<b style="font-weight:normal">` of Google Docs says nothing. */
function sayStyles(body: HTMLElement): void {
  for (const element of body.querySelectorAll('b, i')) rename(element);
  for (const element of body.querySelectorAll(`[${styleAttribute}]`)) {
    const weight = styleValue(element, 'font-weight');
    const slant = styleValue(element, 'font-style');
    const height = styleValue(element, 'vertical-align');
    const isBold = weight === 'bold' || Number(weight) >= 600;
    const isRegular = weight === 'normal' || weight === '400';
    if (element.matches('td, th, tr, table, ul, ol')) continue;
    if (height === 'super' && !element.closest('sup')) wrapContent(element, 'sup');
    if (height === 'sub' && !element.closest('sub')) wrapContent(element, 'sub');
    if (isBold && !element.closest(`${headings}, strong`)) wrapContent(element, 'strong');
    if (slant === 'italic' && !element.closest('em')) wrapContent(element, 'em');
    if (element.localName === 'strong' && isRegular) unwrap(element);
    else if (element.localName === 'em' && slant === 'normal') unwrap(element);
  }
}

/** The value of a property of a style. */
function styleValue(element: Element, property: string): string {
  const declaration = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([\\w-]+)`, 'i');
  return declaration.exec(styleOf(element))?.[1]?.toLowerCase() ?? '';
}

/** `b` and `i` as `strong` and `em`. */
function rename(element: Element): void {
  const renamed = document.createElement(element.localName === 'b' ? 'strong' : 'em');
  renamed.setAttribute(styleAttribute, styleOf(element));
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}

/** Emphasis that Markdown can write: within a block, not in a heading, in one piece. */
function tidyEmphasis(body: HTMLElement): void {
  for (const element of body.querySelectorAll('strong, em')) {
    const isUseless = element.localName === 'strong' && element.closest(headings);
    const nested = element.parentElement?.closest(element.localName);
    if (isUseless || nested) unwrap(element);
    else if (element.querySelector(blocks)) spread(element);
  }
  for (const element of body.querySelectorAll('strong, em')) {
    let next = element.nextSibling;
    const blank =
      next?.nodeType === Node.TEXT_NODE && next.textContent?.trim() === '' ? next : null;
    if (blank) next = blank.nextSibling;
    if (!(next instanceof Element) || next.localName !== element.localName) continue;
    next.prepend(...element.childNodes, ...(blank ? [blank] : []));
    element.remove();
  }
}

/** Emphasis around blocks becomes emphasis within each of them. */
function spread(element: Element): void {
  for (const block of element.querySelectorAll(blocks)) {
    const isInnermost = !block.querySelector(blocks) && !block.matches(headings);
    if (isInnermost && block.textContent.trim() !== '') wrapContent(block, element.localName);
  }
  unwrap(element);
}

/** A link leads to the web, a mailbox or a telephone; any other is words. */
function tidyLink(link: HTMLAnchorElement): void {
  const address = (link.getAttribute('href') ?? '').trim();
  const isKnown = /^(?:https?:\/\/|mailto:|tel:)/i.test(address) && URL.canParse(address);
  if (!isKnown || link.textContent.trim() === '' || link.querySelector(blocks)) unwrap(link);
}

function writeScript(element: Element): void {
  if (element.matches('[data-call]')) return;
  const text = element.textContent.trim();
  const tag = element.localName as 'sup' | 'sub';
  const marked = scriptCharacters(text, tag) ?? `${tag === 'sup' ? '^' : '_'}(${text})`;
  element.replaceWith(text === '' ? '' : marked);
}

/** Line breaks that end a block or stand between blocks break nothing. */
function tidyBreaks(body: HTMLElement): void {
  for (const line of body.querySelectorAll('br')) {
    const [before, after] = [neighbour(line, 'previousSibling'), neighbour(line, 'nextSibling')];
    const isEdge = [before, after].some(
      (one) => !one || (one instanceof Element && one.matches(blocks)),
    );
    if (isEdge) line.remove();
  }
}

/** The node beside, without white space. */
function neighbour(node: Node, side: 'previousSibling' | 'nextSibling'): Node | null {
  let other = node[side];
  while (other?.nodeType === Node.TEXT_NODE && other.textContent?.trim() === '')
    other = other[side];
  return other;
}

/** Runs of no-break spaces are indentation; a single one is typography and stays. */
function tidySpaces(body: HTMLElement): void {
  for (const element of body.querySelectorAll('.Apple-converted-space')) element.replaceWith(' ');
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const text = node.data
      .replace(/[\u200b\ufeff]/g, '')
      .replace(/[ \t\r\n]*\u00a0[\s\u00a0]+/g, ' ');
    if (text !== node.data) node.data = text;
  }
}
