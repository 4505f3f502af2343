/** Reads a PDF: its text as far as the layout tells, and the file itself. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { extractTextItems, getDocumentProxy, getMeta } from 'unpdf';
import { largestFile } from '../../src/domain/attachment.ts';
import { enclose } from '../deliver/enclosures.ts';
import { readFileLanguage } from './file-language.ts';
import { guessLanguage, isLikely } from './language-guess.ts';
import { dayInName } from './moments.ts';
import { applyOpening, isOpeningLine, readOpening, titleAmong } from './opening.ts';
import {
  BrokenFile,
  type ForeignRelease,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { layoutOf, type Paragraph } from './pdf-layout.ts';
import { linesToMarkdown } from './text-blocks.ts';

/** More pages than a release has: their text is not read. */
const maxPages = 60;

/** Fewer letters than a release has: such a file is a scan. */
const fewestLetters = 20;

export async function* readPdf(path: string): AsyncGenerator<ParseResult> {
  const { pages, info, lang, count } = await readDocument(path);
  const release = newForeignRelease(path, '');
  const { paragraphs, left } = layoutOf(pages);
  const words = paragraphs.map(({ text }) => text).join('\n');
  if (paragraphs.length < 2 || (words.match(/\p{L}/gu)?.length ?? 0) < fewestLetters) {
    yield await readScan(path, info, count, release);
    return;
  }
  const at = titleIndex(paragraphs, info.title);
  const title = paragraphs[at]?.text ?? '';
  const today = new Date().toISOString().slice(0, 10);
  const opening = readOpening(
    paragraphs.map(({ text }) => text),
    at,
    today,
  );
  applyOpening(release, opening);
  const dateSource = release.date === null ? guessDate(path, info, release) : 'its text';
  const kept = paragraphs.filter((_, nth) => nth !== at && !opening.consumed.has(nth));
  release.notes.push(
    `title, date and text are a guess from the layout of the PDF${dateSource ? ` (date from ${dateSource})` : ''}`,
    ...left.map((line) => `a line that pages repeat was left out (“${line}”)`),
  );
  const declared = (await readFileLanguage(path, release)) ?? lang;
  const guess = declared !== null && isLikely(declared, words) ? declared : guessLanguage(words);
  if (guess !== null && guess !== declared)
    release.notes.push(`names no language: read as “${guess}”, a guess from its words`);
  release.sourceId = `pdf ${basename(path)} ${title}`;
  release.texts.push({
    lang: guess,
    title,
    summary: '',
    place: opening.place,
    markdown: kept
      .map(markdownOf)
      .join('\n\n')
      .replace(/\n\n(?=- )(?<=(?:^|\n)- [^\n]*\n\n)/g, '\n'),
  });
  await enclose(release, path, basename(path), title);
  yield release;
}

/** A PDF without text: a draft with the file. */
async function readScan(
  path: string,
  info: Info,
  pages: number,
  release: ForeignRelease,
): Promise<ForeignRelease> {
  const stem = basename(path).replace(/\.pdf$/i, '');
  const title =
    info.title ||
    stem
      .replace(/[_-]+/g, ' ')
      .replace(/^[\d\s.]+(?=\p{L})/u, '')
      .trim() ||
    stem;
  const source = guessDate(path, info, release);
  release.status = 'draft';
  release.because =
    pages > maxPages
      ? `has ${pages} pages, too many for a release: only the file was imported`
      : 'is a PDF without text beside a title, probably a scan: only the file was imported';
  if (source) release.notes.push(`its date is a guess from ${source}`);
  release.sourceId = `pdf ${basename(path)} ${title}`;
  const file = await enclose(release, path, basename(path), title);
  const link = linesToMarkdown([title]);
  const markdown = file === null ? link : `[${link}](<${encodeURI(file)}>)`;
  release.texts.push({ lang: null, title, summary: '', place: '', markdown });
  return release;
}

interface Info {
  title: string;
  created: string | null;
}

async function readDocument(path: string) {
  const { size } = await stat(path);
  if (size > largestFile)
    throw new BrokenFile(`has ${size} bytes; the limit for a file of this kind is ${largestFile}`);
  try {
    const pdf = await getDocumentProxy(new Uint8Array(await readFile(path)), { verbosity: 0 });
    const { info } = await getMeta(pdf);
    const count = pdf.numPages;
    const pages = count > maxPages ? [] : (await extractTextItems(pdf)).items;
    const fields = info as Record<string, unknown>;
    const title = typeof fields.Title === 'string' ? fields.Title.trim() : '';
    const [, year, month, day] = /^D:(\d{4})(\d{2})(\d{2})/.exec(String(fields.CreationDate)) ?? [];
    const lang = typeof fields.Language === 'string' ? fields.Language : null;
    const created = year ? dayInName(`${year}-${month}-${day}`) : null;
    await pdf.loadingTask.destroy();
    return { pages, count, lang, info: { title: isJunk(title) ? '' : title, created } };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'PasswordException') throw new BrokenFile('is protected by a password');
    throw new BrokenFile(`is a PDF that cannot be read: ${message}`);
  }
}

/** Titles that programs make up. */
const isJunk = (title: string) =>
  /^(?:untitled|document\d*|microsoft (?:word|powerpoint)|unbenannt|sans titre)\b|\.(?:docx?|indd|pdf|rtf|odt)$/i.test(
    title,
  );

/** Sets the date from the file's name or properties. @returns the source, or null */
function guessDate(path: string, { created }: Info, release: ForeignRelease): string | null {
  const named = dayInName(basename(path));
  release.date = named ?? created;
  if (release.date === null) return null;
  return named ? 'its file name' : 'its properties';
}

const key = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The index of the title: what the properties name, else the largest at the top, else the first. */
function titleIndex(paragraphs: Paragraph[], named: string): number {
  const top = paragraphs.slice(0, 12);
  const known = named === '' ? -1 : top.findIndex(({ text }) => key(text) === key(named));
  if (known >= 0) return known;
  const sizes = top.map(({ text, size, isLarge }) => (isLarge && !isOpeningLine(text) ? size : 0));
  const largest = Math.max(0, ...sizes);
  if (largest > 0) return sizes.indexOf(largest);
  const lines = paragraphs.map(({ text }) => text);
  return Math.max(
    0,
    titleAmong(lines, () => true),
  );
}

function markdownOf({ text, isLarge }: Paragraph): string {
  const bullet = /^[•‣▪●◦–-]\s+(.*)$/su.exec(text)?.[1];
  if (bullet !== undefined) return `- ${linesToMarkdown([bullet])}`;
  const written = linesToMarkdown([text]);
  return isLarge && text.length < 120 ? `## ${written}` : written;
}
