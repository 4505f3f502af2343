/** Removes from foreign texts what no text of a release may have, and says where it was. */
import iconv from 'iconv-lite';
import { isContained } from '../../src/domain/text-input.ts';
import type { Contact, Label, Text } from '../readers/parse-result.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const forbidden = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Noncharacter_Code_Point}]/gu;
const directions = /[\u202A-\u202E\u2066-\u2069]/g;
const breaks = /[\t\n\r\u2028\u2029]+/g;

/** The most lines that a note names. */
const maxLines = 20;

/**
 * The replacement of a character: a blank for breaks of lines and pages, the mark of Windows-1252 for a
 * control above U+0080, which only a mistaken encoding makes, and nothing for others.
 */
function replacementOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 11 || code === 12) return ' ';
  if (code < 0x80 || code > 0x9f) return '';
  const decoded = iconv.decode(Buffer.of(code), 'windows-1252');
  return decoded === character || decoded === '\ufffd' ? '' : decoded;
}

const cleanLine = (line: string): string =>
  line
    .replace(breaks, ' ')
    .replace(forbidden, replacementOf)
    .replace(directions, '')
    .toWellFormed();

/** The line numbers of a text on which something of a pattern is. */
const linesWith = (text: string, pattern: RegExp): number[] =>
  text.split('\n').flatMap((line, at) => (line.search(pattern) >= 0 ? [at + 1] : []));

function named(lines: readonly number[]): string {
  const more = lines.length > maxLines ? ` and ${lines.length - maxLines} more` : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, maxLines).join(', ')}${more}`;
}

/** The text of an edition, with a note for each kind of character that was replaced or left out. */
export function cleanText(text: Text, notes: string[]): Text {
  const { title, summary, place } = text;
  const heads = { title: cleanLine(title), summary: cleanLine(summary), place: cleanLine(place) };
  const source = text.markdown.replace(/\r\n?/g, '\n');
  let markdown = source.replace(forbidden, replacementOf).toWellFormed();
  const lines = linesWith(source, forbidden);
  if (lines.length > 0) {
    notes.push(`its text has control characters, which were replaced or left out: ${named(lines)}`);
  } else if (!source.isWellFormed()) {
    notes.push('its text has halves of characters, which were replaced by “�”');
  }
  if (!isContained(markdown)) {
    const at = named(linesWith(markdown, directions));
    notes.push(`its text changes the direction of writing, which was left out: ${at}`);
    markdown = markdown.replace(directions, '');
  }
  const isChanged = [title, summary, place].some(
    (line) => line.search(forbidden) >= 0 || line.search(directions) >= 0,
  );
  if (isChanged) notes.push('its title, summary or place has control characters: left out');
  return { ...text, ...heads, markdown };
}

export const cleanContact = (contact: Contact): Contact =>
  Object.fromEntries(
    Object.entries(contact).map(([name, value]) => [name, value && cleanLine(value)]),
  ) as unknown as Contact;

export const cleanLabel = (label: Label): Label => ({ ...label, name: cleanLine(label.name) });
