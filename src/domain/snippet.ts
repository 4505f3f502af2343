/** An excerpt around the first match of a search, with the matching words marked. */
import { foldWord } from './folding.ts';

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

/** About 32 words of a text around the first of the words and phrases in it, or null where it has none. */
export function snippetOf(text: string, forms: readonly string[]): Part[] | null {
  const sequences = forms.map((form) => [...form.matchAll(words)].map(([word]) => foldWord(word)));
  const wanted = new Set(sequences.flatMap(([word, ...more]) => (more.length > 0 ? [] : [word])));
  const phrases = sequences.filter(({ length }) => length > 1);
  const found: Word[] = [];
  const marked = new Set<number>();
  let first = Infinity;
  let joined = { word: '', from: 0 };
  const mark = (from: number) => {
    first = Math.min(first, from);
    for (let index = from; index < found.length; index++) marked.add(index);
  };
  for (const match of text.slice(0, looked).matchAll(words)) {
    const last = found.at(-1);
    const word = foldWord(match[0]);
    const goesOn = last !== undefined && isHyphen(text.slice(last.end, match.index));
    joined = goesOn ? { ...joined, word: joined.word + word } : { word, from: found.length };
    found.push({ at: match.index, end: match.index + match[0].length, word });
    if (wanted.has(word)) mark(found.length - 1);
    if (goesOn && wanted.has(joined.word)) mark(joined.from);
    for (const sequence of phrases) {
      const from = found.length - sequence.length;
      if (sequence.every((word, step) => found[from + step]?.word === word)) mark(from);
    }
    if (found.length >= first + shown) break;
  }
  if (marked.size === 0) return null;
  const from = Math.max(0, first - before);
  const spans = found.slice(from, from + shown);
  return cut(text, spans, (index) => marked.has(from + index));
}

const isHyphen = (text: string) => /^[-‐‑–]$/.test(text);

/** The first words of a text. */
export function beginningOf(text: string): Part[] {
  const spans = [{ at: 0, end: 0 }];
  for (const match of text.slice(0, looked).matchAll(words)) {
    spans.push({ at: match.index, end: match.index + match[0].length });
    if (spans.length > shown) break;
  }
  return cut(text, spans, () => false);
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
