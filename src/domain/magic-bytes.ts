/**
 * Checks of a file's first bytes. They cover the accepted types alone, one at a time: what
 * else the bytes could be taken for (a polyglot) is never offered as that.
 */
import { ascii, entriesOf, says, textOf } from './zip.ts';

type Show = (beginning: Uint8Array) => boolean | Promise<boolean>;

const riff =
  (form: string): Show =>
  (bytes) =>
    says(bytes, 'RIFF') && says(bytes, form, 8);

/** The brands of an ISO base media file (ISO/IEC 14496-12, section 4.3), the major one first. */
function brandsOf(bytes: Uint8Array): string[] {
  if (!says(bytes, 'ftyp', 4)) return [];
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 256);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, at + 4));
  return brands;
}

const pictures = /^(?:avi[fs]|mif1|msf1|he[iv][cx])$/;
const audio = /^(?:M4[AB]|F4[AB]) $/;
/** Of QuickTime, of cameras and of old telephones: their own types. */
const others = /^(?:qt {2}|crx |3g..)$/;
const heic = /^he(?:ic|ix|im|is|vc|vx)$/;

const isAvif: Show = (bytes) => {
  const [major = '', ...compatible] = brandsOf(bytes);
  return /^avi[fs]$/.test(major) || (major === 'mif1' && compatible.includes('avif'));
};

const isHeic: Show = (bytes) => {
  const [major = '', ...compatible] = brandsOf(bytes);
  return (
    heic.test(major) || (/^m(?:if|sf)1$/.test(major) && compatible.some((one) => heic.test(one)))
  );
};

/** QuickTime: its own brand, or the first atom of a file from before there were brands. */
const isQuickTime: Show = (bytes) =>
  says(bytes, 'qt  ', 8)
    ? says(bytes, 'ftyp', 4)
    : (bytes[0] ?? 255) < 16 &&
      ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].some((atom) => says(bytes, atom, 4));

/** TIFF 6.0, section 2, in either byte order; BigTIFF too. */
const isTiff: Show = (bytes) =>
  ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((order) => says(bytes, order));

const isFilm = (bytes: Uint8Array): boolean => {
  const [major] = brandsOf(bytes);
  return major !== undefined && ![pictures, audio, others].some((one) => one.test(major));
};

const isMp4Sound: Show = (bytes) => audio.test(brandsOf(bytes)[0] ?? '') || isFilm(bytes);

/** An ID3 tag, or the header of a frame of layer III (ISO/IEC 11172-3, section 2.4.1.3). */
const isMp3: Show = (bytes) => {
  const [sync = 0, layer = 0, rate = 0] = bytes;
  const frame = sync === 0xff && (layer & 0xe6) === 0xe2 && rate >> 4 !== 15;
  return says(bytes, 'ID3') || (frame && ((rate >> 2) & 3) !== 3);
};

const isOggSound: Show = (bytes) =>
  says(bytes, 'OggS') &&
  ['OpusHead', '\x01vorbis', '\x7fFLAC', 'Speex  '].some((codec) => says(bytes, codec, 28));

/** EBML (RFC 8794) whose DocType is webm. */
const isWebm: Show = (bytes) =>
  says(bytes, '\x1a\x45\xdf\xa3') && ascii(bytes, 0, 64).includes('\x42\x82\x84webm');

/** A compound file: the format of Office until 2007. */
const isCompound: Show = (bytes) => says(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1');

const packages = /^(?:\[Content_Types\]\.xml$|(?:_rels|docProps|customXml|word|xl|ppt)\/)/i;
const programs = /^(?:META-INF\/(?:MANIFEST\.MF|mozilla\.rsa)|AndroidManifest\.xml|classes\.dex)$/;

/** Whether an archive with an entry of that name may be nothing else: no document, no program. */
export function isOfPlainArchive(name: string): boolean {
  return name !== 'mimetype' && !packages.test(name) && !programs.test(name);
}

const isArchive: Show = (bytes) =>
  entriesOf(bytes)?.every(({ name }) => isOfPlainArchive(name)) ?? false;

/** A package of Office whose parts are in `folder`, without macros (ECMA-376, part 2). */
const isPackage =
  (folder: string, part: string): Show =>
  async (bytes) => {
    const entries = entriesOf(bytes) ?? [];
    const macros = entries.some(({ name }) => /(?:^|\/)vbaProject\.bin$/i.test(name));
    if (macros || !entries.some(({ name }) => packages.test(name))) return false;
    const elsewhere = entries.some(
      ({ name }) => /^(?:word|xl|ppt)\//.test(name) && !name.startsWith(folder),
    );
    const types = entries.find(({ name }) => name.toLowerCase() === '[content_types].xml');
    if (!types?.end) return !elsewhere;
    const text = await textOf(bytes, types);
    return !/macroEnabled/i.test(text) && text.includes(`${part}.main+xml`);
  };

/** A package of OpenDocument: its first entry says its type (part 2, section 3.3). */
const isOpenDocument =
  (mediaType: string): Show =>
  async (bytes) => {
    const [first] = entriesOf(bytes) ?? [];
    return first?.name === 'mimetype' && (await textOf(bytes, first)).trim() === mediaType;
  };

const markup = /^\s*<(?:!doctype|!--|\?xml|html|svg|script|head|body|iframe)/i;

/** Whether bytes are UTF-8 without control characters, and not markup. */
function isPlain(bytes: Uint8Array): boolean {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
    const text = decoder.decode(bytes, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    return text !== '' && !markup.test(text) && !/[\u0000-\u0008\u000e-\u001f]/.test(text);
  } catch {
    return false;
  }
}

/** The number of bytes in which PDF readers look for the header. */
const pdfHeaderWithin = 1024;
const pdfHeader = '%PDF-';
/** Windows, Linux, scripts, Java, macOS; archives, which open from their end. */
const executable =
  /^(?:MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|PK)/;

/** A PDF, with its header at the beginning or behind bytes that are of nothing else. */
const isPdf: Show = async (bytes) => {
  const beginning = ascii(bytes, 0, pdfHeaderWithin + pdfHeader.length);
  const at = beginning.indexOf(pdfHeader);
  if (at < 0) return false;
  const before = beginning.slice(0, at).replace(/^\xef\xbb\xbf/, '');
  if (before.trim() === '') return true;
  if (markup.test(before) || executable.test(before)) return false;
  return (await typesOf(bytes)).length === 0;
};

const office = 'application/vnd.openxmlformats-officedocument';

/** Types that begin with a signature, at the first byte. */
const signed: Record<string, Show> = {
  'application/rtf': (bytes) => says(bytes, '{\\rtf'),
  'image/jpeg': (bytes) => says(bytes, '\xff\xd8\xff'),
  'image/png': (bytes) => says(bytes, '\x89PNG\r\n\x1a\n'),
  'image/gif': (bytes) => says(bytes, 'GIF87a') || says(bytes, 'GIF89a'),
  'image/webp': riff('WEBP'),
  'image/avif': isAvif,
  'image/heic': isHeic,
  'image/tiff': isTiff,
  'audio/mpeg': isMp3,
  'audio/mp4': isMp4Sound,
  'audio/ogg': isOggSound,
  'audio/wav': riff('WAVE'),
  'video/mp4': isFilm,
  'video/webm': isWebm,
  'video/quicktime': isQuickTime,
  'application/msword': isCompound,
  'application/vnd.ms-excel': isCompound,
  'application/vnd.ms-powerpoint': isCompound,
  [`${office}.wordprocessingml.document`]: isPackage('word/', 'wordprocessingml.document'),
  [`${office}.spreadsheetml.sheet`]: isPackage('xl/', 'spreadsheetml.sheet'),
  [`${office}.presentationml.presentation`]: isPackage('ppt/', 'presentationml.presentation'),
  ...Object.fromEntries(
    ['text', 'spreadsheet', 'presentation'].map((kind) => {
      const mediaType = `application/vnd.oasis.opendocument.${kind}`;
      return [mediaType, isOpenDocument(mediaType)];
    }),
  ),
  'application/zip': isArchive,
};

/** The types whose signature the bytes begin with. */
async function typesOf(bytes: Uint8Array): Promise<string[]> {
  const shown = await Promise.all(Object.values(signed).map((show) => show(bytes)));
  return Object.keys(signed).filter((_, index) => shown[index]);
}

/** Text has no signature, neither its own nor another's. */
const isText: Show = async (bytes) =>
  isPlain(bytes) &&
  !new TextDecoder().decode(bytes.subarray(0, pdfHeaderWithin)).trimStart().startsWith(pdfHeader) &&
  (await typesOf(bytes)).length === 0;

/** Text that begins in its own way: after a byte order mark, or without one. */
const isTextLike =
  (beginning: RegExp): Show =>
  (bytes) =>
    isPlain(bytes) && beginning.test(new TextDecoder().decode(bytes.subarray(0, 1024)));

/** For each accepted media type what its first bytes must show. */
export const magicByteChecks: Record<string, Show> = {
  ...signed,
  'application/pdf': isPdf,
  'text/plain': isText,
  'text/csv': isText,
  'text/vtt': isTextLike(/^WEBVTT(?:[ \t\r\n]|$)/),
  'text/calendar': isTextLike(/^\s*BEGIN:VCALENDAR\s/i),
  'application/x-subrip': isTextLike(/^\s*\d+\s*\n\s*\d+:\d\d:\d\d[,.]\d+\s*-->/),
};
