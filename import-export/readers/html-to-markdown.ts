/**
 * HTML of any age → CommonMark with tables, as the newsroom's editions have it. What CommonMark has
 * no place for is named, never lost in silence.
 */
import type { Element, ElementContent, Root, RootContent, Text } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { scriptCharacters } from '../../src/domain/script-characters.ts';
import { simplifyStructure, unwrapForms } from './html-structure.ts';
import { lostWords, lostWordsNote, visibleText } from './lost-words.ts';

export interface MarkdownResult {
  markdown: string;
  /** Sentences about content that was left out or converted to another form. */
  losses: string[];
}

export interface HtmlContext {
  /** Against which relative addresses are resolved, or null. */
  base: string | null;
  /** The name under which the picture or file of an address comes along, or null. */
  fileAt?: (address: string) => string | null;
}

/** How many elements may be open at once; far more than any page has. */
const deepest = 300;

const tags = /<(\/?)([a-z][^\s/>]*)/gi;
/** Elements that hold nothing, and those whose end need not be written. */
const selfEnding =
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|p|li|d[dt]|option|t[dhr]|thead|tbody|tfoot|body|html|head)$/i;

/**
 * Refuses HTML that nests too deeply before it is read: the time of its readers grows with the square
 * of the depth.
 * @throws RangeError
 */
export function checkNesting(html: string): void {
  const open = new Map<string, number>();
  let depth = 0;
  for (const [, slash, written = ''] of html.matchAll(tags)) {
    if (selfEnding.test(written)) continue;
    const name = written.toLowerCase();
    const before = open.get(name) ?? 0;
    if (slash && before === 0) continue;
    open.set(name, before + (slash ? -1 : 1));
    depth += slash ? -1 : 1;
    if (depth > deepest) throw new RangeError('HTML nests too deeply.');
  }
}

/** Converts HTML. The result is rendered and compared with the source: lost words are a loss like others. */
export function toMarkdown(
  html: string,
  { base, fileAt = () => null }: HtmlContext,
): MarkdownResult {
  checkNesting(html);
  const tidying = new Tidying(base, fileAt);
  let source = '';
  const file = unified()
    .use(rehypeParse, { fragment: true })
    .use(() => (tree: Root) => {
      unwrapForms(tree);
      source = visibleText(tree, isReplaced);
      simplifyStructure(tree);
      tidying.tidy(tree);
    })
    .use(rehypeRemark, { handlers: { del: (state, node) => state.all(node) } })
    .use(remarkGfm, { tablePipeAlign: false })
    .use(remarkStringify, { bullet: '-', rule: '-', fences: true, emphasis: '*' })
    .processSync(html);
  const markdown = String(file).trim();
  const lost = lostWords(source, markdown);
  return {
    markdown,
    losses: lost.length > 0 ? [...tidying.losses, lostWordsNote(lost)] : tidying.losses,
  };
}

/** The text of HTML in one line: a title, an excerpt. */
export function plainLine(html: string): string {
  checkNesting(html);
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html);
  const words = (node: Root | ElementContent | RootContent): string => {
    if (node.type === 'text') return node.value;
    return 'children' in node
      ? node.children.map(words).join(node.type === 'element' && !inline(node) ? ' ' : '')
      : '';
  };
  // No-break spaces are part of how a title is written.
  return words(tree)
    .replace(/[^\S\u00a0\u202f]+/g, ' ')
    .trim();
}

const inline = (node: Element) =>
  /^(?:a|abbr|b|cite|code|em|i|q|small|span|strong|sub|sup|u)$/.test(node.tagName);

/** Plain paragraphs as CommonMark that reads exactly so. */
export function paragraphsToMarkdown(paragraphs: readonly string[]): string {
  const children = paragraphs.map((value) => ({
    type: 'paragraph' as const,
    children: [{ type: 'text' as const, value }],
  }));
  return unified()
    .use(remarkGfm)
    .use(remarkStringify, { bullet: '-', rule: '-' })
    .stringify({ type: 'root', children })
    .trim();
}

/** Elements that are dropped with their content, and how the report names them. */
const dropped: Record<string, string> = {
  script: 'a script',
  style: 'a style sheet',
  template: 'a template',
  noscript: 'what is for readers without scripts',
  form: 'a form',
  input: 'a form field',
  select: 'a form field',
  textarea: 'a form field',
  button: 'a button',
  svg: 'a drawing (SVG)',
  math: 'a formula (MathML)',
  canvas: 'a drawing (canvas)',
  object: 'an embedded object',
  applet: 'an embedded object',
};

/** Whether the text of an element is left out or replaced, which its own note says. */
const isReplaced = (node: Root | RootContent | ElementContent): boolean =>
  node.type === 'element' &&
  (node.tagName === 'title' ||
    Object.hasOwn(dropped, node.tagName) ||
    Object.hasOwn(embedded, node.tagName) ||
    protectedMail(node) !== null);

/** Elements that bring something from elsewhere: a link to it stays. */
const embedded: Record<string, string> = {
  iframe: 'a frame',
  embed: 'an embedded object',
  video: 'a video',
  audio: 'a sound',
  object: 'an embedded object',
};

/** Elements whose text stays but not how it looked. */
const plain: Record<string, string> = {
  u: 'underlining',
  small: 'small print',
  big: 'large print',
  mark: 'highlighting',
  font: 'a font',
  center: 'centring',
  del: 'a deletion mark',
  s: 'a deletion mark',
  strike: 'a deletion mark',
  ins: 'an insertion mark',
  ruby: 'ruby',
  details: 'folding',
  marquee: 'a marquee',
  blink: 'blinking',
};

const looks = ['style', 'align', 'bgColor', 'color'];

class Tidying {
  readonly #losses = new Map<string, number>();
  readonly #base: string | null;
  readonly #fileAt: (address: string) => string | null;

  constructor(base: string | null, fileAt: (address: string) => string | null) {
    this.#base = base;
    this.#fileAt = fileAt;
  }

  get losses(): string[] {
    return [...this.#losses].map(([loss, times]) =>
      times > 1 ? `${loss} (${times} times)` : loss,
    );
  }

  tidy(tree: Root): void {
    tree.children = tree.children.flatMap((child) =>
      child.type === 'doctype' ? [] : this.#tidied(child as ElementContent),
    );
  }

  #lose(what: string): void {
    this.#losses.set(what, (this.#losses.get(what) ?? 0) + 1);
  }

  #tidied(node: ElementContent): ElementContent[] {
    if (node.type === 'comment') return [];
    if (node.type !== 'element') return [alone(node)];
    const name = node.tagName;
    const mail = protectedMail(node);
    if (mail !== null) return [mail.includes('@') ? mailLink(mail) : text(mail)];
    const embeds = Object.hasOwn(embedded, name) ? this.#linkInPlace(node) : null;
    if (embeds) return embeds;
    if (Object.hasOwn(dropped, name)) {
      this.#lose(`${dropped[name]} was left out`);
      return [];
    }
    for (const look of looks) {
      const value = node.properties[look];
      if (value && !/^(?:left|start|inherit|)$/.test(String(value))) {
        this.#lose(`colours, sizes and alignment (${look}) are not carried`);
      }
    }
    if (Object.hasOwn(plain, name)) this.#lose(`${plain[name]} became plain text`);
    if (name !== 'a') node.children = node.children.flatMap((child) => this.#tidied(child));
    else
      node.children = node.children.flatMap((child) =>
        child.type === 'text' ? [child] : this.#tidied(child),
      );
    if (/^(?:b|strong|i|em)$/.test(name)) return hugged(node);
    if (name === 'sup' || name === 'sub') return this.#script(node);
    if (name === 'a') return this.#link(node);
    if (name === 'img') return this.#picture(node);
    if (name === 'figure') return this.#figure(node);
    if (name === 'td' || name === 'th') this.#cell(node);
    if (Object.hasOwn(plain, name) && !/^(?:center|details)$/.test(name)) return node.children;
    return [node];
  }

  #resolve(address: unknown): string | null {
    const text = String(address ?? '').trim();
    if (text === '') return null;
    if (URL.canParse(text)) return text;
    return this.#base !== null && URL.canParse(text, this.#base)
      ? new URL(text, this.#base).href
      : text;
  }

  #linkInPlace(node: Element): ElementContent[] | null {
    const inner = node.children.find((one) => one.type === 'element' && one.tagName === 'source');
    const own = node.properties.src ?? node.properties.data;
    const address = this.#resolve(own ?? (inner?.type === 'element' ? inner.properties.src : null));
    if (address === null || !/^https?:/.test(address)) return null;
    const file = this.#fileAt(address);
    this.#lose(`${embedded[node.tagName]} became a link (${address})`);
    const title = String(node.properties.title ?? '').trim() || file || address;
    return [element('p', {}, [element('a', { href: file ?? address }, [text(title)])])];
  }

  #link(node: Element): ElementContent[] {
    const { href, name, id } = node.properties;
    if (href === undefined) {
      if (name || id) this.#lose('a mark within the page was left out');
      return node.children;
    }
    const mail = /\/cdn-cgi\/l\/email-protection#([0-9a-f]+)$/.exec(String(href))?.[1];
    if (mail) return [{ ...node, properties: { href: `mailto:${decodeMail(mail)}` } }];
    const address = this.#resolve(href) ?? '';
    if (String(href).startsWith('#')) {
      this.#lose(`a link within the page became plain text (${href})`);
      return node.children;
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(address) && !/^(?:https?|mailto|tel):/i.test(address)) {
      this.#lose(`a link that is not followed here became plain text (${address.slice(0, 60)})`);
      return node.children;
    }
    const file = this.#fileAt(address);
    if (file === null && address !== '' && !URL.canParse(address)) {
      this.#lose(`a link without its site became plain text (${address.slice(0, 60)})`);
      return node.children;
    }
    return [{ ...node, properties: { href: file === null ? address : encodeURI(file) } }];
  }

  #picture(node: Element): ElementContent[] {
    const address = this.#resolve(sourceOf(node));
    const alt = String(node.properties.alt ?? '');
    if (address === null || /^(?!https?:)[a-z][a-z0-9+.-]*:/i.test(address)) {
      this.#lose(`a picture without an address of its own was left out${alt && ` (${alt})`}`);
      return alt ? [text(alt)] : [];
    }
    const file = this.#fileAt(address);
    if (file === null && !URL.canParse(address)) {
      this.#lose(`a picture without its site was left out (${address.slice(0, 60)})`);
      return alt ? [text(alt)] : [];
    }
    if (file === null) this.#lose(`a picture became a link to where it was (${address})`);
    return [{ ...node, properties: { src: file === null ? address : encodeURI(file), alt } }];
  }

  /** Superscript and subscript as Unicode, or as `^(…)` and `_(…)`; ordinals as plain text. */
  #script(node: Element): ElementContent[] {
    const [only] = node.children;
    if (only?.type !== 'text' || node.children.length > 1) return node.children;
    const isSup = node.tagName === 'sup';
    const value = only.value.trim();
    const unicode = scriptCharacters(value, isSup ? 'sup' : 'sub');
    if (unicode !== null) return unicode === value ? [only] : [text(unicode)];
    const marked = `${isSup ? '^' : '_'}(${only.value})`;
    this.#lose(`${isSup ? 'superscript' : 'subscript'} was written as ${marked}`);
    return [text(marked)];
  }

  /** A figure's caption stands below it in italics. */
  #figure(node: Element): ElementContent[] {
    return node.children.flatMap((child): ElementContent[] => {
      if (child.type !== 'element' || child.tagName !== 'figcaption') return [inParagraph(child)];
      const single = child.children.every((one) => one.type !== 'element' || phrasing(one));
      return single && child.children.length > 0
        ? [element('p', {}, [element('em', {}, child.children)])]
        : child.children;
    });
  }

  #cell(node: Element): void {
    const wide =
      Number(node.properties.colSpan ?? 1) > 1 || Number(node.properties.rowSpan ?? 1) > 1;
    if (wide) this.#lose('a joined cell of a table was taken apart');
  }
}

const phrasing = (node: Element) =>
  !/^(?:p|div|ul|ol|table|blockquote|pre|h[1-6])$/.test(node.tagName);

const inParagraph = (child: ElementContent): ElementContent =>
  child.type === 'element' && /^(?:img|a)$/.test(child.tagName) ? element('p', {}, [child]) : child;

/** An address that is all there is of a text is meant as a link. */
const alone = (node: Text): ElementContent => {
  const address = node.value.trim();
  if (!/^https?:\/\/[^\s<>"]+$/.test(address)) return node;
  return element('a', { href: address }, [text(address)]);
};

/** Emphasis without the blanks at its ends, which CommonMark does not have there; nothing if it is empty. */
function hugged(node: Element): ElementContent[] {
  const [first, last] = [node.children[0], node.children.at(-1)];
  const before = first?.type === 'text' && /^\s/.test(first.value);
  const after = last?.type === 'text' && /\s$/.test(last.value);
  if (first?.type === 'text') first.value = first.value.trimStart();
  if (last?.type === 'text') last.value = last.value.trimEnd();
  const bare = node.children.every((one) => one.type === 'text' && one.value === '');
  const blank = (is: boolean) => (is ? [text(' ')] : []);
  return [...blank(before), ...(bare ? [] : [node]), ...blank(after)];
}

/** The address of a picture, also where a script loads it later. */
function sourceOf({ properties }: Element): unknown {
  const { src, dataSrc, dataLazySrc, dataOriginal, srcSet, dataSrcset } = properties;
  const sets = [srcSet, dataSrcset].map((set) => /^[^\s,]+/.exec(String(set ?? ''))?.[0]);
  const isPlaceholder = src === undefined || src === '' || /^data:/i.test(String(src));
  const deferred = dataSrc ?? dataLazySrc ?? dataOriginal;
  return deferred ?? (isPlaceholder ? (sets.find(Boolean) ?? src) : src);
}

/** The mail address that Cloudflare's Email Address Obfuscation hides, or null. */
function protectedMail({ properties }: Element): string | null {
  return properties.dataCfemail ? decodeMail(String(properties.dataCfemail)) : null;
}

/** Decodes an obfuscated address: each byte is XORed with the first one. */
function decodeMail(hex: string): string {
  const [key = 0, ...bytes] = Buffer.from(hex, 'hex');
  return Buffer.from(bytes.map((byte: number) => byte ^ key)).toString('utf8');
}

const mailLink = (mail: string) => element('a', { href: `mailto:${mail}` }, [text(mail)]);

const text = (value: string): Text => ({ type: 'text', value });

function element(
  tagName: string,
  properties: Element['properties'],
  children: ElementContent[],
): Element {
  return { type: 'element', tagName, properties, children };
}
