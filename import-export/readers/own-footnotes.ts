/** Footnotes of this product's own HTML, as feeds have it without ids, as footnotes of Markdown. */
import { type HtmlContext, type MarkdownResult, toMarkdown } from './html-to-markdown.ts';

const section =
  /<section data-footnotes[^>]*>\s*<h2[^>]*>[^<]*<\/h2>\s*<ol>([\s\S]*?)<\/ol>\s*<\/section>/;
const call = /<sup><a [^>]*data-footnote-ref[^>]*>(\d+)<\/a><\/sup>/g;
/** A note up to its links back, which are its end. */
const note = /<li[^>]*>\n([\s\S]*?)<a [^>]*data-footnote-backref[\s\S]*?\n<\/li>/g;

/** Marks of calls, which no HTML contains, until they can be written without being escaped. */
const [before, after] = ['\ue000', '\ue001'];
const marks = new RegExp(`${before}(\\d+)${after}`, 'g');

/** Converts HTML as `toMarkdown` does, with the footnotes of this product. */
export function toMarkdownWithNotes(html: string, context: HtmlContext): MarkdownResult {
  const [whole, list] = section.exec(html) ?? [];
  if (whole === undefined || list === undefined) return toMarkdown(html, context);
  const convert = (part: string) => {
    const { markdown, losses } = toMarkdown(part.replace(call, `${before}$1${after}`), context);
    return { markdown: markdown.replace(marks, '[^$1]'), losses };
  };
  const body = convert(html.replace(whole, ''));
  const notes = [...list.matchAll(note)].map(([, content = '']) => convert(content));
  const written = notes.map(({ markdown }, at) => {
    return `[^${at + 1}]: ${markdown.trim().replace(/\n(?=.)/g, '\n    ')}`;
  });
  return {
    markdown: [body.markdown.trim(), ...written].join('\n\n'),
    losses: [...body.losses, ...notes.flatMap(({ losses }) => losses)],
  };
}
