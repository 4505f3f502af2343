/** A strict XML reader: it throws if a document is not well-formed. */

const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const token = new RegExp(
  `<(${name})((?:\\s+${name}="[^"<]*")*)\\s*(/?)>|</(${name})\\s*>|([^<]+)`,
  'uy',
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The texts of a document's elements by their path, in order.
 * @throws Error where XML 1.0 and its namespaces are not kept; comments, instructions, document
 *   types and CDATA sections are not read at all
 */
export function textsOf(xml: string): Map<string, string[]> {
  if (forbidden.test(xml)) throw new Error('There is a character that XML forbids.');
  const document = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const open: { name: string; text: string }[] = [];
  const prefixes = new Set<string>();
  const texts = new Map<string, string[]>();
  let roots = 0;

  const close = (closing: string) => {
    const path = open.map((one) => one.name).join('/');
    const element = open.pop();
    if (element?.name !== closing) throw new Error(`</${closing}> closes what is not open.`);
    texts.set(path, [...(texts.get(path) ?? []), element.text]);
  };

  token.lastIndex = 0;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const match = token.exec(document);
    if (!match) throw new Error(`Not well-formed: ${document.slice(at, at + 60)}`);
    const [, opening, attributes = '', empty, closing, text] = match;
    if (opening) {
      if (open.length === 0) roots += 1;
      readAttributes(attributes, prefixes);
      demandPrefix(opening, prefixes);
      open.push({ name: opening, text: '' });
      if (empty) close(opening);
    } else if (closing) {
      close(closing);
    } else {
      const parent = open.at(-1);
      const decoded = decode(text ?? '');
      if (parent) parent.text += decoded;
      else if (decoded.trim() !== '') throw new Error('There is text outside of the root.');
    }
  }
  if (open.length > 0 || roots !== 1) throw new Error('There is not one closed root.');
  return texts;
}

function readAttributes(text: string, prefixes: Set<string>): void {
  const names = new Set<string>();
  for (const [, attribute = '', value = ''] of text.matchAll(/([\w.:-]+)="([^"]*)"/g)) {
    if (names.has(attribute)) throw new Error(`The attribute ${attribute} is there twice.`);
    names.add(attribute);
    decode(value);
    if (attribute.startsWith('xmlns:')) prefixes.add(attribute.slice(6));
  }
}

function demandPrefix(element: string, prefixes: Set<string>): void {
  const [prefix, local] = element.split(':');
  if (local && !prefixes.has(prefix ?? '')) throw new Error(`${prefix} is not declared.`);
}

/** The text with its references replaced; line ends as XML reads them. */
function decode(text: string): string {
  if (text.includes(']]>')) throw new Error('There is a ]]> in a text.');
  return text.replace(/\r\n?/g, '\n').replace(/&([^;&\s]*);?/g, (reference, entity: string) => {
    const code = /^#x([\dA-F]+)$/.exec(entity)?.[1];
    const character = code ? String.fromCodePoint(Number.parseInt(code, 16)) : entities[entity];
    if (!character || !reference.endsWith(';')) throw new Error(`${reference} is unknown.`);
    return character;
  });
}
