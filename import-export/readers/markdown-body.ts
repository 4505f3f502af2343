/**
 * Fits Markdown of other programs to ours: HTML in it becomes Markdown, files beside it are named as they
 * are imported, tags of templates are left out. What stays is not written anew.
 */
import type { Definition, Image, Link, Nodes, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { micromark } from 'micromark';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { markdownComplexityError } from '../../src/domain/markdown-complexity.ts';
import { toMarkdown } from './html-to-markdown.ts';
import { BrokenFile } from './parse-result.ts';

export interface MarkdownContext {
  /** Against which relative addresses are resolved, or null. */
  base: string | null;
  /** Encloses the file of an address of the text's own site; the name under which it comes along, or null. */
  enclose: (address: string, title: string) => Promise<string | null>;
}

export interface MarkdownBody {
  /** The first heading of level 1, or empty. */
  heading: string;
  /** Top-level blocks: their plain text, and their Markdown. */
  blocks: Block[];
  losses: string[];
}

export interface Block {
  text: string;
  markdown: string;
  /** Whether it is the heading of level 1 that may be the title. */
  isHeading: boolean;
}

/** A replacement of a part of the source, by offsets. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

const parse = (source: string): Root =>
  fromMarkdown(source, {
    extensions: [gfmTable(), gfmFootnote()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmFootnoteFromMarkdown()],
  });

/** @throws BrokenFile for a text that takes too much work, as the site refuses it */
export async function readMarkdownBody(
  source: string,
  context: MarkdownContext,
): Promise<MarkdownBody> {
  const losses = new Map<string, number>();
  const lose = (loss: string) => losses.set(loss, (losses.get(loss) ?? 0) + 1);
  const plain = withoutTemplateTags(source, lose);
  const tooComplex = markdownComplexityError(plain);
  if (tooComplex !== null) throw new BrokenFile(`its text ${tooComplex}`);
  const tree = parse(plain);
  const definitions = tree.children.filter((node) => node.type === 'definition');
  const fitting = new Fitting(
    plain,
    context,
    lose,
    definitions.map((one) => sliceOf(plain, one)),
  );
  const heading = tree.children.find((node) => node.type === 'heading' && node.depth === 1);
  const blocks: Block[] = [];
  for (const node of tree.children) {
    const markdown = await fitting.fit(node);
    if (markdown === '') continue;
    blocks.push({ text: wordsOf(node), markdown, isHeading: node === heading });
  }
  return {
    heading: heading ? wordsOf(heading) : '',
    blocks,
    losses: [...losses].map(([loss, times]) => (times > 1 ? `${loss} (${times} times)` : loss)),
  };
}

class Fitting {
  readonly #source: string;
  readonly #context: MarkdownContext;
  readonly #lose: (loss: string) => void;
  readonly #definitions: readonly string[];

  constructor(
    source: string,
    context: MarkdownContext,
    lose: (loss: string) => void,
    definitions: readonly string[],
  ) {
    this.#source = source;
    this.#context = context;
    this.#lose = lose;
    this.#definitions = definitions;
  }

  async fit(block: RootContent): Promise<string> {
    const within = descendants(block);
    const tags = within.filter((node) => node.type === 'html' && !isComment(node.value));
    if (tags.length > 0) return this.#convert(block);
    const start = block.position?.start.offset ?? 0;
    const edits: Edit[] = [];
    for (const node of within) edits.push(...(await this.#editsOf(node)));
    return applied(sliceOf(this.#source, block), edits, start).trim();
  }

  /** A block with HTML in it, by way of HTML. */
  async #convert(block: RootContent): Promise<string> {
    const notes: string[] = [];
    const slice = sliceOf(this.#source, block).replace(/\[\^[^\]\s]+\]/g, (call) => {
      notes.push(call);
      return `\uE000${notes.length - 1}\uE001`;
    });
    const html = micromark([slice, ...this.#definitions].join('\n\n'), {
      allowDangerousHtml: true,
      extensions: [gfmTable()],
      htmlExtensions: [gfmTableHtml()],
    });
    const files = new Map<string, string>();
    for (const [, address = ''] of html.matchAll(/\b(?:src|href)\s*=\s*["']([^"']+)["']/gi)) {
      const name = await this.#nameOf(address, '');
      if (name !== null) files.set(address, name);
    }
    const { base } = this.#context;
    const fileAt = (address: string) =>
      [...files].find(([one]) => one === address || resolved(one, base) === address)?.[1] ?? null;
    const { markdown, losses } = toMarkdown(html, { base, fileAt });
    for (const loss of losses) this.#lose(loss);
    return markdown.replace(/\uE000(\d+)\uE001/g, (_, at) => notes[Number(at)] ?? '');
  }

  async #editsOf(node: Nodes): Promise<Edit[]> {
    const edit = (text: string): Edit[] => [{ ...rangeOf(node), text }];
    if (node.type === 'html') return edit('');
    if (node.type === 'image') return this.#image(node).then(edit);
    if (node.type === 'link') return this.#link(node);
    if (node.type === 'definition') return this.#definition(node).then(edit);
    if (node.type !== 'text') return [];
    const written = sliceOf(this.#source, node);
    const struck = written.replace(/~~(?=\S)([^~\n]+)~~/g, '$1');
    if (struck === written) return [];
    this.#lose('a deletion mark became plain text');
    return edit(struck);
  }

  async #image({ url, alt, title }: Image): Promise<string> {
    const name = await this.#nameOf(url, alt ?? '');
    const address = name ?? resolved(url, this.#context.base);
    if (!/^https?:/i.test(address) && name === null) {
      this.#lose(`a picture was left out: there is no file ${url.slice(0, 100)} beside the text`);
      return escapeBrackets(alt ?? '');
    }
    if (name === null) this.#lose(`a picture became a link to where it was (${address})`);
    return `![${escapeBrackets(alt ?? '')}](${destination(address)}${titleOf(title)})`;
  }

  async #link(link: Link): Promise<Edit[]> {
    const { start, end } = rangeOf(link);
    if (this.#source[start] === '<' || this.#source.slice(start, end) === link.url) return [];
    const inner = link.children.at(-1)?.position?.end.offset ?? start + 1;
    const target = await this.#targetOf(link.url);
    if (target === link.url) return [];
    if (target !== null) {
      const rest = `](${destination(target)}${titleOf(link.title)})`;
      return [{ start: inner, end, text: rest }];
    }
    this.#lose(`a link without its site became plain text (${link.url.slice(0, 60)})`);
    return [
      { start, end: start + 1, text: '' },
      { start: inner, end, text: '' },
    ];
  }

  async #definition(node: Definition): Promise<string> {
    const target = (await this.#targetOf(node.url)) ?? node.url;
    return `[${node.label ?? node.identifier}]: ${destination(target)}${titleOf(node.title)}`;
  }

  /** The address of a link here; null if it leads nowhere. */
  async #targetOf(url: string): Promise<string | null> {
    const name = await this.#nameOf(url, '');
    if (name !== null) return name;
    if (/^(?:https?|mailto|tel):/i.test(url)) return url;
    const address = resolved(url, this.#context.base);
    return /^https?:/i.test(address) && !url.startsWith('#') ? address : null;
  }

  async #nameOf(url: string, title: string): Promise<string | null> {
    const site = URL.parse(this.#context.base ?? '')?.origin;
    const isElsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(url);
    if (url === '' || (isElsewhere && URL.parse(url)?.origin !== (site ?? ''))) return null;
    return this.#context.enclose(decoded(url.replace(/[?#].*$/, '')), title);
  }
}

const isComment = (html: string) => /^\s*<!--/.test(html) && /-->\s*$/.test(html);

const rangeOf = ({ position }: Nodes) => ({
  start: position?.start.offset ?? 0,
  end: position?.end.offset ?? 0,
});

const sliceOf = (source: string, node: Nodes) => {
  const { start, end } = rangeOf(node);
  return source.slice(start, end);
};

function descendants(node: Nodes): Nodes[] {
  return [node, ...('children' in node ? node.children.flatMap(descendants) : [])];
}

/** The words of a node in one line. */
function wordsOf(node: Nodes): string {
  const words = (one: Nodes): string => {
    if (one.type === 'text' || one.type === 'inlineCode') return one.value;
    if (one.type === 'break') return ' ';
    return 'children' in one ? one.children.map(words).join('') : '';
  };
  return words(node).replace(/\s+/g, ' ').trim();
}

/** The text with its edits, whose offsets count from `origin`. Edits inside of others are dropped. */
function applied(text: string, edits: Edit[], origin: number): string {
  const ordered = edits.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let [result, end] = ['', origin];
  for (const edit of ordered) {
    if (edit.start < end) continue;
    result += text.slice(end - origin, edit.start - origin) + edit.text;
    end = edit.end;
  }
  return result + text.slice(end - origin);
}

const resolved = (address: string, base: string | null): string =>
  URL.canParse(address, base ?? undefined) ? new URL(address, base ?? undefined).href : address;

const escapeBrackets = (text: string) => text.replace(/[[\]\\]/g, '\\$&');

const destination = (address: string) =>
  /^[^\s<>()]+$/.test(address) ? address : `<${encodeURI(decoded(address)).replace(/[<>]/g, '')}>`;

const titleOf = (title: string | null | undefined) =>
  title ? ` "${title.replace(/["\\]/g, '\\$&')}"` : '';

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** Tags that stand for an address or a text: Liquid (Jekyll, Eleventy) and Hugo. */
const tagTexts: [pattern: RegExp, text: string][] = [
  [/\{\{-?\s*(?:site|page)\.(?:base)?url\s*-?\}\}/gi, ''],
  [
    /\{\{-?\s*["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL)\s*-?\}\}/g,
    '$1',
  ],
  [/\{\{[<%]\s*(?:rel)?ref\s+["']?([^"'\s]+)["']?\s*[%>]\}\}/g, '$1'],
  [/\{%-?\s*(?:end)?raw\s*-?%\}/g, ''],
];

const templateTag = /\{\{[<%][\s\S]{0,2000}?[%>]\}\}|\{\{[\s\S]{0,500}?\}\}|\{%[\s\S]{0,500}?%\}/g;
/** Attributes of kramdown and Goldmark, in a line of their own or behind a heading. */
const attributes = /^[ \t]*\{:[^}\n]*\}[ \t]*$|(?<=^#{1,6}[ \t].*?)[ \t]+\{[#.][^}\n]*\}[ \t]*$/gm;

function withoutTemplateTags(source: string, lose: (loss: string) => void): string {
  const replaced = tagTexts.reduce((text, [tag, by]) => text.replace(tag, by), source);
  return replaced.replace(attributes, '').replace(templateTag, (tag) => {
    const figure = figureOf(tag);
    if (figure !== null) return figure;
    lose(`a tag of a template was left out (“${tag.replace(/\s+/g, ' ').slice(0, 60)}”)`);
    return '';
  });
}

/** Hugo's `figure` as a picture with its caption. */
function figureOf(tag: string): string | null {
  if (!/^\{\{[<%]\s*figure\s/.test(tag)) return null;
  const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.trim() ?? '';
  const [src, alt, caption] = [value('src'), value('alt'), value('caption') || value('title')];
  if (src === '') return null;
  const below = caption === '' ? '' : `\n\n*${caption}*`;
  return `\n\n![${escapeBrackets(alt || caption)}](${destination(src)})${below}\n\n`;
}
