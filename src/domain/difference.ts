/** Differences of two JSON documents, by JSON pointer. */
import { isObject } from './json-object.ts';
import { pointer } from './problem.ts';

export interface Difference {
  /** An RFC 6901 pointer. */
  pointer: string;
  /** The value there before; absent where there was none. */
  before?: unknown;
  /** The value there after; absent where there is none any more. */
  after?: unknown;
}

/** The smallest places at which two JSON documents differ. Lists are compared as wholes. */
export function differences(before: unknown, after: unknown, place = ''): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => {
      return differences(before[key], after[key], place + pointer(key));
    });
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [
    {
      pointer: place,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  ];
}
