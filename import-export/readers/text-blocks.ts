/** Plain text as CommonMark: paragraphs, lists, and links for the addresses in it. */
import type { BlockContent, ListItem, PhrasingContent, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

const bullets = /^\s*(?:[-•*·▪◦‣–—]|\uf0b7)\s+(?=\S)/u;
const numbers = /^\s*(\d{1,3})[.)]\s+(?=\S)/u;

const isWritten = (line: string): boolean => line.trim() !== '';

interface Block {
  kind: 'paragraph' | 'bullets' | 'numbers';
  /** One text for a paragraph, else one for each item. */
  texts: string[];
}

/** Longer lines are not wrapped by hand: each is a paragraph. */
const widest = 120;

/** Lines of a text as CommonMark. Without blank lines, each line is a paragraph or an item. */
export function linesToMarkdown(lines: readonly string[]): string {
  const blocks = blocksOf(lines);
  return unified()
    .use(remarkGfm)
    .use(remarkStringify, { bullet: '-', rule: '-', listItemIndent: 'one' })
    .stringify({ type: 'root', children: blocks.map(nodeOf) })
    .trim();
}

function blocksOf(all: readonly string[]): Block[] {
  const lines = all.slice(all.findIndex(isWritten), all.findLastIndex(isWritten) + 1);
  const isWrapped =
    lines.some((line) => !isWritten(line)) && lines.every((line) => line.length <= widest);
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const [at, line] of lines.entries()) {
    const text = line.trim();
    const kind = kindOf(lines, at);
    const last = blocks.at(-1);
    const isNext = kind !== 'numbers' || !/^1[.)]\s/u.test(text);
    if (text === '') open = null;
    else if (kind !== 'paragraph') {
      const item = text.replace(kind === 'bullets' ? bullets : numbers, '');
      if (last?.kind === kind && isNext) last.texts.push(item);
      else blocks.push({ kind, texts: [item] });
      open = blocks.at(-1) ?? null;
    } else if (open !== null && continues(open, line, isWrapped)) {
      open.texts.push(`${open.texts.pop()} ${text}`);
    } else {
      open = { kind, texts: [text] };
      blocks.push(open);
    }
  }
  return blocks;
}

/** Whether a line belongs to the block above it: a wrapped paragraph, or an item that goes on. */
const continues = ({ kind }: Block, line: string, isWrapped: boolean): boolean =>
  kind === 'paragraph' ? isWrapped : /^\s|^\p{Ll}/u.test(line);

/** The kind of a line: numbers begin a list if they count from 1, a single dash may be speech. */
function kindOf(lines: readonly string[], at: number): Block['kind'] {
  const line = lines[at] ?? '';
  const beside = [lines.slice(0, at).findLast(isWritten), lines.slice(at + 1).find(isWritten)];
  if (bullets.test(line)) {
    const isDash = /^\s*[–—]/u.test(line);
    return !isDash || beside.some((one) => bullets.test(one ?? '')) ? 'bullets' : 'paragraph';
  }
  const number = Number(numbers.exec(line)?.[1] ?? 0);
  if (number === 0) return 'paragraph';
  const [before, after] = beside.map((one) => Number(numbers.exec(one ?? '')?.[1] ?? 0));
  const counts = number === 1 ? after === 2 : before === number - 1;
  return counts ? 'numbers' : 'paragraph';
}

function nodeOf({ kind, texts }: Block): RootContent {
  if (kind === 'paragraph') return paragraph(texts[0] ?? '');
  const children = texts.map((text): ListItem => {
    return { type: 'listItem', spread: false, children: [paragraph(text)] };
  });
  return { type: 'list', ordered: kind === 'numbers', start: 1, spread: false, children };
}

const paragraph = (text: string): BlockContent => ({ type: 'paragraph', children: linked(text) });

const addresses =
  /https?:\/\/[^\s<>"“”]+|(?<![\p{L}\p{N}./@-])www\.[^\s<>"“”]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** A text with links for its web and mail addresses. */
function linked(text: string): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(addresses)) {
    const address = withoutPunctuation(match);
    const url = address.includes('://') ? address : urlOf(address);
    if (!URL.canParse(url)) continue;
    if (index > end) nodes.push({ type: 'text', value: text.slice(end, index) });
    nodes.push({ type: 'link', url, children: [{ type: 'text', value: address }] });
    end = index + address.length;
  }
  if (end < text.length) nodes.push({ type: 'text', value: text.slice(end) });
  return nodes;
}

const urlOf = (address: string): string =>
  /^www\./i.test(address) ? `http://${address}` : `mailto:${address}`;

/** An address without the end of its sentence. */
function withoutPunctuation(match: string): string {
  const address = match.replace(/[.,;:!?'’”»]+$/u, '');
  return address.endsWith(')') && !address.includes('(') ? address.slice(0, -1) : address;
}
