/** Compared texts in parts: what changed with its neighbours, and what is folded away. */
import type { Passage } from './compared-text.tsx';

/** Neighbouring paragraphs of a compared text. */
export interface Part {
  passages: Passage[];
  /** The number of its paragraphs, if they are unchanged and not beside a change; else 0. */
  folded: number;
}

const endsParagraph = /\n[^\S\n]*\n$/;
const breaks = /(?<=\n[^\S\n]*\n)(?=[^\n])/;

/** The paragraphs, which blank lines separate. */
function paragraphsOf(passages: readonly Passage[]): Passage[][] {
  const paragraphs: Passage[][] = [[]];
  for (const { text, change } of passages) {
    for (const [place, part] of text.split(breaks).entries()) {
      const last = paragraphs.at(-1) ?? [];
      if (place > 0 || endsParagraph.test(last.at(-1)?.text ?? ''))
        paragraphs.push([{ text: part, change }]);
      else last.push({ text: part, change });
    }
  }
  return paragraphs;
}

/** Splits a compared text into parts. A text without changes is one part, which is not folded. */
export function foldUnchanged(passages: readonly Passage[]): Part[] {
  const paragraphs = paragraphsOf(passages);
  const isChanged = paragraphs.map((one) => one.some(({ change }) => change !== null));
  const isShown = isChanged.map((_, place) =>
    [-1, 0, 1].some((step) => isChanged[place + step] === true),
  );
  if (!isChanged.includes(true)) return [{ passages: [...passages], folded: 0 }];
  const parts: Part[] = [];
  for (const [place, paragraph] of paragraphs.entries()) {
    const last = parts.at(-1);
    if (last && place > 0 && isShown[place] === isShown[place - 1]) {
      last.passages.push(...paragraph);
      if (last.folded > 0) last.folded++;
    } else parts.push({ passages: [...paragraph], folded: isShown[place] ? 0 : 1 });
  }
  return parts;
}
