/**
 * Reads XML as a stream. Nothing is fetched, only XML's own five entities are expanded, and the size of
 * each part is limited.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { escapeHtml } from '../../src/domain/escape-html.ts';
import { BrokenFile } from './parse-result.ts';

/** An element with its content. */
export interface Element {
  /** The namespace's usual prefix and the name: `wp:post_id`, `title`. */
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  /** Its own text, without that of its children. */
  text: string;
  /** The content as markup, for XHTML. */
  markup: string;
  /** The line on which it begins. */
  line: number;
}

/** Prefixes of namespaces in element names here, independent of those of the file. */
const prefixes: Record<string, string> = {
  '': '',
  'http://www.w3.org/XML/1998/namespace': 'xml',
  'http://www.w3.org/2005/Atom': 'atom',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://search.yahoo.com/mrss/': 'media',
  'http://search.yahoo.com/mrss': 'media',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  // RSS 1.0, 0.90, and 2.0 with a namespace.
  'http://purl.org/rss/1.0/': '',
  'http://my.netscape.com/rdf/simple/0.9/': '',
  'http://backend.userland.com/rss2': '',
  'http://blogs.law.harvard.edu/tech/rss': '',
  // Atom 0.3, and the Atom Publishing Protocol with its draft's name.
  'http://purl.org/atom/ns#': 'atom',
  'http://www.w3.org/2007/app': 'app',
  'http://purl.org/atom/app#': 'app',
  'http://www.sitemaps.org/schemas/sitemap/0.9': 'sitemap',
  'http://a9.com/-/spec/opensearch/1.1/': 'search',
};

/** Namespaces of IPTC, whose version is in the address. Their elements have no prefix here. */
const iptc = /^https?:\/\/(?:www\.)?iptc\.org\/std\/(?:nar|NITF|NewsML-G2)\//i;

function nameOf({ uri, local }: Pick<SaxesTagNS, 'uri' | 'local'>): string {
  if (iptc.test(uri)) return local;
  const wordpress = /^https?:\/\/wordpress\.org\/export\/[\d.]+\/(excerpt\/)?$/.exec(uri);
  const prefix = wordpress ? (wordpress[1] ? 'excerpt' : 'wp') : (prefixes[uri] ?? uri);
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** Length limit of a stretch without the end of an element, in characters. */
const maxPart = 32 * 1024 * 1024;

/**
 * Yields the root without content when it begins, then each element named in `wanted` with its content
 * when it ends.
 * @throws BrokenFile if the XML is not well-formed, is truncated, defines entities or is too large
 */
export async function* readElements(
  pieces: AsyncIterable<string>,
  wanted: ReadonlySet<string>,
): AsyncGenerator<Element> {
  const parser = new SaxesParser({ xmlns: true });
  const found: Element[] = [];
  const open: Element[] = [];
  let root: string | null = null;
  let since = 0;
  const fail = (reason: string): never => {
    throw new BrokenFile(`line ${parser.line}: ${reason}`);
  };
  parser.on('doctype', (text) => {
    if (/<!ENTITY/i.test(text)) fail('defines entities, which are not expanded');
  });
  parser.on('error', (error) => {
    fail(error.message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('opentag', (tag) => {
    const name = nameOf(tag);
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map((one) => [nameOf(one), one.value]),
    );
    const element: Element = {
      name,
      attributes,
      children: [],
      text: '',
      markup: '',
      line: parser.line,
    };
    if (root === null) {
      root = name;
      found.push(element);
    }
    if (open.length > 0) {
      if (open.length > maxDepth) fail('nests too deeply');
      open.at(-1)?.children.push(element);
    }
    if (open.length > 0 || wanted.has(name)) open.push(element);
  });
  parser.on('text', (text) => take(open, text, escapeHtml(text)));
  parser.on('cdata', (text) => take(open, text, escapeHtml(text)));
  parser.on('closetag', () => {
    since = parser.position;
    const element = open.pop();
    if (!element) return;
    const above = open.at(-1);
    if (above) above.markup += outer(element);
    else found.push(element);
  });
  let isFirst = true;
  for await (const piece of pieces) {
    parser.write(isFirst ? withoutPrologue(piece) : piece);
    isFirst = false;
    if (parser.position - since > maxPart) fail('an element is too large');
    yield* found.splice(0);
  }
  parser.close();
  if (root === null) throw new BrokenFile('is empty');
  yield* found.splice(0);
}

const maxDepth = 200;

/** The beginning of a file; its declaration is dropped if blanks, byte order marks or comments precede it. */
function withoutPrologue(beginning: string): string {
  return beginning.replace(/^((?:\s|\ufeff|<!--[\s\S]*?-->)+)(<\?xml\b[^>]*\?>)?/, (prologue) =>
    prologue.replace(/[^\n]+/g, ''),
  );
}

function take(open: Element[], text: string, markup: string): void {
  const element = open.at(-1);
  if (!element) return;
  element.text += text;
  element.markup += markup;
}

function outer({ name, attributes, markup }: Element): string {
  const local = name.replace(/^.*:/, '');
  const written = Object.entries(attributes)
    .map(([one, value]) => ` ${one}="${escapeHtml(value)}"`)
    .join('');
  return /^(?:br|hr|img)$/.test(local)
    ? `<${local}${written}>`
    : `<${local}${written}>${markup}</${local}>`;
}

/** The trimmed text of an element's first child of a name; empty where there is none. */
export const textOf = (element: Element, name: string): string =>
  element.children.find((child) => child.name === name)?.text.trim() ?? '';

/** The content of an element as HTML, whether it is escaped or markup. */
export const htmlIn = ({ children, text, markup }: Element): string =>
  children.length > 0 ? markup : text.trim();

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);
