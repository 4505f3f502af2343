/** Two texts compared word by word. */
import { diffArrays } from 'diff';
import type { Passage } from '../../templates/desk/compared-text.tsx';

/** The most words, spaces and signs that may differ: beyond it the search takes too long. */
const mostEdits = 1000;

/** Words of any script, runs of spaces, line ends, and single signs. */
const tokens = /[\p{L}\p{M}\p{N}_]+|\r?\n|[^\S\r\n]+|./gsu;

/** The passages of two texts in order; null if they differ in more than is compared. */
export function wordDiff(before: string, after: string): Passage[] | null {
  const tokensOf = (text: string): string[] => text.match(tokens) ?? [];
  const changes = diffArrays(tokensOf(before), tokensOf(after), {
    maxEditLength: mostEdits,
  });
  if (!changes) return null;
  return changes.map(({ value, added, removed }) => ({
    text: value.join(''),
    change: added ? 'added' : removed ? 'removed' : null,
  }));
}
