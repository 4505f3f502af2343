/** The kind of a file in words. */
import type { DeskWords } from './words.ts';

const kinds: readonly [mediaTypes: RegExp, word: keyof DeskWords][] = [
  [/^image\//, 'pictureFile'],
  [/^audio\//, 'audioFile'],
  [/^video\//, 'videoFile'],
  [/sheet$|excel$|^text\/csv$/, 'spreadsheetFile'],
  [/presentation$|powerpoint$/, 'slidesFile'],
  [/^text\/vtt$|subrip$/, 'subtitlesFile'],
  [/^text\/calendar$/, 'calendarFile'],
  [/\/zip$/, 'archiveFile'],
  [/word|opendocument\.text$|rtf$|^text\/plain$/, 'documentFile'],
];

/** “Picture”; null for PDF. */
export function kindOf(mediaType: string, words: DeskWords): string | null {
  const word = kinds.find(([mediaTypes]) => mediaTypes.test(mediaType))?.[1];
  return word === undefined ? null : words[word];
}

/** “Picture (PNG)”, or the extension alone where it says enough, as “PDF” does. */
export function fileKind(filename: string, mediaType: string, words: DeskWords): string {
  const extension = (filename.split('.').pop() ?? '').toUpperCase();
  const kind = kindOf(mediaType, words);
  return kind === null ? extension : `${kind} (${extension})`;
}
