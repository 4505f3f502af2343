/** The end of a plain release: marks such as “###”, contacts for the media, notes to editors. */
import type { Contact } from './parse-result.ts';

/** Lines that end a release and say nothing else. */
export const isEndMark = (line: string): boolean =>
  /^(?:[\s*_]*|[-–—\s]+(?=\p{L}))(?:#{1,5}|(?:#\s){2,}#|[-–—]\s?30\s?[-–—]|(?:ends?|ende|fin|fine|конец|انتهى)|\*(?:\s?\*){2,})[\s*_.–—-]*$/iu.test(
    line,
  );

const contactLabel = new RegExp(
  `^(?:${[
    '(?:(?:media|press|news) )?(?:contacts?|enquir(?:y|ies)|inquir(?:y|ies))(?: for (?:the )?(?:media|press))?',
    'for (?:more|further|additional) information(?:,? (?:please )?contact)?',
    '(?:presse|medien)?(?:kontakte?|anfragen|stelle)|rückfragen(?: an)?|rückfragehinweis',
    "contacts?(?: (?:de )?presse| médias?)?|pour plus d[’']informations?",
    'contatt[oi](?: stampa)?|ufficio stampa|per (?:ulteriori )?informazioni',
    'contactos?(?: de prensa| para (?:la prensa|los medios))?|para más información',
    'контакты?(?: для (?:сми|прессы))?|пресс-служба|дополнительная информация',
    'للتواصل|جهة الاتصال|للاستفسار(?:ات)?',
  ].join('|')})\\s*(?:[:：]\\s*(.*))?$`,
  'iu',
);

const notesLabel =
  /^(?:notes? (?:to|for) (?:the )?editors?|editors?[’'] notes?|hinweise? (?:für|an) die redaktion(?:en)?|notes? aux? rédact(?:eurs?|ions?)|nota per (?:i redattori|la redazione)|nota (?:a los|para los) (?:editores|redactores)|примечани[ея] для редакторов|ملاحظات للمحررين)\s*[:：]?$/iu;

export const isNotesLabel = (line: string): boolean => notesLabel.test(line.trim());

/** The text behind a label of contacts; null for another line. */
const behindLabel = (line: string): string | null => {
  const match = contactLabel.exec(line.trim());
  return match === null ? null : (match[1] ?? '').trim();
};

const email = /[\w+-]+(?:\.[\w+-]+)*@[\da-z]+(?:[.-][\da-z]+)*\.[a-z]{2,}/i;
const phone = /\+?\(?\d[\d ()./-]{5,30}\d/;
const names = /^\p{Lu}[\p{L}.’'-]*(?: [\p{L}.’'-]+){1,4}$/u;
const words =
  /^(?:e-?mail|mail|courriel|correo(?: electrónico)?|tel(?:efon[oe]?|ephone|éphone|éfono)?|phone|mobil[e]?|cell|mob|fax|тел(?:ефон)?|эл\. почта|هاتف|بريد)?[.:\s]*$/iu;

/**
 * Takes the block of contacts out of the lines of a text. A block with more than names, functions,
 * addresses and numbers stays in the text.
 */
export function takeContacts(lines: readonly string[]): { lines: string[]; contacts: Contact[] } {
  for (const [at, line] of lines.entries()) {
    const rest = behindLabel(line);
    if (rest === null) continue;
    const end = endOfBlock(lines, at + 1, rest !== '');
    const block = [rest, ...lines.slice(at + 1, end)].filter((one) => one.trim() !== '');
    const contacts = readContacts(block);
    if (contacts === null) continue;
    return { lines: [...lines.slice(0, at), ...lines.slice(end)], contacts };
  }
  return { lines: [...lines], contacts: [] };
}

/** The index after a block: it ends at a blank line, once it has begun. */
function endOfBlock(lines: readonly string[], start: number, hasBegun: boolean): number {
  let begun = hasBegun;
  for (let at = start; at < lines.length; at++) {
    const isBlank = lines[at]?.trim() === '';
    if ((isBlank && begun) || isNotesLabel(lines[at] ?? '')) return at;
    begun ||= !isBlank;
  }
  return lines.length;
}

/** The contacts of a block; null if a line is none of their parts, or no address or number is there. */
function readContacts(block: readonly string[]): Contact[] | null {
  const contacts: Contact[] = [];
  for (const part of block.flatMap((line) => line.split(/\s*[,;|•]\s*|\s+[–—-]\s+/u))) {
    const text = part.trim();
    const last = contacts.at(-1);
    const mail = email.exec(text)?.[0];
    const number = phone.exec(text)?.[0];
    const others = text.replace(email, '').replace(phone, '').replace(/[()]/g, '');
    if (text === '') continue;
    if (mail || number) {
      if (!words.test(others.trim()) || !last) return null;
      if (mail) last.email ??= mail;
      if (number && !/^\s*fax/iu.test(text)) last.phone ??= number.trim();
    } else if (!last || last.email !== undefined || last.phone !== undefined) {
      if (!names.test(text)) return null;
      contacts.push({ name: text });
    } else if (last.role === undefined && text.length <= 100) last.role = text;
    else return null;
  }
  const areComplete = contacts.every(
    ({ email, phone }) => email !== undefined || phone !== undefined,
  );
  return contacts.length > 0 && areComplete ? contacts : null;
}
