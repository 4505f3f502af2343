/** The details of a file at the desk: changed, and the file removed. */
import * as v from 'valibot';
import {
  ConfirmRemoval,
  type DetailFields,
  FileDetailsPage,
} from '../../templates/desk/file-details.tsx';
import { wordsOf } from '../../templates/words.ts';
import { attachment } from '../api/response-schemas.ts';
import { checkTexts } from '../domain/checks.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi, type Document } from './api-call.ts';
import { faultsInWords, formFaults, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, noPage, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

type Working = Document<'GET /releases/{id}'>;
type File = Working['attachments'][number];

/** The release of the address, its file, and the languages in which the file has texts or needs them. */
async function requestedFile(c: AppContext) {
  const params = {
    id: c.req.param('id') ?? '',
    filename: (c.req.param('filename') ?? '').normalize(),
  };
  const { document, etag } = await callApi(c, 'GET /releases/{id}', { params: { id: params.id } });
  const file = document.attachments.find(({ filename }) => filename === params.filename);
  if (!file) throw noPage();
  const { alt, caption } = file;
  const languages = Object.keys({ ...document.editions, ...alt, ...caption });
  return { params, document, etag, file, languages };
}

type Requested = Awaited<ReturnType<typeof requestedFile>>;

export async function fileDetailsPage(c: AppContext) {
  const requested = await requestedFile(c);
  return showDetails(c, requested, detailFields(requested, requested.file), [], 200);
}

function showDetails(
  c: AppContext,
  { document, etag, file, languages }: Requested,
  fields: DetailFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const { site, lang } = c.var;
  const children = FileDetailsPage({
    words: wordsFor(c),
    lang,
    languages: site.languages,
    textLanguages: languages,
    state: releaseState(c, document),
    file,
    etag,
    fields,
    faults,
  });
  return deskPage(c, { title: file.filename, section: 'releases', children }, status);
}

const isPicture = ({ mediaType }: File) => mediaType.startsWith('image/');

function detailFields({ languages }: Requested, file: File): DetailFields {
  const { title, lang, alt, caption, credit, licence, order, lead } = file;
  const texts = (given: Record<string, string>) =>
    Object.fromEntries(languages.map((one) => [one, given[one] ?? '']));
  return {
    title,
    lang: lang ?? '',
    alt: texts(alt),
    caption: texts(caption),
    credit: credit ?? '',
    licence: licence ?? '',
    order: String(order ?? ''),
    lead,
    decorative: Object.values(alt).some((text) => text === ''),
  };
}

function postedDetails(form: URLSearchParams, languages: readonly string[]): DetailFields {
  const texts = (name: string) =>
    Object.fromEntries(languages.map((lang) => [lang, field(form, `${name}.${lang}`)]));
  return {
    title: field(form, 'title'),
    lang: field(form, 'lang'),
    alt: texts('alt'),
    caption: texts('caption'),
    credit: field(form, 'credit'),
    licence: field(form, 'licence'),
    order: field(form, 'order'),
    lead: form.get('lead') !== null,
    decorative: form.get('decorative') !== null,
  };
}

/** The merge patch that the API takes: a text that is empty is removed. */
function toPatch(fields: DetailFields, file: File) {
  const { title, lang, alt, caption, credit, licence, order, lead, decorative } = fields;
  const texts = (given: Readonly<Record<string, string>>, empty: string | null) =>
    Object.fromEntries(Object.entries(given).map(([one, text]) => [one, text || empty]));
  return {
    title: title || file.filename,
    lang: lang || null,
    caption: texts(caption, null),
    credit: credit || null,
    licence: licence || null,
    order: order === '' ? null : /^\d+$/.test(order) ? Number(order) : order,
    ...(isPicture(file) && { alt: texts(alt, decorative ? '' : null), lead }),
  };
}

/** The file as the form showed it; as it is stored if the form does not say. */
function shownFile(base: string, file: File): File {
  try {
    return v.parse(attachment, JSON.parse(base));
  } catch {
    return file;
  }
}

/** The members of a merge patch that differ from what they would replace. */
function changedMembers(patch: object, before: object): object {
  const changes = Object.entries(patch).flatMap(([name, value]) => {
    const other = (before as Record<string, unknown>)[name] ?? null;
    if (!value || typeof value !== 'object') return value === other ? [] : [[name, value]];
    const changed = changedMembers(value, other as object);
    return Object.keys(changed).length > 0 ? [[name, changed]] : [];
  });
  return Object.fromEntries(changes);
}

/**
 * Saves the details that were changed since the form was shown. If only the text or other files of the
 * release changed meanwhile, that is no conflict. If others changed the details, nothing is written, and
 * the form is shown with the changes of both sides.
 */
export async function saveFileDetails(c: AppContext) {
  const form = await readForm(c);
  const requested = await requestedFile(c);
  const { params, file, languages } = requested;
  const base = field(form, 'base');
  const shown = shownFile(base, file);
  const typed = postedDetails(form, languages);
  const body: Partial<File> = changedMembers(toPatch(typed, file), shown);
  try {
    const etag = base === JSON.stringify(file) ? requested.etag : field(form, 'etag');
    await callApi(c, 'PATCH /releases/{id}/attachments/{filename}', { params, body, etag });
    return seeOther(c, paths.deskRelease(params.id, 'files'), 'changed');
  } catch (error) {
    const stored = detailFields(requested, file);
    const { faults, status } = formFaults(c, error, detailFields(requested, shown), stored, {
      ...(file.lang && { '/lang': wordsOf(file.lang).language }),
    });
    const [alt, caption] = [
      { ...file.alt, ...body.alt },
      { ...file.caption, ...body.caption },
    ];
    const fields = detailFields(requested, { ...file, ...body, alt, caption });
    return showDetails(c, requested, fields, faults, status);
  }
}

/** Removes a file from the newest version, asking first if its text names the file. */
export async function removeFile(c: AppContext) {
  const form = await readForm(c);
  const requested = await requestedFile(c);
  const { params, document, file } = requested;
  const words = wordsFor(c);
  const missed = form.get('confirmed') === null ? missedBy(document, file) : [];
  const faults = faultsInWords(c, missed);
  const etag = field(form, 'etag');
  if (faults.length > 0) {
    const children = ConfirmRemoval({
      words,
      id: params.id,
      filename: file.filename,
      faults,
      etag,
    });
    return deskPage(c, { title: words.removeFile, section: 'releases', children });
  }
  try {
    await callApi(c, 'DELETE /releases/{id}/attachments/{filename}', { params, etag });
    return seeOther(c, paths.deskRelease(params.id, 'files'), 'removed');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showDetails(c, requested, detailFields(requested, file), errors, status);
  }
}

/** The errors that the checks would find without the file. */
function missedBy({ editions, attachments }: Working, { filename }: File): Fault[] {
  const others = attachments.filter((one) => one.filename !== filename);
  const before = new Set(
    checkTexts(editions, attachments).errors.map((one) => JSON.stringify(one)),
  );
  return checkTexts(editions, others).errors.filter((one) => !before.has(JSON.stringify(one)));
}
