/** Pictures in pages: in the sizes that the site offers, for the browser to choose from. */
import { type Attachment, altOf } from '../src/domain/attachment.ts';
import { escapeHtml } from '../src/domain/escape-html.ts';
import { inLanguage, langAttributes, languageIn } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import type { LocalizedText } from '../src/domain/release.ts';
import type { Rendition, RenditionFormat } from '../src/domain/rendition.ts';
import type { Site } from '../src/domain/site.ts';

export interface ShownPicture {
  file: Attachment;
  /** The address of the original. */
  src: string;
  /** The attributes `alt`, `lang`, `dir` and `title` as HTML, with a space before each. */
  described: string;
  /** Its width in the layout, as the attribute `sizes`. */
  sizes: string;
  renditions: readonly Rendition[];
  /** Whether it is the first of the page, which is loaded at once. Others are loaded when they are near. */
  first: boolean;
}

/**
 * Widths of pictures in the column of text, of those after it, and of the picture that leads the newsroom.
 * On narrow screens half a rem less than in the layout, so that for a few pixels no phone loads the next
 * larger size: 412 pixels of 1.75 each take 640, which has less than half the pixels of 960.
 */
export const sizesInText = '(min-width: 43rem) 40rem, calc(100vw - 3rem)';
export const sizesInGallery = '(min-width: 43rem) 19rem, calc(100vw - 3rem)';
export const sizesInFront = '(min-width: 48rem) 31rem, calc(100vw - 3rem)';

/**
 * Phones: narrow windows on screens of more pixels than one per CSS pixel. They get AVIFs, which have half the
 * bytes there (docs/decisions/0030).
 */
const phones = '(max-width: 30rem) and (min-resolution: 1.5dppx)';

export function pictureHtml(picture: ShownPicture): string {
  const { file, src, described, renditions, first } = picture;
  const { width, height } = file;
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  const loading = first ? ' fetchpriority="high"' : ' loading="lazy"';
  const img = `<img${srcset(picture, 'jpeg')} src="${escapeHtml(src)}"${described}${size}${loading}>`;
  if (renditions.length === 0) return img;
  const ofPhones = srcset(picture, 'avif');
  const avif = ofPhones && `<source type="image/avif" media="${phones}"${ofPhones}>`;
  return `<picture>${avif}<source type="image/webp"${srcset(picture, 'webp')}>${img}</picture>`;
}

/** The attributes with the renditions of a format, with a space before each; none if there are none. */
function srcset({ file, renditions, sizes }: ShownPicture, format: RenditionFormat): string {
  const sources = renditions
    .filter((one) => one.format === format)
    .map(({ width }) => `${paths.picture(file, width, format)} ${width}w`);
  return sources.length > 0 ? ` srcset="${sources.join(', ')}" sizes="${sizes}"` : '';
}

/** The alternative text of a picture, marked with its language if that is not the page's. */
export function altAttributes(site: Site, lang: string, file: Attachment): string {
  const alt = escapeHtml(altOf(site, lang, file));
  return ` alt="${alt}"${languageMarks(site, lang, file.alt)}`;
}

/** The caption in the language of the page or the nearest, or else another text, and the credit; as HTML. */
export function captionHtml(site: Site, lang: string, file: Attachment, other = ''): string {
  const { caption = {} } = file;
  const text = escapeHtml(inLanguage(caption, lang, site.languages) ?? other);
  const marks = languageMarks(site, lang, caption);
  const marked = marks ? `<span${marks}>${text}</span>` : text;
  return [marked, escapeHtml(creditOf(file))].filter(Boolean).join(' · ');
}

/** `lang` and `dir` of a text that is in another language than the page, as HTML. */
function languageMarks(site: Site, lang: string, texts: LocalizedText = {}): string {
  const attributes = langAttributes(languageIn(texts, lang, site.languages), lang);
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}

/** A picture in the body of an edition, as src/domain/markup.ts writes it, alone in its paragraph or not. */
const pictureInBody =
  /(<p>)?<img src="([^"]*)"((?: (?:alt|title)="[^"]*")+) loading="lazy">(<\/p>|\n<figcaption>)?/g;

/** The addresses of the pictures in a body, as HTML has them. */
export function addressesInBody(html: string): Set<string | undefined> {
  return new Set([...html.matchAll(pictureInBody)].map(([, , address]) => address));
}

/** A picture of the release, with what is shown below it. */
interface CaptionedPicture extends Pick<ShownPicture, 'file' | 'src' | 'renditions'> {
  /** Caption and credit as HTML; may be empty. */
  caption: string;
}

/**
 * The body with the sizes of its pictures, and with caption and credit of each. A caption that the text has
 * itself stands in place of the file's.
 * @param pictures those of the release
 * @param first whether the first of them is the first picture of the page
 */
export function withPictures(
  html: string,
  pictures: readonly CaptionedPicture[],
  first: boolean,
): string {
  if (pictures.length === 0) return html;
  const known = new Map(pictures.map((picture) => [escapeHtml(picture.src), picture]));
  let isFirst = first;
  return html.replace(pictureInBody, (whole, before = '', address, described, after = '') => {
    const picture = known.get(address);
    if (!picture) return whole;
    const shown = pictureHtml({ ...picture, described, sizes: sizesInText, first: isFirst });
    isFirst = false;
    const ownCaption = after.startsWith('\n');
    const words = ownCaption ? escapeHtml(creditOf(picture.file)) : picture.caption;
    if (!words) return before + shown + after;
    if (!before || !after) return `${before}${shown}<small class="credit">${words}</small>${after}`;
    return `<figure>\n${shown}\n<figcaption>${words}</figcaption>\n</figure>`;
  });
}

/** Who made a picture, and how it may be used. */
export function creditOf({ credit, licence }: Attachment): string {
  return [credit, licence].filter(Boolean).join(' · ');
}
