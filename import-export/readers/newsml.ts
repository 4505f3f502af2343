/** Reads NewsML-G2 and NewsML 1, IPTC's formats for the exchange of news items. */
import { basename, dirname } from 'node:path';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { toMarkdown } from './html-to-markdown.ts';
import {
  attributesOf,
  childOf,
  contentOf,
  elementAt,
  lineOf,
  within,
  withoutTitle,
} from './iptc-content.ts';
import { distinct, groupBy } from './json-fields.ts';
import { momentIn } from './moments.ts';
import { encloseNamedFiles } from './named-files.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { childrenOf, type Element, textOf } from './xml.ts';

/** The elements of a NewsML-G2 file that are read. */
export const newsItems = ['newsItem'];

/** Reads the text items of a file. Versions of one item count as the latest; translations go together. */
export async function* readNewsItems(
  items: readonly Element[],
  path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const texts: Element[] = [];
  for (const item of items) {
    const itemClass = classOf(item);
    const place = `${path}:${item.line}`;
    if (!/^(?:text|composite|)$/.test(itemClass))
      yield { place, leftOut: `is of the class ${itemClass}, not a text` };
    else if (!item.attributes.guid) yield { place, reason: 'has no guid' };
    else texts.push(item);
  }
  const latest: Element[] = [];
  for (const same of groupBy(texts, ({ attributes }) => attributes.guid ?? '').values()) {
    const sorted = [...same].sort((a, b) => versionOf(b) - versionOf(a));
    latest.push(sorted[0] as Element);
    for (const { line } of sorted.slice(1))
      yield { place: `${path}:${line}`, leftOut: 'is an older version of another item' };
  }
  const guids = new Set(latest.map(({ attributes }) => attributes.guid));
  const groups = groupBy(latest, (item) => {
    const original = originalOf(item);
    return original !== null && guids.has(original) ? original : (item.attributes.guid ?? '');
  });
  for (const [guid, group] of groups) {
    const original = group.find(({ attributes }) => attributes.guid === guid) as Element;
    const ordered = [original, ...group.filter((one) => one !== original)];
    const place = `${path}:${original.line}`;
    yield await readAt(place, () => readGroup(ordered, place, path, uploads));
  }
}

/** The end of a QCode or of a concept's address: `stat:usable` → `usable`. */
const codeOf = (attributes: Record<string, string> | undefined): string =>
  (attributes?.qcode ?? attributes?.uri ?? attributes?.literal ?? '')
    .replace(/^.*[:/]/, '')
    .toLowerCase();

const classOf = (item: Element): string =>
  codeOf(attributesOf(childOf(item, 'itemMeta'), 'itemClass')[0]);

const versionOf = ({ attributes }: Element): number => Number(attributes.version ?? 0) || 0;

/** The guid of the item that an item is a translation of, or null. */
function originalOf(item: Element): string | null {
  const links = attributesOf(childOf(item, 'itemMeta'), 'link');
  const found = links.find(({ rel }) => /translat(?:ed|ion)(?:from|of)$/i.test(rel ?? ''));
  return found?.residref ?? found?.href ?? null;
}

async function readGroup(
  all: Element[],
  place: string,
  path: string,
  uploads: string | null,
): Promise<ParseResult> {
  const [first] = all as [Element];
  const release = newForeignRelease(place, `newsml ${first.attributes.guid}`);
  const because = hiddenReason(first);
  Object.assign(release, because === null ? { status: 'public' } : { status: 'draft', because });
  for (const item of all) {
    const hidden = item === first ? null : hiddenReason(item);
    if (hidden !== null && because === null)
      release.notes.push(`a translation that ${hidden} was left out (${titleOf(item)})`);
    else await addText(release, item, path, uploads);
  }
  readDate(first, release);
  release.labels = distinct(all.flatMap(labelsOf));
  return release;
}

/** Why an item is not public, or null. */
function hiddenReason(item: Element): string | null {
  const meta = childOf(item, 'itemMeta');
  const status = codeOf(attributesOf(meta, 'pubStatus')[0]) || 'usable';
  if (status !== 'usable') return `is ${status} (pubStatus)`;
  const embargo = childOf(meta, 'embargoed');
  if (embargo === null) return null;
  const until = momentIn(embargo.text);
  if (until && 'at' in until && until.at <= Date.now()) return null;
  return `is under embargo${embargo.text.trim() && ` until ${embargo.text.trim()}`}`;
}

function readDate(item: Element, release: ForeignRelease): void {
  const [meta, content] = [childOf(item, 'itemMeta'), childOf(item, 'contentMeta')];
  const dates = [
    childOf(meta, 'firstCreated'),
    childOf(content, 'contentCreated'),
    childOf(meta, 'versionCreated'),
  ].map((one) => one?.text.trim() ?? '');
  release.published = dates.map(momentIn).find((moment) => moment !== null) ?? null;
  const day = dates.find((date) => /^\d{4}-\d{2}-\d{2}$/.test(date));
  if (release.published === null && day) release.date = day;
}

/** The main headline: the one without a role or with that role, else the first. */
function titleOf(item: Element): string {
  const content = childOf(item, 'contentMeta');
  const headlines = content ? childrenOf(content, 'headline') : [];
  const main = headlines.find(({ attributes }) => /^$|main$/i.test(attributes.role ?? ''));
  const heading = lineOf(main ?? headlines[0] ?? null);
  const inText = within(item, 'hl1')[0] ?? within(item, 'xhtml:h1')[0] ?? null;
  return heading || lineOf(inText) || lineOf(elementAt(item, 'itemMeta', 'title'));
}

async function addText(
  release: ForeignRelease,
  item: Element,
  path: string,
  uploads: string | null,
): Promise<void> {
  const contentMeta = childOf(item, 'contentMeta');
  const title = titleOf(item);
  const folder = uploads ?? dirname(path);
  const html = childrenOf(childOf(item, 'contentSet') ?? item, 'inlineXML')
    .concat(within(item, 'inlineData'))
    .slice(0, 1)
    .map(contentOf)
    .join('');
  for (const { attributes } of within(item, 'remoteContent')) {
    await encloseRemote(release, attributes.href ?? '', folder);
  }
  const fileAt = await encloseNamedFiles(release, html, { base: null, folder });
  const { markdown, losses } = toMarkdown(html, { base: null, fileAt });
  release.notes.push(...losses);
  if (childOf(childOf(item, 'itemMeta'), 'edNote'))
    release.notes.push('its note to editors was left out');
  const description = lineOf(childOf(contentMeta, 'description'));
  release.texts.push({
    lang: attributesOf(contentMeta, 'language')[0]?.tag ?? item.attributes['xml:lang'] ?? null,
    title,
    summary: description.length <= 1000 ? description : '',
    place:
      nameOf(childOf(contentMeta, 'located')) || placeIn(lineOf(childOf(contentMeta, 'dateline'))),
    markdown: withoutTitle(markdown, title),
  });
  release.addresses.push(
    ...within(item, 'altLoc')
      .map((one) => one.text.trim())
      .filter(isAddress),
  );
}

const isAddress = (text: string) => /^https?:/.test(text);

/** The place of a dateline such as “VIENNA, 5 May”. */
const placeIn = (dateline: string): string =>
  /^\p{L}[\p{L}\s.’'-]*/u.exec(dateline)?.[0].trim() ?? '';

async function encloseRemote(release: ForeignRelease, href: string, folder: string): Promise<void> {
  const found = href === '' || isAddress(href) ? null : await findBelow(folder, href);
  if (found !== null) await enclose(release, found, basename(found), '');
  else if (href !== '') release.notes.push(`a linked file was not imported: ${href}`);
}

const nameOf = (element: Element | null): string =>
  element === null ? '' : lineOf(childOf(element, 'name')) || (element.attributes.literal ?? '');

/** Fields for subjects by the type of the concept; persons are no terms. */
const subjectFields: Record<string, Label['of'] | null> = {
  geoarea: 'countries',
  event: 'meetings',
  person: null,
};

function labelsOf(item: Element): Label[] {
  const content = childOf(item, 'contentMeta');
  if (content === null) return [];
  const named = (element: string, of: Label['of']): Label[] =>
    childrenOf(content, element).map((one) => ({ of, name: nameOf(one) || lineOf(one) }));
  const subjects = childrenOf(content, 'subject').flatMap((one): Label[] => {
    const type = (one.attributes.type ?? '').replace(/^.*[:/]/, '').toLowerCase();
    const of = subjectFields[type] === undefined ? 'any' : subjectFields[type];
    return of === null ? [] : [{ of, name: nameOf(one) }];
  });
  return [
    ...named('genre', 'kind'),
    ...named('infoSource', 'sources'),
    ...subjects,
    ...named('keyword', 'any'),
    ...named('creator', 'author'),
  ].filter(({ name }) => name !== '');
}

/** The elements of a NewsML 1 file that are read. */
export const newsMl1Items = ['NewsItem'];

/** Reads an item of NewsML 1: its first text, in NITF, XHTML or plain. */
export async function readNewsMl1(
  item: Element,
  path: string,
  uploads: string | null,
): Promise<ParseResult> {
  const place = `${path}:${item.line}`;
  const first = (name: string): Element | null => within(item, name)[0] ?? null;
  const identifier = first('NewsIdentifier');
  const id = identifier
    ? textOf(identifier, 'PublicIdentifier') || textOf(identifier, 'NewsItemId')
    : '';
  if (id === '') return { place, reason: 'has no PublicIdentifier and no NewsItemId' };
  const content = within(item, 'DataContent').find((one) => contentOf(one).trim() !== '');
  if (!content) return { place, leftOut: 'has no text of its own' };
  const release = newForeignRelease(place, `newsml ${id}`);
  const status = (first('Status')?.attributes.FormalName ?? '').toLowerCase();
  if (status === 'usable') release.status = 'public';
  else if (status !== '') Object.assign(release, { status: 'draft', because: `is ${status}` });
  const dates = ['FirstCreated', 'ThisRevisionCreated'].map((name) => lineOf(first(name)));
  release.published = dates.map(momentIn).find((moment) => moment !== null) ?? null;
  const html = contentOf(content);
  const folder = uploads ?? dirname(path);
  const fileAt = await encloseNamedFiles(release, html, { base: null, folder });
  const { markdown, losses } = toMarkdown(html, { base: null, fileAt });
  release.notes.push(...losses);
  const title = lineOf(first('HeadLine')) || lineOf(within(content, 'hl1')[0] ?? null);
  release.texts.push({
    lang: first('Language')?.attributes.FormalName ?? item.attributes['xml:lang'] ?? null,
    title,
    summary: lineOf(first('SubHeadLine')).slice(0, 1000),
    place: placeIn(lineOf(first('DateLine'))),
    markdown: withoutTitle(markdown, title),
  });
  release.labels = within(item, 'KeywordLine').map((one) => ({ of: 'any', name: lineOf(one) }));
  return release;
}
