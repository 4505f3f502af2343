/** The details of a file at the desk: changed, and the file removed. */
import {
  ConfirmRemoval,
  type DetailFields,
  FileDetailsPage,
} from '../../templates/desk/file-details.tsx';
import { checkTexts } from '../domain/checks.ts';
import * as paths from '../domain/paths.ts';
import type { Fault } from '../domain/problem.ts';
import type { AppContext } from '../http/context.ts';
import { callApi, type Document } from './api-call.ts';
import { faultsInWords, refusalOf } from './faults.ts';
import { field, readForm } from './form.ts';
import { type DeskStatus, deskPage, noPage, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

type Working = Document<'GET /releases/{id}'>;
type File = Working['attachments'][number];

/** The release of the address, and its file. */
async function requestedFile(c: AppContext) {
  const params = {
    id: c.req.param('id') ?? '',
    filename: (c.req.param('filename') ?? '').normalize(),
  };
  const { document, etag } = await callApi(c, 'GET /releases/{id}', { params: { id: params.id } });
  const file = document.attachments.find(({ filename }) => filename === params.filename);
  if (!file) throw noPage();
  return { params, document, etag, file };
}

type Requested = Awaited<ReturnType<typeof requestedFile>>;

export async function fileDetailsPage(c: AppContext) {
  const requested = await requestedFile(c);
  return showDetails(c, requested, detailFields(requested.file), [], 200);
}

function showDetails(
  c: AppContext,
  { document, etag, file }: Requested,
  fields: DetailFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const { site, lang } = c.var;
  const children = FileDetailsPage({
    words: wordsFor(c),
    lang,
    languages: site.languages,
    textLanguages: textLanguages(document, file),
    state: releaseState(c, document),
    file,
    etag,
    fields,
    faults,
  });
  return deskPage(c, { title: file.filename, section: 'releases', children }, status);
}

/** The languages in which a file has texts or needs them: those of the release, and those that are there. */
function textLanguages({ editions }: Working, { alt, caption }: File): string[] {
  return [...new Set([...Object.keys(editions), ...Object.keys(alt), ...Object.keys(caption)])];
}

const isPicture = ({ mediaType }: File) => mediaType.startsWith('image/');

const detailFields = ({ title, lang, alt, caption, credit, licence, order, lead }: File) => ({
  title,
  lang: lang ?? '',
  alt,
  caption,
  credit: credit ?? '',
  licence: licence ?? '',
  order: order === null ? '' : String(order),
  lead,
  decorative: Object.values(alt).some((text) => text === ''),
});

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

export async function saveFileDetails(c: AppContext) {
  const form = await readForm(c);
  const requested = await requestedFile(c);
  const { params, document, file } = requested;
  const fields = postedDetails(form, textLanguages(document, file));
  try {
    await callApi(c, 'PATCH /releases/{id}/attachments/{filename}', {
      params,
      body: toPatch(fields, file),
      etag: field(form, 'etag'),
    });
    return seeOther(c, paths.deskRelease(params.id, 'files'), 'changed');
  } catch (error) {
    const { errors, status } = refusalOf(c, error);
    return showDetails(c, requested, fields, errors, status);
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
    return showDetails(c, requested, detailFields(file), errors, status);
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
