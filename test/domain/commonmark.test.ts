/**
 * CommonMark's own examples through the body's renderer. Each gives the specification's HTML, but for
 * what is listed here with its reason; and whatever is listed does differ. Void elements are compared
 * without their optional slash.
 */
import { tests as examples } from 'commonmark-spec';
import { describe, expect, test } from 'vitest';
import { renderBody } from '../../src/domain/body.ts';

const words = { footnotes: 'Footnotes', backToText: 'Back to text', table: 'Table', code: 'Code' };
/** Without what the specification does not have: code can be reached by keyboard. */
const render = (markdown: string) =>
  renderBody(markdown, words, () => null).html.replaceAll(/<pre [^>]+>/g, '<pre>');

/** A first and a last number of examples, or one alone. */
type Numbers = (number | [from: number, to: number])[];

const differences: Record<string, Numbers> = {
  'What is written as HTML is shown as it was written, in a paragraph where it is a block.': [
    21,
    31,
    [148, 191],
    201,
    308,
    309,
    344,
    [475, 477],
    491,
    494,
    524,
    536,
    [613, 617],
    623,
    [625, 631],
    642,
    643,
  ],
  'Headings begin at h2, below the title of the page, and leave no level out.': [
    10,
    62,
    [66, 68],
    [72, 76],
    78,
    [80, 84],
    115,
    141,
    214,
    215,
    [227, 230],
    232,
    300,
    646,
    647,
  ],
  'A heading without words is left out.': [79],
  'An image that is no file of the release becomes a link: a page asks nobody else.': [
    517,
    520,
    531,
    [572, 589],
    591,
  ],
  'A link that leads nowhere is its words alone.': [200, [485, 487], 567],
  'A link without words is named by its address.': [484],
  'A link is followed to the web, to a mail address or a telephone, and to no other scheme.': [
    500, 596, 598, 599, 601,
  ],
  'An address in the text is a link (GFM autolinks).': [602, 608, 611, 612],
};

const listed = new Map(
  Object.entries(differences).flatMap(([reason, numbers]) =>
    numbers.flatMap((one) => {
      const [from, to] = typeof one === 'number' ? [one, one] : one;
      return Array.from({ length: to - from + 1 }, (_, step) => [from + step, reason] as const);
    }),
  ),
);

const tabs = (text: string) => text.replaceAll('→', '\t');
const plain = (html: string) => tabs(html).replaceAll(' />', '>').trimEnd();

describe('CommonMark 0.31.2', () => {
  test(`gives the specification's HTML in ${652 - listed.size} of its 652 examples`, () => {
    expect(examples).toHaveLength(652);
    const different = examples.filter(
      ({ number, markdown, html }) =>
        !listed.has(number) && render(tabs(markdown)).trimEnd() !== plain(html),
    );
    expect(different).toEqual([]);
  });

  test.each(Object.entries(differences))('differs: %s', (reason) => {
    const same = examples.filter(
      ({ number, markdown, html }) =>
        listed.get(number) === reason && render(tabs(markdown)).trimEnd() === plain(html),
    );
    expect(same).toEqual([]);
  });

  test('no example becomes anything but the tags of a body', () => {
    const known =
      /^<\/?(?:p|h[2-6]|hr|br|blockquote|pre|code|ul|ol|li|em|strong|a)(?: (?:class="language-[^"<>]*"|start="\d+"|href="[^"<>]+"|title="[^"<>]*"))*>$/;
    for (const { markdown } of examples) {
      const tags = render(tabs(markdown)).match(/<[^>]*>/g) ?? [];
      expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
    }
  });
});
