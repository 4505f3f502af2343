/** An excerpt around the first match of a search, with the matching words marked. */
import { foldWord } from './folding.ts';
import type { SearchTerm } from './search.ts';

export interface Part {
  text: string;
  sought: boolean;
}

/** Of a text that is looked through, in characters. */
export const looked = 20_000;

const words = /[\p{L}\p{N}\p{M}\p{Cf}ـ]+/gu;
const before = 6;
const shown = 32;

interface Word {
  at: number;
  end: number;
  /** As the index compares it. */
  word: string;
}

/** The words of a phrase as they are compared, and the place of that which may go on; -1 for none. */
interface Phrase {
  sequence: string[];
  open: number;
}

/** About 32 words of a text around the first that was looked for, or null where none is in it. */
export function snippetOf(text: string, terms: readonly SearchTerm[]): Part[] | null {
  const phrases = terms.map(({ words: wanted, open }): Phrase => {
    const sequence = [...wanted.matchAll(words)].map(([word]) => foldWord(word));
    return { sequence, open: open ? sequence.length - 1 : -1 };
  });
  const found: Word[] = [];
  const marked = new Set<number>();
  let first = Infinity;
  for (const match of text.slice(0, looked).matchAll(words)) {
    found.push({ at: match.index, end: match.index + match[0].length, word: foldWord(match[0]) });
    for (const { sequence, open } of phrases) {
      const from = found.length - sequence.length;
      if (!sequence.every((word, step) => fits(found[from + step]?.word, word, step === open)))
        continue;
      first = Math.min(first, from);
      for (let step = 0; step < sequence.length; step++) marked.add(from + step);
    }
    if (found.length >= first + shown) break;
  }
  if (marked.size === 0) return null;
  const from = Math.max(0, first - before);
  const spans = found.slice(from, from + shown);
  return cut(text, spans, (index) => marked.has(from + index));
}

/** The first words of a text. */
export function beginningOf(text: string): Part[] {
  const found = [...text.slice(0, looked).matchAll(words)].slice(0, shown);
  const spans = found.map((match) => ({ at: match.index, end: match.index + match[0].length }));
  return cut(text, [{ at: 0, end: 0 }, ...spans], () => false);
}

function fits(word: string | undefined, wanted: string, open: boolean): boolean {
  return word !== undefined && (open ? word.startsWith(wanted) : word === wanted);
}

function cut(
  text: string,
  spans: { at: number; end: number }[],
  isSought: (index: number) => boolean,
): Part[] {
  const first = spans[0]?.at ?? 0;
  const end = spans.at(-1)?.end ?? 0;
  const more = /[\p{L}\p{N}]/u.test(text.slice(end));
  const last = more ? end : text.trimEnd().length;
  const parts: Part[] = [{ text: first > 0 ? '… ' : '', sought: false }];
  let at = first;
  spans.forEach((span, index) => {
    if (!isSought(index)) return;
    parts.push({ text: text.slice(at, span.at), sought: false });
    parts.push({ text: text.slice(span.at, span.end), sought: true });
    at = span.end;
  });
  parts.push({
    text: text.slice(at, last) + (more ? ' …' : ''),
    sought: false,
  });
  return parts
    .map((part) => ({ ...part, text: part.text.replace(/\s+/g, ' ') }))
    .filter((part) => part.text !== '');
}
