/** Footnotes of WordPress's block: the text calls them by id, and the custom field `footnotes` has them. */
import { isObject } from '../../src/domain/json-object.ts';
import { type HtmlContext, toMarkdown } from './html-to-markdown.ts';
import { parseJson, text } from './json-fields.ts';

export interface Footnotes {
  /** The text, with marks in place of the calls. */
  html: string;
  /** The notes in the order of their first calls, as HTML. */
  notes: string[];
}

const call = /<sup\b[^>]*\bdata-fn=["']([^"']+)["'][^>]*>[\s\S]*?<\/sup>/g;
/** Private characters around a number: they pass through Markdown unescaped. */
const mark = (number: number) => `\uE000${number}\uE001`;

/** @param field the custom field: a JSON list of notes with `id` and `content` */
export function callFootnotes(html: string, field: string, losses: string[]): Footnotes {
  const known = new Map(notesIn(field));
  const called: string[] = [];
  const marked = html.replace(call, (whole, id: string) => {
    if (!known.has(id)) return whole;
    if (!called.includes(id)) called.push(id);
    return mark(called.indexOf(id) + 1);
  });
  const uncalled = [...known.keys()].filter((id) => !called.includes(id));
  for (const id of uncalled)
    losses.push(`a footnote that the text does not call was left out (${known.get(id)})`);
  return { html: marked, notes: called.map((id) => known.get(id) ?? '') };
}

function notesIn(field: string): [id: string, content: string][] {
  const list = parseJson(field);
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((note) => [text(note.id), text(note.content)]);
}

/** Markdown with its footnotes (GFM). */
export function withFootnotes(
  markdown: string,
  notes: readonly string[],
  context: HtmlContext,
  losses: string[],
): string {
  if (notes.length === 0) return markdown;
  const calls = markdown.replace(/\uE000(\d+)\uE001/g, '[^$1]');
  const definitions = notes.map((html, at) => {
    const note = toMarkdown(html, context);
    losses.push(...note.losses);
    return `[^${at + 1}]: ${note.markdown.replace(/\n(?=[^\n])/g, '\n    ')}`;
  });
  return [calls, ...definitions].join('\n\n').trim();
}
