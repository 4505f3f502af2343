/** Reads XML files, and chooses the reader of their kind by the root element. */
import { ControlCharacters } from './control-characters.ts';
import { detect, readPieces } from './decoding.ts';
import { BrokenFile, type ParseResult, readAt } from './parse-result.ts';
import { readFeed } from './syndication.ts';
import { WordPressExports } from './wordpress.ts';
import { type Element, readElements } from './xml.ts';

/** A file whose elements are read by name, as often as needed. */
export interface XmlFile {
  path: string;
  /** The folder of `--attachments`, or null. */
  uploads: string | null;
  /** The WordPress exports of the run, or null to read this one alone. */
  exports: WordPressExports | null;
  root: Element;
  elements: (wanted: string[]) => AsyncGenerator<Element>;
}

interface XmlKind {
  /** The name for messages. */
  name: string;
  matches: (root: Element) => boolean;
  read: (file: XmlFile) => AsyncGenerator<ParseResult>;
}

/** Kinds in the order in which they are tried. */
const kinds: readonly XmlKind[] = [
  { name: 'WordPress export', matches: isWordPress, read: readWordPress },
  { name: 'RSS', matches: ({ name }) => /^(?:rss|rdf:RDF)$/.test(name), read: readFeed },
  { name: 'Atom', matches: ({ name }) => /^atom:(?:feed|entry)$/.test(name), read: readFeed },
  {
    name: 'NewsML-G2',
    matches: ({ name }) => /^(?:newsMessage|newsItem|packageItem)$/.test(name),
    read: readNewsMlG2,
  },
  { name: 'NewsML 1', matches: ({ name }) => name === 'NewsML', read: readNewsMl },
  { name: 'NITF', matches: ({ name }) => name === 'nitf', read: readNitfFile },
];

/** Reasons for which a file of a website is left out, by its root element. */
const reasons: Record<string, string> = {
  'sitemap:urlset': 'is a sitemap: it has addresses of pages, not their texts',
  'sitemap:sitemapindex': 'is a list of sitemaps: it has addresses, no texts',
  'search:OpenSearchDescription': 'describes the search of a site: it has no texts',
};

/**
 * @param uploads the folder of `--attachments`, or null
 * @param exports takes WordPress exports, whose releases come after the last file of the run
 */
export async function* readXml(
  path: string,
  uploads: string | null,
  _columns: unknown = {},
  exports: WordPressExports | null = null,
): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const controls = new ControlCharacters();
  const elements = (wanted: string[]) =>
    readElements(controls.without(readPieces(path, encoding)), new Set(wanted));
  if (note) yield { place: path, leftOut: note };
  const { value: root } = await elements([]).next();
  const reason = reasons[root?.name ?? ''];
  if (reason) {
    yield { place: path, leftOut: reason };
    return;
  }
  const kind = root && kinds.find(({ matches }) => matches(root));
  if (!kind) {
    const read = kinds.map(({ name }) => name).join(', ');
    throw new BrokenFile(
      `is XML of a kind that is not known here: its root is <${root?.name}>; kinds that are read: ${read}`,
    );
  }
  yield* kind.read({ path, uploads, exports, root, elements });
  if (controls.note) yield { place: path, leftOut: controls.note };
}

function isWordPress({ attributes }: Element): boolean {
  return Object.values(attributes).some((uri) => /^https?:\/\/wordpress\.org\/export\//.test(uri));
}

async function* readWordPress(file: XmlFile): AsyncGenerator<ParseResult> {
  const { path, uploads, elements } = file;
  const exports = file.exports ?? new WordPressExports(uploads);
  try {
    yield* await exports.add(path, elements);
    if (file.exports === null) yield* exports.releases();
  } finally {
    if (file.exports === null) await exports.close();
  }
}

async function* readNewsMlG2({ path, uploads, elements }: XmlFile): AsyncGenerator<ParseResult> {
  const { newsItems, readNewsItems } = await import('./newsml.ts');
  const items = await filled(elements(newsItems), newsItems);
  if (items.length === 0) yield { place: path, leftOut: 'has no news items' };
  yield* readNewsItems(items, path, uploads);
}

async function* readNewsMl({ path, uploads, elements }: XmlFile): AsyncGenerator<ParseResult> {
  const { newsMl1Items, readNewsMl1 } = await import('./newsml.ts');
  for (const item of await filled(elements(newsMl1Items), newsMl1Items)) {
    yield await readAt(`${path}:${item.line}`, () => readNewsMl1(item, path, uploads));
  }
}

async function* readNitfFile({ path, uploads, elements }: XmlFile): AsyncGenerator<ParseResult> {
  const { nitfDocuments, readNitf } = await import('./nitf.ts');
  for (const nitf of await filled(elements(nitfDocuments), nitfDocuments)) {
    yield await readAt(`${path}:${nitf.line}`, () => readNitf(nitf, path, uploads));
  }
}

/** The elements of these names, read to the end of the file, without the root that comes first empty. */
async function filled(
  elements: AsyncGenerator<Element>,
  names: readonly string[],
): Promise<Element[]> {
  const found = new Set<Element>();
  for await (const element of elements) {
    if (names.includes(element.name)) found.add(element);
  }
  return [...found];
}
