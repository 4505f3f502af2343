/**
 * How intricate a body is: what makes a reader of Markdown go over the same text again and again. It
 * is measured on the structure, in one pass, before anything is read: no release comes near these
 * bounds, and what is made to keep the house busy is refused at the door.
 */

/** Quotes and lists within one another on a line, and openings of brackets that are not closed. */
const deepest = 100;
/** The sum of these over all lines. */
const mostStanding = 20_000;
const mostOpen = 50;
const mostLines = 12_000;
/** Marks of emphasis, or brackets, in one block, if there is only one such block. */
const mostMarks = 2000;

/** What stands before the words of a line: indentation, and marks of quotes and lists. */
const lead = /^(?:[ \t]|>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/;
const container = />|[-+*]|\d+[.)]/g;

/** How many quotes and lists a line may stand in; a list within one is indented by two at least. */
function depthOf(line: string): number {
  const before = lead.exec(line)?.[0] ?? '';
  const marks = before.match(container)?.length ?? 0;
  const indented = /^[ \t]*/.exec(before)?.[0].replaceAll('\t', '    ').length ?? 0;
  return marks === 0 ? 0 : marks + Math.floor(indented / 2);
}

const delimiters = /^ {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$/;
const row = /^ {0,3}\|/;
const cellsOf = (line = '') =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/).length;

/** What is read at a time: what stands between empty lines, and of a table each row. */
function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  const end = () => {
    const [head, second = ''] = block;
    const table = delimiters.test(second) && cellsOf(head) === cellsOf(second);
    const after = table ? block.findIndex((line, at) => at > 1 && !row.test(line)) : 0;
    const rows = after < 0 ? block : block.slice(0, after);
    blocks.push(...rows, block.slice(rows.length).join('\n'));
    block = [];
  };
  for (const line of lines) {
    if (line.trim() === '') end();
    else block.push(line);
  }
  end();
  return blocks;
}

/** The most brackets that are open at once. */
function openingsOf(block: string): number {
  let [open, most] = [0, 0];
  for (const [bracket] of block.matchAll(/[[\]]/g)) {
    open = bracket === '[' ? open + 1 : Math.max(0, open - 1);
    most = Math.max(most, open);
  }
  return most;
}

/** The steps that marks of a kind may cost: each may be held against every other of its block. */
const stepsOf = (blocks: readonly string[], mark: RegExp) =>
  blocks.reduce((sum, block) => sum + (block.match(mark)?.length ?? 0) ** 2, 0);

/** What is too intricate in a body, as a sentence about it; null where nothing is. */
export function intricacyOf(markdown: string): string | null {
  const lines = markdown.split(/\r\n?|\n/);
  if (lines.length > mostLines) return `must have at most ${mostLines} lines`;
  const depths = lines.map(depthOf);
  if (depths.some((depth) => depth > deepest)) {
    return `must not have more than ${deepest} quotes and lists within one another`;
  }
  if (depths.reduce((sum, depth) => sum + depth, 0) > mostStanding) {
    return 'has too many quotes and lists within one another';
  }
  const blocks = blocksOf(lines);
  if (blocks.some((block) => openingsOf(block) > mostOpen)) {
    return `must not have more than ${mostOpen} brackets open at once`;
  }
  for (const mark of [/\*+|_+/g, /\[/g, /`+/g]) {
    if (stepsOf(blocks, mark) > mostMarks ** 2) return 'has too many marks in one paragraph';
  }
  return null;
}
