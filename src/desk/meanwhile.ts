/** The changes that others saved while a person wrote, in words. */
import type { Comparison } from '../../templates/desk/compared-text.tsx';
import type { MeanwhileChanges } from '../../templates/desk/meanwhile.tsx';
import { placeName } from '../../templates/desk/place-names.ts';
import { type TermField, termFieldNames, termFields } from '../domain/release.ts';
import { type Taxonomy, termName } from '../domain/taxonomy.ts';
import type { AppContext } from '../http/context.ts';
import type { Merge } from './merge.ts';
import { wordsFor } from './page.ts';
import { wordDiff } from './word-diff.ts';

export function meanwhileChanges(
  c: AppContext,
  taxonomy: Taxonomy,
  { taken, conflicts }: Merge,
): MeanwhileChanges {
  const words = wordsFor(c);
  const compare = (pointer: string, before: string, after: string): Comparison => {
    const [from, to] = [before, after].map((text) => named(c, taxonomy, pointer, text)) as [
      string,
      string,
    ];
    const lang = /^\/editions\/([^/]+)/.exec(pointer)?.[1] ?? null;
    return { lang, before: from, after: to, passages: wordDiff(from, to) };
  };
  const place = (pointer: string) => ({ pointer, name: placeName(pointer, words) });
  return {
    taken: taken.map(({ pointer, before, after }) => ({
      ...place(pointer),
      ...compare(pointer, before, after),
    })),
    conflicts: conflicts.map(({ pointer, base, theirs, mine }) => ({
      ...place(pointer),
      theirs: compare(pointer, base, theirs),
      mine: compare(pointer, base, mine),
    })),
  };
}

/** The text of a place, with the names of terms for their slugs. */
function named(c: AppContext, taxonomy: Taxonomy, pointer: string, text: string): string {
  const field = pointer.slice(1);
  const isTerms = termFieldNames.includes(field as TermField);
  if (text === '' || (field !== 'kind' && !isTerms)) return text;
  const kind = isTerms ? termFields[field as TermField] : 'kinds';
  const { lang, site } = c.var;
  const names = text.split('\n').map((slug) => {
    const term = taxonomy.bySlug(kind, slug);
    return term ? termName(term, lang, site.languages) : slug;
  });
  return names.join('\n');
}
