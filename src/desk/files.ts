/** The files of a release at the desk: listed and uploaded. */
import { fileSize } from '../../templates/dates.ts';
import { fileKind } from '../../templates/desk/file-kind.ts';
import { FilesPage, type UploadFields } from '../../templates/desk/files.tsx';
import { type DeskWords, fill } from '../../templates/desk/words.ts';
import { isFilename, isShownPicture, largestFile, typeOfName } from '../domain/attachment.ts';
import * as paths from '../domain/paths.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import type { Site } from '../domain/site.ts';
import type { AppContext } from '../http/context.ts';
import { findStandings } from '../store/editorial/standings.ts';
import { callApi, type Document } from './api-call.ts';
import { faultsInWords, messageInWords } from './faults.ts';
import { largestUpload, readUpload, type Upload } from './file-upload.ts';
import { field } from './form.ts';
import { type DeskStatus, deskPage, doneMessage, idOf, seeOther, wordsFor } from './page.ts';
import { releaseState } from './release-state.ts';

type Working = Document<'GET /releases/{id}'>;

const noFields: UploadFields = { title: '', lang: '', replace: false };

export function filesPage(c: AppContext) {
  return showFiles(c, noFields, [], 200);
}

async function showFiles(
  c: AppContext,
  fields: UploadFields,
  faults: readonly Fault[],
  status: DeskStatus,
) {
  const { site, lang } = c.var;
  const words = wordsFor(c);
  const params = { id: idOf(c) };
  const [{ document, etag }, shown] = await Promise.all([
    callApi(c, 'GET /releases/{id}', { params }),
    publicFiles(c, params.id),
  ]);
  const children = FilesPage({
    words,
    lang,
    languages: site.languages,
    state: releaseState(c, document),
    files: document.attachments.map((file) => ({
      ...file,
      kind: fileKind(file.filename, file.mediaType, words),
      size: fileSize(file.size, lang),
      thumbnail:
        isShownPicture(file.mediaType) && shown.has(`${file.id} ${file.sha256}`)
          ? thumbnailPath(site, document.id, file)
          : null,
    })),
    limit: {
      bytes: largestUpload,
      size: fileSize(largestUpload, lang),
      refusal: tooLarge(words, lang),
    },
    etag,
    fields,
    faults,
  });
  const messages: Record<string, string> = {
    uploaded: words.doneUploaded,
    changed: words.doneChanged,
    removed: words.doneRemoved,
  };
  const message = doneMessage(c, messages);
  return deskPage(c, { title: words.files, section: 'releases', message, children }, status);
}

/** A picture that readers see: as they get it, which is cached, or by the desk if that is on another host. */
const thumbnailPath = (
  { origin, deskOrigin }: Site,
  id: string,
  file: Working['attachments'][number],
): string =>
  deskOrigin === origin
    ? paths.file(file)
    : paths.deskRelease(id, `files/${encodeURIComponent(file.filename)}`);

/** The ids and digests of the files that readers see: the address of any other leads nowhere. */
async function publicFiles({ var: { primary, now } }: AppContext, id: string) {
  const { live } = await findStandings(primary, id, now);
  const attachments = live?.snapshot.attachments ?? [];
  return new Set(attachments.map((file) => `${file.id} ${file.sha256}`));
}

/** Uploads a file. One of the same name is replaced only if the form says so. */
export async function uploadFile(c: AppContext) {
  const params = { id: idOf(c) };
  const words = wordsFor(c);
  // A person who may not see the release uploads no megabytes to learn it.
  await callApi(c, 'GET /releases/{id}', { params });
  let fields = noFields;
  let name = '';
  try {
    const upload = await readUpload(c);
    fields = uploadFields(upload);
    name = upload.file?.name ?? '';
    const { file, mediaType } = checkedFile(words, upload);
    await callApi(c, 'PUT /releases/{id}/attachments/{filename}', {
      params: { ...params, filename: file.name },
      query: {
        ...(fields.title && { title: fields.title }),
        ...(fields.lang && { lang: fields.lang }),
      },
      body: file.bytes,
      mediaType,
      ...(fields.replace && { etag: field(upload.fields, 'etag') }),
    });
    return seeOther(c, paths.deskRelease(params.id, 'files'), 'uploaded');
  } catch (error) {
    const { faults, status } = uploadRefusal(c, error, name);
    return showFiles(c, fields, faults, status);
  }
}

const tooLarge = (words: DeskWords, lang: string) =>
  fill(words.fileTooLarge, ...[largestUpload, largestFile].map((bytes) => fileSize(bytes, lang)));

const uploadFields = ({ fields }: Upload): UploadFields => ({
  title: field(fields, 'title'),
  lang: field(fields, 'lang'),
  replace: fields.get('replace') !== null,
});

/**
 * The file with the media type of its name.
 * @throws Problem `invalid` without a file or with a name that is not accepted, `unsupported-media-type`
 */
function checkedFile(words: DeskWords, { file }: Upload) {
  if (!file) throw new Problem('invalid', words.needsFile);
  if (!isFilename(file.name)) throw new Problem('invalid', words.badFilename);
  const mediaType = typeOfName(file.name);
  if (!mediaType) throw new Problem('unsupported-media-type', words.unknownExtension);
  return { file, mediaType };
}

const shownCodes = new Set([
  'malformed',
  'conflict',
  'stale',
  'too-large',
  'unsupported-media-type',
  'invalid',
  'precondition-required',
]);

/** A refusal as faults of the form, with what to do. Any other error is thrown. */
function uploadRefusal(c: AppContext, error: unknown, name: string) {
  if (!(error instanceof Problem) || !shownCodes.has(error.code)) throw error;
  const words = wordsFor(c);
  const sentences: Record<string, string> = {
    'too-large': tooLarge(words, c.var.lang),
    'unsupported-media-type': `${messageInWords(c, error)} ${words.fileKinds}`,
    'precondition-required': fill(words.fileExists, name),
  };
  const detail = sentences[error.code] ?? messageInWords(c, error);
  const faults = error.errors.some(({ pointer }) => pointer !== '')
    ? faultsInWords(c, error.errors)
    : [{ pointer: '/file', detail }];
  return { faults, status: error.status as DeskStatus };
}
