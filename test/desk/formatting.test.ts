/** The effect of the toolbar's buttons on a text. `[` and `]` stand for the ends of the selection. */
import { expect, test } from 'vitest';
import { editOf, type Format } from '../../desk-assets/formatting.ts';

const [opening, closing] = ['⟦', '⟧'];

function apply(format: Format, marked: string): string {
  const start = marked.indexOf(opening);
  const end = marked.replace(opening, '').indexOf(closing);
  const text = marked.replace(opening, '').replace(closing, '');
  const edit = editOf(format, text, start, end);
  const result = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  const [first, last] = edit.selection;
  return (
    result.slice(0, first) + opening + result.slice(first, last) + closing + result.slice(last)
  );
}

test.each<[Format, string, string]>([
  ['bold', 'a ⟦word⟧ b', 'a **⟦word⟧** b'],
  ['bold', 'a **⟦word⟧** b', 'a ⟦word⟧ b'],
  ['bold', 'a ⟦**word**⟧ b', 'a ⟦word⟧ b'],
  ['bold', 'a ⟦word ⟧b', 'a **⟦word⟧** b'],
  ['bold', 'a wo⟦⟧rd b', 'a **wo⟦⟧rd** b'],
  ['bold', 'a **wo⟦⟧rd** b', 'a wo⟦⟧rd b'],
  ['bold', '⟦⟧', '**⟦⟧**'],
  ['bold', '⟦one\n\ntwo⟧', '⟦**one**\n\n**two**⟧'],
  ['bold', 'в Астан⟦⟧е', 'в **Астан⟦⟧е**'],
  ['bold', 'في ⟦أستانا⟧ اليوم', 'في **⟦أستانا⟧** اليوم'],
  ['italic', 'a **⟦word⟧** b', 'a ***⟦word⟧*** b'],
  ['italic', 'a ***⟦word⟧*** b', 'a **⟦word⟧** b'],
  ['italic', 'a *⟦word⟧* b', 'a ⟦word⟧ b'],
  ['heading', 'Title⟦⟧', '## Title⟦⟧'],
  ['heading', 'one\nTi⟦⟧tle\ntwo', 'one\n\n## Title⟦⟧\n\ntwo'],
  ['heading', '## Title⟦⟧', 'Title⟦⟧'],
  ['heading', '- Title⟦⟧', '## Title⟦⟧'],
  ['list', '⟦one\ntwo⟧', '⟦- one\n- two⟧'],
  ['list', '⟦- one\n- two⟧', '⟦one\ntwo⟧'],
  ['list', '⟦one\ntwo\n⟧three', '⟦- one\n- two⟧\n\nthree'],
  ['list', 'Before:\n⟦⟧', 'Before:\n\n- ⟦⟧'],
  ['numbered', '⟦- one\n- two⟧', '⟦1. one\n2. two⟧'],
  ['quote', 'one\n\ntw⟦⟧o', 'one\n\n> two⟦⟧'],
  ['link', 'see ⟦this page⟧', 'see [this page](⟦https://⟧)'],
  ['link', 'see ⟦https://ord.example⟧', 'see [⟦⟧](https://ord.example)'],
  ['link', 'see ⟦⟧', 'see [⟦⟧](https://)'],
  ['table', 'one⟦⟧\ntwo', 'one\n\n| ⟦⟧ |  |\n| --- | --- |\n|  |  |\n\ntwo'],
])('%s of %j', (format, before, after) => {
  expect(apply(format, before)).toBe(after);
});
