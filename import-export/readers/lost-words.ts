/** A check of each conversion to Markdown: words of the source that the rendered result does not have. */
import { diffArrays } from 'diff';
import type { ElementContent, Root, RootContent } from 'hast';
import { micromark } from 'micromark';
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote, gfmFootnoteHtml } from 'micromark-extension-gfm-footnote';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';

type Node = Root | RootContent | ElementContent;

const block =
  /^(?:address|article|aside|blockquote|body|br|caption|center|d[dlt]|div|fig(?:caption|ure)|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|t(?:able|body|d|foot|h|head|r)|ul)$/;

/** The text of a tree with a blank at each edge of a block. `isLeftOut` excludes elements. */
export function visibleText(node: Node, isLeftOut: (node: Node) => boolean): string {
  if (node.type === 'text') return node.value;
  if (!('children' in node) || isLeftOut(node)) return ' ';
  const inner = node.children.map((child) => visibleText(child, isLeftOut)).join('');
  return node.type === 'element' && block.test(node.tagName) ? ` ${inner} ` : inner;
}

/** Letters and digits in runs; superscripts and ligatures count as their plain characters. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** The words of the rendered Markdown, as readers see them. */
function wordsOfMarkdown(markdown: string): string[] {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()],
    htmlExtensions: [gfmTableHtml(), gfmFootnoteHtml()],
  });
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html);
  return wordsOf(visibleText(tree, () => false));
}

/** The longest difference that is looked at, in words. */
const maxEditLength = 3000;

/**
 * The words of `source` that are not in the rendered `markdown`, in the order of the source. Words that
 * moved, or that stand apart or together now, are not lost.
 */
export function lostWords(source: string, markdown: string): string[] {
  const [before, after] = [wordsOf(source), wordsOfMarkdown(markdown)];
  if (before.join('') === after.join('')) return [];
  const changes = diffArrays(before, after, { maxEditLength }) ?? [
    { value: before, removed: true },
    { value: after, added: true },
  ];
  const lost: string[] = [];
  const added = new Map<string, number>();
  for (const [at, { value, removed, added: isAdded }] of changes.entries()) {
    const beside = [changes[at - 1], changes[at + 1]].find((one) => one?.added);
    if (removed && beside?.value.join('') !== value.join('')) lost.push(...value);
    if (isAdded) for (const word of value) added.set(word, (added.get(word) ?? 0) + 1);
  }
  return lost.filter((word) => {
    const left = added.get(word) ?? 0;
    added.set(word, left - 1);
    return left <= 0;
  });
}

/** The most words that a note repeats. */
const repeated = 8;

/** The note about lost words. */
export function lostWordsNote(words: readonly string[]): string {
  const some = words.slice(0, repeated).join(' ') + (words.length > repeated ? ' …' : '');
  return `${words.length === 1 ? '1 word was' : `${words.length} words were`} lost in the text (“${some}”)`;
}

/** How many lost words a note reports. */
export const lostWordsIn = (note: string): number =>
  Number(/^(\d+) words? (?:was|were) lost in the text/.exec(note)?.[1] ?? 0);
