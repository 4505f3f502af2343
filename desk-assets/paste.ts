/**
 * Pasting into a text keeps the structure: HTML of the clipboard becomes Markdown. Ctrl+Shift+V pastes
 * plain text, and so does a text without structure.
 */
import { hasStructure, tidyHtml } from './clipboard-html.ts';
import { blockAt } from './formatting.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { typeText } from './typed-text.ts';

/** More characters are pasted as plain text: a text of 200 KB has up to 3 million in Word's HTML. */
const longestHtml = 12_000_000;

let isPlain = false;

/** Handles pasting in each `textarea[data-markdown]`. */
export function pasteAsMarkdown(): void {
  // Some browsers hand over the HTML also when the person asks for plain text.
  document.addEventListener('keydown', ({ key, shiftKey }) => {
    isPlain = shiftKey && key.toLowerCase() === 'v';
  });
  document.addEventListener('keyup', () => {
    isPlain = false;
  });
  document.addEventListener('paste', paste);
}

function paste(event: ClipboardEvent): void {
  const area = event.target;
  if (!(area instanceof HTMLTextAreaElement) || !area.matches('[data-markdown]')) return;
  const html = event.clipboardData?.getData('text/html') ?? '';
  if (isPlain || event.defaultPrevented || html === '' || html.length > longestHtml) return;
  const { value, selectionStart, selectionEnd } = area;
  const body = tidyHtml(html, footnotesIn(value));
  if (!hasStructure(body)) return;
  const markdown = htmlToMarkdown(body);
  if (markdown === '') return;
  event.preventDefault();
  typeText(
    area,
    selectionStart,
    selectionEnd,
    blockAt(value, selectionStart, selectionEnd, markdown),
  );
}

/** The labels of a text's footnotes. */
const footnotesIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/\[\^([^\]\s]+)\]/g)].map(([, label = '']) => label));
