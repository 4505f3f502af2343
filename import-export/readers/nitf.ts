/** Reads NITF, IPTC's News Industry Text Format. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { toMarkdown } from './html-to-markdown.ts';
import {
  attributesOf,
  childOf,
  elementAt,
  lineOf,
  nitfContent,
  within,
  withoutTitle,
} from './iptc-content.ts';
import { oneLine } from './json-fields.ts';
import { dayIn, momentIn } from './moments.ts';
import { encloseNamedFiles } from './named-files.ts';
import { type ForeignRelease, type Label, newForeignRelease } from './parse-result.ts';
import type { Element } from './xml.ts';

/** The elements of a NITF file that are read. */
export const nitfDocuments = ['nitf'];

/** @param uploads the folder of `--attachments`; by default, pictures stand beside the file */
export async function readNitf(
  nitf: Element,
  path: string,
  uploads: string | null,
): Promise<ForeignRelease> {
  const place = `${path}:${nitf.line}`;
  const docdata = elementAt(nitf, 'head', 'docdata');
  const title = titleOf(nitf);
  const html = nitfContent(nitf);
  const release = newForeignRelease(place, `nitf ${identityOf(docdata, title, html)}`);
  readStatus(docdata, release);
  readDate(nitf, docdata, release);
  release.labels = labelsOf(nitf, docdata);
  const fileAt = await encloseNamedFiles(release, html, {
    base: null,
    folder: uploads ?? dirname(path),
  });
  const { markdown, losses } = toMarkdown(html, { base: null, fileAt });
  release.notes.push(...losses);
  const head = elementAt(nitf, 'body', 'body.head');
  const dateline = childOf(head, 'dateline');
  const abstract = lineOf(childOf(head, 'abstract'));
  const deck = lineOf(childOf(childOf(head, 'hedline'), 'hl2'));
  const summary = abstract || deck;
  if (summary.length > 1000) release.notes.push('its abstract was too long and was left out');
  release.texts.push({
    lang: languageOf(nitf),
    title,
    summary: summary.length > 1000 ? '' : summary,
    place: lineOf(childOf(dateline, 'location')) || oneLine(dateline?.text ?? ''),
    markdown: withoutTitle(markdown, title),
  });
  return release;
}

const titleOf = (nitf: Element): string =>
  lineOf(elementAt(nitf, 'body', 'body.head', 'hedline', 'hl1')) ||
  lineOf(elementAt(nitf, 'head', 'title'));

/** The language of a document, or null. Older versions have `baselang`. */
export function languageOf(nitf: Element): string | null {
  const { attributes } = nitf;
  const body = childOf(nitf, 'body')?.attributes;
  return attributes['xml:lang'] ?? body?.['xml:lang'] ?? attributes.baselang ?? null;
}

/** The identifier of a document; without one, a digest of its content. */
function identityOf(docdata: Element | null, title: string, html: string): string {
  const [id] = attributesOf(docdata, 'doc-id');
  if (id?.['id-string']) return `${id.regsrc ? `${id.regsrc} ` : ''}${id['id-string']}`;
  return createHash('sha256').update(`${title}\n${html}`).digest('hex');
}

function readStatus(docdata: Element | null, release: ForeignRelease): void {
  const status = (docdata?.attributes['management-status'] ?? '').toLowerCase();
  if (status === 'usable') release.status = 'public';
  else if (status !== '') {
    Object.assign(release, { status: 'draft', because: `is ${status} (management-status)` });
  }
  const [released] = attributesOf(docdata, 'date.release');
  const norm = released?.norm ?? '';
  if (instantOf(norm) > Date.now())
    Object.assign(release, { status: 'draft', because: `is under embargo until ${norm}` });
}

/** The instant of a date, which may be local or a day, or NaN. */
function instantOf(date: string): number {
  const moment = momentIn(date);
  if (moment && 'at' in moment) return moment.at;
  return Date.parse(moment ? `${moment.local}Z` : (dayIn(date) ?? ''));
}

/** Reads the date of issue, else of release, of publication, or of the dateline. */
function readDate(nitf: Element, docdata: Element | null, release: ForeignRelease): void {
  const dates = [
    ...attributesOf(docdata, 'date.issue').map(({ norm }) => norm),
    ...attributesOf(docdata, 'date.release').map(({ norm }) => norm),
    ...attributesOf(childOf(nitf, 'head'), 'pubdata').map((one) => one['date.publication']),
    ...within(nitf, 'story.date').map((one) => one.attributes.norm || one.text),
  ].map((date) => date ?? '');
  const first = dates.find((date) => momentIn(date) !== null || dayIn(date) !== null) ?? '';
  release.published = momentIn(first);
  if (release.published === null) release.date = dayIn(first);
}

function labelsOf(nitf: Element, docdata: Element | null): Label[] {
  const keywords = docdata
    ? within(docdata, 'keyword').map(({ attributes }) => attributes.key)
    : [];
  const subjects = within(nitf, 'tobject.subject').map(
    ({ attributes }) =>
      attributes['tobject.subject.detail'] ||
      attributes['tobject.subject.matter'] ||
      attributes['tobject.subject.type'],
  );
  const identified = childOf(docdata, 'identified-content');
  const named = (name: string, of: Label['of']): Label[] =>
    (identified ? within(identified, name) : []).map((one) => ({
      of,
      name: one.attributes.value || lineOf(one),
    }));
  const byline = lineOf(elementAt(nitf, 'body', 'body.head', 'byline'));
  return [
    ...[...keywords, ...subjects].map((name): Label => ({ of: 'any', name: name ?? '' })),
    ...named('classifier', 'any'),
    ...named('location', 'countries'),
    ...named('event', 'meetings'),
    { of: 'author' as const, name: byline.replace(/^by\s+/i, '') },
  ].filter(({ name }) => name.trim() !== '');
}
