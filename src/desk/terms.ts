/** Terms at the desk: the five taxonomies as trees; terms are made, renamed, moved, closed, deleted. */
import {
  type TermFields,
  TermPage,
  TermsPage,
  TermTree,
  taxonomyPath,
  taxonomyTitle,
  termPath,
} from '../../templates/desk/terms.tsx';
import { manageSite } from '../api/permissions.ts';
import { newId } from '../domain/identifier.ts';
import type { Fault } from '../domain/problem.ts';
import { slugify } from '../domain/slug.ts';
import { isTaxonomy, type TaxonomySlug, termName } from '../domain/taxonomy.ts';
import { requirePermission } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { findTaxonomy } from '../store/taxonomy/terms.ts';
import { callApi } from './api-call.ts';
import { formFaults, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import {
  type DeskStatus,
  deskPage,
  doneMessage,
  editedMessage,
  noPage,
  seeOther,
  wordsFor,
} from './page.ts';

export function termsPage(c: AppContext) {
  return showTerms(c, [], 200);
}

export async function showTerms(c: AppContext, faults: readonly Fault[], status: DeskStatus) {
  await requirePermission(c, manageSite);
  const words = wordsFor(c);
  const taxonomy = await findTaxonomy(c.var.primary);
  const children = TermsPage({ words, lang: c.var.lang, taxonomy, faults });
  const message = doneMessage(c, { carried: words.doneCarriedOut });
  return deskPage(c, { title: words.adminTerms, section: 'admin', message, children }, status);
}

const noFields: TermFields = { slug: '', parent: '', closed: false, names: {} };

export function termTreePage(c: AppContext) {
  return showTree(c, noFields, newId(), [], 200);
}

async function showTree(
  c: AppContext,
  created: TermFields,
  key: string,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  await requirePermission(c, manageSite);
  const slug = taxonomyIn(c);
  const words = wordsFor(c);
  const { site, lang, primary } = c.var;
  const children = TermTree({
    words,
    lang,
    languages: site.languages,
    taxonomy: await findTaxonomy(primary),
    slug,
    created,
    key,
    faults,
  });
  const message = editedMessage(c);
  const title = taxonomyTitle(words, slug);
  return deskPage(c, { title, section: 'admin', message, children }, status);
}

/** @throws Problem `not-found` */
function taxonomyIn(c: AppContext): TaxonomySlug {
  const slug = c.req.param('taxonomy') ?? '';
  if (!isTaxonomy(slug)) throw noPage();
  return slug;
}

function postedTerm(c: AppContext, form: URLSearchParams): TermFields {
  const names = c.var.site.languages.map((lang) => [lang, field(form, `names.${lang}`)]);
  return {
    slug: field(form, 'slug'),
    parent: field(form, 'parent'),
    closed: form.has('closed'),
    names: Object.fromEntries(names),
  };
}

/** The document that the API takes: a name that is empty is removed. */
const toDocument = ({ slug, parent, closed, names }: TermFields) => ({
  slug,
  parent: parent === '' ? null : parent,
  closed,
  names: Object.fromEntries(Object.entries(names).filter(([, name]) => name !== '')),
});

/** Adds a term. Without an address it gets one from its name in the default language. */
export async function createTermByForm(c: AppContext) {
  const taxonomy = taxonomyIn(c);
  const form = await readForm(c);
  const fields = postedTerm(c, form);
  const { defaultLanguage } = c.var.site;
  const name = fields.names[defaultLanguage] ?? '';
  const slug = fields.slug || slugify(name, '', defaultLanguage);
  const body = toDocument({ ...fields, slug });
  try {
    await callApi(c, 'POST /taxonomies/{taxonomy}/terms', {
      params: { taxonomy },
      body,
      key: field(form, 'key') || newId(),
    });
    return seeOther(c, taxonomyPath(taxonomy), 'created');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showTree(c, fields, newId(), errors, status);
  }
}

export function termPage(c: AppContext) {
  return showTerm(c);
}

const paramsOf = (c: AppContext) => ({
  taxonomy: taxonomyIn(c),
  slug: (c.req.param('slug') ?? '').normalize(),
});

async function showTerm(c: AppContext, typed: TermFields | null = null, error?: unknown) {
  const params = paramsOf(c);
  const words = wordsFor(c);
  const { site, lang, primary } = c.var;
  const [{ document, etag }, taxonomy] = await Promise.all([
    callApi(c, 'GET /taxonomies/{taxonomy}/terms/{slug}', { params }),
    findTaxonomy(primary),
  ]);
  const term = taxonomy.bySlug(params.taxonomy, params.slug);
  if (!term) throw noPage();
  const parent = taxonomy.bySlug(params.taxonomy, document.parent ?? '');
  const { faults, status } = formFaults(c, error, typed, document, {
    ...(parent && { '/parent': termName(parent, lang, site.languages) }),
  });
  const children = TermPage({
    words,
    lang,
    languages: site.languages,
    taxonomy,
    term,
    etag,
    fields: typed ?? { ...document, parent: document.parent ?? '' },
    faults,
  });
  const message = doneMessage(c, { saved: words.doneChanged });
  const title = termName(term, lang, site.languages);
  return deskPage(c, { title, section: 'admin', message, children }, status);
}

/** Saves a term. Its names in languages that the site does not have stay. */
export async function changeTerm(c: AppContext) {
  const params = paramsOf(c);
  const form = await readForm(c);
  const fields = postedTerm(c, form);
  try {
    const { document } = await callApi(c, 'GET /taxonomies/{taxonomy}/terms/{slug}', { params });
    const others = Object.entries(document.names).filter(
      ([lang]) => !c.var.site.languages.includes(lang),
    );
    const body = toDocument({
      ...fields,
      names: { ...Object.fromEntries(others), ...fields.names },
    });
    const etag = field(form, 'etag') || '""';
    await callApi(c, 'PUT /taxonomies/{taxonomy}/terms/{slug}', { params, body, etag });
    return seeOther(c, termPath(params.taxonomy, body.slug), 'saved');
  } catch (error) {
    return showTerm(c, fields, error);
  }
}

export async function deleteTermByForm(c: AppContext) {
  const params = paramsOf(c);
  const etag = field(await readForm(c), 'etag') || '""';
  try {
    await callApi(c, 'DELETE /taxonomies/{taxonomy}/terms/{slug}', { params, etag });
    return seeOther(c, taxonomyPath(params.taxonomy), 'deleted');
  } catch (error) {
    return showTerm(c, null, error);
  }
}
