/** How long titles and summaries are, and how much of them is shown elsewhere. */

export type CountedText = 'title' | 'summary';

/**
 * About how many Latin characters are shown before the text is cut off. Nobody promises a number; the
 * services cut by width and by screen. Search: Google's results are about 600 px wide, which are about
 * 60 characters of a title in its 20 px Arial, and two lines of about 80 characters of a description.
 * Cards: a title of 70 characters is the limit that X documented for its cards, 200 that for their
 * descriptions; on a telephone Facebook and LinkedIn show one or two lines.
 */
export const shownLengths: Record<CountedText, { search: number; cards: number }> = {
  title: { search: 60, cards: 70 },
  summary: { search: 155, cards: 200 },
};

/** The characters as a reader counts them: a letter with its accents, or an emoji, is one. */
export function countIn(text: string): number {
  let count = 0;
  for (const _ of new Intl.Segmenter('und').segment(text.trim())) count++;
  return count;
}
