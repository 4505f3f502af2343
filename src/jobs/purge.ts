/** Takes out of the edge what changes touched: all that waits, in as few calls as it takes. */
import { dayInZone } from '../domain/instant.ts';
import type { Site } from '../domain/site.ts';
import { mostTags, purge as purgeTags, tag } from '../edge-cache.ts';
import { log } from '../log.ts';
import { listBeside } from '../store/neighbours.ts';
import type { Claimed } from '../store/outbox.ts';
import type { Place, Touch } from '../store/touches.ts';
import type { Errand } from './errand.ts';

export async function purge(errand: Errand, entries: readonly Claimed[]): Promise<void> {
  const { cache, db, site, now } = errand;
  if (!cache) return;
  const touches = entries.map(({ payload }) => payload as Touch);
  const tags = new Set(touches.flatMap((touch) => tagsOf(site, touch)));
  if (tags.size <= mostTags) {
    const places = touches.flatMap((touch) => ('places' in touch ? touch.places : []));
    const ids = places.map(({ publicationId }) => publicationId);
    for (const id of await listBeside(db, ids, now)) tags.add(tag.beside(id));
  }
  const begun = Date.now();
  await purgeTags(cache, [...tags]);
  const milliseconds = Date.now() - begun;
  log('purge', { entries: entries.length, tags: tags.size, milliseconds });
}

function tagsOf(site: Site, touch: Touch): string[] {
  if ('redirects' in touch) return [tag.redirects];
  if ('tags' in touch) return touch.tags;
  if ('taxonomy' in touch) {
    const { taxonomy, names, terms } = touch;
    return [tag.taxonomy(taxonomy), ...(names ? [tag.terms] : terms.map(tag.term))];
  }
  const own = [tag.release(touch.release), tag.beside(touch.release), tag.changes];
  return [...own, ...touch.places.flatMap((place) => tagsOfPlace(site, place))];
}

function tagsOfPlace({ timeZone }: Site, { listed, languages, publishedAt }: Place): string[] {
  const [year = '', month = ''] = dayInZone(publishedAt, timeZone).split('-');
  const archives = languages.flatMap((lang) => [
    tag.archive(lang),
    tag.archive(lang, year),
    tag.archive(lang, year, month),
  ]);
  return [...listed.flatMap((id) => listsOf(id, languages)), ...archives];
}

function listsOf(termId: number, languages: readonly string[]): string[] {
  return [...languages, '*'].map((lang) => tag.list(termId, lang));
}
