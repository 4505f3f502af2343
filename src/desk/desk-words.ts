/** The words of the desk: static assets beside the Worker, which would be a quarter larger with them. */
import { type DeskWords, hasDeskWords, keepDeskWords } from '../../templates/desk/words.ts';
import { readAsset, requireAsset } from '../static-assets.ts';

/** Used where the desk does not have the language. */
const fallback = 'en';

/** Loads the words of a language, once for each isolate. @throws Error if the asset cannot be read */
export async function loadDeskWords(assets: Fetcher, lang: string): Promise<void> {
  if (hasDeskWords(lang)) return;
  const own = await readAsset(assets, `desk/words/${lang}.json`);
  const words = own ?? (await requireAsset(assets, `desk/words/${fallback}.json`));
  keepDeskWords(lang, await words.json<DeskWords>());
}
