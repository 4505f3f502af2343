/** The files of a release: the list, and the form of an upload. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { wordsOf } from '../words.ts';
import { FaultList, Field } from './frame.tsx';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import { type DeskWords, fill } from './words.ts';

/** The form of an upload as it was filled; a browser does not keep the file. */
export interface UploadFields {
  title: string;
  lang: string;
  replace: boolean;
}

interface ListedFile {
  filename: string;
  title: string;
  /** Its kind, in words: “Picture (PNG)”. */
  kind: string;
  size: string;
  sha256: string;
  lang: string | null;
  lead: boolean;
  /** The public address of a picture that readers see; null for any other file. */
  thumbnail: string | null;
}

/** The largest file of a form, in bytes and in words, and what is said of a larger one. */
interface UploadLimit {
  bytes: number;
  size: string;
  refusal: string;
}

export interface FilesProperties {
  words: DeskWords;
  lang: string;
  /** The languages of the site. */
  languages: readonly string[];
  state: ReleaseState;
  files: ListedFile[];
  limit: UploadLimit;
  etag: string;
  fields: UploadFields;
  faults: readonly Fault[];
}

/** The path of a file for the signed-in person, or of what is done with it. */
export const deskFile = (id: string, filename: string, act = '') =>
  paths.deskRelease(id, `files/${encodeURIComponent(filename)}${act && `/${act}`}`);

export function FilesPage(page: FilesProperties) {
  const { words, lang, state, files, faults } = page;
  return (
    <>
      <ReleaseHead words={words} state={state} current="files" />
      <FaultList lang={lang} faults={faults} />
      <div class="files">
        {files.length === 0 ? (
          <p>{words.noFiles}</p>
        ) : (
          <ul class="items">
            {files.map((file) => (
              <FileItem words={words} id={state.id} file={file} />
            ))}
          </ul>
        )}
      </div>
      <UploadForm {...page} />
    </>
  );
}

function FileItem({ words, id, file }: { words: DeskWords; id: string; file: ListedFile }) {
  const { filename, title, kind, size, sha256, lang, lead, thumbnail } = file;
  return (
    <li data-filename={filename} data-sha256={sha256}>
      <div>
        {thumbnail !== null && <img class="thumb" src={thumbnail} alt="" loading="lazy" />}
        <a href={deskFile(id, filename, 'details')}>
          <bdi>{filename}</bdi>
        </a>
      </div>
      {lead && <span class="state public">{words.lead}</span>}
      {title !== filename && (
        <small dir="auto" lang={lang}>
          {title}
        </small>
      )}
      <small>
        {kind}, {size}
        {lang !== null && `, ${wordsOf(lang).language}`}
      </small>
      <small>
        <a href={deskFile(id, filename)} aria-label={`${words.openFile}: ${filename}`}>
          {words.openFile}
        </a>
      </small>
    </li>
  );
}

function UploadForm({ words, languages, state, limit, etag, fields, faults }: FilesProperties) {
  return (
    <form
      method="post"
      action={paths.deskRelease(state.id, 'files')}
      enctype="multipart/form-data"
      class="panel"
    >
      <input type="hidden" name="etag" value={etag} />
      <Field
        pointer="/file"
        label={words.chooseFile}
        hint={fill(words.fileHint, limit.size)}
        faults={faults}
        control={(attributes) => <input {...attributes} type="file" name="file" required />}
      />
      <Field
        pointer="/title"
        label={words.title}
        hint={words.fileTitleHint}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="title" value={fields.title} maxlength={300} dir="auto" />
        )}
      />
      <LanguageField words={words} languages={languages} chosen={fields.lang} faults={faults} />
      <label class="choice">
        <input type="checkbox" name="replace" value="yes" checked={fields.replace} />
        {words.replaceFile}
      </label>
      <button type="submit" class="main">
        {words.upload}
      </button>
      <UploadLine words={words} limit={limit} />
    </form>
  );
}

/** Where desk-assets/file-upload.ts shows the files that are sent. */
function UploadLine({ words, limit }: Pick<FilesProperties, 'words' | 'limit'>) {
  const phrases = {
    hint: words.dropFiles,
    waiting: words.uploadWaiting,
    done: words.uploadDone,
    lost: words.uploadLost,
    failed: words.uploadFailed,
    again: words.tryAgain,
    count: words.uploadCount,
    large: limit.refusal,
  };
  return (
    <desk-upload data-largest={limit.bytes} data-words={JSON.stringify(phrases)}>
      {''}
    </desk-upload>
  );
}

export interface LanguageFieldProperties {
  words: DeskWords;
  languages: readonly string[];
  chosen: string;
  faults: readonly Fault[];
}

/** The language of a file, or none: for all readers. */
export function LanguageField({ words, languages, chosen, faults }: LanguageFieldProperties) {
  return (
    <Field
      pointer="/lang"
      label={words.fileLanguage}
      faults={faults}
      control={(attributes) => (
        <select {...attributes} name="lang">
          <option value="" selected={chosen === ''}>
            {words.allLanguages}
          </option>
          {languages.map((one) => (
            <option value={one} lang={one} selected={one === chosen}>
              {wordsOf(one).language}
            </option>
          ))}
        </select>
      )}
    />
  );
}
