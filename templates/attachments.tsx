/** The files of a release in its page: pictures, and the list of downloads. */
import { type Attachment, altOf, filesIn, picturesOf } from '../src/domain/attachment.ts';
import { escapeHtml } from '../src/domain/escape-html.ts';
import { directionOf, langAttributes } from '../src/domain/language.ts';
import * as paths from '../src/domain/paths.ts';
import { fileSize } from './dates.ts';
import type { ReleaseView } from './release.tsx';
import { interfaceLanguages, wordsOf } from './words.ts';

/** The pictures that the text does not already show. */
export function Pictures(view: ReleaseView) {
  const { lang, release, html } = view;
  const pictures = picturesOf(release.metadata.attachments, lang).filter(
    (file) => !html.includes(`src="${escapeHtml(fileUrl(view, file))}"`),
  );
  return (
    <>
      {pictures.map((file) => (
        <figure>
          <img
            src={fileUrl(view, file)}
            alt={altOf(file, lang)}
            width={file.width ?? undefined}
            height={file.height ?? undefined}
          />
          <figcaption>
            {[file.caption?.[lang] ?? file.title, file.credit, file.licence]
              .filter(Boolean)
              .join(' · ')}
          </figcaption>
        </figure>
      ))}
    </>
  );
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
