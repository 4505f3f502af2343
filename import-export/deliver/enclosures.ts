/** Files of a release: found below a folder, named and validated before they are sent. */
import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import {
  bytesFit,
  isFilename,
  largestFile,
  signatureLength,
  typeOfName,
} from '../../src/domain/attachment.ts';
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
  const { size } = await stat(path);
  if (size < 1 || size > largestFile) return refuse(`it has ${size} bytes`);
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(signatureLength),
    0,
    signatureLength,
    0,
  );
  await file.close();
  if (!(await bytesFit(buffer.subarray(0, bytesRead), mediaType))) {
    return refuse(`its bytes are not those of ${mediaType}`);
  }
  const filename = freeName(release.files, cleanName(name));
  if (!isFilename(filename)) return refuse('its name is not valid');
  release.files.push({ path, filename, mediaType, title: title.slice(0, 300), lang: null });
  return filename;
}

const cleanName = (name: string) =>
  name
    .normalize()
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|%]+/gu, '-')
    .replace(/^[.\s]+/, '')
    .slice(-140);

function freeName(files: readonly Enclosure[], name: string): string {
  const taken = (one: string) => files.some(({ filename }) => filename === one);
  for (let number = 2, free = name; ; number++) {
    if (!taken(free)) return free;
    free = name.replace(/(\.[^.]*)?$/, `-${number}$1`);
  }
}
