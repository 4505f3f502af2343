/** Remarks of a form: comments, messages, reasons. */
import * as v from 'valibot';
import { remark } from '../domain/body-input.ts';
import type { Fault } from '../domain/problem.ts';

/** A remark as it is stored, empty if nothing was typed; and its faults, at the field of that name. */
export function remarkIn(typed: string, name: string): [text: string, faults: Fault[]] {
  const parsed = v.safeParse(remark, typed.trim());
  const details = [...new Set((parsed.issues ?? []).map(({ message }) => message))];
  const text = parsed.success ? parsed.output : '';
  return [text, details.map((detail) => ({ pointer: `/${name}`, detail }))];
}
