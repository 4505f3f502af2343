/** Files of a release: found below a folder, named and validated before they are sent. */
import { createReadStream } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import * as v from 'valibot';
import {
  acceptedType,
  bytesFit,
  extensionFits,
  isFilename,
  largestFile,
  mostFiles,
  signatureLength,
  typeOfName,
} from '../../src/domain/attachment.ts';
import { inspectorOf } from '../../src/domain/inspection.ts';
import { isShowable, mostPixels } from '../../src/domain/picture.ts';
import { line } from '../../src/domain/text-input.ts';
import type { Enclosure, ForeignRelease } from '../readers/parse-result.ts';

/** Finds a file below a folder; null if it does not exist or the path leads out of the folder. */
export async function findBelow(folder: string, path: string): Promise<string | null> {
  try {
    const [base, found] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    return found.startsWith(base + sep) ? found : null;
  } catch {
    return null;
  }
}

/** Adds a file to a release under a unique name. @returns the name; null, with a note, if refused */
export async function enclose(
  release: Pick<ForeignRelease, 'files' | 'notes'>,
  path: string,
  name: string,
  title: string,
): Promise<string | null> {
  const existing = release.files.find((file) => file.path === path);
  if (existing) return existing.filename;
  const refuse = (reason: string) => {
    release.notes.push(`the file ${name} was not imported: ${reason}`);
    return null;
  };
  const mediaType = typeOfName(name);
  if (!mediaType) return refuse('files of this type are not accepted');
  if (release.files.length === mostFiles) return refuse(`a release has ${mostFiles} files at most`);
  const fault = await faultOfBytes(path, mediaType);
  if (fault !== null) return refuse(fault);
  const filename = freeName(release.files, cleanName(name));
  if (!isFilename(filename)) return refuse('its name is not valid');
  release.files.push({ path, filename, mediaType, title: titleOf(title), lang: null });
  return filename;
}

/** A title as it is accepted; empty, for the file name, if it cannot be one. */
function titleOf(text: string): string {
  const title = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const { success, output } = v.safeParse(line(300), title.slice(0, 300).toWellFormed());
  return success ? output : '';
}

/** The reasons why the site would refuse files of a release. */
export async function faultsOfFiles(
  files: readonly Enclosure[],
  languages: readonly string[],
): Promise<string[]> {
  if (files.length > mostFiles) return [`has ${files.length} files; ${mostFiles} are accepted`];
  const faults: string[] = [];
  const names = new Set<string>();
  for (const file of files) {
    const fault = names.has(file.filename.normalize())
      ? 'another file of the release has this name'
      : await faultOfFile(file, languages);
    names.add(file.filename.normalize());
    if (fault !== null) faults.push(`the file ${file.filename} is not accepted: ${fault}`);
  }
  return faults;
}

async function faultOfFile(
  { path, filename, mediaType, title, lang }: Enclosure,
  languages: readonly string[],
): Promise<string | null> {
  if (!isFilename(filename)) return 'its name is not valid';
  const type = acceptedType(mediaType);
  if (type === null) return `files of the type ${mediaType} are not accepted`;
  if (!extensionFits(filename, type)) return `its extension is not one of ${type}`;
  if (lang !== null && !languages.includes(lang)) return `“${lang}” is not a language of this site`;
  if (title !== '' && !v.is(line(300), title)) return 'its title is not one line of text';
  return faultOfBytes(path, type);
}

/** The reason why the site would refuse the bytes of a file, or null. Files are streamed. */
async function faultOfBytes(path: string, mediaType: string): Promise<string | null> {
  const { size } = await stat(path);
  if (size < 1 || size > largestFile) return `it has ${size} bytes`;
  const beginning = await beginningOf(path);
  if (!(await bytesFit(beginning, mediaType))) return `its bytes are not those of ${mediaType}`;
  if (!isShowable(beginning, mediaType)) {
    return `it must declare its size, of at most ${mostPixels / 1e6} million pixels`;
  }
  return inspect(path, mediaType);
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(signatureLength), { position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The fault that only the whole file shows, such as a damaged archive or text that is not UTF-8. */
async function inspect(path: string, mediaType: string): Promise<string | null> {
  const inspector = inspectorOf(mediaType);
  if (inspector === null) return null;
  for await (const chunk of createReadStream(path)) {
    const fault = inspector(chunk as Buffer);
    if (fault !== null) return fault;
  }
  return inspector(null);
}

const cleanName = (name: string) =>
  name
    .normalize()
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|%]+/gu, '-')
    .replace(/^[.\s]+/, '')
    .slice(-140);

/** A name that none of the files has. */
export function freeName(files: readonly Enclosure[], name: string): string {
  const taken = (one: string) => files.some(({ filename }) => filename === one);
  for (let number = 2, free = name; ; number++) {
    if (!taken(free)) return free;
    free = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
  }
}
