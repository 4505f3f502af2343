/** A body's tree as HTML: one writer for each kind of node. No other code makes tags from text. */
import type {
  Definition,
  FootnoteDefinition,
  Image,
  ImageReference,
  Link,
  LinkReference,
  List,
  ListItem,
  Nodes,
  Paragraph,
  Root,
  Table,
  TableRow,
} from 'mdast';
import { sanitizeUri } from 'micromark-util-sanitize-uri';
import { escapeHtml } from './escape-html.ts';
import { attributeFor, decodeAddress } from './link.ts';
import { definitionsIn, nodesIn } from './markdown-tree.ts';
import { Intractable } from './markdown-work.ts';

export interface BodyWords {
  footnotes: string;
  backToText: string;
  table: string;
  code: string;
}

export type FileAddress = (filename: string) => string | null;

export function writeHtml(tree: Root, words: BodyWords, fileAt: FileAddress): string {
  const writing = new Writing(tree, words, fileAt);
  const body = writing.blocks(tree.children);
  return [body, writing.footnotes()].filter(Boolean).join('\n');
}

/** The largest HTML, in characters. */
const longest = 4_000_000;
/** The least that a cell takes: its tags. */
const cell = 9;

type Writers = { [Kind in Nodes['type']]?: (node: Extract<Nodes, { type: Kind }>) => string };

type Target = Pick<Definition, 'url' | 'title'>;

class Writing {
  readonly #words: BodyWords;
  readonly #fileAt: FileAddress;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #notes: ReadonlyMap<string, FootnoteDefinition>;
  /** The number of calls of each footnote, in the order of their first calls. */
  readonly #calls = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  readonly #ranks: number[];
  /** The level of the heading before: the next is one deeper at most. */
  #level = 1;
  #tables = 0;
  #codes = 0;
  /** Addresses as they were written before: one may be named many times. */
  readonly #addresses = new Map<string, string>();
  /** The characters written so far, and those within the present node. */
  #length = 0;
  #within = 0;
  /** Within a link there is no other. */
  #linked = false;

  constructor(tree: Root, words: BodyWords, fileAt: FileAddress) {
    this.#words = words;
    this.#fileAt = fileAt;
    this.#definitions = definitionsIn(tree, 'definition');
    this.#notes = definitionsIn(tree, 'footnoteDefinition');
    const ranks = [...nodesIn(tree)].flatMap((node) => (node.type === 'heading' ? node.depth : []));
    this.#ranks = [...new Set(ranks)].sort();
  }

  /** Blocks, each on lines of its own; what is written as HTML is one that shows how it was written. */
  blocks(nodes: readonly Nodes[]): string {
    return nodes
      .map((node) =>
        node.type === 'html' ? `<p>${escapeHtml(node.value)}</p>` : this.#write(node),
      )
      .filter(Boolean)
      .join('\n');
  }

  #inline(nodes: readonly Nodes[]): string {
    return nodes.map((node) => this.#write(node)).join('');
  }

  #write(node: Nodes): string {
    const write = this.#writers[node.type] as ((one: Nodes) => string) | undefined;
    const outer = this.#within;
    this.#within = 0;
    const html = write?.(node) ?? '';
    this.#grow(html.length - this.#within);
    this.#within = outer + html.length;
    return html;
  }

  /** @throws Intractable once more has been written than is allowed */
  #grow(length: number): void {
    this.#length += Math.max(0, length);
    if (this.#length > longest) throw new Intractable('is too large as HTML');
  }

  readonly #writers: Writers = {
    paragraph: (node) => {
      const words = this.#inline(node.children);
      return this.#figure(node) ?? (words && `<p>${words}</p>`);
    },
    // The page's title is its h1: the body's headings begin at h2, without gaps between the levels.
    heading: ({ depth, children }) => {
      const words = this.#inline(children);
      if (!words) return '';
      const level = Math.min(this.#ranks.indexOf(depth) + 2, this.#level + 1, 6);
      this.#level = level;
      return `<h${level}>${words}</h${level}>`;
    },
    thematicBreak: () => '<hr>',
    blockquote: ({ children }) =>
      ['<blockquote>', this.blocks(children), '</blockquote>'].filter(Boolean).join('\n'),
    code: ({ lang, value }) => {
      const language = lang ? ` class="language-${escapeHtml(lang)}"` : '';
      this.#codes++;
      const name = nameOf(this.#words.code, this.#codes);
      const text = escapeHtml(value && `${value}\n`);
      return `<pre role="region" tabindex="0" aria-label="${name}"><code${language}>${text}</code></pre>`;
    },
    list: (node) => this.#list(node),
    table: (node) => this.#table(node),
    text: ({ value }) => escapeHtml(value),
    emphasis: ({ children }) => `<em>${this.#inline(children)}</em>`,
    strong: ({ children }) => `<strong>${this.#inline(children)}</strong>`,
    inlineCode: ({ value }) => `<code>${escapeHtml(value.replaceAll(/\r\n?|\n/g, ' '))}</code>`,
    break: () => '<br>\n',
    html: ({ value }) => escapeHtml(value),
    link: (node) => this.#link(node, node),
    linkReference: (node) => this.#link(node, this.#definitions.get(node.identifier)),
    image: (node) => this.#image(node, node),
    imageReference: (node) => this.#image(node, this.#definitions.get(node.identifier)),
    footnoteReference: ({ identifier }) => this.#call(identifier),
  };

  #link({ children }: Link | LinkReference, target: Target | undefined): string {
    const outer = this.#linked;
    this.#linked = true;
    const content = this.#inline(children);
    this.#linked = outer;
    return this.#anchor(content, target);
  }

  /** Words that lead to a target: the words alone within a link, or where it is none to follow. */
  #anchor(words: string, target: Target | undefined): string {
    const address = target ? this.#addressOf(target.url) : '';
    if (!address || this.#linked) return words;
    return `<a href="${address}"${titleOf(target)}>${words || address}</a>`;
  }

  /** A file of the release by its name, or an address that may be followed; else nothing. */
  #addressOf(url: string): string {
    const known = this.#addresses.get(url);
    if (known !== undefined) return known;
    const file = this.#fileAt(decodeAddress(url));
    const address = file ? escapeHtml(file) : attributeFor(url);
    this.#addresses.set(url, address);
    return address;
  }

  /** An image that is a file of the release is shown; any other becomes a link: pages ask nobody else. */
  #image({ alt }: Image | ImageReference, target: Target | undefined): string {
    const path = target && this.#fileAt(decodeAddress(target.url));
    if (!path) return this.#anchor(escapeHtml(alt ?? ''), target);
    return picture(path, alt, titleOf(target));
  }

  /** A file of the release that is alone in its paragraph and has a title: a picture with its caption. */
  #figure({ children: [only, ...others] }: Paragraph): string | null {
    if (only?.type !== 'image' && only?.type !== 'imageReference') return null;
    const target = only.type === 'image' ? only : this.#definitions.get(only.identifier);
    const path = target && this.#fileAt(decodeAddress(target.url));
    if (others.length > 0 || !path || !target.title) return null;
    const caption = `<figcaption>${escapeHtml(target.title)}</figcaption>`;
    return `<figure>\n${picture(path, only.alt, '')}\n${caption}\n</figure>`;
  }

  #list({ ordered, start, spread, children }: List): string {
    const loose = spread || children.some((item) => item.spread);
    const tag = ordered ? 'ol' : 'ul';
    const from = ordered && start !== 1 ? ` start="${start}"` : '';
    const items = children.map((item) => this.#item(item, loose));
    return [`<${tag}${from}>`, ...items, `</${tag}>`].join('\n');
  }

  #item({ children }: ListItem, loose: boolean): string {
    const parts = children.flatMap((node) => {
      const bare = node.type === 'paragraph' && !loose && !this.#figure(node);
      const html = bare ? this.#inline(node.children) : this.#write(node);
      return html ? [{ bare, html }] : [];
    });
    const first = parts[0]?.bare === false ? '\n' : '';
    const last = parts.at(-1)?.bare === false ? '\n' : '';
    return `<li>${first}${parts.map(({ html }) => html).join('\n')}${last}</li>`;
  }

  /** Tables scroll by themselves on a narrow screen and can be reached by keyboard. */
  #table({ align, children: [head, ...rows] }: Table): string {
    const row = ({ children }: TableRow, tag: 'th' | 'td') => {
      const cells = (align ?? []).map((side, column) => {
        const content = this.#inline(children[column]?.children ?? []);
        const name = side ? ` class="${side}"` : '';
        // A cell without words is the head of nothing.
        if (tag === 'td' || !content) return `<td${name}>${content}</td>`;
        return `<th scope="col"${name}>${content}</th>`;
      });
      return ['<tr>', ...cells, '</tr>'].join('\n');
    };
    // A short row is filled up to the length of the first: that can be most of the HTML.
    const present = rows.reduce((sum, { children }) => sum + children.length, 0);
    this.#grow(cell * ((align ?? []).length * rows.length - present));
    const body = rows.map((one) => row(one, 'td'));
    this.#tables++;
    const name = nameOf(this.#words.table, this.#tables);
    return [
      `<div class="table" role="region" tabindex="0" aria-label="${name}"><table>`,
      ...(head ? ['<thead>', row(head, 'th'), '</thead>'] : []),
      ...(body.length > 0 ? ['<tbody>', ...body, '</tbody>'] : []),
      '</table></div>',
    ].join('\n');
  }

  #call(identifier: string): string {
    if (!this.#notes.has(identifier)) return '';
    const count = (this.#calls.get(identifier) ?? 0) + 1;
    this.#calls.set(identifier, count);
    const number = this.#numbers.get(identifier) ?? this.#numbers.size + 1;
    this.#numbers.set(identifier, number);
    if (this.#linked) return `<sup>${number}</sup>`;
    const { note, call } = anchorsOf(identifier);
    const attributes = 'data-footnote-ref="" aria-describedby="footnote-label"';
    return `<sup><a href="#${note}" id="${call(count)}" ${attributes}>${number}</a></sup>`;
  }

  /** The notes that were called, in the order of their calls; notes may call others. */
  footnotes(): string {
    const notes: [identifier: string, content: string, last: string | null][] = [];
    for (const identifier of this.#calls.keys()) {
      const children = this.#notes.get(identifier)?.children ?? [];
      const last = children.at(-1);
      const closing = last?.type === 'paragraph' ? last : null;
      const before = this.blocks(closing ? children.slice(0, -1) : children);
      notes.push([identifier, before, closing && this.#inline(closing.children)]);
    }
    if (notes.length === 0) return '';
    const items = notes.map(([identifier, before, last]) => {
      const back = this.#waysBack(identifier);
      const end = last === null ? back : `<p>${last} ${back}</p>`;
      const { note } = anchorsOf(identifier);
      return [`<li id="${note}">`, before, end, '</li>'].filter(Boolean).join('\n');
    });
    const label = escapeHtml(this.#words.footnotes);
    return [
      `<section data-footnotes="" class="footnotes"><h2 id="footnote-label" class="visually-hidden">${label}</h2>`,
      '<ol>',
      ...items,
      '</ol>',
      '</section>',
    ].join('\n');
  }

  #waysBack(identifier: string): string {
    const { call } = anchorsOf(identifier);
    const label = escapeHtml(this.#words.backToText);
    return Array.from({ length: this.#calls.get(identifier) ?? 0 }, (_, before) => {
      const number = before > 0 ? `<sup>${before + 1}</sup>` : '';
      const which = `${this.#numbers.get(identifier)}${before > 0 ? `-${before + 1}` : ''}`;
      const name = `aria-label="${label} ${which}" class="data-footnote-backref"`;
      return `<a href="#${call(before + 1)}" data-footnote-backref="" ${name}>↩${number}</a>`;
    }).join(' ');
  }
}

/** The names of a note and of its calls in the page; none that the page itself uses. */
function anchorsOf(identifier: string) {
  const name = sanitizeUri(identifier);
  const call = (count: number) => `body-fnref-${name}${count > 1 ? `-${count}` : ''}`;
  return { note: `body-fn-${name}`, call };
}

/** The name of a region: regions of one page have different ones. */
function nameOf(kind: string, count: number): string {
  return escapeHtml(count > 1 ? `${kind} ${count}` : kind);
}

function picture(path: string, alt: string | null | undefined, title: string): string {
  return `<img src="${escapeHtml(path)}" alt="${escapeHtml(alt ?? '')}"${title} loading="lazy">`;
}

function titleOf(target: Target | undefined): string {
  return target?.title ? ` title="${escapeHtml(target.title)}"` : '';
}
