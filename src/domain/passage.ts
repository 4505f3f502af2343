/**
 * Passages of a text that somebody quoted. A passage is found again by its quote, and by the characters
 * before and behind it where the quote occurs more than once, so it survives changes elsewhere in the text.
 */

/** A quote, and what stood around it. */
export interface Anchor {
  quote: string;
  prefix: string;
  suffix: string;
}

/** A part of a text between blank lines, and its offset in the text. */
export interface Paragraph {
  start: number;
  text: string;
}

/** Characters that are kept on each side of a quote. */
const contextLength = 32;
/** Occurrences of a quote that are compared. */
const mostOccurrences = 1000;

/** Characters of a quote, at most. */
export const longestQuote = 2000;

/** The text with line feeds alone as line ends, as forms send it back. Offsets refer to it. */
export const withLineFeeds = (text: string): string => text.replace(/\r\n?/g, '\n');

/** The paragraphs of a text, without those that are blank. */
export function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const { 0: found, index } of withLineFeeds(text).matchAll(/(?:[^\n]+(?:\n|$))+/g)) {
    const trimmed = found.replace(/\n+$/, '');
    if (trimmed.trim() !== '') paragraphs.push({ start: index, text: trimmed });
  }
  return paragraphs;
}

/** The anchor of a quote in a text, at its first occurrence from `from` on, else at its first one; or null. */
export function anchorOf(text: string, quote: string, from: number): Anchor | null {
  const whole = withLineFeeds(text);
  const behind = whole.indexOf(quote, from);
  const at = behind < 0 ? whole.indexOf(quote) : behind;
  if (quote.trim() === '' || at < 0) return null;
  return { quote, ...contextAt(whole, at, quote.length) };
}

function contextAt(text: string, at: number, length: number) {
  return {
    prefix: text.slice(Math.max(0, at - contextLength), at),
    suffix: text.slice(at + length, at + length + contextLength),
  };
}

/** The offset of the passage in a text: the occurrence whose surroundings fit best. Null if it is gone. */
export function findPassage(text: string, { quote, prefix, suffix }: Anchor): number | null {
  const whole = withLineFeeds(text);
  const exact = whole.indexOf(prefix + quote + suffix);
  if (exact >= 0) return exact + prefix.length;
  let best: { at: number; score: number } | null = null;
  let at = whole.indexOf(quote);
  for (let count = 0; at >= 0 && count < mostOccurrences; count++) {
    const around = contextAt(whole, at, quote.length);
    const score = sameEnd(around.prefix, prefix) + sameStart(around.suffix, suffix);
    if (!best || score > best.score) best = { at, score };
    at = whole.indexOf(quote, at + 1);
  }
  return best?.at ?? null;
}

function sameStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function sameEnd(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
}

/** A part of a paragraph, and whether a comment quotes it. */
export interface Stretch {
  text: string;
  isQuoted: boolean;
}

/** A paragraph cut where quotes begin and end. */
export function stretchesOf(
  { start, text }: Paragraph,
  quotes: readonly { at: number; length: number }[],
): Stretch[] {
  const within = (offset: number) => Math.min(Math.max(offset - start, 0), text.length);
  const spans = quotes.map(({ at, length }) => ({ from: within(at), to: within(at + length) }));
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ from, to }) => [from, to])])];
  const ordered = cuts.toSorted((a, b) => a - b);
  return ordered.slice(1).map((end, place) => {
    const from = ordered[place] ?? 0;
    const isQuoted = spans.some((span) => span.from <= from && end <= span.to);
    return { text: text.slice(from, end), isQuoted };
  });
}
