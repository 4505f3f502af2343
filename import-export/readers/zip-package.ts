/** Entries of a ZIP package such as a Word document, within limits: packages may unpack to a thousandfold. */
import { readFile, stat } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { largestFile } from '../../src/domain/attachment.ts';
import { BrokenFile } from './parse-result.ts';

/** Limits of a package: entries, and bytes that all of them, or one of XML, have unpacked. */
const maxEntries = 10_000;
const maxUnpacked = 256 * 1024 * 1024;
const maxXml = 32 * 1024 * 1024;

type Entries = Map<string, Uint8Array>;

/** @throws BrokenFile if the directory of the package cannot be read */
export async function entryNames(path: string): Promise<string[]> {
  const names: string[] = [];
  unpack(await bytesOf(path), (name) => {
    names.push(name);
    return false;
  });
  return names;
}

/** The wanted entries. @throws BrokenFile if they are damaged or too large */
export async function readEntries(
  path: string,
  isWanted: (name: string) => boolean,
): Promise<Entries> {
  return unpack(await bytesOf(path), isWanted);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > largestFile)
    throw new BrokenFile(`has ${size} bytes; the limit for a file of this kind is ${largestFile}`);
  return readFile(path);
}

function unpack(bytes: Uint8Array, isWanted: (name: string) => boolean): Entries {
  let [entries, unpacked] = [0, 0];
  try {
    const found = unzipSync(bytes, {
      // An entry never becomes longer than the directory says: the rest of it is not unpacked.
      filter: ({ name, originalSize }) => {
        entries += 1;
        if (entries > maxEntries) throw new BrokenFile(`has more than ${maxEntries} parts`);
        if (!isWanted(name)) return false;
        unpacked += originalSize;
        if (/\.(?:xml|rels)$/i.test(name) && originalSize > maxXml)
          throw new BrokenFile(`unpacks ${name} to ${originalSize} bytes; the limit is ${maxXml}`);
        if (unpacked > maxUnpacked)
          throw new BrokenFile(`unpacks to more than ${maxUnpacked} bytes, which is the limit`);
        return true;
      },
    });
    return new Map(Object.entries(found));
  } catch (error) {
    if (error instanceof BrokenFile) throw error;
    throw new BrokenFile(`is damaged or truncated (${(error as Error).message})`);
  }
}
