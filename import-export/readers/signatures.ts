/** Tells binary formats by their first bytes, and what to do with those that are not read. */
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { BrokenFile } from './parse-result.ts';

export type BinaryFormat = 'word' | 'workbook' | 'pdf';

/** Formats that are not read, and how a person makes one of them that is. */
const unread: Record<string, string> = {
  doc: 'is a Word 97–2003 document: save it in Word or LibreOffice as .docx',
  dot: 'is a Word 97–2003 template: save it in Word or LibreOffice as .docx',
  odt: 'is an OpenDocument text: save it in LibreOffice or Word as .docx',
  rtf: 'is a rich text document (RTF): save it in Word or LibreOffice as .docx',
  pages: 'is a document of Apple Pages: export it as .docx',
  wpd: 'is a WordPerfect document: save it in LibreOffice as .docx',
  xls: 'is an Excel 97–2003 workbook: save it in Excel or LibreOffice as .xlsx or .csv',
  ods: 'is an OpenDocument spreadsheet: save it in LibreOffice or Excel as .xlsx or .csv',
  numbers: 'is a table of Apple Numbers: export it as .xlsx or .csv',
  ppt: 'is a presentation: attach it to a release instead',
  pptx: 'is a presentation: attach it to a release instead',
  odp: 'is a presentation: attach it to a release instead',
  msg: 'is a message of Outlook: save it as .eml',
  mbox: 'is a mailbox: save each message as .eml',
  zip: 'is an archive: unpack it, and import its folder',
};

/** The advice for a file of a folder that is not read, or null. */
export function adviceFor(path: string): string | null {
  return unread[extname(path).slice(1).toLowerCase()] ?? null;
}

/**
 * The format of a binary file; null for text.
 * @throws BrokenFile for a format that is not read
 */
export async function binaryFormat(path: string): Promise<BinaryFormat | null> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
  await file.close();
  const beginning = buffer.subarray(0, bytesRead).toString('latin1');
  if (beginning.startsWith('PK\x03\x04')) return packageFormat(path);
  if (beginning.startsWith('PK\x05\x06')) throw new BrokenFile('is an empty archive');
  if (beginning.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) throw await refuseCompound(path);
  if (/^\s*\{\\rtf/.test(beginning)) throw new BrokenFile(unread.rtf);
  if (/^From \S+ .*\d{4}\r?\n/.test(beginning)) throw new BrokenFile(unread.mbox);
  return /^(?:\xef\xbb\xbf)?[\s\S]{0,1000}%PDF-\d/.test(beginning) && hasPdfStart(beginning)
    ? 'pdf'
    : null;
}

/** Whether only blanks, or bytes that are no text, stand before the signature of a PDF. */
const hasPdfStart = (beginning: string) =>
  !/[A-Za-z<{]{3}/.test(beginning.slice(0, beginning.indexOf('%PDF-')));

async function packageFormat(path: string): Promise<BinaryFormat> {
  const { entryNames, readEntries } = await import('./zip-package.ts');
  const names = await entryNames(path);
  const has = (name: string) => names.includes(name);
  if (has('word/document.xml')) return 'word';
  if (has('xl/workbook.xml')) return 'workbook';
  if (has('xl/workbook.bin')) throw new BrokenFile('is a binary Excel workbook: save it as .xlsx');
  if (has('ppt/presentation.xml')) throw new BrokenFile(unread.pptx);
  if (has('Index/Document.iwa')) throw new BrokenFile(adviceFor(path) ?? unread.pages);
  if (has('[Content_Types].xml') && names.some((name) => name.startsWith('word/'))) return 'word';
  const { mimetype } = Object.fromEntries(await readEntries(path, (name) => name === 'mimetype'));
  const kind = /opendocument\.(text|spreadsheet|presentation)/.exec(
    Buffer.from(mimetype ?? []).toString('latin1'),
  )?.[1];
  const extension = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' }[kind ?? ''];
  throw new BrokenFile(unread[extension ?? 'zip']);
}

/** Streams by which a compound file (CFB) tells its program. */
const streams: [name: string, reason: string | undefined][] = [
  ['EncryptedPackage', 'is protected by a password: save it without one'],
  ['WordDocument', unread.doc],
  ['PowerPoint Document', unread.ppt],
  ['Workbook', unread.xls],
  ['__substg1.0_', unread.msg],
];

async function refuseCompound(path: string): Promise<BrokenFile> {
  const file = await open(path);
  const name = (text: string) => Buffer.from(text, 'utf16le');
  let reason: string | undefined;
  const buffer = Buffer.alloc(4 * 1024 * 1024);
  // The directory stands anywhere; the pieces overlap by the length of a name.
  for (let at = 0; reason === undefined && at < maxSearched; at += buffer.length - 64) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    const piece = buffer.subarray(0, bytesRead);
    reason = streams.find(([stream]) => piece.includes(name(stream)))?.[1];
    if (bytesRead < buffer.length) break;
  }
  await file.close();
  return new BrokenFile(reason ?? adviceFor(path) ?? 'is a document of an old Office program');
}

/** How many bytes of a compound file are searched for its directory. */
const maxSearched = 64 * 1024 * 1024;
