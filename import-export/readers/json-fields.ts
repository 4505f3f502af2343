/** Fields of JSON documents of other systems. Absent fields and fields of another type are empty. */
import { isObject } from '../../src/domain/json-object.ts';

export type Json = Record<string, unknown>;

/** A document in a JSON file and its place, for the report. */
export interface JsonEntry {
  document: Json;
  place: string;
}

/** The trimmed text of a value; a number as its digits. */
export const text = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

export const object = (value: unknown): Json => (isObject(value) ? value : {});

/** The objects of a list; a single object is a list of one. */
export const objects = (value: unknown): Json[] =>
  (Array.isArray(value) ? value : [value]).filter(isObject);

/** Parses JSON inside a field; undefined if it is none. */
export function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** A text in one line, for titles and summaries. */
export const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim();

/** Entries in groups of equal keys, in the order of their first one. */
export function groupBy<Value>(
  values: Iterable<Value>,
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key) ?? [];
    group.push(value);
    groups.set(key, group);
  }
  return groups;
}

/** Values without those whose JSON occurred before. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
