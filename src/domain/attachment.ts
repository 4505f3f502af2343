/** Attachments of a release: accepted types, and the first bytes that each must have. */
import { isTextual, isUtf8, notUtf8 } from './inspection.ts';
import { inLanguage } from './language.ts';
import { magicByteChecks } from './magic-bytes.ts';
import type { Site } from './site.ts';

/** A file of a revision. */
export interface Attachment {
  /** The public address, the same for every version of the file. */
  id: string;
  filename: string;
  /** The object in R2; never shown. */
  key: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  title: string;
  /** The language it is in, or null for all. */
  lang: string | null;
  /** Alternative text by language; empty for a decorative picture. */
  alt?: Readonly<Record<string, string>>;
  caption?: Readonly<Record<string, string>>;
  credit?: string | null;
  licence?: string | null;
  /** Its place among the others; those without one come last. */
  order?: number | null;
  /** Whether it is the release's main picture: one at most. */
  lead?: boolean;
  /** Pixels, from the header of a picture. */
  width?: number | null;
  height?: number | null;
}

/** Optional details of an attachment, each with its empty value. */
export function detailsOf(file: Attachment) {
  const { alt = {}, caption = {}, credit = null, licence = null } = file;
  const { order = null, lead = false, width = null, height = null } = file;
  return { alt, caption, credit, licence, order, lead, width, height };
}

/** Only the details that an attachment has, in one order: as revisions and records keep them. */
export function givenDetails(file: Partial<Attachment>): Partial<ReturnType<typeof detailsOf>> {
  return Object.fromEntries(
    Object.entries(detailsOf(file as Attachment)).filter(([, value]) =>
      typeof value === 'object' && value !== null
        ? Object.keys(value).length > 0
        : Boolean(value) || value === 0,
    ),
  );
}

/** An attachment as a record has it: without its object in R2, and only with the details that it has. */
export function toRecordedFile(file: Omit<Attachment, 'key'>) {
  const { id, filename, mediaType, size, sha256, title, lang } = file;
  return { id, filename, mediaType, size, sha256, title, lang, ...givenDetails(file) };
}

/** The title that an editor gave; empty if it is the name of the file, which says nothing to readers. */
export const givenTitle = ({ title, filename }: Attachment) => (title === filename ? '' : title);

/** The alternative text in the language of the page or the nearest, or else the title; empty without both. */
export function altOf(site: Site, lang: string, file: Attachment): string {
  return inLanguage(file.alt ?? {}, lang, site.languages) ?? givenTitle(file);
}

/** Attachments by order, those without an order last, in the order of their upload. */
export function inOrder(attachments: readonly Attachment[]): Attachment[] {
  const place = ({ order }: Attachment) => order ?? Number.MAX_SAFE_INTEGER;
  return attachments.toSorted((one, other) => place(one) - place(other));
}

/** The files that belong to an edition: those in its language, and those of no language. */
export function filesIn<File extends Pick<Attachment, 'lang'>>(
  attachments: readonly File[],
  lang: string,
): File[] {
  return attachments.filter((file) => file.lang === null || file.lang === lang);
}

/** The pictures among them that every browser shows, the main one first. */
export function picturesOf(attachments: Attachment[], lang: string): Attachment[] {
  const pictures = filesIn(attachments, lang).filter(({ mediaType }) => isShownPicture(mediaType));
  return pictures.toSorted((one, other) => Number(other.lead ?? false) - Number(one.lead ?? false));
}

const shownPicture = /^image\/(?:jpeg|png|gif|webp|avif)$/;

/** Whether every browser shows pictures of the media type; TIFF and HEIC are files to download. */
export function isShownPicture(mediaType: string): boolean {
  return shownPicture.test(mediaType);
}

/** The limit of files of a release. */
export const mostFiles = 1000;

/** The largest file, in bytes. */
export const largestFile = 100 * 1024 * 1024;

/**
 * The number of bytes at a file's beginning that show its type and size. A photograph for print has
 * half a megabyte of colour profile before its size.
 */
export const signatureLength = 1024 * 1024;

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** The accepted media types and their file extensions. */
const accepted: Record<string, string[]> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/heic': ['heic'],
  'image/tiff': ['tif', 'tiff'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a'],
  'audio/ogg': ['ogg', 'oga'],
  'audio/wav': ['wav'],
  'video/mp4': ['mp4'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov', 'qt'],
  'application/msword': ['doc'],
  'application/vnd.ms-excel': ['xls'],
  'application/vnd.ms-powerpoint': ['ppt'],
  [`${office}.wordprocessingml.document`]: ['docx'],
  [`${office}.spreadsheetml.sheet`]: ['xlsx'],
  [`${office}.presentationml.presentation`]: ['pptx'],
  [`${openDocument}.text`]: ['odt'],
  [`${openDocument}.spreadsheet`]: ['ods'],
  [`${openDocument}.presentation`]: ['odp'],
  'application/zip': ['zip'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
  'text/vtt': ['vtt'],
  'text/calendar': ['ics'],
  'application/x-subrip': ['srt'],
  'application/rtf': ['rtf'],
};

/** Names in use that nobody registered, and the registered ones. */
const aliases: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'audio/mp3': 'audio/mpeg',
  'text/rtf': 'application/rtf',
};

/** The media type of a `Content-Type` value if files of that type are accepted, else null. */
export function acceptedType(contentType: string): string | null {
  const given = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const mediaType = aliases[given] ?? given;
  return Object.hasOwn(accepted, mediaType) ? mediaType : null;
}

/** The media type of a file name's extension, or null if it is not accepted. */
export function typeOfName(filename: string): string | null {
  return Object.keys(accepted).find((type) => extensionFits(filename, type)) ?? null;
}

/** Whether a file name's extension belongs to the media type. */
export function extensionFits(filename: string, mediaType: string): boolean {
  const extension = filename.split('.').pop()?.toLowerCase() ?? '';
  return accepted[mediaType]?.includes(extension) ?? false;
}

/** Whether the first bytes (up to `signatureLength`) are of the media type. */
export async function bytesFit(beginning: Uint8Array, mediaType: string): Promise<boolean> {
  return (await magicByteChecks[mediaType]?.(beginning)) ?? false;
}

/** The message for bytes that do not match their media type. */
export function misfit(beginning: Uint8Array, mediaType: string): string {
  if (isTextual(mediaType) && !isUtf8(beginning)) return notUtf8;
  return `The bytes are not those of ${mediaType}.`;
}

const longestName = 150;

/**
 * Whether a file name can be shown and sent unchanged: one segment, an extension, no control or
 * bidi characters, nothing that a file system or a header would read otherwise.
 */
export function isFilename(name: string): boolean {
  return (
    name.length <= longestName &&
    name.isWellFormed() &&
    /^[^\p{Cc}\p{Cf}\\/:*?"<>|%]+\.[A-Za-z0-9]{1,8}$/u.test(name) &&
    !name.startsWith('.') &&
    name === name.trim()
  );
}
