/** Terms: the five taxonomies, the tree of one, the form of a term. */
import * as paths from '../../src/domain/paths.ts';
import type { Fault } from '../../src/domain/problem.ts';
import {
  type Names,
  type Taxonomy,
  type TaxonomySlug,
  type Term,
  taxonomySlugs,
  termName,
} from '../../src/domain/taxonomy.ts';
import { wordsOf } from '../words.ts';
import { AdminTrail, DeleteForm } from './admin.tsx';
import { FaultList, Field } from './frame.tsx';
import { fieldId } from './place-names.ts';
import { type DeskWords, fill } from './words.ts';

export const termsPath = `${paths.desk}/terms`;

export const taxonomyPath = (taxonomy: TaxonomySlug) => `${termsPath}/${taxonomy}`;

export const termPath = (taxonomy: TaxonomySlug, slug: string) =>
  `${taxonomyPath(taxonomy)}/${encodeURIComponent(slug)}`;

const titles = {
  kinds: 'kind',
  'fields-of-work': 'fieldsOfWork',
  countries: 'countries',
  structures: 'sources',
  meetings: 'meetings',
} as const satisfies Record<TaxonomySlug, keyof DeskWords>;

/** The name of a taxonomy, as the form of a release calls it. */
export const taxonomyTitle = (words: DeskWords, taxonomy: TaxonomySlug): string =>
  words[titles[taxonomy]];

interface Shared {
  words: DeskWords;
  lang: string;
  /** The languages of the site, the default one first. */
  languages: readonly string[];
  taxonomy: Taxonomy;
  faults: readonly Fault[];
}

export function TermsPage({ words, lang, taxonomy, faults }: Omit<Shared, 'languages'>) {
  return (
    <>
      <AdminTrail words={words} />
      <FaultList lang={lang} faults={faults} />
      <ul class="items">
        {taxonomySlugs.map((slug) => (
          <li>
            <a href={taxonomyPath(slug)}>{taxonomyTitle(words, slug)}</a>
            <small>{fill(words.termCount, taxonomy.list(slug).length)}</small>
          </li>
        ))}
      </ul>
      <section>
        <h2>{words.termsCsv}</h2>
        <p>
          <a href={`${termsPath}/csv`}>{words.downloadCsv}</a>
        </p>
        <form method="post" action={`${termsPath}/csv`} enctype="multipart/form-data" class="panel">
          <Field
            pointer="/file"
            label={words.chooseFile}
            hint={words.termsCsvText}
            faults={faults}
            control={(attributes) => (
              <input {...attributes} type="file" name="file" accept=".csv,text/csv" required />
            )}
          />
          <p class="hint">{words.rehearseText}</p>
          <button type="submit" class="main">
            {words.rehearse}
          </button>
        </form>
      </section>
    </>
  );
}

/** The fields of a term as they were typed. */
export interface TermFields {
  slug: string;
  parent: string;
  closed: boolean;
  names: Names;
}

export interface TermTreeProperties extends Shared {
  slug: TaxonomySlug;
  created: TermFields;
  /** `Idempotency-Key` of the form. */
  key: string;
}

export function TermTree(page: TermTreeProperties) {
  const { words, lang, taxonomy, slug, faults, created, key } = page;
  const roots = taxonomy.list(slug).filter(({ parentId }) => parentId === null);
  return (
    <>
      <AdminTrail words={words} places={[{ path: termsPath, title: words.adminTerms }]} />
      <FaultList lang={lang} faults={faults} />
      {roots.length === 0 ? <p>{words.noTerms}</p> : <Branch {...page} terms={roots} />}
      <form method="post" action={taxonomyPath(slug)} class="panel">
        <h2>{words.newTerm}</h2>
        <input type="hidden" name="key" value={key} />
        <TermInputs {...page} fields={created} slugHint={words.termSlugNew} />
        <button type="submit" class="main">
          {words.newTerm}
        </button>
      </form>
    </>
  );
}

function Branch(page: TermTreeProperties & { terms: Term[] }) {
  const { words, lang, languages, taxonomy, terms } = page;
  return (
    <ul class="tree">
      {terms.map((term) => {
        const children = taxonomy.childrenOf(term);
        return (
          <li>
            <a href={termPath(term.taxonomy, term.slug)}>
              <bdi>{termName(term, lang, languages)}</bdi>
            </a>{' '}
            <small>{Object.keys(term.names).join(' ')}</small>
            {term.closed && <span class="state draft">{words.closedTerm}</span>}
            {children.length > 0 && <Branch {...page} terms={children} />}
          </li>
        );
      })}
    </ul>
  );
}

export interface TermPageProperties extends Shared {
  term: Term;
  etag: string;
  fields: TermFields;
}

export function TermPage(page: TermPageProperties) {
  const { words, lang, term, etag, faults } = page;
  const { taxonomy: slug } = term;
  const path = termPath(slug, term.slug);
  const places = [
    { path: termsPath, title: words.adminTerms },
    { path: taxonomyPath(slug), title: taxonomyTitle(words, slug) },
  ];
  return (
    <>
      <AdminTrail words={words} places={places} />
      <FaultList lang={lang} faults={faults} />
      <form method="post" action={path} class="panel">
        <input type="hidden" name="etag" value={etag} />
        <TermInputs {...page} slug={slug} itself={term} slugHint={words.termSlugHint} />
        <label class="choice">
          <input
            type="checkbox"
            id={fieldId('/closed')}
            name="closed"
            checked={page.fields.closed}
          />
          {words.termClosed}
        </label>
        <button type="submit" class="main">
          {words.save}
        </button>
      </form>
      <DeleteForm path={path} etag={etag} text={words.deleteTerm}>
        <p class="hint">{words.deleteTermText}</p>
      </DeleteForm>
    </>
  );
}

interface TermInputsProperties extends Shared {
  slug: TaxonomySlug;
  itself?: Term;
  fields: TermFields;
  slugHint: string;
}

function TermInputs(form: TermInputsProperties) {
  const { words, languages, fields, faults, slugHint } = form;
  return (
    <>
      <fieldset class="field" id={fieldId('/names')}>
        <legend>{words.termNames}</legend>
        {languages.map((one) => (
          <Field
            pointer={`/names/${one}`}
            label={fill(words.termNameIn, wordsOf(one).language)}
            faults={faults}
            control={(attributes) => (
              <input
                {...attributes}
                name={`names.${one}`}
                value={fields.names[one] ?? ''}
                lang={one}
                dir="auto"
                maxlength={500}
                autocomplete="off"
              />
            )}
          />
        ))}
      </fieldset>
      <Field
        pointer="/parent"
        label={words.termParent}
        faults={faults}
        control={(attributes) => (
          <select {...attributes} name="parent">
            <option value="">{words.termTop}</option>
            <ParentOptions {...form} />
          </select>
        )}
      />
      <Field
        pointer="/slug"
        label={words.termSlug}
        hint={slugHint}
        faults={faults}
        control={(attributes) => (
          <input {...attributes} name="slug" value={fields.slug} maxlength={150} dir="auto" />
        )}
      />
    </>
  );
}

/** The terms below which a term can be: all but itself and those below it, indented by level. */
function ParentOptions({ taxonomy, slug, itself, lang, languages, fields }: TermInputsProperties) {
  const inOrder = (parentId: number | null, level: number): [Term, number][] =>
    taxonomy
      .list(slug)
      .filter((term) => term.parentId === parentId && term !== itself)
      .flatMap((term) => [[term, level], ...inOrder(term.id, level + 1)]);
  return (
    <>
      {inOrder(null, 0).map(([term, level]) => (
        <option value={term.slug} selected={term.slug === fields.parent}>
          {'\u2003'.repeat(level) + termName(term, lang, languages)}
        </option>
      ))}
    </>
  );
}
