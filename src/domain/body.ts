/**
 * The body of an edition: CommonMark with tables, footnotes and bare links (GFM) → HTML and text.
 * micromark escapes raw HTML and drops dangerous link schemes, so what comes out holds only tags
 * that micromark wrote; the few changes below rely on that.
 */
import { micromark } from 'micromark';
import {
  gfmAutolinkLiteral,
  gfmAutolinkLiteralHtml,
} from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote, gfmFootnoteHtml } from 'micromark-extension-gfm-footnote';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';

export interface BodyWords {
  footnotes: string;
  backToText: string;
  table: string;
}

/**
 * @param words interface words in the edition's language
 * @param fileAt the path of an attachment by its name, or null if the release has none of that name;
 *   pictures and links may be such names
 */
export function renderBody(
  markdown: string,
  words: BodyWords,
  fileAt: (filename: string) => string | null,
): string {
  const html = micromark(markdown, {
    extensions: [gfmTable(), gfmFootnote(), gfmAutolinkLiteral()],
    htmlExtensions: [
      gfmTableHtml(),
      gfmFootnoteHtml({
        label: words.footnotes,
        backLabel: words.backToText,
        labelAttributes: 'class="visually-hidden"',
        clobberPrefix: 'body-',
      }),
      gfmAutolinkLiteralHtml(),
    ],
  });
  return placeImages(placeLinks(placeHeadings(placeTables(html, words.table)), fileAt), fileAt);
}

/** Tables scroll by themselves on a narrow screen and can be reached by keyboard. */
function placeTables(html: string, label: string): string {
  const region = `<div class="table" role="region" tabindex="0" aria-label="${escapeText(label)}">`;
  return html
    .replaceAll('<table>', `${region}<table>`)
    .replaceAll('</table>', '</table></div>')
    .replace(/<th(?= |>)/g, '<th scope="col"')
    .replace(/(<t[hd][^>]*) align="(left|right|center)"/g, '$1 class="$2"');
}

/** The page's title is its h1: the body's headings begin at h2, without gaps between the levels. */
function placeHeadings(html: string): string {
  const used = [...new Set(html.match(/<h[1-6]/g))].sort();
  return html.replace(/<(\/?)h([1-6])/g, (_tag, slash: string, level: string) => {
    const rank = used.indexOf(`<h${level}`);
    return `<${slash}h${Math.min(rank + 2, 6)}`;
  });
}

/** A link that is the name of a file of the release leads to it. */
function placeLinks(html: string, fileAt: (filename: string) => string | null): string {
  return html.replace(/<a href="([^":/?#]+)"/g, (tag, target: string) => {
    const path = fileAt(decode(target));
    return path ? `<a href="${escapeText(path)}"` : tag;
  });
}

/** An image that is a file of the release is shown; any other becomes a link: pages ask nobody else. */
function placeImages(html: string, fileAt: (filename: string) => string | null): string {
  return html.replace(
    /<img src="([^"]*)" alt="([^"]*)"(?: title="([^"]*)")? \/>/g,
    (_tag, source: string, alt: string, title?: string) => {
      const path = fileAt(decode(source));
      const caption = title ? ` title="${title}"` : '';
      if (path) return `<img src="${escapeText(path)}" alt="${alt}"${caption} loading="lazy">`;
      return source ? `<a href="${source}"${caption}>${alt || source}</a>` : alt;
    },
  );
}

function decode(source: string): string {
  try {
    return decodeURIComponent(source.replaceAll('&amp;', '&'));
  } catch {
    return source;
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The text of rendered HTML: a line break where a block ends, no markup. */
export function textOf(html: string): string {
  return html
    .replace(/<section data-footnotes[\s\S]*?<\/h2>/g, '\n\n')
    .replace(/<a href="[^"]*"[^>]*data-footnote-backref[\s\S]*?<\/a>/g, '')
    .replace(/<\/(?:p|h[1-6]|li|blockquote|pre|tr|div)>|<br ?\/?>|<hr ?\/?>/g, '\n')
    .replace(/<\/t[hd]>\s*(?=<t[hd])/g, '\t')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_entity, name: string) => entities[name] ?? '')
    .replace(/[ ]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
