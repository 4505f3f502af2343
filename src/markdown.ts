/** Markdown in the Worker: the characters that it names, and for readers the code too, are loaded when needed. */
import { hasNamedCharacters, keepNamedCharacters } from './domain/named-characters.ts';
import { requireAsset } from './static-assets.ts';

/** Loads the named characters, once for each isolate. @throws Error if the asset cannot be read */
export async function loadNamedCharacters(assets: Fetcher): Promise<void> {
  if (hasNamedCharacters()) return;
  const asset = await requireAsset(assets, 'named-characters.json');
  keepNamedCharacters(await asset.json<Record<string, string>>());
}

/** Loads the outputs that read Markdown, with the named characters. @throws Error if these cannot be read */
export async function loadMarkdown(assets: Fetcher) {
  const loading = [import('./feeds/from-markdown.ts'), loadNamedCharacters(assets)] as const;
  const [outputs] = await Promise.all(loading);
  return outputs;
}
