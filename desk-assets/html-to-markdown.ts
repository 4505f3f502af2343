/** A tidy document as Markdown, in the forms that the import of releases writes as well. */
import Turndown from 'turndown';
import { cellText, rowText, tableText } from './tables.ts';

const isWord = (character: string | undefined) => /[\p{L}\p{N}]/u.test(character ?? '');

let service: Turndown | null = null;

export function htmlToMarkdown(body: HTMLElement): string {
  service ??= newService();
  return service
    .turndown(body)
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function newService(): Turndown {
  const turndown = new Turndown({
    headingStyle: 'atx',
    hr: '---',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
    br: '\\',
  });
  const { escape: escapeMarks } = turndown;
  // Addresses stay as they are: what is escaped within them would be part of them.
  turndown.escape = (text) =>
    text
      .split(/(https?:\/\/[^\s<>]+)/)
      .map((part, place) => (place % 2 ? part : escapeHtmlMarks(escapeMarks.call(turndown, part))))
      .join('');
  turndown.addRule('emphasis', {
    filter: ['strong', 'em'],
    replacement: (content, node) =>
      emphasized(content, node.nodeName === 'STRONG' ? '**' : '*', node as HTMLElement),
  });
  turndown.addRule('item', { filter: 'li', replacement: itemText });
  turndown.addRule('link', {
    filter: (node) => node.nodeName === 'A' && node.hasAttribute('href'),
    replacement: (content, node) => linkText(content, node as HTMLElement),
  });
  turndown.addRule('cell', { filter: ['td', 'th'], replacement: cellText });
  turndown.addRule('row', { filter: 'tr', replacement: rowText });
  turndown.addRule('rows', { filter: ['thead', 'tbody', 'tfoot'], replacement: (text) => text });
  turndown.addRule('table', { filter: 'table', replacement: tableText });
  turndown.addRule('call', {
    filter: (node) => node.hasAttribute('data-call'),
    replacement: (_, node) => `[^${(node as HTMLElement).dataset.call}]`,
  });
  turndown.addRule('note', {
    filter: (node) => node.hasAttribute('data-note'),
    replacement: (content, node) => {
      const text = content.trim().replace(/\n(?=[^\n])/g, '\n    ');
      return `\n\n[^${(node as HTMLElement).dataset.note}]: ${text}\n\n`;
    },
  });
  return turndown;
}

/** `<b` and `&amp;` in a text are what they look like, not markup. */
const escapeHtmlMarks = (text: string) =>
  text.replace(/<(?=[a-z/!?])/gi, '\\<').replace(/&(?=#?\w+;)/g, '\\&');

/**
 * Emphasis whose ends CommonMark recognizes: a mark between punctuation and a letter is none, so the
 * punctuation stays outside (CommonMark 0.31.2, section 6.2).
 */
function emphasized(content: string, mark: string, node: HTMLElement): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(content) ?? [];
  if (inner === '') return content;
  const isGlued = after === '' && isWord(node.nextSibling?.textContent?.[0]);
  const wasGlued = before === '' && isWord(node.previousSibling?.textContent?.at(-1));
  const [, trailing = ''] = (isGlued && /([^\p{L}\p{N}\s]+)$/u.exec(inner)) || [];
  const [, leading = ''] = (wasGlued && /^([^\p{L}\p{N}\s]+)/u.exec(inner)) || [];
  const words = inner.slice(leading.length, inner.length - trailing.length);
  if (words.trim() === '') return content;
  const marked = words
    .split(/(\\\n)/)
    .map((part) => (part === '\\\n' || part.trim() === '' ? part : `${mark}${part.trim()}${mark}`))
    .join('');
  return before + leading + marked + trailing + after;
}

function itemText(content: string, node: Node): string {
  const list = node.parentElement;
  const isOrdered = list?.localName === 'ol';
  const place = list ? [...list.children].indexOf(node as Element) : 0;
  const marker = isOrdered ? `${Number(list?.getAttribute('start') ?? 1) + place}. ` : '- ';
  const isLoose = (node as Element).querySelectorAll(':scope > p').length > 1;
  const text = content.trim().replace(/\n{2,}/g, isLoose ? '\n\n' : '\n');
  const indented = text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(marker.length)}`);
  return marker + indented + (node.nextSibling ? '\n' : '');
}

/** Unescaped brackets would end the address. */
const encoded = (address: string) =>
  address.replace(/[\s()<>\\]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

function linkText(content: string, node: HTMLElement): string {
  const address = node.getAttribute('href')?.trim() ?? '';
  const text = node.textContent.trim();
  if (text === address && /^https?:/.test(address)) return address;
  const words = content.trim().replace(/\s*\n\s*/g, ' ');
  return `[${words}](${encoded(address)})`;
}
