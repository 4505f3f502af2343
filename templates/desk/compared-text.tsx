/** A text compared with another one, word by word; paragraphs far from a change are folded. */
import { directionOf } from '../../src/domain/language.ts';
import { foldUnchanged } from './unchanged-text.ts';
import { type DeskWords, fill } from './words.ts';

export interface Passage {
  text: string;
  change: 'added' | 'removed' | null;
}

export interface Comparison {
  /** The language of the text; null for a fact. */
  lang: string | null;
  before: string;
  after: string;
  /** Null if the texts differ too much to be compared. */
  passages: Passage[] | null;
}

export function ComparedText({ words, lang, before, after, passages }: Comparison & WithWords) {
  const own = lang === null ? { dir: 'auto' } : { lang, dir: directionOf(lang) };
  if (!passages) {
    return (
      <>
        <p class="hint">{words.differsWidely}</p>
        <del class="difference" {...own}>
          {before}
        </del>
        <ins class="difference" {...own}>
          {after}
        </ins>
      </>
    );
  }
  return (
    <>
      {foldUnchanged(passages).map(({ passages, folded }) => {
        const part = <Passages own={own} passages={passages} />;
        if (folded === 0) return part;
        return (
          <details class="unchanged">
            <summary>{fill(words.unchangedParagraphs, folded)}</summary>
            {part}
          </details>
        );
      })}
    </>
  );
}

function Passages({ own, passages }: { own: Record<string, string>; passages: Passage[] }) {
  return (
    <p class="difference" {...own}>
      {passages.map(({ text, change }) =>
        change === 'added' ? <ins>{text}</ins> : change === 'removed' ? <del>{text}</del> : text,
      )}
    </p>
  );
}

interface WithWords {
  words: DeskWords;
}
