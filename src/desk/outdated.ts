/** Editions whose text is older than the last change of the release's first language. */
import type { Outdated } from '../../templates/desk/editions.tsx';
import { placeName } from '../../templates/desk/place-names.ts';
import type { AppContext } from '../http/context.ts';
import { findEditionChanges } from '../store/editorial/edition-changes.ts';
import type { Document } from './api-call.ts';
import { wordsFor } from './page.ts';
import { wordDiff } from './word-diff.ts';

const names = ['title', 'place', 'summary', 'markdown'] as const;

type Changes = Awaited<ReturnType<typeof findEditionChanges>>;

/** Reads when each edition of a release last changed. */
export async function readEditionChanges(c: AppContext, releaseId: string): Promise<Changes> {
  const { primary, site } = c.var;
  return findEditionChanges(primary, releaseId, site.languages[0] ?? site.defaultLanguage);
}

/** The changes in the first language since each outdated edition was written, by language. */
export function outdatedEditions(
  c: AppContext,
  { editions }: Document<'GET /releases/{id}'>,
  changes: Changes,
): Record<string, Outdated> {
  const words = wordsFor(c);
  const lang = c.var.site.languages[0] ?? c.var.site.defaultLanguage;
  const newest = editions[lang];
  const last = changes.find((one) => one.lang === lang);
  if (!newest || !last) return {};
  const outdated = changes.flatMap((change): [string, Outdated][] => {
    const { version, first } = change;
    if (version >= last.version || !first || !editions[change.lang]) return [];
    const changed = names
      .filter((name) => first[name] !== newest[name])
      .map((name) => {
        const [before, after] = [first[name], newest[name]];
        const place = placeName(`/editions/${lang}/${name}`, words);
        return { name: place, lang, before, after, passages: wordDiff(before, after) };
      });
    return changed.length > 0 ? [[change.lang, { first: lang, version, changed }]] : [];
  });
  return Object.fromEntries(outdated);
}
