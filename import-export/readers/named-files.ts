/** Files that a text names by their address on the old site, and that are in the attachments folder. */
import { basename } from 'node:path';
import { typeOfName } from '../../src/domain/attachment.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import type { ForeignRelease } from './parse-result.ts';

/** A file apart from the text, such as a lead picture. */
export interface NamedFile {
  address: string;
  title: string;
}

export interface NamedFiles {
  /** The base of relative addresses, or null. */
  base: string | null;
  /** The folder of `--attachments`, or null. */
  folder: string | null;
  /** Files apart from the text; a missing one is noted. */
  apart?: readonly NamedFile[];
}

/**
 * Encloses the files of the folder that an HTML text names.
 * @returns the file name by which an address of the text is known, or null
 */
export async function encloseNamedFiles(
  release: ForeignRelease,
  html: string,
  { base, folder, apart = [] }: NamedFiles,
): Promise<(address: string) => string | null> {
  const names = new Map<string, string>();
  const lead = new Set(apart.map(({ address }) => address));
  const linked = addressesIn(html).map((address) => ({ address, title: '' }));
  for (const { address, title } of [...apart, ...linked]) {
    const url = resolved(address, base);
    const name = basename(pathOf(url));
    if (names.has(url) || !typeOfName(name)) continue;
    const found = folder === null ? null : await findByAddress(folder, url);
    const enclosed = found && (await enclose(release, found, basename(found), title));
    if (enclosed) names.set(url, enclosed);
    else if (found === null && lead.has(address)) {
      const reason =
        folder === null ? '--attachments is missing' : `it is not in the folder ${folder}`;
      release.notes.push(`the file ${name} was not imported: ${reason}`);
    }
  }
  return (address) => names.get(resolved(address, base)) ?? null;
}

/** Addresses in attributes that name pictures and files. */
const addressesIn = (html: string): string[] =>
  [...html.matchAll(/\b(?:src|href|data|poster|data-src|data-lazy-src)=(?:"([^"]+)"|'([^']+)')/gi)]
    .map(([, double, single]) => (double ?? single ?? '').replaceAll('&amp;', '&').trim())
    .filter((address) => !/^(?:data|mailto|tel|javascript):|^#/i.test(address));

const resolved = (address: string, base: string | null): string =>
  URL.canParse(address, base ?? undefined) ? new URL(address, base ?? undefined).href : address;

/** The decoded path of an address, without its query. */
export function pathOf(address: string): string {
  const path = address.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Folders of uploads: WordPress, Drupal (also its picture styles), Ghost (also its sizes). */
const uploadFolders = [
  /^.*?\/(?:wp-content\/)?uploads\/(?:sites\/\d+\/)?/,
  /^.*?\/sites\/[^/]+\/files\/styles\/[^/]+\/(?:public|private)\//,
  /^.*?\/sites\/[^/]+\/files\//,
  /^.*?\/content\/(?:images\/size\/[^/]+|images|files|media)\//,
  /^.*?\/content\//,
  /^\/+/,
];

/** The file in the folder that was at an address: below its path, else by its name. */
async function findByAddress(folder: string, address: string): Promise<string | null> {
  const path = pathOf(address);
  const below = uploadFolders.filter((one) => one.test(path)).map((one) => path.replace(one, ''));
  const candidates = [...below, basename(path)].flatMap((one) => [originalOf(one), one]);
  for (const candidate of new Set(candidates)) {
    const found = candidate === '' ? null : await findBelow(folder, candidate);
    if (found !== null) return found;
  }
  return null;
}

/** The path of a picture without the mark of a smaller size. */
const originalOf = (path: string): string => path.replace(/-(?:\d+x\d+|scaled)(\.\w+)$/, '$1');
