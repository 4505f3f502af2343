/** An excerpt around the first match of a search, with the matching words marked. */
import { foldWord } from './folding.ts';

export interface Part {
  text: string;
  sought: boolean;
}

/** Of a text that is looked through, in characters. */
export const looked = 20_000;

const before = 6;
const shown = 32;

interface Span {
  at: number;
  end: number;
}

interface Word extends Span {
  /** As the index compares it. */
  word: string;
}

const ofWord = /[\p{L}\p{N}\p{M}\p{Cf}ـ]/u;
const hyphens = '-‐‑–';

/** By UTF-16 code unit: 1 if it is of a word, 2 if not, 0 if it was not looked up yet. */
const kinds = new Uint8Array(0x10000);

function isOfWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (isSurrogate(unit)) return isPairOfWord(text, unit < 0xdc00 ? at : at - 1);
  kinds[unit] ||= ofWord.test(text.charAt(at)) ? 1 : 2;
  return kinds[unit] === 1;
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xe000;

function isPairOfWord(text: string, at: number): boolean {
  const point = text.codePointAt(at) ?? 0;
  return point > 0xffff && ofWord.test(String.fromCodePoint(point));
}

/** Calls `each` with the span of each word in the first part of a text, until it returns false. */
function forEachWord(whole: string, each: (at: number, end: number) => boolean): void {
  const text = whole.slice(0, looked);
  let at = -1;
  for (let index = 0; index <= text.length; index++) {
    if (index < text.length && isOfWord(text, index)) {
      if (at < 0) at = index;
    } else if (at >= 0) {
      if (!each(at, index)) return;
      at = -1;
    }
  }
}

/**
 * A function that returns about 32 words of a text around the first of some words and phrases in it, or null
 * where it has none.
 */
export function snippetFinder(forms: readonly string[]): (text: string) => Part[] | null {
  const sequences = forms.map(foldedWordsOf);
  const wanted = new Set(sequences.flatMap(([word, ...more]) => (more.length > 0 ? [] : [word])));
  const phrases = sequences.filter(({ length }) => length > 1);
  const folded = new Map<string, string>();
  const foldOnce = (word: string): string => {
    let known = folded.get(word);
    if (known === undefined) {
      known = foldWord(word);
      folded.set(word, known);
    }
    return known;
  };
  return (text) => {
    const found: Word[] = [];
    const marked = new Set<number>();
    let first = Infinity;
    let [joined, joinedFrom] = ['', 0];
    const mark = (from: number) => {
      first = Math.min(first, from);
      for (let index = from; index < found.length; index++) marked.add(index);
    };
    forEachWord(text, (at, end) => {
      const word = foldOnce(text.slice(at, end));
      const goesOn = found.at(-1)?.end === at - 1 && hyphens.includes(text.charAt(at - 1));
      joined = goesOn ? joined + word : word;
      if (!goesOn) joinedFrom = found.length;
      found.push({ at, end, word });
      if (wanted.has(word)) mark(found.length - 1);
      if (goesOn && wanted.has(joined)) mark(joinedFrom);
      for (const sequence of phrases) {
        const from = found.length - sequence.length;
        if (sequence.every((word, step) => found[from + step]?.word === word)) mark(from);
      }
      return found.length < first + shown;
    });
    if (marked.size === 0) return null;
    const from = Math.max(0, first - before);
    const spans = found.slice(from, from + shown);
    return cut(text, spans, (index) => marked.has(from + index));
  };
}

function foldedWordsOf(form: string): string[] {
  const words: string[] = [];
  forEachWord(form, (at, end) => {
    words.push(foldWord(form.slice(at, end)));
    return true;
  });
  return words;
}

/** The first words of a text. */
export function beginningOf(text: string): Part[] {
  const spans: Span[] = [{ at: 0, end: 0 }];
  forEachWord(text, (at, end) => spans.push({ at, end }) <= shown);
  return cut(text, spans, () => false);
}

function cut(text: string, spans: readonly Span[], isSought: (index: number) => boolean): Part[] {
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
