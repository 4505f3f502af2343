/** Entries of one id that stand in a file more than once, as in pages of a list that overlap. */
import { groupBy, type JsonEntry } from './json-fields.ts';
import type { LeftOut, Unreadable } from './parse-result.ts';

export interface FirstEntries<Entry> {
  entries: Entry[];
  /** Equal repetitions are left out; contradictory ones are refused. */
  repeated: (LeftOut | Unreadable)[];
}

/** @param idOf the id of an entry; empty if it has none */
export function takeFirst<Entry extends JsonEntry>(
  all: readonly Entry[],
  idOf: (entry: Entry) => string,
): FirstEntries<Entry> {
  const first: FirstEntries<Entry> = { entries: [], repeated: [] };
  for (const same of groupBy(all, (entry) => idOf(entry) || entry.place).values()) {
    const [kept, ...others] = same as [Entry, ...Entry[]];
    first.entries.push(kept);
    const content = JSON.stringify(kept.document);
    for (const other of others) {
      const { place } = other;
      first.repeated.push(
        JSON.stringify(other.document) === content
          ? { place, leftOut: `is the same as ${kept.place}` }
          : { place, reason: `has the id ${idOf(other)} of ${kept.place}` },
      );
    }
  }
  return first;
}
