/** Pictures and files of WordPress: those of an export, and those below an uploads folder. */
import { basename } from 'node:path';
import { typeOfName } from '../../src/domain/attachment.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { plainLine } from './html-to-markdown.ts';
import type { ForeignRelease } from './parse-result.ts';
import { decodeAddress, fieldOf, metaOf, type WordPressPost } from './wordpress-post.ts';
import { type Element, textOf } from './xml.ts';

export interface Picture {
  id: string;
  parent: string;
  address: string;
  /** Path below the uploads folder, if WordPress has it; else empty. */
  file: string;
  title: string;
}

export function readPicture(element: Element): Picture {
  return {
    id: textOf(element, 'wp:post_id'),
    parent: textOf(element, 'wp:post_parent'),
    address: textOf(element, 'wp:attachment_url') || textOf(element, 'guid'),
    file: metaOf(element).find(([key]) => key === '_wp_attached_file')?.[1] ?? '',
    title: plainLine(textOf(element, 'title')),
  };
}

export class Pictures {
  readonly #byId = new Map<string, Picture>();
  readonly #byAddress = new Map<string, Picture>();
  readonly #children = new Map<string, Picture[]>();

  add(picture: Picture): void {
    if (this.#byId.has(picture.id)) return;
    this.#byId.set(picture.id, picture);
    this.#byAddress.set(pictureKey(picture.address), picture);
    if (picture.parent !== '0') {
      this.#children.set(picture.parent, [...(this.#children.get(picture.parent) ?? []), picture]);
    }
  }

  addressOf(id: string): string | null {
    return this.#byId.get(id)?.address ?? null;
  }

  /** The picture at an address; one below `/uploads/` also if the export does not have it. */
  at(address: string): Picture | null {
    const known = this.#byAddress.get(pictureKey(address));
    if (known) return known;
    const path = decodeAddress(address).replace(/[?#].*$/, '');
    if (!path.includes('/uploads/') || !typeOfName(basename(path))) return null;
    const picture = { id: '', parent: '0', address, file: '', title: '' };
    this.#byAddress.set(pictureKey(address), picture);
    return picture;
  }

  /** The pictures of a post: its lead picture, those that its text names, and those uploaded with it. */
  of(post: WordPressPost): Picture[] {
    const named = [
      ...post.content.matchAll(/\b(?:src|href|mp3|mp4|data|poster|fileUrl)=["']([^"']+)/gi),
    ].map(([, address = '']) => this.at(address.replaceAll('&amp;', '&')));
    const galleries = [...post.content.matchAll(/\bids=["']([\d, ]+)/g)].flatMap(([, ids = '']) =>
      ids.split(',').map((id) => this.#byId.get(id.trim())),
    );
    const lead = fieldOf(post, '_thumbnail_id').map((id) => this.#byId.get(id));
    const own = [...lead, ...named, ...galleries, ...(this.#children.get(post.id) ?? [])];
    return [...new Set(own)].filter((one) => one !== null && one !== undefined);
  }
}

/** Encloses a file of the uploads folder. @returns its name; null, with a note, if it cannot be had */
export async function encloseUpload(
  release: ForeignRelease,
  picture: Picture,
  uploads: string | null,
): Promise<string | null> {
  const address = decodeAddress(picture.address).replace(/[?#].*$/, '');
  const name = basename(picture.file || originalOf(address));
  if (uploads === null) {
    release.notes.push(`the file ${name} was not imported: --attachments is missing`);
    return null;
  }
  const below = (address.split('/uploads/')[1] ?? '').replace(/^sites\/\d+\//, '');
  // Without an entry in the export, only its whole path tells that a file is the one that is meant.
  const named = picture.id === '' ? [below] : [below, basename(address)];
  const paths = [picture.file, ...named.flatMap((one) => [originalOf(one), one])];
  for (const path of new Set(paths)) {
    const found = path === '' ? null : await findBelow(uploads, path);
    if (found !== null) return enclose(release, found, basename(path), picture.title);
  }
  release.notes.push(`the file ${name} was not imported: it is not in ${uploads}`);
  return null;
}

/** The path of a picture without the mark of a smaller size. */
const originalOf = (path: string): string => path.replace(/-\d+x\d+(\.\w+)$/, '$1');

/** A key of a picture's address, equal for all its sizes and spellings. */
function pictureKey(address: string): string {
  return decodeAddress(address)
    .replace(/^https?:/i, '')
    .replace(/[?#].*$/, '')
    .replace(/-\d+x\d+(\.\w+)$/, '$1')
    .replace(/-scaled(\.\w+)$/, '$1')
    .toLowerCase();
}
