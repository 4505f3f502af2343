/** The parts that items of RSS, entries of Atom and items of JSON Feed have in common. */
import { type TaxonomySlug, taxonomySlugs } from '../../src/domain/taxonomy.ts';
import { plainLine } from './html-to-markdown.ts';
import { dayIn, doubtIn, momentIn } from './moments.ts';
import { encloseNamedFiles } from './named-files.ts';
import type { ForeignRelease, Label } from './parse-result.ts';

/** The part of a feed that its items need. */
export interface FeedContext {
  language: string | null;
  /** The base of relative addresses that the feed states, or null. */
  base: string | null;
  /** The address of the site or feed, for relative addresses without a base, or null. */
  home: string | null;
  /** The folder of `--attachments`, or null. */
  uploads: string | null;
}

/**
 * Marks a release as public: feeds contain only public items. The first date with a time counts, else the
 * first day.
 * @param dates of publication
 * @param changes dates of later changes, if there is none of publication
 */
export function publish(
  release: ForeignRelease,
  dates: readonly string[],
  changes: readonly string[],
): void {
  release.status = 'public';
  const date = bestOf(dates) ?? bestOf(changes) ?? [...dates, ...changes].find(Boolean) ?? '';
  release.published = momentIn(date);
  if (release.published === null) release.date = dayIn(date);
  const doubt = doubtIn(date);
  if (doubt !== null) release.notes.push(doubt);
  else if (date !== '' && !dates.includes(date))
    release.notes.push('has no date of publication: that of its last change is used');
}

const bestOf = (dates: readonly string[]): string | undefined =>
  dates.find((one) => momentIn(one) !== null) ?? dates.find((one) => dayIn(one) !== null);

/** An address in the scope of a base; the base itself if there is none. */
export function resolved(address: string | undefined, base: string | null): string | null {
  if (address === undefined) return base;
  return base !== null && URL.canParse(address, base) ? new URL(address, base).href : address;
}

const fields: Record<TaxonomySlug, Label['of']> = {
  kinds: 'kind',
  'fields-of-work': 'fieldsOfWork',
  countries: 'countries',
  structures: 'sources',
  meetings: 'meetings',
};

/** The label of a category. In feeds of this product its scheme is the address of a taxonomy. */
export function categoryLabel(name: string, slug: string, scheme = ''): Label {
  const last =
    scheme
      .replace(/[/#]+$/, '')
      .split('/')
      .at(-1) ?? '';
  const taxonomy = taxonomySlugs.find((one) => one === last);
  return { of: taxonomy ? fields[taxonomy] : 'any', name, ...(slug && { slug }) };
}

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? '';

/**
 * The summary of an item that also has a text, in one line. Empty if it is too long for a summary, or if
 * it was made of the first words of the text, as blogs and this product do for items without one.
 */
export function summaryOf(summary: string, title: string, bodyHtml: string): string {
  const [words, body] = [wordsOf(summary), wordsOf(plainLine(bodyHtml))];
  const isCut = /(?:…|\.{3}|\[…\]|\[\.{3}\])\s*$/.test(summary);
  const isMade = words === wordsOf(title) || words === body || (isCut && body.startsWith(words));
  return isMade || summary.length > 1000 ? '' : summary;
}

/** Encloses the files of an item that are in the attachments folder; the others are noted. */
export async function encloseLinked(
  release: ForeignRelease,
  html: string,
  files: readonly { address: string; title: string }[],
  base: string | null,
  uploads: string | null,
): Promise<(address: string) => string | null> {
  const apart = uploads === null ? [] : files.filter(({ address }) => address !== '');
  const fileAt = await encloseNamedFiles(release, html, { base, folder: uploads, apart });
  if (uploads === null) {
    for (const address of new Set(files.map((one) => one.address).filter((one) => one !== '')))
      release.notes.push(`a linked file was not imported: ${address}`);
  }
  return fileAt;
}

/** Notes about an item of a feed of this product, which lacks parts of a release. */
export function noteOwnFeed(release: ForeignRelease, id: string): void {
  if (/^urn:dateline:[0-9a-z]+:[\w-]+$/.test(id))
    release.notes.push('a feed has no place, contacts, corrections and other languages');
}

/** The notes on corrections that this product's own feeds have before the text of an item. */
const ownCorrections =
  /^(\s*(?:<div dir="rtl"[^>]*>)?)<aside class="corrections">[\s\S]*?<\/aside>/;

/**
 * The text of an item without the notes on corrections of this product's own feeds: the text is the
 * corrected one, and the notes would become a part of it.
 */
export function withoutCorrections(html: string, notes: string[]): string {
  const rest = html.replace(ownCorrections, '$1');
  if (rest !== html) notes.push('the notes on its corrections are left out; the text has them');
  return rest;
}
