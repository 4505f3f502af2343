/** Reads a Word document: what its styles name, else what its first lines look like. */
import { basename } from 'node:path';
import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { enclose } from '../deliver/enclosures.ts';
import { readFileLanguage } from './file-language.ts';
import { checkNesting, toMarkdown } from './html-to-markdown.ts';
import { guessLanguage, isLikely } from './language-guess.ts';
import { dayInName } from './moments.ts';
import { applyOpening, isOpeningLine, readOpening, titleAmong } from './opening.ts';
import {
  BrokenFile,
  type ForeignRelease,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { saveToScratch } from './scratch.ts';
import {
  checkXmlParts,
  type Parts,
  readWordProperties,
  withoutHiddenText,
} from './word-properties.ts';
import { readEntries } from './zip-package.ts';

export async function* readWord(path: string): AsyncGenerator<ParseResult> {
  const entries = await readEntries(path, (name) => /\.(?:xml|rels)$|\/media\//i.test(name));
  checkXmlParts(entries);
  const { visible: parts, hidden } = withoutHiddenText(entries);
  const release = newForeignRelease(path, '');
  if (hidden > 0) release.notes.push(`hidden text was left out (${hidden})`);
  const properties = readWordProperties(parts);
  const { html, notes, fileAt } = await convert(parts, path, release);
  const blocks = blocksOf(html);
  const at = titleIndex(blocks);
  const end = titleEnd(blocks, at);
  const title = blocks
    .slice(at, end)
    .map((block) => block.text)
    .join(' ');
  if (title === '') throw new BrokenFile('has no text');
  const headers = properties.headerLines;
  const today = new Date().toISOString().slice(0, 10);
  const margins = [...headers, ...blocks.slice(0, at).flatMap(cellsOf)];
  const lines = [...margins, ...blocks.map(({ text }) => text)];
  const opening = readOpening(lines, margins.length + at, today);
  applyOpening(release, opening);
  if (release.date === null) guessDate(path, properties.date, release);
  const subtitle = blocks.find((block) => block.role === 'subtitle');
  const kept = blocks.filter((block, nth) => {
    return (
      (nth < at || nth >= end) && block !== subtitle && !opening.consumed.has(margins.length + nth)
    );
  });
  const { markdown, losses } = toMarkdown(kept.map((block) => block.html).join('\n'), {
    base: null,
    fileAt,
  });
  const footnotes = notes.map((note) => footnoteOf(note, fileAt, losses));
  release.notes.push(...losses, ...properties.losses);
  const named = await readFileLanguage(path, release);
  release.sourceId = `word ${basename(path)} ${title} ${release.date}`;
  release.texts.push({
    lang: languageOf(named, properties.lang, lines.join('\n'), release),
    title,
    summary: subtitle?.text ?? '',
    place: opening.place,
    markdown: [calledNotes(markdown), ...footnotes].join('\n\n').trim(),
  });
  yield release;
}

function guessDate(
  path: string,
  property: { day: string; property: string } | null,
  release: ForeignRelease,
): void {
  const named = dayInName(basename(path));
  release.date = named ?? property?.day ?? null;
  if (release.date === null) return;
  const source = named ? 'its file name' : `its properties (${property?.property})`;
  release.notes.push(`has no date in its text: ${release.date} is a guess from ${source}`);
}

/** The language of the file name, or else the marked one, if the letters fit it; else a guess. */
function languageOf(
  named: string | null,
  marked: string | null,
  text: string,
  release: ForeignRelease,
): string | null {
  if (named !== null && isLikely(named, text)) return named;
  if (marked !== null && isLikely(marked, text)) return marked;
  const guess = guessLanguage(text);
  if (guess !== null) {
    const reason = marked === null ? 'is marked with no language' : `is marked as “${marked}”`;
    release.notes.push(`${reason}: read as “${guess}”, a guess from its words`);
  }
  return guess;
}

/** Characters of private use around the number of a note, while the text is converted. */
const call = { open: '\uE000', close: '\uE001' };

const calledNotes = (markdown: string) =>
  markdown.replace(/\uE000(\d+)\uE001/g, (_, number: string) => `[^${number}]`);

interface Note {
  number: string;
  html: string;
}

function footnoteOf(
  { number, html }: Note,
  fileAt: (address: string) => string | null,
  losses: string[],
): string {
  const note = toMarkdown(html, { base: null, fileAt });
  losses.push(...note.losses);
  return `[^${number}]: ${note.markdown.replace(/\n(?=[^\n])/g, '\n    ')}`;
}

interface Converted {
  html: string;
  notes: Note[];
  fileAt: (address: string) => string | null;
}

/** Styles of Word by their names, which it writes in English in every language. */
const styleMap = [
  "p[style-name='Title'] => h1.title:fresh",
  "p[style-name='Subtitle'] => p.subtitle:fresh",
  "p[style-name='large paragraph'] => p.large:fresh",
  "p[style-name='heading 7'] => h6:fresh",
  "p[style-name='heading 8'] => h6:fresh",
  "p[style-name='heading 9'] => h6:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "r[style-name='Emphasis'] => em",
  'u => u',
];

async function convert(parts: Parts, path: string, release: ForeignRelease): Promise<Converted> {
  const names = new Map<string, string>();
  const stem = basename(path).replace(/\.[^.]*$/, '');
  const convertImage = mammoth.images.imgElement(async (image) => {
    const bytes = await image.readAsBuffer();
    const extension = extensions[image.contentType] ?? image.contentType.replace(/^.*\//, '');
    const name = `${stem}-${names.size + 1}.${extension}`;
    const { altText = '' } = image as { altText?: string };
    const enclosed = await enclose(release, await saveToScratch(bytes), name, altText ?? '');
    if (enclosed === null) return { src: '' };
    const placeholder = `https://file.invalid/${names.size + 1}`;
    names.set(placeholder, enclosed);
    return { src: placeholder };
  });
  // Packed anew without compression, so that the library unpacks no more than was checked.
  const buffer = Buffer.from(zipSync(Object.fromEntries(parts), { level: 0 }));
  const { value, messages } = await mammoth
    .convertToHtml(
      { buffer },
      {
        styleMap,
        convertImage,
        idPrefix: 'note-',
        externalFileAccess: false,
        transformDocument: markLargeParagraphs,
      },
    )
    .catch((error: Error) => {
      throw new BrokenFile(`is damaged: ${error.message}`);
    });
  checkNesting(value);
  for (const { message } of messages) {
    const [, element] = /^An unrecognised element was ignored: (.*)$/.exec(message) ?? [];
    if (element && !/oMath/.test(element))
      release.notes.push(`content of an unknown kind was left out (${element})`);
  }
  return { ...splitNotes(value), fileAt: (address) => names.get(address) ?? null };
}

const extensions: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'image/x-emf': 'emf',
  'image/x-wmf': 'wmf',
  'image/tiff': 'tif',
};

/** A paragraph or run of the library's document. */
interface WordElement {
  type: string;
  styleName?: string | null;
  children?: WordElement[];
  value?: string;
  isBold?: boolean;
  fontSize?: number | null;
}

const titleStyle =
  /^(?!.*sub)(?:.*\b)?(?:title|titre|titel|headline|titolo|título|заголовок|schlagzeile)\b/i;

/** Gives paragraphs that stand out, or whose own style is one of titles, the name of a style. */
function markLargeParagraphs(document: WordElement): WordElement {
  const marked = (element: WordElement): WordElement => {
    if (element.type !== 'paragraph') return element;
    const { styleName } = element;
    if (styleName && titleStyle.test(styleName)) return { ...element, styleName: 'Title' };
    const isPlain = !styleName || /^(?:normal|standard|body text)/i.test(styleName);
    return isPlain && isLarge(element) ? { ...element, styleName: 'large paragraph' } : element;
  };
  return { ...document, children: document.children?.map(marked) ?? [] };
}

/** Size in points from which a paragraph looks like a title. */
const largeSize = 14;

function isLarge(paragraph: WordElement): boolean {
  const runs = runsIn(paragraph).filter((run) => textIn(run).trim() !== '');
  const isOne = (run: WordElement) => run.isBold || (run.fontSize ?? 0) >= largeSize;
  return runs.length > 0 && runs.every(isOne);
}

const runsIn = (element: WordElement): WordElement[] =>
  element.type === 'run' ? [element] : (element.children ?? []).flatMap(runsIn);

const textIn = (element: WordElement): string =>
  (element.value ?? '') + (element.children ?? []).map(textIn).join('');

/** Takes the notes at the end apart, and puts marks where they are called. */
function splitNotes(html: string): { html: string; notes: Note[] } {
  const start = html.search(/<ol><li id="note-(?:foot|end)note-\d+">/);
  const numbers = new Map<string, string>();
  const called = (start < 0 ? html : html.slice(0, start)).replace(
    /(?:<sup>)*<a href="#note-((?:foot|end)note-\d+)"[^>]*>\[(\d+)\]<\/a>(?:<\/sup>)*/g,
    (_, id: string, number: string) => {
      numbers.set(id, number);
      return `${call.open}${number}${call.close}`;
    },
  );
  const list = start < 0 ? '' : html.slice(start).replace(/<\/ol>$/, '');
  const notes = list
    .split(/<li id="note-(?=(?:foot|end)note-\d+">)/)
    .slice(1)
    .map((item) => {
      const [, id = '', content = ''] = /^((?:foot|end)note-\d+)">([\s\S]*)$/.exec(item) ?? [];
      const text = content
        .replace(/\s*<a href="#note-[^"]*">↑<\/a>/g, '')
        .replace(/<\/li>\s*$/, '');
      return { number: numbers.get(id) ?? '', html: text };
    });
  const isCalled = ({ number }: Note) => number !== '';
  return { html: called.replace(/<a id="[^"]*"><\/a>/g, ''), notes: notes.filter(isCalled) };
}

interface WordBlock {
  html: string;
  text: string;
  role: 'title' | 'heading' | 'subtitle' | 'large' | null;
}

/** The top-level elements of the converted document. */
function blocksOf(html: string): WordBlock[] {
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html);
  return tree.children.flatMap((node): WordBlock[] => {
    const { start, end } = node.position ?? {};
    if (node.type !== 'element' || start?.offset === undefined) return [];
    const outer = withHeadRow(html.slice(start.offset, end?.offset));
    const classes = [node.properties.className].flat().map(String);
    const named = (['title', 'subtitle', 'large'] as const).find((one) => classes.includes(one));
    const role = named ?? (node.tagName === 'h1' ? 'heading' : null);
    return [{ html: outer, text: plainText(outer), role }];
  });
}

/** The texts of the cells of a table, such as a letterhead. */
const cellsOf = ({ html }: WordBlock): string[] =>
  html.startsWith('<table') ? html.split(/<\/(?:td|th|p)>/).map(plainText) : [];

/** A table whose first row is its head: Word marks a head only where it is repeated on each page. */
function withHeadRow(html: string): string {
  const isSingle = (html.match(/<tr>/g)?.length ?? 0) < 2;
  if (!html.startsWith('<table') || /<th[ >]|.<table/.test(html) || isSingle) return html;
  return html.replace(/<tr>.*?<\/tr>/s, (row) => row.replace(/(<\/?)td(?=[ >])/g, '$1th'));
}

/** The words of well-formed HTML in one line, without calls of notes. */
const plainText = (html: string) =>
  html
    .replace(/<br[^>]*>|<\/(?:p|li|td|th|tr|h\d)>/g, ' ')
    .replace(/<[^>]*>|\uE000\d+\uE001/g, '')
    .replace(/&(amp|lt|gt|quot);/g, (_, name: keyof typeof entities) => entities[name])
    .replace(/\s+/g, ' ')
    .trim();

const entities = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The index after the blocks of a title: several lines may have its style, or one may go on. */
function titleEnd(blocks: WordBlock[], at: number): number {
  const { role } = blocks[at] ?? { role: null };
  const goesOn = ({ role: other, text }: WordBlock) =>
    other === role && (role === 'title' || (role === 'large' && /^\p{Ll}/u.test(text)));
  const others = blocks.slice(at + 1).findIndex((block) => !goesOn(block));
  return others < 0 ? blocks.length : at + 1 + others;
}

/** The index of the title: by its style, else the first heading, what stands out, the first line. */
function titleIndex(blocks: WordBlock[]): number {
  const isText = ({ text }: WordBlock) => !isOpeningLine(text);
  const first = (role: WordBlock['role']) =>
    blocks.findIndex((block) => block.role === role && isText(block));
  const lines = blocks.map(({ text }) => text);
  const large = titleAmong(lines, (at) => blocks[at]?.role === 'large');
  const isLine = (at: number) => !/^<(?:table|ul|ol)/.test(blocks[at]?.html ?? '');
  const candidates = [first('title'), first('heading'), large, titleAmong(lines, isLine)];
  return candidates.find((at) => at >= 0) ?? blocks.findIndex(isText);
}
