/** A file of terms: what it would change, and how far it was carried out. */
import type { PlacedFault } from '../../src/domain/term-entry.ts';
import type { TermPlan, TermStep } from '../../src/domain/term-plan.ts';
import { AdminTrail } from './admin.tsx';
import { termsPath } from './terms.tsx';
import { type DeskWords, fill } from './words.ts';

export interface TermPlanProperties {
  words: DeskWords;
  plan: TermPlan;
  /** Refusals of the site in this step. */
  refused: readonly PlacedFault[];
  /** The number of terms that were made or changed in this step; null before the first. */
  done: number | null;
  /** The file. */
  csv: string;
  /** The number of terms of one step. */
  stepSize: number;
}

export function TermPlanPage(page: TermPlanProperties) {
  const { words, plan, refused, done, csv, stepSize } = page;
  const { steps, same, faults } = plan;
  const count = (act: TermStep['act']) => steps.filter((step) => step.act === act).length;
  const counts = {
    make: String(count('make')),
    change: String(count('change')),
    same: String(same),
  };
  const next = Math.min(stepSize, steps.length);
  return (
    <>
      <AdminTrail words={words} places={[{ path: termsPath, title: words.adminTerms }]} />
      <PlacedFaults title={words.fileFaults} faults={faults} />
      <PlacedFaults title={words.siteRefused} faults={refused} />
      {faults.length === 0 && steps.length === 0 && <p>{words.nothingToDo}</p>}
      {faults.length === 0 && steps.length > 0 && (
        <>
          {done !== null && <p class="notice">{fill(words.inSteps, done)}</p>}
          <p>{fill(words.termPlan, counts)}</p>
          <form method="post" action={`${termsPath}/csv`} enctype="multipart/form-data">
            <textarea name="csv" hidden>
              {`\n${csv}`}
            </textarea>
            <button type="submit" class="main">
              {done === null ? words.carryOut : fill(words.carryOn, next)}
            </button>
          </form>
          <ul class="items">
            {steps.map((step) => (
              <li>
                <bdi>{`${step.taxonomy}/${step.body.slug}`}</bdi>
                <span class={`state ${step.act === 'make' ? 'scheduled' : 'draft'}`}>
                  {step.act === 'make' ? words.willMake : words.willChange}
                </span>
                <small>{changesOf(step, words).join(' · ')}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** The new names, parent and state of a term, in words. */
function changesOf({ body, before }: TermStep, words: DeskWords): string[] {
  const names = Object.entries(body.names).filter(([lang, name]) => before?.names[lang] !== name);
  return [
    ...names.map(([lang, name]) => `${lang}: ${name}`),
    ...(body.parent === (before?.parent ?? null)
      ? []
      : [`${words.termParent}: ${body.parent ?? words.termTop}`]),
    ...(body.closed === (before?.closed ?? false)
      ? []
      : [body.closed ? words.closedTerm : words.openTerm]),
  ];
}

interface PlacedFaultsProperties {
  title: string;
  faults: readonly PlacedFault[];
}

/** Faults of a file with their places. */
export function PlacedFaults({ title, faults }: PlacedFaultsProperties) {
  if (faults.length === 0) return null;
  return (
    <div class="faults" role="alert">
      <h2>{title}</h2>
      <ul>
        {faults.map(({ place, reason }) => (
          <li>
            <strong>{place}</strong> {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
