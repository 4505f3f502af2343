/** The characters that Markdown names, in the Worker: a static asset, loaded before a text is rendered. */
import { hasNamedCharacters, keepNamedCharacters } from './domain/named-characters.ts';
import { requireAsset } from './static-assets.ts';

/** Loads the named characters, once for each isolate. @throws Error if the asset cannot be read */
export async function loadNamedCharacters(assets: Fetcher): Promise<void> {
  if (hasNamedCharacters()) return;
  const asset = await requireAsset(assets, 'named-characters.json');
  keepNamedCharacters(await asset.json<Record<string, string>>());
}
