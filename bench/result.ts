/** What is measured, and whether it is within its budget. */
export interface Result {
  name: string;
  /** Releases in the archive, or null where the archive does not matter. */
  size: number | null;
  value: number;
  unit: string;
  /** Null for what is only told. */
  budget: number | null;
  better: 'higher' | 'lower';
}

/** What costs, and the most that it may; null for what is only told. */
export function formatValue(
  name: string,
  size: number | null,
  value: number,
  unit: string,
  budget: number | null = null,
): Result {
  return { name, size, value, unit, budget, better: 'lower' };
}

/** Requests a second as a part of those of a constant page of the same run, and the least that they may be. */
export function compared(name: string, size: number, value: number, budget: number | null): Result {
  return { name, size, value, unit: 'ratio of requests/s', budget, better: 'higher' };
}

export function isKept({ value, budget, better }: Pick<Result, 'value' | 'budget' | 'better'>) {
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
      kept: isKept({ value, budget, better }) ? 'yes' : 'NO',
    })),
  );
}
