/** Tables of a pasted text as Markdown has them: square, with a head, a line for each row. */

const rowsOf = (table: HTMLTableElement) => [...table.rows];

/** Fills joined cells up with empty ones; tables within cells, and those of one column, become text. */
export function squareTables(body: HTMLElement): void {
  for (const table of body.querySelectorAll<HTMLTableElement>(':is(td, th) table')) flatten(table);
  for (const table of body.querySelectorAll('table')) {
    const columns = Math.max(0, ...rowsOf(table).map(({ cells }) => cells.length));
    if (columns < 2) flatten(table);
    else square(table);
  }
}

/** The cells of a table as blocks in its place. */
function flatten(table: HTMLTableElement): void {
  const texts = [...table.querySelectorAll('caption, td, th')].map((cell) => {
    const text = document.createElement('div');
    text.append(...cell.childNodes);
    return text;
  });
  table.replaceWith(...texts);
}

function square(table: HTMLTableElement): void {
  const { caption } = table;
  if (caption) {
    const words = document.createElement('p');
    words.append(...caption.childNodes);
    table.before(words);
    caption.remove();
  }
  /** For each column, how many more rows a joined cell above reaches. */
  const reach: number[] = [];
  for (const row of rowsOf(table)) {
    const cells = [...row.cells];
    const whole: HTMLTableCellElement[] = [];
    while (cells.length > 0 || (reach[whole.length] ?? 0) > 0) {
      const column = whole.length;
      const isJoined = (reach[column] ?? 0) > 0;
      const cell = isJoined ? null : cells.shift();
      if (isJoined) reach[column] = (reach[column] ?? 1) - 1;
      whole.push(cell ?? document.createElement('td'));
      if (!cell) continue;
      // Some pages join thousands of columns or rows that do not exist.
      const [width, height] = [Math.min(cell.colSpan, 50), Math.min(cell.rowSpan, 500)];
      reach[column] = height - 1;
      for (let more = 1; more < width; more++) {
        reach[whole.length] = height - 1;
        whole.push(document.createElement('td'));
      }
    }
    row.replaceChildren(...whole);
  }
  for (const line of table.querySelectorAll('br')) line.replaceWith(' ');
  const [head] = rowsOf(table);
  for (const strong of head?.querySelectorAll('strong') ?? [])
    strong.replaceWith(...strong.childNodes);
}

/** Separators of rows and cells until the table is whole; no text has these characters. */
const [rowMark, cellMark] = ['\u0001', '\u0002'];

/** A cell in one line. */
export const cellText = (content: string): string =>
  `${cellMark}${content
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/(?<!\\)\|/g, '\\|')}`;

export const rowText = (content: string): string => `${rowMark}${content}`;

export function tableText(content: string): string {
  const rows = content
    .split(rowMark)
    .slice(1)
    .map((row) =>
      row
        .trim()
        .split(cellMark)
        .slice(1)
        .map((cell) => cell.trim()),
    )
    .filter((row) => row.some((cell) => cell !== ''));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const line = (cells: string[]) =>
    `| ${Array.from({ length: width }, (_, column) => cells[column] ?? '').join(' | ')} |`;
  const [head, ...others] = rows;
  if (!head) return '';
  const rule = line(Array.from({ length: width }, () => '---'));
  return `\n\n${[line(head), rule, ...others.map(line)].join('\n')}\n\n`;
}
