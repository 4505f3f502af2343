/**
 * A text in pieces that can be read one by one. The parser copies all that it has read of a document
 * at the end of each list and heading, so its time grows with the square of the length; in pieces it
 * grows with the length. A piece ends only where every block is certain to be closed.
 */

/** A piece is no shorter than this, so that starting the parser does not cost more than it saves. */
const shortest = 1500;
/** Rows of a table, or items of a list, that are read together. */
const together = 50;

const listItem = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
/** HTML that continues over empty lines. */
const longHtml = /^ {0,3}<(?:script|pre|style|textarea|[!?])/i;
const row = /^\|/;
/** The beginning of an item with words on its line, as bullets and numbers are mostly written. */
const marker = /^(?:\d{1,9}(?=[.)]))?([-+*.)]) \S/;
const delimiters = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * The lines of a text, as pieces in their order. A line begins a piece if it follows an empty one, is
 * not indented, continues no list, and is in no code or HTML. After code or HTML whose
 * beginning or end is not certain there are no further pieces.
 */
export function piecesOf(markdown: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  let [afterEmpty, inList] = [true, false];
  /** The mark that closes the code around the lines. */
  let closing: string | null = null;
  for (const line of markdown.split(/(?<=\n|\r(?!\n))/)) {
    const text = line.trimEnd();
    const empty = /^[ \t]*$/.test(text);
    if (closing !== null) {
      if (isClosing(text, closing)) closing = null;
    } else if (!empty) {
      const flush = afterEmpty && /^[^\s\uFEFF]/.test(line);
      const item = listItem.test(line);
      if (flush && (!item || !inList)) {
        if (at - from >= shortest) {
          pieces.push(markdown.slice(from, at));
          from = at;
        }
        inList = false;
      }
      inList ||= item;
      const opened = fence.exec(text)?.[1];
      if (longHtml.test(line) || (opened && !flush)) break;
      if (opened) closing = opened;
    }
    afterEmpty = empty && closing === null;
    at += line.length;
  }
  if (from < markdown.length) pieces.push(markdown.slice(from));
  return pieces;
}

function isClosing(line: string, opening: string): boolean {
  const marks = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? '';
  return marks.startsWith(opening);
}

/** Some lines of a piece. */
export interface Parcel {
  text: string;
  /** The offset in the piece at which the text would begin, were all of it there. */
  from: number;
}

/** A long table as tables with the same head, of some rows each; null for any other piece. */
export function tablesOf(piece: string): Parcel[] | null {
  const [head = '', line = '', ...rows] = piece.trimEnd().split('\n');
  if (!delimiters.test(line) || ![head, ...rows].every((one) => row.test(one))) return null;
  return parcelsOf(rows, '\n', `${head}\n${line}\n`);
}

/**
 * A long list with one line for each item, all or none of them after an empty line, as lists of some
 * items each; null for any other piece.
 */
export function listsOf(piece: string): Parcel[] | null {
  const text = piece.trimEnd();
  const between = text.includes('\n\n') ? '\n\n' : '\n';
  const items = text.split(between);
  const kind = marker.exec(text)?.[1];
  // Another bullet, or another sign after the number, begins another list.
  const alike = (item: string) => marker.exec(item)?.[1] === kind && !item.includes('\n');
  if (!kind || !items.every(alike)) return null;
  return parcelsOf(items, between);
}

/** Lines, some at a time; null where all are few enough to be read together. */
function parcelsOf(lines: string[], between: string, head = ''): Parcel[] | null {
  if (lines.length <= together) return null;
  let next = 0;
  return Array.from({ length: Math.ceil(lines.length / together) }, (_, at) => {
    const text = lines.slice(at * together, (at + 1) * together).join(between);
    const from = next;
    next += text.length + between.length;
    return { text: head + text, from };
  });
}
