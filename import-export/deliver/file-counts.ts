/** Counts for each file of a dry run with `--counts`, to compare the readers on a collection of files. */
import { lostWordsIn } from '../readers/lost-words.ts';
import type { Result } from './moving.ts';

const columns = ['published', 'drafts', 'existing', 'refused', 'flagged', 'lostWords'] as const;
type Column = (typeof columns)[number];

const columnOf: Record<Result['outcome'], Exclude<Column, 'lostWords'> | null> = {
  published: 'published',
  drafted: 'drafts',
  finished: 'existing',
  there: 'existing',
  changed: 'existing',
  failed: 'refused',
  'left-out': null,
};

export class FileCounts {
  readonly #files: Map<string, Record<Column, number>>;

  constructor(paths: readonly string[]) {
    this.#files = new Map(paths.map((path) => [path, newCounts()]));
  }

  add({ place, item, outcome }: Result): void {
    const counts = this.#countsOf(place);
    const column = columnOf[outcome];
    if (column !== null) counts[column] += 1;
    if (item && item.notes.length > 0) counts.flagged += 1;
    for (const one of item?.notes ?? []) counts.lostWords += lostWordsIn(one);
  }

  /** The counts of the file in which a place is. A place is a path, or a path, a colon and more. */
  #countsOf(place: string): Record<Column, number> {
    for (let end = place.length; end > 0; end = place.lastIndexOf(':', end - 1)) {
      const counts = this.#files.get(place.slice(0, end));
      if (counts) return counts;
    }
    const counts = newCounts();
    this.#files.set(place, counts);
    return counts;
  }

  /** A table with a line for each file, and the sums. */
  *lines(): Generator<string> {
    yield lineOf(columns, 'file');
    const sums = newCounts();
    for (const [path, counts] of this.#files) {
      for (const column of columns) sums[column] += counts[column];
      yield lineOf(Object.values(counts), path);
    }
    yield lineOf(Object.values(sums), `${this.#files.size} files`);
  }
}

const newCounts = (): Record<Column, number> => ({
  published: 0,
  drafts: 0,
  existing: 0,
  refused: 0,
  flagged: 0,
  lostWords: 0,
});

const lineOf = (cells: readonly (string | number)[], last: string) =>
  `${cells.map((cell) => String(cell).padStart(10)).join('  ')}  ${last}`;
