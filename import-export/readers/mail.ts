/** Reads a message (RFC 5322): the subject is the title, its attachments come along. */
import { readFile, stat } from 'node:fs/promises';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { largestFile } from '../../src/domain/attachment.ts';
import { enclose } from '../deliver/enclosures.ts';
import { toMarkdown } from './html-to-markdown.ts';
import { guessLanguage } from './language-guess.ts';
import { momentIn } from './moments.ts';
import { applyOpening, embargoReason, readOpening } from './opening.ts';
import {
  BrokenFile,
  type ForeignRelease,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { saveToScratch } from './scratch.ts';
import { linesToMarkdown } from './text-blocks.ts';

export async function* readMail(path: string): AsyncGenerator<ParseResult> {
  const { size } = await stat(path);
  if (size > largestFile)
    throw new BrokenFile(`has ${size} bytes; the limit for a file of this kind is ${largestFile}`);
  const mail = await PostalMime.parse(await readFile(path), { forceRfc822Attachments: true }).catch(
    (error: Error) => {
      throw new BrokenFile(`is not a message that can be read: ${error.message}`);
    },
  );
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? '';
  if (/^(?:multipart\/encrypted|application\/(?:x-)?pkcs7-mime)/i.test(header('content-type')))
    throw new BrokenFile('is encrypted: save it decrypted');
  const title = titleOf(mail);
  if (title === '' && !mail.html && !mail.text)
    throw new BrokenFile('has neither subject nor text');
  const release = newForeignRelease(path, `mail ${mail.messageId ?? `${title} ${header('date')}`}`);
  release.published = momentIn(header('date').replace(/\s*\([^)]*\)\s*$/, ''));
  if (mail.from?.name) release.labels.push({ of: 'author', name: mail.from.name });
  const files = await encloseAttachments(mail, release);
  const blocks = blocksOf(mail, release, files);
  const today = new Date().toISOString().slice(0, 10);
  const opening = readOpening(blocks.map(withoutMarks), -1, today);
  const because = embargoReason(title, today);
  applyOpening(release, { ...opening, because: opening.because ?? because, date: null });
  if (release.published === null) release.date = opening.date;
  const kept = blocks.filter((_, at) => !opening.consumed.has(at));
  release.texts.push({
    lang: languageOf(header('content-language'), kept.join('\n'), release),
    title,
    summary: '',
    place: opening.place,
    markdown: mail.html ? kept.join('\n\n') : linesToMarkdown(linesOf(kept)),
  });
  yield release;
}

/** The subject without the marks of answers and forwarding. */
const titleOf = ({ subject = '' }: Email) =>
  subject
    .replace(/^(?:\s*(?:re|fwd?|aw|wg|tr|rif|i|rv|отв|пересл)(?:\[\d+\])?\s*:)+/i, '')
    .replace(/\s+/g, ' ')
    .trim();

function languageOf(declared: string, text: string, release: ForeignRelease): string | null {
  const [lang = ''] = declared.split(',').map((one) => one.trim());
  if (lang !== '') return lang;
  const guess = guessLanguage(text);
  if (guess !== null)
    release.notes.push(`names no language: read as “${guess}”, a guess from its words`);
  return guess;
}

/** The words of a line of Markdown. */
const withoutMarks = (line: string) => line.replace(/^#+\s+|[*\\]/g, '');

/** Longest line of a text that is wrapped by programs of mail (RFC 5322, section 2.1.1). */
const widest = 78;

/** The lines of plain text, with blank ones between paragraphs; a single paragraph is not wrapped. */
function linesOf(paragraphs: readonly string[]): string[] {
  const [only = '', ...others] = paragraphs;
  const isWrapped = (line: string, at: number, lines: string[]) =>
    line.length <= widest && (at === lines.length - 1 || line.length > widest / 2);
  if (others.length === 0 && !/^\s*[-•*\d]/m.test(only) && only.split('\n').every(isWrapped))
    return [only.replaceAll('\n', ' ')];
  return paragraphs.join('\n\n').split('\n');
}

/** The blocks of the text: from HTML if there is any, else from plain text. */
function blocksOf(mail: Email, release: ForeignRelease, files: Map<string, string>): string[] {
  if (!mail.html) {
    const [text = '', ...signature] = (mail.text ?? '').split(/\r?\n-- \r?\n/);
    if (signature.length > 0) release.notes.push('the signature below the text was left out');
    return text
      .split(/\r?\n\s*\r?\n/)
      .map((paragraph) => paragraph.replaceAll('\r\n', '\n').trim())
      .filter((paragraph) => paragraph !== '');
  }
  const names = new Map<string, string>();
  // A placeholder address, because addresses of parts (cid:) are not followed.
  const html = mail.html.replace(/\bcid:([^"'\s)>]+)/gi, (whole, id: string) => {
    const name = files.get(decoded(id));
    if (name === undefined) return whole;
    const placeholder = `https://file.invalid/${names.size + 1}`;
    names.set(placeholder, name);
    return placeholder;
  });
  const { markdown, losses } = toMarkdown(html, {
    base: null,
    fileAt: (address) => names.get(address) ?? null,
  });
  release.notes.push(...losses);
  return markdown === '' ? [] : markdown.split(/\n{2,}(?=\S)/);
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Parts that are no files of a release, and how the report names them. */
const leftOut: [type: RegExp, name: string][] = [
  [/^(?:text\/calendar|application\/ics)$/, 'a calendar entry was left out'],
  [/^message\/rfc822$/, 'an attached message was left out'],
  [/^application\/(?:x-)?(?:pkcs7-signature|pgp-signature|pgp-keys)$/, 'a signature was left out'],
];

/** @returns the names of the enclosed files by their content ids */
async function encloseAttachments(
  { attachments, html = '' }: Email,
  release: ForeignRelease,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [at, part] of attachments.entries()) {
    const name = part.filename ?? `attachment-${at + 1}.${extensionOf(part)}`;
    const id = part.contentId?.replace(/^<|>$/g, '') ?? '';
    const reason = leftOut.find(([type]) => type.test(part.mimeType))?.[1];
    if (reason !== undefined) {
      release.notes.push(`${reason} (${name})`);
      continue;
    }
    const isUnused = part.related === true && id !== '' && !html.includes(id);
    if (isUnused) {
      release.notes.push(`a picture that the text does not show was left out (${name})`);
      continue;
    }
    const file = await enclose(
      release,
      await saveToScratch(bytesOf(part)),
      name,
      part.description ?? '',
    );
    if (file !== null && id !== '') names.set(id, file);
  }
  return names;
}

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);

const extensionOf = ({ mimeType }: Attachment) =>
  mimeType === 'image/jpeg'
    ? 'jpg'
    : mimeType === 'text/plain'
      ? 'txt'
      : mimeType.replace(/^.*[/.+-]/, '');
