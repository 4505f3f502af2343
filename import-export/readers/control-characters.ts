/** Removes characters that XML does not have, and remembers their lines. */

/** The most lines that a note names. */
const maxLines = 20;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** The same characters by number: `&#11;`, `&#xB;`. */
const byNumber = /&#(?:x0*([0-8bcef]|1[0-9a-f]|fff[ef])|0*([0-8]|1[124-9]|2\d|3[01]));/i;

const faults = new RegExp(`\\n|${forbidden.source}|${byNumber.source}`, 'gi');

/** The beginning of a reference at the end of a piece, which the next piece may complete. */
const unfinished = /&(?:#x?[0-9a-f]{0,8})?$/i;

export class ControlCharacters {
  readonly #lines = new Set<number>();

  /** The text without them: line breaks of Word and form feeds become blanks, others are removed. */
  async *without(pieces: AsyncIterable<string>): AsyncGenerator<string> {
    let [line, rest] = [1, ''];
    const clean = (text: string) =>
      text.replace(faults, (found, hex?: string, decimal?: string) => {
        if (found === '\n') {
          line++;
          return found;
        }
        this.#lines.add(line);
        const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? found.charCodeAt(0));
        return code === 11 || code === 12 ? ' ' : '';
      });
    for await (const piece of pieces) {
      const text = rest + piece;
      rest = unfinished.exec(text)?.[0] ?? '';
      yield clean(text.slice(0, text.length - rest.length));
    }
    if (rest !== '') yield clean(rest);
  }

  /** The note about them; null if there are none. */
  get note(): string | null {
    const lines = [...this.#lines];
    if (lines.length === 0) return null;
    const named = `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, maxLines).join(', ')}`;
    const more = lines.length > maxLines ? ` and ${lines.length - maxLines} more` : '';
    return `has control characters, which were left out: ${named}${more}`;
  }
}
