/** The terms of a release: checkboxes, which desk-assets/term-picker.ts makes searchable. */
import type { Fault } from '../../src/domain/problem.ts';
import { type TermField, termFields } from '../../src/domain/release.ts';
import { type Taxonomy, type Term, termName } from '../../src/domain/taxonomy.ts';
import { fieldId } from './place-names.ts';
import { type DeskWords, fill } from './words.ts';

/** Closed terms are not offered, but stay where they are chosen. */
export const isOffered = (chosen: readonly string[]) => (term: Term) =>
  !term.closed || chosen.includes(term.slug);

interface TermChoiceProperties {
  words: DeskWords;
  lang: string;
  languages: readonly string[];
  taxonomy: Taxonomy;
  field: TermField;
  chosen: string[];
  faults: readonly Fault[];
}

export function TermChoices({
  words,
  lang,
  languages,
  taxonomy,
  field,
  chosen,
  faults,
}: TermChoiceProperties) {
  const pointer = `/${field}`;
  const terms = taxonomy.list(termFields[field]).filter(isOffered(chosen));
  const own = faults.filter((one) => one.pointer.startsWith(pointer));
  return (
    <fieldset id={fieldId(pointer)} class="field">
      <legend>{words[field]}</legend>
      {own.length > 0 && <p class="fault">{own.map(({ detail }) => detail).join('; ')}</p>}
      <desk-terms
        data-field={field}
        data-search={`${words.search}: ${words[field]}`}
        data-found={fill(words.termsFound, '{}')}
        data-remove={fill(words.removeTerm, '{}')}
        data-recent={words.recentTerms}
      >
        <div class="choices">
          {terms.map((term) => (
            <label class="choice">
              <input
                type="checkbox"
                name={field}
                value={term.slug}
                checked={chosen.includes(term.slug)}
              />
              <span>
                {[...taxonomy.ancestorsOf(term), term]
                  .map((one) => termName(one, lang, languages))
                  .join(' › ')}
                {term.closed && ` (${words.closedTerm})`}
              </span>
            </label>
          ))}
        </div>
      </desk-terms>
    </fieldset>
  );
}
