/** Writing of XML 1.0. */
import { escapeHtml } from '../domain/escape-html.ts';

/** Escapes text as for HTML, and removes the characters that XML forbids, even when escaped. */
export function escapeXml(text: string): string {
  return escapeHtml(text.toWellFormed().replace(forbidden, ''));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** An element with text content; nothing for an empty text. */
export function element(name: string, text: string, attributes = ''): string {
  return text === '' ? '' : `<${name}${attributes}>${escapeXml(text)}</${name}>`;
}
