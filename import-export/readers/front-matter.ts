/** Reads Markdown with or without front matter, as Hugo, Jekyll and Eleventy have it, and our own. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import { draftMarksIn } from '../../src/domain/draft-marks.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { detect, readWhole } from './decoding.ts';
import { readFileLanguage } from './file-language.ts';
import { plainLine } from './html-to-markdown.ts';
import { type MarkdownBody, readMarkdownBody } from './markdown-body.ts';
import { dayIn, momentIn } from './moments.ts';
import { pathOf } from './named-files.ts';
import { applyOpening, isOpeningLine, readOpening } from './opening.ts';
import {
  BrokenFile,
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
} from './parse-result.ts';
import { beginsWithFrontMatter } from './text-signatures.ts';

type Fields = Map<string, unknown>;

export async function* readMarkdown(
  path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const name = basename(path);
  if (/^_index\./.test(name)) {
    yield { place: path, leftOut: 'is the page of a section, not a release' };
    return;
  }
  const { encoding, note } = await detect(path);
  const { fields, body, line } = splitFrontMatter(await readWhole(path, encoding));
  const release = newForeignRelease(path, '');
  if (note) release.notes.push(note);
  const base = addressOf(fields);
  const folders = await foldersOf(path, uploads);
  const content = await readMarkdownBody(body, {
    base,
    enclose: (address, title) => encloseBeside(release, folders, address, title),
  });
  readDates(fields, name, release);
  readStatus(fields, path, release);
  release.labels = labelsOf(fields);
  release.addresses = addressesOf(fields);
  for (const file of listOf(
    fields,
    'files',
    'attachments',
    'images',
    'image',
    'cover',
    'featuredimage',
  )) {
    if (await encloseBeside(release, folders, file, '')) continue;
    const isLinked = /^https?:/i.test(file);
    release.notes.push(
      isLinked
        ? `a linked file was not imported: ${file}`
        : `a file was left out: ${file} is not beside the text`,
    );
  }
  const { title, place, markdown } = textOf(fields, content, release, path);
  release.notes.push(...content.losses);
  const summary = plainLine(
    stringOf(fields, 'summary', 'description', 'excerpt', 'subtitle', 'lead'),
  );
  const named = await readFileLanguage(path, release);
  release.sourceId = `markdown ${base ?? `${name} ${title}`}`;
  release.texts.push({
    lang: stringOf(fields, 'language', 'lang', 'locale') || named,
    title,
    summary: summary.length <= 1000 ? summary : '',
    place,
    markdown,
  });
  if (title === '') throw new BrokenFile(`line ${line}: has neither a title nor a text`);
  yield release;
}

const frontMatter = /^(---|\+\+\+)[ \t]*\n([\s\S]*?)^(?:\1|\.\.\.)[ \t]*(?:\n|$(?![\s\S]))/m;

/** Front matter and body. @throws BrokenFile with the line of a fault */
function splitFrontMatter(text: string): { fields: Fields; body: string; line: number } {
  const source = text.replaceAll('\r\n', '\n').trimStart();
  if (!beginsWithFrontMatter(source)) return { fields: new Map(), body: source, line: 1 };
  const [whole = '', mark, inner = ''] = frontMatter.exec(source) ?? [];
  if (whole === '') throw new BrokenFile('line 1: the front matter has no end (--- or +++)');
  const document = mark === '---' ? fromYaml(inner) : fromToml(inner);
  const fields: Fields = new Map(
    [document.extra, document.params, document.taxonomies, document]
      .flatMap((group) =>
        typeof group === 'object' && group !== null ? Object.entries(group) : [],
      )
      .map(([key, value]) => [keyOf(key), value]),
  );
  return { fields, body: source.slice(whole.length), line: whole.split('\n').length };
}

const keyOf = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');

function fromYaml(text: string): Record<string, unknown> {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const line = text.slice(0, error.pos[0]).split('\n').length + 1;
    throw new BrokenFile(`line ${line}: the front matter is not valid YAML: ${error.message}`);
  }
  let fields: unknown;
  try {
    fields = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new BrokenFile(`line 2: the front matter cannot be read: ${(error as Error).message}`);
  }
  if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
    return fields as Record<string, unknown>;
  if (fields === null) return {};
  throw new BrokenFile('line 2: the front matter has no fields such as “title: …”');
}

function fromToml(text: string): Record<string, unknown> {
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split('\n');
    throw new BrokenFile(`line ${error.line + 1}: the front matter is not valid TOML: ${reason}`);
  }
}

/** A value as text: a term with a name, a date of TOML, a number. */
function textOfValue(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return String(value);
  const { name, title, src, url } = (value ?? {}) as Record<string, unknown>;
  return (
    [name, title, src, url]
      .map((one) => (typeof one === 'string' ? one.trim() : ''))
      .find(Boolean) ?? ''
  );
}

function stringOf(fields: Fields, ...names: string[]): string {
  return names.map((name) => textOfValue(fields.get(name))).find((text) => text !== '') ?? '';
}

function listOf(fields: Fields, ...names: string[]): string[] {
  return names
    .flatMap((name) => fields.get(name) ?? [])
    .map(textOfValue)
    .filter((text) => text !== '');
}

/** The instant or day in a field: also with a blank before the zone, as Jekyll writes. */
function readDates(fields: Fields, name: string, release: ForeignRelease): void {
  const written = ['published', 'publishdate', 'pubdate', 'date', 'datepublished', 'created']
    .map((field) => stringOf(fields, field).replace(/\s+([+-]\d{2}:?\d{2}|Z)$/, '$1'))
    .filter((text) => text !== '');
  release.published = written.map(momentIn).find((moment) => moment !== null) ?? null;
  const day = stringOf(fields, 'date') || written[0];
  release.date =
    (day ? dayIn(day) : null) ?? written.map(dayIn).find((one) => one !== null) ?? null;
  if (written.length > 0 && release.date === null && release.published === null)
    release.notes.push(`its date cannot be read: ${written[0]}`);
  const inName = /^(\d{4}-\d{2}-\d{2})[-_]/.exec(name)?.[1];
  if (release.date === null && release.published === null && inName) release.date = dayIn(inName);
}

function readStatus(fields: Fields, path: string, release: ForeignRelease): void {
  const texts = new Map([...fields].map(([name, value]) => [name, statusText(name, value)]));
  const marks = draftMarksIn(texts, new Date().toISOString().slice(0, 10));
  const isDraft = marks.length > 0 || /(?:^|[/\\])_drafts[/\\]/.test(path);
  release.status = fields.size === 0 ? 'unsaid' : isDraft ? 'draft' : 'public';
  if (marks.length > 0) release.because = marks.join(', ');
}

/** A value as text, also one that is not meant to be any; a day as `YYYY-MM-DD`. */
function statusText(name: string, value: unknown): string {
  const isText = value === null || ['string', 'undefined'].includes(typeof value);
  const text = textOfValue(value) || (isText ? '' : JSON.stringify(value));
  // The report may be passed on.
  if (name === 'password' && text !== '') return '…';
  return dayIn(text.slice(0, 100)) ?? text;
}

const labelFields: [of: Label['of'], names: string[]][] = [
  ['kind', ['kind', 'genre']],
  ['sources', ['sources', 'source']],
  ['countries', ['countries', 'country']],
  ['meetings', ['meetings', 'meeting', 'events', 'event']],
  ['author', ['authors', 'author']],
  ['fieldsOfWork', ['topics', 'topic', 'fieldsofwork', 'themes', 'theme']],
  ['any', ['categories', 'category', 'tags', 'tag', 'keywords', 'sections']],
];

function labelsOf(fields: Fields): Label[] {
  const labels = labelFields.flatMap(([of, names]) =>
    names.flatMap((field) => {
      const value = fields.get(field);
      // Jekyll separates names in one text by commas or blanks; only commas are certain.
      return listOf(fields, field).map(
        (name): Label => ({ of, name, ...(typeof value === 'string' && { listed: true }) }),
      );
    }),
  );
  return [...new Map(labels.map((label) => [`${label.of} ${label.name}`, label])).values()];
}

/** The page's own address on the old site, or null. */
function addressOf(fields: Fields): string | null {
  const address = stringOf(fields, 'canonical', 'canonicalurl', 'permalink', 'url', 'link');
  return URL.canParse(address) ? address : null;
}

/** Old addresses; patterns such as `/:year/:title/` are none. */
function addressesOf(fields: Fields): string[] {
  const names = [
    'canonical',
    'canonicalurl',
    'permalink',
    'url',
    'aliases',
    'alias',
    'redirectfrom',
  ];
  return listOf(fields, ...names)
    .filter((address) => !/[{}]|\/:\w/.test(address))
    .map((address) => (/^(?:https?:|\/)/i.test(address) ? address : `/${address}`));
}

/** Title, place and body, with what front matter lacks taken from the text. */
function textOf(fields: Fields, content: MarkdownBody, release: ForeignRelease, path: string) {
  const given = plainLine(stringOf(fields, 'title', 'headline'));
  const blocks = content.blocks.filter(({ text, isHeading }) => !(isHeading && text === given));
  const heading = blocks.findIndex(({ isHeading }) => isHeading);
  const first = blocks.findIndex(({ text }) => !isOpeningLine(text));
  const at = given !== '' ? -1 : heading >= 0 ? heading : first;
  const title = given || (blocks[at]?.text ?? '');
  if (given === '' && title !== '' && heading < 0)
    release.notes.push(`has no title: the first line of ${basename(path)} is used`);
  const place = stringOf(fields, 'place', 'dateline', 'location', 'city');
  const today = new Date().toISOString().slice(0, 10);
  const hasDate = release.date !== null || release.published !== null;
  const lines = blocks.map(({ text }) => text);
  const opening = readOpening(lines, at, today);
  const kept = blocks.filter(
    (_, nth) => nth !== at && (fields.size > 0 || !opening.consumed.has(nth)),
  );
  const found = opening.date;
  if (fields.size === 0) applyOpening(release, opening);
  else if (!hasDate) release.date = found;
  if (!hasDate && found !== null)
    release.notes.push(`has no date field: ${found} is from its text`);
  const markdown = kept.map((block) => block.markdown).join('\n\n');
  return { title, place: place || opening.place, markdown };
}

/** Folders in which files are looked for: the text's own, those of the site, that of `--attachments`. */
async function foldersOf(path: string, uploads: string | null): Promise<string[]> {
  const folders = [dirname(path)];
  let folder = dirname(path);
  for (let level = 0; level < 6 && dirname(folder) !== folder; level++) {
    if ((await readdir(folder)).some((name) => siteFile.test(name))) {
      const below = ['static', 'assets', 'public', 'src', 'source', 'content'];
      folders.push(folder, ...below.map((one) => join(folder, one)));
      break;
    }
    folder = dirname(folder);
  }
  return [...folders, ...(uploads === null ? [] : [uploads])];
}

/** A file at the root of a site of Hugo, Jekyll, Eleventy or similar programs. */
const siteFile = new RegExp(
  '^(?:hugo|config|_config|\\.?eleventy(?:\\.config)?|astro\\.config|gatsby-config|package)' +
    '\\.(?:toml|ya?ml|json|[cm]?[jt]s)$',
);

async function encloseBeside(
  release: ForeignRelease,
  folders: readonly string[],
  address: string,
  title: string,
): Promise<string | null> {
  if (/\.(?:md|markdown|html?)$/i.test(address) || !/\.\w+$/.test(address)) return null;
  const isWhole = /^https?:/i.test(address);
  const path = (isWhole ? pathOf(address) : address).replace(/^\/+/, '');
  // A whole address is that of the old site, whose folders may not be here.
  const names = isWhole ? [path, basename(path)] : [path];
  for (const folder of folders) {
    for (const name of names) {
      const found = await findBelow(folder, name);
      if (found !== null) return enclose(release, found, basename(found), title);
    }
  }
  // `../images/map.png`, as seen from the folder of the text, but below the site's.
  const site = folders[1];
  const above =
    site === undefined
      ? null
      : await findBelow(site, join(relativeTo(site, folders[0] ?? ''), address));
  return above === null ? null : enclose(release, above, basename(above), title);
}

const relativeTo = (site: string, folder: string) =>
  folder.startsWith(site) ? folder.slice(site.length) : '';
