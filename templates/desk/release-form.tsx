/** The form of a release: an edition for each language, and the facts. */
import type { BookContact } from '../../src/domain/contact-book.ts';
import { directionOf } from '../../src/domain/language.ts';
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import { type EditionText, type TermField, termFieldNames } from '../../src/domain/release.ts';
import { type Taxonomy, termName } from '../../src/domain/taxonomy.ts';
import { wordsOf } from '../words.ts';
import { ContactFields, type OfferedBook } from './contact-fields.tsx';
import { CharacterCount, FormattingTemplate, FormattingToolbar } from './editing-aids.tsx';
import { LanguageTabs, type Outdated, OutdatedNotice } from './editions.tsx';
import { EventFields, type FormEvent } from './event-fields.tsx';
import { FaultList, Field } from './frame.tsx';
import { fieldId } from './place-names.ts';
import { previewPath } from './preview-shell.tsx';
import { Saver, type SaverProperties } from './saver.tsx';
import { isOffered, TermChoices } from './term-choices.tsx';
import { type DeskWords, fill } from './words.ts';

/** An edition with all of its texts: the form sends the whole edition, so it must have each of them. */
export interface FormEdition extends Required<EditionText> {
  lang: string;
}

/** The fields of a release as a form has them: every text is there, terms by their slugs. */
export interface ReleaseFields extends Record<TermField, string[]> {
  kind: string;
  date: string;
  contacts: BookContact[];
  event: FormEvent;
  legacyUrls: string[];
  editions: FormEdition[];
}

export interface ReleaseFormProperties {
  words: DeskWords;
  lang: string;
  /** The languages of the site. */
  languages: readonly string[];
  taxonomy: Taxonomy;
  book: OfferedBook;
  fields: ReleaseFields;
  faults: readonly Fault[];
  /** The ETag that was read; null for a release that does not exist yet. */
  etag: string | null;
  /** The fields that were read with the ETag, as JSON: what changed meanwhile is found by them. */
  base: string;
  /** The key of this form. A new release is created once under it. */
  formKey: string;
  /** The changes in the first language since an edition was written, by language. */
  outdated: Readonly<Record<string, Outdated>>;
  saver: Pick<SaverProperties, 'release' | 'replaces' | 'isRestored' | 'isAutosaved'>;
}

export function ReleaseForm(form: ReleaseFormProperties) {
  const { words, lang, languages, fields, faults, etag, base, formKey, saver } = form;
  const missing = languages.filter(
    (one) => !fields.editions.some((edition) => edition.lang === one),
  );
  return (
    <form method="post" action={paths.deskRelease(saver.release ?? 'new')} class="release-form">
      <FaultList lang={lang} faults={faults} />
      <FormattingTemplate words={words} />
      <input type="hidden" name="etag" value={etag ?? ''} />
      <input type="hidden" name="base" value={base} />
      <input type="hidden" name="key" value={formKey} />
      {/* The button of the Enter key. */}
      <input type="submit" hidden />
      <LanguageTabs {...form} present={fields.editions.map((edition) => edition.lang)} />
      <div class="editions">
        {fields.editions.map((edition) => (
          <EditionFields {...form} edition={edition} />
        ))}
      </div>
      {missing.length > 0 && (
        <p class="row">
          <label for="add">{words.addLanguage}</label>
          <select id="add" name="add">
            {missing.map((one) => (
              <option value={one} lang={one}>
                {wordsOf(one).language}
              </option>
            ))}
          </select>
          <button type="submit" name="act" value="add">
            {words.add}
          </button>
        </p>
      )}
      <FactFields {...form} />
      <p class="acts">
        <button type="submit" name="act" value="save" class="main">
          {etag === null ? words.create : words.save}
        </button>
        <Saver words={words} {...saver} />
      </p>
    </form>
  );
}

function EditionFields({
  words,
  lang,
  faults,
  fields,
  edition,
  saver,
  outdated,
}: ReleaseFormProperties & { edition: FormEdition }) {
  const stale = outdated[edition.lang];
  const own = { lang: edition.lang, dir: directionOf(edition.lang) };
  const language = wordsOf(edition.lang).language;
  const place = (name: string) => `/editions/${edition.lang}/${name}`;
  const name = (field: string) => `editions.${edition.lang}.${field}`;
  return (
    <fieldset class="panel" id={fieldId(`/editions/${edition.lang}`)}>
      <legend lang={edition.lang === lang ? null : edition.lang}>{language}</legend>
      <input type="hidden" name="languages" value={edition.lang} />
      {stale && <OutdatedNotice words={words} outdated={stale} />}
      <Field
        pointer={place('title')}
        label={words.title}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            {...own}
            name={name('title')}
            value={edition.title}
            maxlength={300}
          />
        )}
      />
      <CharacterCount words={words} pointer={place('title')} text={edition.title} kind="title" />
      <Field
        pointer={place('place')}
        label={words.place}
        hint={words.placeHint}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            {...own}
            name={name('place')}
            value={edition.place}
            maxlength={100}
          />
        )}
      />
      <Field
        pointer={place('summary')}
        label={words.summary}
        hint={words.summaryHint}
        faults={faults}
        control={(attributes) => (
          <textarea {...attributes} {...own} name={name('summary')} rows={3} maxlength={1000}>
            {edition.summary}
          </textarea>
        )}
      />
      <CharacterCount
        words={words}
        pointer={place('summary')}
        text={edition.summary}
        kind="summary"
      />
      <div class="text">
        <Field
          pointer={place('markdown')}
          label={words.text}
          hint={words.textHint}
          faults={faults}
          control={(attributes) => (
            <>
              <FormattingToolbar words={words} field={attributes.id} />
              <textarea {...attributes} {...own} name={name('markdown')} rows={18} data-markdown>
                {`\n${edition.markdown}`}
              </textarea>
            </>
          )}
        />
      </div>
      <Field
        pointer={place('slug')}
        label={words.slug}
        hint={words.slugHint}
        faults={faults}
        control={(attributes) => (
          <input
            {...attributes}
            {...own}
            name={name('slug')}
            value={edition.slug}
            maxlength={100}
          />
        )}
      />
      <button
        type="submit"
        name="preview"
        value={edition.lang}
        formaction={previewPath(saver.release)}
        formtarget="_blank"
      >
        {fill(words.previewIn, language)}
      </button>
      {fields.editions.length > 1 && (
        <label class="choice">
          <input type="checkbox" name="remove" value={edition.lang} />
          {fill(words.removeLanguage, language)}
        </label>
      )}
    </fieldset>
  );
}

function FactFields(form: ReleaseFormProperties) {
  const { words, lang, languages, taxonomy, book, fields, faults } = form;
  const kinds = taxonomy.list('kinds').filter(isOffered([fields.kind]));
  return (
    <fieldset class="panel">
      <legend>{words.facts}</legend>
      <Field
        pointer="/kind"
        label={words.kind}
        faults={faults}
        control={(attributes) => (
          <select {...attributes} name="kind">
            {kinds.map((term) => (
              <option value={term.slug} selected={term.slug === fields.kind}>
                {termName(term, lang, languages)}
              </option>
            ))}
          </select>
        )}
      />
      <Field
        pointer="/date"
        label={words.date}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} type="date" name="date" value={fields.date} />
        )}
      />
      {termFieldNames.map((field) => (
        <TermChoices
          {...{ words, lang, languages, taxonomy, field, faults }}
          chosen={fields[field]}
        />
      ))}
      <ContactFields words={words} contacts={fields.contacts} book={book} faults={faults} />
      <EventFields
        words={words}
        event={fields.event}
        languages={languages.filter(
          (one) =>
            one in fields.event.location || fields.editions.some((edition) => edition.lang === one),
        )}
        faults={faults}
      />
      <Field
        pointer="/legacyUrls"
        label={words.legacyUrls}
        hint={words.legacyUrlsHint}
        faults={faults}
        control={(attributes) => (
          <textarea {...attributes} name="legacyUrls" rows={2} dir="ltr">
            {`\n${fields.legacyUrls.join('\n')}`}
          </textarea>
        )}
      />
    </fieldset>
  );
}
