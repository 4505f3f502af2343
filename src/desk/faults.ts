/** Faults and refusals of the editors' API in the language of the person. */
import { faultInWords, refusalInWords } from '../../templates/desk/fault-words.ts';
import { placeName } from '../../templates/desk/place-names.ts';
import { fill } from '../../templates/desk/words.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import type { PlacedFault } from '../domain/term-entry.ts';
import type { AppContext } from '../http/context.ts';
import { type DeskStatus, wordsFor } from './page.ts';

/** Faults with their details in words; one that has none stays as it is. */
export function faultsInWords(c: AppContext, faults: readonly Fault[]): Fault[] {
  const words = wordsFor(c);
  return faults.map(({ pointer, detail }) => ({
    pointer,
    detail: faultInWords(detail, c.var.lang, words) ?? detail,
  }));
}

/** The sentence of a refusal in words. */
export function messageInWords(c: AppContext, problem: Problem): string {
  return refusalInWords(problem, c.var.lang, wordsFor(c)) ?? problem.message;
}

/** The findings of the checks, in words. */
export function findingsInWords(
  c: AppContext,
  { errors, warnings }: { errors: readonly Fault[]; warnings: readonly Fault[] },
) {
  return { errors: faultsInWords(c, errors), warnings: faultsInWords(c, warnings) };
}

/** A refusal of one entry of a file, in one line. */
export function reasonInWords(c: AppContext, problem: Problem): string {
  const faults = faultsInWords(c, problem.errors).map(
    ({ pointer, detail }) => `${placeName(pointer, wordsFor(c))} ${detail}`,
  );
  return faults.length > 0 ? faults.join('; ') : messageInWords(c, problem);
}

/** Faults of a file with their reasons in words, as far as they have any. */
export function placedInWords(c: AppContext, faults: readonly PlacedFault[]): PlacedFault[] {
  const words = wordsFor(c);
  return faults.map(({ place, reason }) => ({
    place,
    reason: reason
      .split('; ')
      .map((one) => faultInWords(one, c.var.lang, words) ?? one)
      .join('; '),
  }));
}

/** A refusal whose form is shown again. Any other error is thrown. */
export function refusalOf(
  c: AppContext,
  error: unknown,
): { errors: Fault[]; status: 409 | 412 | 422 } {
  if (!(error instanceof Problem)) throw error;
  const { status, errors } = error;
  if (status !== 409 && status !== 412 && status !== 422) throw error;
  const whole = [{ pointer: '', detail: messageInWords(c, error) }];
  return { status, errors: errors.length > 0 ? faultsInWords(c, errors) : whole };
}

/**
 * The faults and the status of a form that is shown at first, or again after an error. If somebody else saved
 * meanwhile, each field that differs from the stored one names the value that is stored.
 * @param fields the fields as they were typed, or as they were shown before
 * @param labels stored values in words, by their pointers
 */
export function formFaults(
  c: AppContext,
  error: unknown,
  fields: object | null,
  stored: object,
  labels: Readonly<Record<string, string>> = {},
): { faults: Fault[]; status: DeskStatus } {
  if (!error) return { faults: [], status: 200 };
  const { errors, status } = refusalOf(c, error);
  if (status !== 412) return { faults: errors, status };
  const { formStale, storedNow, storedTicked, storedEmpty } = wordsFor(c);
  const faults = differences(fields ?? {}, stored).map(([pointer, value]) => ({
    pointer,
    detail: fill(
      storedNow,
      labels[pointer] ?? (value === true ? storedTicked : String(value || storedEmpty)),
    ),
  }));
  return { faults: [{ pointer: '', detail: formStale }, ...faults], status };
}

/** The stored values that differ from those of a form, with their pointers. An absent one is an empty text. */
function differences(fields: object, stored: object, at = ''): [pointer: string, value: unknown][] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const [pointer, other] = [`${at}/${name}`, (stored as Record<string, unknown>)[name] ?? ''];
    if (typeof value === 'object') return differences(value, other as object, pointer);
    return value === other ? [] : [[pointer, other]];
  });
}
