/** Converts a document of Prezly's content format to HTML. */
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { type Json, object, objects, text } from './json-fields.ts';

export interface DocumentHtml {
  html: string;
  /** Nodes that were left out. */
  losses: string[];
}

type Write = (node: Json, inner: string) => string;

const wrap =
  (name: string): Write =>
  (_, inner) =>
    `<${name}>${inner}</${name}>`;

const link = (address: string, label: string) =>
  `<p><a href="${escapeHtml(address)}">${escapeHtml(label || address)}</a></p>`;

/** Uploads are at Uploadcare: a uuid, and the name for readers behind it. */
export const fileAddress = ({ uuid, filename }: Json): string =>
  `https://cdn.uc.assets.prezly.com/${text(uuid)}/${encodeURIComponent(text(filename))}`;

function figure(file: Json, caption: string): string {
  const alt = escapeHtml(text(file.alt) || text(file.caption));
  const below = caption === '' ? '' : `<figcaption>${caption}</figcaption>`;
  return `<figure><img src="${escapeHtml(fileAddress(file))}" alt="${alt}">${below}</figure>`;
}

/** How each type of node is written. */
const nodes: Record<string, Write> = {
  document: (_, inner) => inner,
  paragraph: wrap('p'),
  'heading-one': wrap('h2'),
  'heading-two': wrap('h3'),
  'block-quote': wrap('blockquote'),
  quote: wrap('blockquote'),
  callout: wrap('blockquote'),
  'bulleted-list': wrap('ul'),
  'numbered-list': wrap('ol'),
  'list-item': wrap('li'),
  'list-item-text': (_, inner) => inner,
  table: wrap('table'),
  'table-row': wrap('tr'),
  'table-cell': wrap('td'),
  divider: () => '<hr>',
  link: ({ href }, inner) => `<a href="${escapeHtml(text(href))}">${inner}</a>`,
  'image-block': ({ file }, inner) => figure(object(file), inner),
  gallery: ({ images }) =>
    objects(images)
      .map(({ file, caption }) => figure(object(file), escapeHtml(text(caption))))
      .join('\n'),
  attachment: ({ file, description }) =>
    link(fileAddress(object(file)), text(description) || text(object(file).filename)),
  'button-block': ({ href, label }) => link(text(href), text(label)),
  embed: embedded,
  video: embedded,
  bookmark: embedded,
  'story-embed': embedded,
  html: ({ content }) => text(content),
  mention: ({ user }, inner) => inner || escapeHtml(text(object(user).name)),
};

/** A link to what is embedded. */
function embedded({ url, oembed }: Json): string {
  const { title, url: address } = object(oembed);
  return link(text(url) || text(address), text(title));
}

const marks: Record<string, string> = {
  bold: 'strong',
  italic: 'em',
  subscript: 'sub',
  superscript: 'sup',
};

export function documentToHtml(document: Json): DocumentHtml {
  const losses = new Set<string>();
  const write = (node: Json): string => {
    if (typeof node.text === 'string') return marked(node, node.text);
    const type = text(node.type);
    const inner = objects(node.children).map(write).join('');
    const known = Object.hasOwn(nodes, type) ? nodes[type] : undefined;
    if (known) return known(node, inner);
    losses.add(`a part of Prezly was left out (${type || 'without a type'})`);
    return inner;
  };
  return { html: write(document), losses: [...losses] };
}

function marked(node: Json, value: string): string {
  const html = escapeHtml(value).replaceAll('\n', '<br>');
  return Object.entries(marks)
    .filter(([mark]) => node[mark] === true)
    .reduce((inner, [, name]) => `<${name}>${inner}</${name}>`, html);
}
