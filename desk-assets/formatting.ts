/** The buttons of the toolbar as pure functions of a Markdown text and its selection. */

export const formats = [
  'bold',
  'italic',
  'heading',
  'list',
  'numbered',
  'link',
  'quote',
  'table',
] as const;
export type Format = (typeof formats)[number];

/** A replacement of a part of the text, and what is selected after it. */
export interface Edit {
  from: number;
  to: number;
  text: string;
  selection: [start: number, end: number];
}

/** The edit that applies a format to the selection, or takes it away where it is applied. */
export function editOf(format: Format, text: string, start: number, end: number): Edit {
  switch (format) {
    case 'bold':
      return wrap(text, start, end, '**');
    case 'italic':
      return wrap(text, start, end, '*');
    case 'link':
      return link(text, start, end);
    case 'table':
      return insertTable(text, end);
    default:
      return prefixLines(text, start, end, format);
  }
}

const isWord = (character: string | undefined) => /[\p{L}\p{M}\p{N}_'’-]/u.test(character ?? '');

/** The selection without white space at its ends; without one the word at the caret. */
function wordsOf(text: string, start: number, end: number): [from: number, to: number] {
  let [from, to] = [start, end];
  if (from === to) {
    while (isWord(text[from - 1])) from--;
    while (isWord(text[to])) to++;
    return [from, to];
  }
  while (from < to && /\s/.test(text[from] ?? '')) from++;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to--;
  return [from, to];
}

/** Whether the text between has the mark around it, and not one of another length: `*` is not in `**`. */
function isMarked(before: string, after: string, mark: string): boolean {
  const [opening, closing] = [/\**$/.exec(before)?.[0].length, /^\**/.exec(after)?.[0].length];
  const has = (count = 0) => (mark === '**' ? count >= 2 : count % 2 === 1);
  return has(opening) && has(closing);
}

function wrap(text: string, start: number, end: number, mark: string): Edit {
  const [from, to] = wordsOf(text, start, end);
  const inner = text.slice(from, to);
  const size = mark.length;
  if (isMarked(text.slice(0, from), text.slice(to), mark)) {
    const selection: Edit['selection'] = [start - size, end - size];
    return { from: from - size, to: to + size, text: inner, selection };
  }
  const own = inner.length > 2 * size && inner.startsWith(mark) && inner.endsWith(mark);
  if (own) {
    const bare = inner.slice(size, -size);
    return { from, to, text: bare, selection: [from, from + bare.length] };
  }
  // Emphasis ends with its paragraph: each paragraph of the selection has its own.
  const marked = inner
    .split(/(\n\s*\n)/)
    .map((part) => (part.trim() === '' && inner !== '' ? part : mark + part + mark))
    .join('');
  const isOne = marked.length === inner.length + 2 * size;
  const selection: Edit['selection'] =
    start === end
      ? [start + size, end + size]
      : isOne
        ? [from + size, to + size]
        : [from, from + marked.length];
  return { from, to, text: marked, selection };
}

const prefixes = { heading: '## ', list: '- ', numbered: '1. ', quote: '> ' } as const;
const present = /^(?:#{1,6} |[-*+] |\d+[.)] |> )/;
const presentOf: Record<keyof typeof prefixes, RegExp> = {
  heading: /^#{1,6} /,
  list: /^[-*+] /,
  numbered: /^\d+[.)] /,
  quote: /^> /,
};

function prefixLines(
  text: string,
  start: number,
  end: number,
  format: keyof typeof prefixes,
): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const after = text.indexOf('\n', Math.max(start, end - 1));
  const to = after < 0 ? text.length : Math.max(after, end === start ? after : end - 1);
  const lines = text.slice(from, to).split('\n');
  const filled = lines.filter((line) => line.trim() !== '');
  const isOn = filled.length > 0 && filled.every((line) => presentOf[format].test(line));
  let number = 0;
  const changed = lines.map((line) => {
    if (line.trim() === '' && lines.length > 1) return line;
    if (isOn) return line.replace(presentOf[format], '');
    number++;
    const prefix = format === 'numbered' ? `${number}. ` : prefixes[format];
    return prefix + line.replace(format === 'quote' ? /^> / : present, '');
  });
  const block = changed.join('\n');
  const [before, behind] = isOn ? ['', ''] : gaps(text, from, to);
  const first = from + before.length;
  const caret = first + block.length;
  return {
    from,
    to,
    text: before + block + behind,
    selection: lines.length > 1 ? [first, caret] : [caret, caret],
  };
}

/** The line breaks that make a blank line before and after a block. */
function gaps(text: string, from: number, to: number): [before: string, after: string] {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  const missing = (breaks: number) => '\n'.repeat(Math.max(0, 2 - breaks));
  return [
    before.trim() === '' ? '' : missing(/\n*$/.exec(before)?.[0].length ?? 0),
    after.trim() === '' ? '' : missing(/^\n*/.exec(after)?.[0].length ?? 0),
  ];
}

function link(text: string, start: number, end: number): Edit {
  const [from, to] = wordsOf(text, start, end);
  const words = text.slice(from, to);
  if (/^https?:\/\/\S+$/.test(words)) {
    return { from, to, text: `[](${words})`, selection: [from + 1, from + 1] };
  }
  const address = 'https://';
  const at = from + words.length + (words === '' ? 1 : 3);
  return {
    from,
    to,
    text: `[${words}](${address})`,
    selection: words === '' ? [at, at] : [at, at + address.length],
  };
}

const emptyTable = '|  |  |\n| --- | --- |\n|  |  |';

function insertTable(text: string, end: number): Edit {
  const next = text.indexOf('\n', end);
  const at = next < 0 ? text.length : next;
  const [before, after] = gaps(text, at, at);
  const first = at + before.length + 2;
  return { from: at, to: at, text: before + emptyTable + after, selection: [first, first] };
}

/** A text that is inserted at a place: with blank lines around it if it is more than words of a line. */
export function blockAt(text: string, from: number, to: number, inserted: string): string {
  const isBlock = /\n/.test(inserted) || present.test(inserted) || inserted.startsWith('|');
  if (!isBlock) return inserted;
  const [before, after] = gaps(text, from, to);
  return before + inserted + after;
}
