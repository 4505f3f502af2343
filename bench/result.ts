/** A measured value, and whether it is within its budget. */
export interface Result {
  name: string;
  /** Releases in the archive, or null if it does not matter. */
  size: number | null;
  value: number;
  unit: string;
  /** The budget; null if the value is only reported. */
  budget: number | null;
  better: 'higher' | 'lower';
}

/** The result of a cost, and its upper limit, or null if it is only reported. */
export function costResult(
  name: string,
  size: number | null,
  value: number,
  unit: string,
  budget: number | null = null,
): Result {
  return { name, size, value, unit, budget, better: 'lower' };
}

/** The ratio of requests a second to those of a floor in the same run, and its lower limit. */
export function ratioResult(
  name: string,
  size: number,
  value: number,
  budget: number | null,
): Result {
  return { name, size, value, unit: 'ratio of requests/s', budget, better: 'higher' };
}

export function isWithinBudget({
  value,
  budget,
  better,
}: Pick<Result, 'value' | 'budget' | 'better'>) {
  if (budget === null) return true;
  return better === 'higher' ? value >= budget : value <= budget;
}

export function printTable(results: readonly Result[]): void {
  console.table(
    results.map(({ name, size, value, unit, budget, better }) => ({
      name,
      size: size ?? '',
      value,
      unit,
      budget: budget === null ? '' : `${better === 'higher' ? '≥' : '≤'} ${budget}`,
      'within budget': isWithinBudget({ value, budget, better }) ? 'yes' : 'NO',
    })),
  );
}
