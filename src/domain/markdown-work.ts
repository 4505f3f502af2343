/**
 * A bound on the work that reading Markdown may take. The tokenizer counts each character that it reads,
 * each token that it makes, and each event that its resolvers read again. A text is refused if the sum
 * is too large, for any construct; there is no list of bad constructs.
 */
import type {
  Code,
  Construct,
  Create,
  Effects,
  Event,
  Extension,
  ParseContext,
  Token,
  TokenizeContext,
} from 'micromark-util-types';
import { Problem } from './problem.ts';

/**
 * The refusal of a text that takes more work or makes more output than is allowed; the message says
 * which. Those who know the text's place in a document name it instead of `/markdown`.
 */
export class Intractable extends Problem {
  constructor(detail: string) {
    super('invalid', detail, { errors: [{ pointer: '/markdown', detail }] });
  }
}

/**
 * The units of work that a body may take; one is some 50 ns, so all are about 250 ms. 200,000 characters of
 * prose with links take nine tenths of it, a table of 1,000 rows with six cells each nearly all. The costs
 * below are fitted to measured times (test/attack/slow-markdown.test.ts). Measure again after a change.
 */
export const mostWork = 5_000_000;

const tooIntricate =
  'is too intricate to be read as Markdown: shorten it, or use fewer marks, links, items and cells ' +
  '(2,000 items or 6,000 cells with links among them may be read)';

const perAttempt = 40;
const perCheck = 10;
const perBeginning = 8;
const perToken = 18;
const perTokenizer = 60;
/** Extra units for beginnings of tokens that cost more than others to read, complete or not. */
const perEntry: Readonly<Record<string, number>> = {
  characterEscape: 40,
  characterReference: 40,
  codeText: 60,
  htmlText: 40,
  labelImage: 40,
  labelLink: 25,
  listItemPrefix: 100,
  literalAutolinkWww: 200,
  setextHeadingLine: 500,
  tableCellDivider: 60,
  tableRow: 130,
};
/** Extra units for complete tokens that cost more than others to read or to write. */
const perComplete: Readonly<Record<string, number>> = {
  atxHeading: 90,
  autolink: 60,
  labelImage: 12,
  literalAutolink: 150,
};
/** Extra units for a line that continues a paragraph without the marks of its container. */
const perLazyLine = 300;
/** Events that a resolver passes over in the time of one unit. */
const passed = 5;
/** Events that the end of a link passes over, or the end of a block copies, in the time of one unit. */
const perReread = 3;

/** Events that are moved in the time of one unit, where adjacent pieces of text become one. */
const perMove = 20;

/** Ends of blocks at which every event before them is copied. */
const copying = new Set([
  'blockQuote',
  'gfmFootnoteDefinition',
  'listOrdered',
  'listUnordered',
  'setextHeadingLine',
]);

/** Units for each pair of marks that a long closing run may make with those before it. */
const perPair = 1;
/** Units for each event between two marks that make a pair. */
const perNested = 1.5;

const closingBracket = 93;

/** A tokenizer of text, with the openings of links that wait for an end. */
type Labelling = TokenizeContext & { _labelStarts?: Token[] | undefined };

/** A counter of work, shared by all the pieces of a text. */
export class Work {
  done = 0;

  /** @throws Intractable once the sum is over the bound */
  add(units: number): void {
    this.done += units;
    if (this.done > mostWork) throw new Intractable(tooIntricate);
  }
}

/** Labels of links or footnotes that a text defines: a list for the parser, with a set behind it for look-ups. */
export class LinkNames extends Array<string> {
  readonly #known = new Set<string>();

  override includes(name: string): boolean {
    return this.#known.has(name);
  }

  override push(...names: string[]): number {
    for (const name of names) {
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      super.push(name);
    }
    return this.length;
  }
}

export interface Defined {
  links: LinkNames;
  notes: LinkNames;
}

type Parser = ParseContext & { gfmFootnotes?: string[] };

/** The characters with which inline constructs begin, except the letters of bare links: those close nothing. */
const marks = [33, 38, 42, 60, 91, 92, 93, 95];
const backtick = 96;

/** A micromark extension that recognizes nothing: it counts, and shares the names that are defined. */
export function counting(work: Work, { links, notes }: Defined): Extension {
  const parsers = new WeakSet<ParseContext>();
  const tools = new WeakSet<Effects>();
  const hook: Construct = {
    partial: true,
    tokenize(effects, _, nok) {
      work.add(perAttempt);
      if (!parsers.has(this.parser)) {
        parsers.add(this.parser);
        const parser: Parser = this.parser;
        parser.defined = links;
        parser.gfmFootnotes = notes;
        for (const kind of ['flow', 'content'] as const)
          parser[kind] = countTokens(parser[kind], work);
        for (const kind of ['text', 'string'] as const)
          parser[kind] = countTokens(parser[kind], work, movesIn);
      }
      if (!tools.has(effects)) {
        tools.add(effects);
        countSteps(this, effects, work);
      }
      return nok;
    },
  };
  return {
    document: { 91: hook, null: hook },
    flow: { null: hook },
    // Runs before the constructs that it counts: after a match, later constructs are not tried.
    text: {
      ...Object.fromEntries(marks.map((code) => [code, hook])),
      [backtick]: { ...hook, previous: (code: Code) => code !== backtick },
    },
  } as Extension;
}

function countTokens(create: Create, work: Work, countLast = (_: Event[]) => 0): Create {
  return (from) => {
    work.add(perTokenizer);
    const tokenizer = create(from);
    const { write } = tokenizer;
    tokenizer.write = (slice) => {
      const isLast = slice.at(-1) === null;
      if (isLast) {
        write(slice.slice(0, -1));
        work.add(countLast(tokenizer.events));
      }
      const events = write(isLast ? [null] : slice);
      for (const [happens, { type }] of events)
        work.add(perToken + (happens === 'exit' ? (perComplete[type] ?? 0) : 0));
      return events;
    };
    return tokenizer;
  };
}

/** The cost of joining adjacent pieces of text: each joint moves all the events after it. */
function movesIn(events: Event[]): number {
  let joints = 0;
  let moves = 0;
  let before = '';
  for (const [happens, { type }] of events) {
    if (happens === 'enter' && type === 'data' && before === 'data') joints++;
    before = happens === 'exit' ? type : '';
    moves += joints;
  }
  return moves / perMove;
}

function countSteps(context: Labelling, effects: Effects, work: Work): void {
  const { check, consume, enter, exit } = effects;
  const passAll = () => work.add(context.events.length / passed);
  const rereadAll = () => work.add(context.events.length / perReread);
  const nesting = nestingOf(context, work);
  /** The run of marks that was read last: its meaning is known when reading continues. */
  let run: Token | null = null;
  effects.consume = (code: Code) => {
    work.add(1);
    if (run) nesting(run);
    run = null;
    if (code === closingBracket) rereadAll();
    consume(code);
  };
  effects.check = (...reading) => {
    work.add(perCheck);
    return check(...reading);
  };
  effects.enter = (type, fields) => {
    work.add(perBeginning + (perEntry[type] ?? 0));
    if (type === 'attentionSequence') passAll();
    return enter(type, fields);
  };
  effects.exit = (type) => {
    if (copying.has(type)) rereadAll();
    if (type === 'chunkContent') work.add(context.events.length / 64);
    if (type === 'labelEnd') work.add(spanOf(context));
    const token = exit(type);
    if (type === 'attentionSequence') run = token;
    if (type === 'chunkFlow' && context.parser.lazy[token.start.line])
      work.add(perLazyLine + (token._tokenizer?.events.length ?? 0));
    return token;
  };
}

/** Counts emphasis in emphasis: everything within a pair of marks is resolved again. */
function nestingOf(context: Labelling, work: Work): (run: Token) => void {
  const openings = new Map<string, number[]>();
  let marks = 0;
  return (run) => {
    const text = context.sliceSerialize(run);
    const [length, mark] = [text.length, text.charAt(0)];
    const waiting = openings.get(mark) ?? [];
    openings.set(mark, waiting);
    marks += length;
    if (run._close) {
      if (length > 2) work.add(perPair * (length - 2) * marks);
      for (let n = 0; n < length && waiting.length > 0; n++)
        work.add(perNested * (context.events.length - (waiting.pop() ?? 0)));
    }
    if (run._open) for (let n = 0; n < length; n++) waiting.push(context.events.length);
  };
}

/** The cost of closing a link: its events are copied several times, and its text is compared. */
function spanOf({ events, now, _labelStarts }: Labelling): number {
  const start = _labelStarts?.at(-1);
  let from = events.length;
  while (from > 0 && events[--from]?.[1] !== start);
  return 4 * (events.length - from) + (now().offset - (start?.end.offset ?? 0)) / 8;
}
