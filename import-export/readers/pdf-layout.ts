/** Paragraphs of a PDF, from the positions and sizes of its text. */
import type { StructuredTextItem } from 'unpdf';

export interface Paragraph {
  text: string;
  /** The size of its letters. */
  size: number;
  /** Whether its letters are larger than those of the text. */
  isLarge: boolean;
}

interface Line {
  text: string;
  page: number;
  x: number;
  /** The right end. */
  end: number;
  y: number;
  size: number;
}

/** @returns the paragraphs in order, and the lines that pages repeat, which are left out */
export function layoutOf(pages: readonly StructuredTextItem[][]): {
  paragraphs: Paragraph[];
  left: string[];
} {
  const all = pages.flatMap((items, page) => linesOf(items, page));
  const { lines, left } = withoutRepeated(all, pages.length);
  const usual = commonest(lines.map(({ size, text }) => [Math.round(size * 2) / 2, text.length]));
  const gaps = lines.flatMap((line, at) => {
    const gap = (lines[at - 1]?.y ?? line.y) - line.y;
    return gap > 0 && gap < line.size * 4 ? [Math.round(gap)] : [];
  });
  const leading = leadingOf(gaps) || usual * 1.2;
  const right = lines.reduce((most, { end }) => Math.max(most, end), 0);
  const layout = { usual, leading, right };
  const paragraphs: Paragraph[] = [];
  let last: Line | null = null;
  for (const line of lines) {
    const before = paragraphs.at(-1);
    if (last && before && continues(last, line, layout)) {
      before.text = joined(before.text, line.text);
    } else {
      const { text, size } = line;
      paragraphs.push({ text, size, isLarge: isLargeSize(size, layout) });
    }
    last = line;
  }
  return { paragraphs, left };
}

function linesOf(items: readonly StructuredTextItem[], page: number): Line[] {
  const lines: Line[] = [];
  for (const { str, x, y, width, fontSize } of items) {
    if (str.trim() === '') continue;
    const line = lines.at(-1);
    const isSame = line && Math.abs(line.y - y) < Math.max(line.size, fontSize) * 0.5;
    if (line && isSame) {
      const gap = x - line.end > fontSize * 0.12 && !/\s$/.test(line.text) ? ' ' : '';
      line.text += gap + str;
      line.end = Math.max(line.end, x + width);
      line.size = Math.max(line.size, fontSize);
    } else lines.push({ text: str, page, x, y, end: x + width, size: fontSize });
  }
  return lines.map((line) => ({ ...line, text: line.text.replace(/\s+/g, ' ').trim() }));
}

const pageNumber =
  /^[-–—\s]*(?:(?:page|seite|pagina|página|стр\.?)\s*)?\d{1,3}(?:\s*(?:\/|of|von|sur|di|de|из)\s*\d{1,3})?[-–—\s]*$/i;

function withoutRepeated(all: Line[], pages: number): { lines: Line[]; left: string[] } {
  const keyOf = ({ text, y }: Line) => `${Math.round(y / 4)} ${text.replace(/\d+/g, '#')}`;
  const counts = new Map<string, Set<number>>();
  for (const line of all) {
    const key = keyOf(line);
    counts.set(key, (counts.get(key) ?? new Set()).add(line.page));
  }
  const isRepeated = (line: Line) => pages > 1 && (counts.get(keyOf(line))?.size ?? 0) > pages / 2;
  const isLeft = (line: Line) => isRepeated(line) || (pages > 1 && pageNumber.test(line.text));
  const repeated = all.filter((line) => isRepeated(line) && !pageNumber.test(line.text));
  return {
    lines: all.filter((line) => !isLeft(line)),
    left: [...new Set(repeated.map(({ text }) => text))],
  };
}

/** The distance of lines within paragraphs: the smallest that is not rare; 0 if there is none. */
function leadingOf(gaps: readonly number[]): number {
  const times = new Map<number, number>();
  for (const gap of gaps) times.set(gap, (times.get(gap) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  const frequent = [...times].filter(([, number]) => number * 3 >= most).map(([gap]) => gap);
  return frequent.length === 0 ? 0 : Math.min(...frequent);
}

/** The value with the greatest weight. */
function commonest(values: readonly [value: number, weight: number][]): number {
  const weights = new Map<number, number>();
  for (const [value, weight] of values) weights.set(value, (weights.get(value) ?? 0) + weight);
  const [first] = [...weights].toSorted((one, other) => other[1] - one[1]);
  return first?.[0] ?? 0;
}

const bullet = /^(?:[•‣▪●◦]|[–-]\s)/u;

/** Sizes and places that lines are compared with. */
interface Layout {
  /** The size of most letters. */
  usual: number;
  /** The distance of lines within a paragraph. */
  leading: number;
  /** The right end of the longest line. */
  right: number;
}

const isLargeSize = (size: number, { usual }: Layout) => size > usual * 1.12;

/** Whether a line goes on with the paragraph of the line before it. */
function continues(before: Line, line: Line, layout: Layout): boolean {
  if (bullet.test(line.text) || Math.abs(before.size - line.size) > before.size * 0.1) return false;
  const isEnd = /[.!?:;”"»)]$/.test(before.text);
  if (before.page !== line.page) return !isEnd && /^\p{Ll}/u.test(line.text);
  const gap = before.y - line.y;
  if (gap <= 0) return !isEnd;
  if (isLargeSize(line.size, layout)) return gap <= line.size * 1.6;
  if (gap <= layout.leading * 1.35 && /\p{L}[-\u00AD]$/u.test(before.text)) return true;
  // A line that ends early is the last of its paragraph; one that ends very early also without a stop.
  const filled = before.end / layout.right;
  return gap <= layout.leading * 1.35 && filled > (isEnd ? 0.85 : 0.55);
}

/** Two lines as one; a hyphen at the end of the first is that of a parted word. */
function joined(before: string, next: string): string {
  if (/\p{L}[-\u00AD]$/u.test(before) && /^\p{Ll}/u.test(next)) return before.slice(0, -1) + next;
  return `${before} ${next}`;
}
