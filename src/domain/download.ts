/** All files of a release as one ZIP archive: whether it is offered, and the names in it. */
import type { Attachment } from './attachment.ts';

/**
 * The most bytes of files in one archive. Their checksums take processor time: about 6 ms for a megabyte,
 * of the 30 seconds that a request has.
 */
const largestDownload = 2_000_000_000;

/** The size of the files together, in bytes. */
export const totalSize = (files: readonly Pick<Attachment, 'size'>[]): number =>
  files.reduce((sum, { size }) => sum + size, 0);

/** Whether a release's files are offered as one archive: a single file is downloaded itself. */
export function isOfferedAsOne(files: readonly Pick<Attachment, 'size'>[]): boolean {
  return files.length > 1 && totalSize(files) <= largestDownload;
}

/**
 * The names of files in an archive. Names that a file system takes for one, because they differ only in
 * case or in Unicode normalization, get a number: `Plan (2).pdf`.
 */
export function namesInArchive(files: readonly Pick<Attachment, 'filename'>[]): string[] {
  const taken = new Set<string>();
  const spelling = (name: string) => name.normalize('NFKC').toUpperCase();
  return files.map(({ filename }) => {
    const end = filename.lastIndexOf('.');
    let name = filename;
    for (let number = 2; taken.has(spelling(name)); number++) {
      name = `${filename.slice(0, end)} (${number})${filename.slice(end)}`;
    }
    taken.add(spelling(name));
    return name;
  });
}
