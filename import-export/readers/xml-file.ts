/** Reads XML files: RSS, Atom and WordPress exports. */
import { detect, readPieces } from './decoding.ts';
import { BrokenFile, type ParseResult } from './parse-result.ts';
import { feedElements, readFeedItem } from './syndication.ts';
import { WordPressReader, wordpressElements } from './wordpress.ts';
import { type Element, readElements } from './xml.ts';

/** @param uploads the folder of a WordPress site's uploads, or null */
export async function* readXml(path: string, uploads: string | null): AsyncGenerator<ParseResult> {
  const { encoding, note } = await detect(path);
  const elements = (wanted: string[]) => readElements(readPieces(path, encoding), new Set(wanted));
  if (note) yield { place: path, leftOut: note };
  const { value: root } = await elements([]).next();
  if (!root || !/^(?:rss|atom:feed)$/.test(root.name)) {
    throw new BrokenFile(`is neither RSS, Atom nor a WordPress export, but <${root?.name}>`);
  }
  if (isWordPress(root)) {
    const reader = new WordPressReader(path, uploads);
    try {
      for await (const element of elements(wordpressElements)) await reader.read(element);
      yield* reader.releases();
    } finally {
      await reader.close();
    }
    return;
  }
  // Read to the end first: nothing of a truncated file is imported.
  for await (const _ of elements(feedElements));
  const base = root.attributes['xml:base'] ?? null;
  let language = root.attributes['xml:lang'] ?? null;
  for await (const element of elements(feedElements)) {
    if (element.name === 'language') language = element.text.trim() || null;
    else if (element.name !== root.name) yield readFeedItem(element, path, { language, base });
  }
}

const isWordPress = ({ attributes }: Element) =>
  Object.values(attributes).some((uri) => /^https?:\/\/wordpress\.org\/export\//.test(uri));
