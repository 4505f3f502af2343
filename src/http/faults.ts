/** Faults of a document that its schema does not find, or has no words for. */
import type * as v from 'valibot';
import { type Fault, pointer } from '../domain/problem.ts';

/** A fault for each array in place of an object: to valibot it is one, without any of the fields. */
export function misplacedLists(
  schema: v.GenericSchema,
  document: unknown,
  ...keys: (string | number)[]
): Fault[] {
  if (typeof document !== 'object' || document === null) return [];
  const { type, wrapped, entries, value, item } = schema as AnySchema;
  if (wrapped) return misplacedLists(wrapped, document, ...keys);
  if (type === 'array' && item && Array.isArray(document)) {
    return document.flatMap((one, index) => misplacedLists(item, one, ...keys, index));
  }
  if (type !== 'strict_object' && type !== 'record') return [];
  if (Array.isArray(document)) {
    return [{ pointer: pointer(...keys), detail: 'must be an object' }];
  }
  return Object.entries(document).flatMap(([key, one]) => {
    const known = value ?? (entries && Object.hasOwn(entries, key) ? entries[key] : undefined);
    return known ? misplacedLists(known, one, ...keys, key) : [];
  });
}

/** The parts of those schemas that hold others. */
interface AnySchema {
  type: string;
  wrapped?: v.GenericSchema;
  entries?: Record<string, v.GenericSchema>;
  value?: v.GenericSchema;
  item?: v.GenericSchema;
}

const typeDetails: Record<string, string> = {
  strict_object: 'must be an object',
  record: 'must be an object',
  array: 'must be a list',
  string: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
  integer: 'must be a whole number',
};

/** Says what a value must be, where its schema has no words of its own. */
export function defaultDetail({
  type,
  input,
  requirement,
  expected,
}: v.BaseIssue<unknown>): string {
  const parts = typeof input === 'string' ? 'characters' : 'entries';
  switch (type) {
    case 'min_value':
      return `must be ${requirement} or more`;
    case 'max_value':
      return `must be ${requirement} or less`;
    case 'min_length':
      return `must have ${requirement} or more ${parts}`;
    case 'max_length':
      return `must have ${requirement} ${parts} at most`;
    case 'picklist':
    case 'literal':
      return `must be one of ${expected}`;
    default:
      return typeDetails[type] ?? 'does not have the right form';
  }
}
