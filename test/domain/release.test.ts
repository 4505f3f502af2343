/** Characters that no text may hold, and directions of writing that would disguise it. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { body } from '../../src/domain/body-input.ts';
import { line } from '../../src/domain/text-input.ts';

const accepts = (schema: v.GenericSchema, text: string) => v.safeParse(schema, text).success;

test.each([
  ['a noncharacter', 'a\uFFFEb'],
  ['another', 'a\uFDD0b'],
  ['one of another plane', 'a\u{1FFFF}b'],
  ['an override', 'a\u202Egnp.exe\u202C'],
  ['an embedding without an end', 'a\u202Bb'],
  ['an isolate that ends elsewhere', 'a\u2067b\n\nc\u2069'],
  ['an end without a beginning', 'a\u2069'],
])('%s is refused in a line and in a body', (_, text) => {
  expect(accepts(line(100), text)).toBe(false);
  expect(accepts(body, text)).toBe(false);
});

test('an isolate that closes in its paragraph is accepted in a body, not in a line', () => {
  const text = 'قال \u2066OSCE\u2069 اليوم';
  expect(accepts(body, text)).toBe(true);
  expect(accepts(line(100), text)).toBe(false);
});
