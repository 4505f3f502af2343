/** Reads the public JSON of this product: a release (`/releases/{id}.json`), or a page of the list. */
import { dirname } from 'node:path';
import * as v from 'valibot';
import { mediaEvent } from '../../src/domain/event.ts';
import { parseInstant } from '../../src/domain/instant.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import type { JsonReader } from './json.ts';
import { type Json, object, objects, text } from './json-fields.ts';
import { isReleaseList } from './json-signatures.ts';
import {
  type Contact,
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';

export const readPublicReleases: JsonReader = async function* (entries, path, uploads) {
  for (const { document, place } of entries) {
    const isList = isReleaseList(document);
    const items = isList ? objects(document.items) : [document];
    for (const [at, item] of items.entries()) {
      const where = isList ? `${place}, item ${at + 1}` : place;
      yield await readAt(where, () => readRelease(item, where, path, uploads));
    }
    const next = text(document.next);
    if (isList && next !== '')
      yield { place, leftOut: `is one page of the list, which goes on at the cursor ${next}` };
  }
};

async function readRelease(
  item: Json,
  place: string,
  path: string,
  uploads: string | null,
): Promise<ParseResult> {
  const id = text(item.id);
  const release: ForeignRelease = { ...newForeignRelease(place, `dateline ${id}`), id };
  const at = parseInstant(text(item.publishedAt));
  if (at === null) return { place, reason: '/publishedAt is not an instant' };
  release.published = { at };
  release.date = text(item.date) || null;
  release.status = 'public';
  const withdrawal = object(item.withdrawal);
  if (item.withdrawal)
    Object.assign(release, { status: 'draft', because: `was withdrawn on ${text(withdrawal.at)}` });
  const corrections = objects(item.corrections).length;
  if (corrections > 0) release.notes.push(correctionsLost(corrections));
  release.labels = labelsOf(item);
  release.contacts = contactsOf(item);
  const event = v.safeParse(mediaEvent, item.event);
  if (event.success) release.event = event.output;
  else if (item.event !== undefined)
    release.notes.push('its event was not imported: it is invalid');
  const addresses = await encloseAttachments(item, release, [
    dirname(path),
    dirname(dirname(path)),
    uploads,
  ]);
  for (const [lang, edition] of Object.entries(object(item.editions))) {
    const { title, slug, url, summary, place: location, markdown } = object(edition);
    release.texts.push({
      lang,
      title: text(title),
      slug: text(slug),
      summary: text(summary),
      place: text(location),
      markdown: linkMissingFiles(typeof markdown === 'string' ? markdown : '', addresses),
    });
    release.addresses.push(text(url));
  }
  return release;
}

const correctionsLost = (number: number) =>
  number === 1
    ? 'its correction was not imported: an import has one version'
    : `its ${number} corrections were not imported: an import has one version`;

function labelsOf(item: Json): Label[] {
  const label =
    (of: Label['of']) =>
    ({ name, slug }: Json): Label => ({ of, name: text(name) || text(slug), slug: text(slug) });
  return [
    ...objects(item.kind).map(label('kind')),
    ...objects(item.sources).map(label('sources')),
    ...objects(item.fieldsOfWork).map(label('fieldsOfWork')),
    ...objects(item.countries).map(label('countries')),
    ...objects(item.meetings).map(label('meetings')),
  ];
}

function contactsOf(item: Json): Contact[] {
  return objects(item.contacts).map(({ name, role, email, phone }) => ({
    name: text(name),
    ...(text(role) && { role: text(role) }),
    ...(text(email) && { email: text(email) }),
    ...(text(phone) && { phone: text(phone) }),
  }));
}

/**
 * Encloses the attachments that are in one of the folders, under `files/…` as on the site, or by name.
 * @returns the addresses of the others by their file names
 */
async function encloseAttachments(
  item: Json,
  release: ForeignRelease,
  folders: readonly (string | null)[],
): Promise<Map<string, string>> {
  const missing = new Map<string, string>();
  for (const file of objects(item.attachments)) {
    const [filename, url] = [text(file.filename), text(file.url)];
    const paths = [`files/${text(file.id)}/${filename}`, filename];
    const candidates = paths.flatMap((path) => folders.map((folder) => ({ folder, path })));
    let found: string | null = null;
    for (const { folder, path } of candidates) {
      found ??= folder === null ? null : await findBelow(folder, path);
    }
    const name = found && (await enclose(release, found, filename, text(file.title)));
    const last = release.files.at(-1);
    if (name && last) last.lang = text(file.lang) || null;
    else {
      missing.set(filename, url);
      release.notes.push(`a linked file was not imported: ${url}`);
    }
  }
  return missing;
}

/** A text in which files that are missing are linked at their old address. */
export function linkMissingFiles(markdown: string, missing: ReadonlyMap<string, string>): string {
  return markdown.replace(
    /(!?)(\[(?:[^\]\\]|\\.)*\])\((?:<([^<>\n]+)>|([^\s()<>]+))((?:\s+"[^"\n]*")?)\)/g,
    (whole, _picture, label, inAngles, plain, title) => {
      const url = missing.get(decoded(inAngles ?? plain ?? ''));
      return url === undefined ? whole : `${label}(<${url}>${title})`;
    },
  );
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
