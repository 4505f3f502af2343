/** Files that come with a release: found on this machine, named and looked at before they are sent. */
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

/** A file below a folder, or null: also where a path leads out of it. */
export async function findBelow(folder: string, path: string): Promise<string | null> {
  try {
    const [base, found] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    return found.startsWith(base + sep) ? found : null;
  } catch {
    return null;
  }
}

/** Adds a file to a story under a name of its own; null, with a note, where it cannot be one. */
export async function enclose(
  story: Pick<ForeignRelease, 'files' | 'notes'>,
  path: string,
  name: string,
  title: string,
): Promise<string | null> {
  const there = story.files.find((file) => file.path === path);
  if (there) return there.filename;
  const leave = (reason: string) => {
    story.notes.push(`the file ${name} was left out: ${reason}`);
    return null;
  };
  const mediaType = typeOfName(name);
  if (!mediaType) return leave('files of this kind are not accepted');
  const { size } = await stat(path);
  if (size < 1 || size > largestFile) return leave(`it has ${size} bytes`);
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(signatureLength),
    0,
    signatureLength,
    0,
  );
  await file.close();
  if (!(await bytesFit(buffer.subarray(0, bytesRead), mediaType))) {
    return leave(`its bytes are not those of ${mediaType}`);
  }
  const filename = freeName(story.files, cleanName(name));
  if (!isFilename(filename)) return leave('its name is none');
  story.files.push({ path, filename, mediaType, title: title.slice(0, 300), lang: null });
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
