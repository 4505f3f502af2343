/** The files of a release in its page: pictures, and the list of downloads. */
import { type Attachment, filesIn, givenTitle, picturesOf } from '../src/domain/attachment.ts';
import { isOfferedAsOne, totalSize } from '../src/domain/download.ts';
import { escapeHtml } from '../src/domain/escape-html.ts';
import { directionOf, langAttributes } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { offeredRenditions } from '../src/domain/rendition.ts';
import { fileSize } from './dates.ts';
import { type Child, raw } from './markup.ts';
import {
  addressesInBody,
  altAttributes,
  captionHtml,
  pictureHtml,
  type ShownPicture,
  sizesInGallery,
  sizesInText,
  withPictures,
} from './picture.ts';
import type { ReleaseView } from './release.tsx';
import { interfaceLanguages, wordsOf } from './words.ts';

/**
 * The text of a release with the pictures that it does not show itself: the main one above it, the others at
 * the end. The children stand between text and pictures, however many these are.
 */
export function TextWithPictures({ children, ...view }: ReleaseView & { children: Child }) {
  const pictures = picturesOfView(view);
  const [above] = pictures.slice(0, 1).filter(isApart);
  const below = pictures.slice(1).filter(isApart);
  return (
    <>
      {above && <Figure {...above} sizes={sizesInText} first />}
      <div class="body">{raw(withPictures(view.html, pictures, !above))}</div>
      {children}
      {below.length > 0 && (
        <div class="pictures">
          {below.map((picture) => (
            <Figure {...picture} sizes={sizesInGallery} first={false} />
          ))}
        </div>
      )}
    </>
  );
}

const isApart = ({ isInText }: { isInText: boolean }) => !isInText;

function Figure({ caption, ...picture }: ShownPicture & { caption: string }) {
  return (
    <figure>
      {raw(pictureHtml(picture))}
      {caption && <figcaption>{raw(caption)}</figcaption>}
    </figure>
  );
}

/** The pictures of the edition. Previews show originals: nothing is made of a picture before it is public. */
function picturesOfView(view: ReleaseView) {
  const { site, lang, release, fileAddress, html } = view;
  const inBody = addressesInBody(html);
  return picturesOf(release.metadata.attachments, lang).map((file) => {
    const src = fileUrl(view, file);
    const isInText = inBody.has(escapeHtml(src));
    return {
      file,
      src,
      isInText,
      described: altAttributes(site, lang, file),
      caption: captionHtml(site, lang, file, isInText ? '' : givenTitle(file)),
      renditions: fileAddress ? [] : offeredRenditions(site, file),
    };
  });
}

function fileUrl({ fileAddress }: ReleaseView, file: Attachment): string {
  return fileAddress?.(file.filename) ?? paths.file(file);
}

/** The list of files: those in the page's language or without one first, then the others. */
export function Attachments(view: ReleaseView) {
  const { lang, release } = view;
  const own = filesIn(release.metadata.attachments, lang);
  const files = [...own, ...release.metadata.attachments.filter((file) => !own.includes(file))];
  if (files.length === 0) return null;
  return (
    <section class="attachments">
      <h2>{wordsOf(lang).attachments}</h2>
      <ul>
        {files.map((file) => (
          <li>
            <a
              href={fileUrl(view, file)}
              type={file.mediaType}
              hreflang={file.lang ?? undefined}
              {...(file.lang ? langAttributes(file.lang, lang) : {})}
            >
              {file.title}
            </a>{' '}
            <span class="type">
              (<bdi>{extensionOf(file.filename)}</bdi>, <bdi>{fileSize(file.size, lang)}</bdi>
              <FileLanguage file={file} lang={lang} />)
            </span>
          </li>
        ))}
      </ul>
      {!view.fileAddress && isOfferedAsOne(files) && (
        <p>
          <a href={paths.download(release.releaseId)} type="application/zip" rel="nofollow">
            {wordsOf(lang).downloadAll}
          </a>{' '}
          <span class="type">
            (<bdi>ZIP</bdi>, <bdi>{fileSize(totalSize(files), lang)}</bdi>)
          </span>
        </p>
      )}
    </section>
  );
}

/** The language of a file in another language than the page, named in itself. */
function FileLanguage({ file, lang }: { file: Attachment; lang: string }) {
  if (file.lang === null || file.lang === lang) return null;
  return (
    <>
      ,{' '}
      <bdi lang={file.lang} dir={directionOf(file.lang)}>
        {interfaceLanguages.includes(file.lang) ? wordsOf(file.lang).language : file.lang}
      </bdi>
    </>
  );
}

function extensionOf(filename: string): string {
  return filename.split('.').pop()?.toUpperCase() ?? '';
}
