/**
 * The body of an edition. Its Markdown is read once into a tree; HTML and text are both written from
 * that tree, so nothing ever looks into HTML again.
 */
import { parseMarkdown } from './markdown-tree.ts';
import { type BodyWords, type FileAddress, writeHtml } from './markup.ts';
import { writeText } from './plain-text.ts';

export { parseMarkdown as readBody } from './markdown-tree.ts';
export type { BodyWords } from './markup.ts';

/**
 * @param words interface words in the edition's language
 * @param fileAt the address of an attachment by its name, or null if the release has none of that name
 * @returns `html`, which contains only tags that are written here, and `text`: a line for each block
 * @throws Intractable if it takes too much work or its HTML is too large
 */
export function renderBody(
  markdown: string,
  words: BodyWords,
  fileAt: FileAddress,
): { html: string; text: string } {
  const tree = parseMarkdown(markdown);
  return { html: writeHtml(tree, words, fileAt), text: writeText(tree) };
}
