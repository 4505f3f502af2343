/** Characters that no text of a release may have: the import leaves them out and says where. */
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Text } from '../../import-export/readers/parse-result.ts';
import { cleanContact, cleanText } from '../../import-export/resolve/clean-text.ts';
import { body } from '../../src/domain/body-input.ts';
import { line } from '../../src/domain/text-input.ts';

const textOf = (markdown: string, title = 'Title'): Text => ({
  lang: 'en',
  title,
  summary: '',
  place: '',
  markdown,
});

/** The cleaned Markdown and the notes. */
function cleaned(markdown: string): [string, string[]] {
  const notes: string[] = [];
  return [cleanText(textOf(markdown), notes).markdown, notes];
}

const controls = (where: string) =>
  `its text has control characters, which were replaced or left out: ${where}`;

test.each([
  ['a text without any', 'One\n\nTwo\tthree', 'One\n\nTwo\tthree', []],
  ['a vertical tab', 'One\n\nTwo\u000bthree', 'One\n\nTwo three', [controls('line 3')]],
  ['null and escape', '\u0000One\u001b', 'One', [controls('line 1')]],
  ['Windows quotation marks', '\u0093One\u0094 – it\u0092s', '“One” – it’s', [controls('line 1')]],
  ['a control that Windows lacks', 'One\u0081', 'One', [controls('line 1')]],
  ['a code point that is no character', 'One\ufdd0 \u{1fffe}', 'One ', [controls('line 1')]],
  [
    'half a character',
    'One \ud83d',
    'One \ufffd',
    ['its text has halves of characters, which were replaced by “\ufffd”'],
  ],
  [
    'an override of the direction',
    'One\n\u202etwo\u202c',
    'One\ntwo',
    ['its text changes the direction of writing, which was left out: line 2'],
  ],
  ['an isolate that is closed', 'One \u2068two\u2069', 'One \u2068two\u2069', []],
])('%s', (_, source, markdown, notes) => {
  expect(cleaned(source)).toEqual([markdown, notes]);
});

test('a title and a contact are one line each', () => {
  const notes: string[] = [];
  expect(cleanText(textOf('', 'One\n two\u202e\u0085'), notes).title).toBe('One  two…');
  expect(notes).toEqual(['its title, summary or place has control characters: left out']);
  expect(cleanContact({ name: 'Ana\u0000 Example', role: 'Press\tofficer' })).toEqual({
    name: 'Ana Example',
    role: 'Press officer',
  });
});

test('whatever characters a text has, the result is accepted', () => {
  const odd = fc.constantFrom(
    '\u0000',
    '\u0092',
    '\u202e',
    '\u2068',
    '\u2069',
    '\ud800',
    '\ufffe',
    '\n',
    '\r',
  );
  const anything = fc.array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 4 })));
  fc.assert(
    fc.property(anything, (pieces) => {
      const source = pieces.join('');
      const { title, markdown } = cleanText(textOf(source, `Title ${source.slice(0, 100)}`), []);
      expect(v.safeParse(body, markdown).issues?.map(({ message }) => message) ?? []).toEqual([]);
      expect(v.safeParse(line(1000), title).issues ?? []).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
