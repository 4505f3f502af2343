/** Elements that desk-assets/ adds to the form of a release. Without scripts none of them is seen. */
import { raw } from '../markup.ts';
import { type CountedText, countIn, shownLengths } from './character-count.ts';
import { fieldId } from './place-names.ts';
import { type DeskWords, fill } from './words.ts';

const templateId = 'formatting-buttons';

/** The drawing of a button, 16 by 16, in the colour of its text. */
const drawing = (path: string) =>
  raw(
    `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6"><path d="${path}"/></svg>`,
  );

const list = 'M6 3.5h8M6 8h8M6 12.5h8';
const buttons = [
  { format: 'bold', key: 'B', text: 'formatBold', shape: <b>B</b> },
  { format: 'italic', key: 'I', text: 'formatItalic', shape: <i>I</i> },
  { format: 'heading', key: null, text: 'formatHeading', shape: <span>H</span> },
  {
    format: 'list',
    key: null,
    text: 'formatList',
    shape: drawing(`${list}M2 3.5h1.6M2 8h1.6M2 12.5h1.6`),
  },
  {
    format: 'numbered',
    key: null,
    text: 'formatNumbered',
    shape: drawing(`${list}M1.6 2.4l1-.6v3.6M1.4 9.8h2.2l-2-.1 1.6-2M1.5 11.6l1.8 0v2.6h-1.8`),
  },
  {
    format: 'link',
    key: 'K',
    text: 'formatLink',
    shape: drawing(
      'M6.6 9.4l3-3M7.4 4.6l1.7-1.7a2.8 2.8 0 0 1 4 4l-1.7 1.7M8.6 11.4l-1.7 1.7a2.8 2.8 0 0 1-4-4l1.7-1.7',
    ),
  },
  {
    format: 'quote',
    key: null,
    text: 'formatQuote',
    shape: drawing('M3 12c2-1 3-2.6 3-5V4H2.5v3.8H6M10 12c2-1 3-2.6 3-5V4H9.5v3.8H13'),
  },
  {
    format: 'table',
    key: null,
    text: 'formatTable',
    shape: drawing('M1.8 2.8h12.4v10.4H1.8zM1.8 6.2h12.4M1.8 9.7h12.4M8 2.8v10.4'),
  },
] as const;

/** The buttons, once for all texts of a page; desk-assets/toolbar.ts copies them. */
export function FormattingTemplate({ words }: { words: DeskWords }) {
  return (
    <template id={templateId}>
      {buttons.map(({ format, key, text, shape }) => (
        <button
          type="button"
          data-format={format}
          aria-label={words[text]}
          title={key === null ? words[text] : `${words[text]} (Ctrl+${key})`}
          aria-keyshortcuts={key === null ? null : `Control+${key}`}
        >
          {shape}
        </button>
      ))}
    </template>
  );
}

/** The place of the buttons above the text area with the id `field`. */
export function FormattingToolbar({ words, field }: { words: DeskWords; field: string }) {
  return (
    <desk-toolbar for={field} data-template={templateId} aria-label={words.formatting}>
      {''}
    </desk-toolbar>
  );
}

interface CountProperties {
  words: DeskWords;
  /** The place of the field that is counted. */
  pointer: string;
  text: string;
  kind: CountedText;
}

/** How long a text is, and how much of it others show. */
export function CharacterCount({ words, pointer, text, kind }: CountProperties) {
  const { search, cards } = shownLengths[kind];
  const phrase = fill(words.characterCount, '{}', {
    search: String(search),
    cards: String(cards),
  });
  return (
    <desk-count for={fieldId(pointer)} data-phrase={phrase} data-limit={Math.min(search, cards)}>
      <span>{fill(phrase, countIn(text))}</span>
    </desk-count>
  );
}
