/** The details of a file, and its removal. */
import { directionOf } from '../../src/domain/language.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { wordsOf } from '../words.ts';
import { fileKind } from './file-kind.ts';
import { deskFile, LanguageField } from './files.tsx';
import { FaultList, Field } from './frame.tsx';
import { fieldId, placeName } from './place-names.ts';
import { ReleaseHead, type ReleaseState } from './release-page.tsx';
import { type DeskWords, fill } from './words.ts';

type Texts = Readonly<Record<string, string>>;

/** The form as it was typed. */
export interface DetailFields {
  title: string;
  lang: string;
  alt: Texts;
  caption: Texts;
  credit: string;
  licence: string;
  order: string;
  lead: boolean;
  /** Whether the picture says nothing that a reader who cannot see it would miss. */
  decorative: boolean;
}

export interface FileDetailsProperties {
  words: DeskWords;
  lang: string;
  /** The languages of the site. */
  languages: readonly string[];
  /** The languages of alternative text and caption. */
  textLanguages: readonly string[];
  state: ReleaseState;
  file: { filename: string; mediaType: string };
  etag: string;
  fields: DetailFields;
  faults: readonly Fault[];
}

export function FileDetailsPage(page: FileDetailsProperties) {
  const { words, lang, languages, textLanguages, state, file, etag, fields, faults } = page;
  const { filename, mediaType } = file;
  const isPicture = mediaType.startsWith('image/');
  const names = [...(isPicture ? (['alt'] as const) : []), 'caption'] as const;
  return (
    <>
      <ReleaseHead words={words} state={state} current="files" />
      <p>
        <a href={deskFile(state.id, filename)}>{words.openFile}</a>{' '}
        {fileKind(filename, mediaType, words)}
      </p>
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={deskFile(state.id, filename, 'details')} class="file-details">
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="base" value={JSON.stringify(file)} />
        <LineField {...page} name="title" label={words.title} maxlength={300} />
        <LanguageField words={words} languages={languages} chosen={fields.lang} faults={faults} />
        {names.map((name) => (
          <fieldset class="panel">
            <legend>{words[name]}</legend>
            {textLanguages.map((one) => (
              <Field
                pointer={`/${name}/${one}`}
                label={wordsOf(one).language}
                faults={faults}
                control={(attributes) => (
                  <input
                    {...attributes}
                    lang={one}
                    dir={directionOf(one)}
                    name={`${name}.${one}`}
                    value={fields[name][one] ?? ''}
                    maxlength={2000}
                  />
                )}
              />
            ))}
            {name === 'alt' && (
              <label class="choice">
                <input
                  type="checkbox"
                  id={fieldId('/decorative')}
                  name="decorative"
                  checked={fields.decorative}
                />
                {words.decorative}
              </label>
            )}
          </fieldset>
        ))}
        <LineField {...page} name="credit" label={words.credit} maxlength={300} />
        <LineField {...page} name="licence" label={words.licence} maxlength={300} />
        <LineField {...page} name="order" label={words.order} maxlength={4} />
        {isPicture && (
          <label class="choice">
            <input type="checkbox" id={fieldId('/lead')} name="lead" checked={fields.lead} />
            {words.lead}
          </label>
        )}
        <p class="acts">
          <button type="submit" class="main">
            {words.save}
          </button>
        </p>
      </form>
      <form method="post" action={deskFile(state.id, filename, 'remove')} class="panel">
        <p class="hint">{words.removeFileText}</p>
        <input type="hidden" name="etag" value={etag} />
        <button type="submit">{words.removeFile}</button>
      </form>
    </>
  );
}

interface LineFieldProperties extends Pick<FileDetailsProperties, 'fields' | 'faults'> {
  name: 'title' | 'credit' | 'licence' | 'order';
  label: string;
  maxlength: number;
}

function LineField({ fields, faults, name, label, maxlength }: LineFieldProperties) {
  return (
    <Field
      pointer={`/${name}`}
      label={label}
      faults={faults}
      control={(attributes) => (
        <input
          {...attributes}
          name={name}
          value={fields[name]}
          maxlength={maxlength}
          dir="auto"
          inputmode={name === 'order' ? 'numeric' : null}
        />
      )}
    />
  );
}

export interface ConfirmRemovalProperties {
  words: DeskWords;
  id: string;
  filename: string;
  /** The errors that the release would have without the file. */
  faults: readonly Fault[];
  etag: string;
}

export function ConfirmRemoval({ words, id, filename, faults, etag }: ConfirmRemovalProperties) {
  return (
    <>
      <div class="faults" role="alert">
        <p>{fill(words.fileIsNamed, filename)}</p>
        <ul>
          {faults.map(({ pointer, detail }) => (
            <li>
              {placeName(pointer, words)} {detail}
            </li>
          ))}
        </ul>
      </div>
      <form method="post" action={deskFile(id, filename, 'remove')}>
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="confirmed" value="yes" />
        <button type="submit" class="grave">
          {words.removeAnyway}
        </button>
      </form>
      <p>
        <a href={paths.deskRelease(id)}>{words.back}</a>
      </p>
    </>
  );
}
