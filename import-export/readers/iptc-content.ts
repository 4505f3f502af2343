/** The content of a news item in IPTC's XML formats, as HTML: XHTML, NITF, or plain text. */
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { plainLine } from './html-to-markdown.ts';
import { childrenOf, type Element } from './xml.ts';

/** The first child element of a name, or null. */
export const childOf = (element: Element | null, name: string): Element | null =>
  element?.children.find((child) => child.name === name) ?? null;

/** All elements of a name within an element, in order. */
export const within = (element: Element, name: string): Element[] =>
  element.children.flatMap((child) => (child.name === name ? [child] : within(child, name)));

/** The element at a path of names, or null. */
export const elementAt = (element: Element, ...path: string[]): Element | null =>
  path.reduce<Element | null>(childOf, element);

/** The whole text of an element in one line, or an empty text. */
export const lineOf = (element: Element | null): string =>
  element === null ? '' : plainLine(htmlIn(element));

/** The content as HTML. Some systems put escaped HTML into an element. */
function htmlIn({ children, text, markup }: Element): string {
  return children.length === 0 && /<\/?[a-z][^>]*>/i.test(text) ? text : markup;
}

/** The HTML of a container: of XHTML's body, of NITF's content, of elements, or of paragraphs of text. */
export function contentOf(container: Element): string {
  const page = container.children.find(({ name }) => /^(?:xhtml:)?html$/.test(name));
  const body = page?.children.find(({ name }) => /^(?:xhtml:)?body$/.test(name));
  if (body) return body.markup;
  const nitf = childOf(container, 'nitf');
  if (nitf) return nitfContent(nitf);
  const html = htmlIn(container);
  if (container.children.length > 0 || html !== container.markup) return html;
  return container.text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${escapeHtml(paragraph.trim()).replace(/\s*\n\s*/g, '<br>')}</p>`)
    .join('\n');
}

/** Elements of NITF and the elements of HTML that read the same. */
const nitfElements: Record<string, string> = {
  bq: 'blockquote',
  block: 'div',
  media: 'figure',
  'media-caption': 'figcaption',
  'media-producer': 'p',
  credit: 'p',
  fn: 'p',
  note: 'div',
  hl2: 'h2',
  lang: 'span',
  pronounce: 'span',
};

/** The content of a NITF document as HTML. */
export function nitfContent(nitf: Element): string {
  return within(nitf, 'body.content')
    .map((content) =>
      htmlIn(content)
        .replace(/<media-reference\b([^>]*)>(?:<\/media-reference>)?/g, (_, attributes: string) =>
          pictureOf(attributes),
        )
        .replace(/<(\/?)([a-z][\w.-]*)/g, (whole, slash: string, name: string) =>
          Object.hasOwn(nitfElements, name) ? `<${slash}${nitfElements[name]}` : whole,
        ),
    )
    .join('\n');
}

function pictureOf(attributes: string): string {
  const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return `<img src="${value('source')}" alt="${value('alternate-text')}">`;
}

/** Markdown without a first heading that repeats the title. */
export function withoutTitle(markdown: string, title: string): string {
  const [, heading = '', rest = ''] = /^#+ ([^\n]+)\n*([\s\S]*)$/.exec(markdown) ?? [];
  const plain = (text: string) => text.replace(/[\\*_]/g, '').trim();
  return heading !== '' && plain(heading) === plain(title) ? rest : markdown;
}

/** Attributes of the children of a name. */
export const attributesOf = (element: Element | null, name: string): Record<string, string>[] =>
  element === null ? [] : childrenOf(element, name).map(({ attributes }) => attributes);
