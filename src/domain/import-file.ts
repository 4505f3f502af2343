/**
 * Reads a file of releases in the Worker: a table, Markdown with front matter, plain text, JSON, NDJSON.
 * The command line reads more kinds, and more of these.
 */
import { BrokenCsv, readCsvRows } from './csv.ts';
import { sha256 } from './digest.ts';
import { draftMarksIn } from './draft-marks.ts';
import { idPattern } from './identifier.ts';
import type { ImportSite, RawRelease } from './import-entry.ts';
import { dayInZone } from './instant.ts';
import { isObject } from './json-object.ts';
import type { PlacedFault } from './term-entry.ts';

export interface ImportFile {
  releases: RawRelease[];
  faults: PlacedFault[];
}

type Read = (text: string, name: string, site: ImportSite) => Promise<ImportFile> | ImportFile;

const readers: Readonly<Record<string, Read>> = {
  csv: readTable,
  tsv: readTable,
  md: readMarkdown,
  markdown: readMarkdown,
  txt: readPlainText,
  json: readJson,
  ndjson: readNdjson,
  jsonl: readNdjson,
};

/** Reads a file by the extension of its name; null for one that is not among the kinds. */
export async function readImportFile(
  name: string,
  text: string,
  site: ImportSite,
): Promise<ImportFile | null> {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (!Object.hasOwn(readers, extension)) return null;
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return (readers[extension] as Read)(source, name, site);
}

const empty = { id: null, isDraft: false, published: '', notes: [] };

async function readNdjson(text: string, name: string): Promise<ImportFile> {
  const file: ImportFile = { releases: [], faults: [] };
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const place = `${name}:${at + 1}`;
    try {
      await addDocument(file, JSON.parse(line), place);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      file.faults.push({ place, reason: 'is not valid JSON' });
    }
  }
  return file;
}

async function readJson(text: string, name: string): Promise<ImportFile> {
  const file: ImportFile = { releases: [], faults: [] };
  try {
    const content: unknown = JSON.parse(text);
    const all = Array.isArray(content) ? content : [content];
    for (const [at, one] of all.entries()) await addDocument(file, one, `${name}, ${at + 1}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    file.faults.push({ place: name, reason: error.message });
  }
  return file;
}

const wholeId = new RegExp(`^${idPattern}$`);

/** A release in our own form: alone, or as `release` with what is known about it. */
async function addDocument(file: ImportFile, value: unknown, place: string): Promise<void> {
  if (!isObject(value)) {
    file.faults.push({ place, reason: 'is no release' });
    return;
  }
  const { id, sourceId, publishedAt, publication, attachments, release, ...rest } = value;
  const document = isObject(release) ? release : rest;
  if (!isObject(document.editions)) {
    file.faults.push({ place, reason: 'has no editions: is it a release of this form?' });
    return;
  }
  const said = isObject(publication) ? publication.at : publishedAt;
  const [legacy] = Array.isArray(document.legacyUrls) ? document.legacyUrls : [];
  const identity =
    typeof sourceId === 'string' && sourceId !== ''
      ? sourceId
      : typeof legacy === 'string'
        ? `legacy ${legacy}`
        : `content ${await sha256(JSON.stringify(document))}`;
  const hasFiles = Array.isArray(attachments) && attachments.length > 0;
  file.releases.push({
    ...empty,
    place,
    sourceId: identity,
    id: typeof id === 'string' && wholeId.test(id) ? id : null,
    published: typeof said === 'string' ? said : '',
    isDraft: publication === null || publishedAt === null,
    document,
    notes: hasFiles ? ['its files are not imported here'] : [],
  });
}

const columns = [
  'key',
  'language',
  'title',
  'date',
  'place',
  'summary',
  'body',
  'format',
  'kind',
  'sources',
  'fieldsOfWork',
  'countries',
  'meetings',
  'status',
  'address',
  'files',
  'contactName',
  'contactEmail',
  'contactPhone',
] as const;

type Cells = Partial<Record<(typeof columns)[number], string>>;

/** Rows with one key, or else one address, are one release in several languages. */
function readTable(text: string, name: string, site: ImportSite): ImportFile {
  const file: ImportFile = { releases: [], faults: [] };
  try {
    const [header, ...rows] = readCsvRows(text);
    const fields = (header?.record ?? []).map((title) => {
      const written = title.trim().toLowerCase();
      const field = columns.find((one) => one.toLowerCase() === written);
      if (!field && written !== '') {
        const reason = `“${title.trim()}” is no column: they are ${columns.join(', ')}`;
        file.faults.push({ place: `${name}:1`, reason });
      }
      return field;
    });
    const groups = new Map<string | number, { line: number; cells: Cells }[]>();
    for (const { record, line } of rows) {
      const cells: Cells = {};
      for (const [at, cell] of record.entries()) {
        const field = fields[at];
        if (field && cell.trim() !== '') cells[field] = cell.trim();
      }
      if (Object.keys(cells).length === 0) continue;
      const key = cells.key ?? cells.address ?? line;
      groups.set(key, [...(groups.get(key) ?? []), { line, cells }]);
    }
    for (const [key, group] of groups) addRows(file, name, key, group, site);
  } catch (error) {
    if (!(error instanceof BrokenCsv)) throw error;
    file.faults.push({ place: `${name}:${error.line}`, reason: error.message });
  }
  return file;
}

function addRows(
  file: ImportFile,
  name: string,
  key: string | number,
  rows: { line: number; cells: Cells }[],
  site: ImportSite,
): void {
  const editions: Record<string, object> = {};
  const first = rows[0] ?? { line: 1, cells: {} };
  const place = `${name}:${first.line}`;
  for (const { line, cells } of rows) {
    const lang = cells.language ?? site.defaultLanguage;
    const fault = (reason: string) => file.faults.push({ place: `${name}:${line}`, reason });
    if (editions[lang]) return void fault(`the release ${key} has ${lang} twice`);
    if (cells.format?.toLowerCase() === 'html') return void fault('HTML needs npm run import');
    const { title = '', summary, place: dateline, body = '' } = cells;
    editions[lang] = {
      title,
      ...(summary && { summary }),
      ...(dateline && { place: dateline }),
      markdown: body,
    };
  }
  const value = (field: keyof Cells) => rows.map(({ cells }) => cells[field]).find(Boolean) ?? '';
  const list = (field: keyof Cells) =>
    value(field)
      .split(/[;,]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const contact = {
    name: value('contactName') || value('contactEmail'),
    ...(value('contactEmail') && { email: value('contactEmail') }),
    ...(value('contactPhone') && { phone: value('contactPhone') }),
  };
  // The line would be another one after a row above it.
  const said = `${value('title')} ${value('date')} ${value('language')}`;
  file.releases.push({
    ...empty,
    place,
    sourceId: `table ${name} ${typeof key === 'string' ? key : said}`,
    published: value('date'),
    isDraft: rows.some(({ cells }) => (cells.status ?? 'published').toLowerCase() !== 'published'),
    document: {
      kind: value('kind'),
      sources: list('sources'),
      fieldsOfWork: list('fieldsOfWork'),
      countries: list('countries'),
      meetings: list('meetings'),
      ...(contact.name && { contacts: [contact] }),
      ...(value('address') && { legacyUrls: [value('address')] }),
      editions,
    },
    notes: value('files') === '' ? [] : ['its files are not imported here'],
  });
}

const frontMatter = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$(?![\s\S]))/m;

/** Markdown; its front matter may have lines `name: value`, and lists in brackets or below. */
function readMarkdown(text: string, name: string, site: ImportSite): ImportFile {
  const [whole = '', head = ''] = text.startsWith('---') ? (frontMatter.exec(text) ?? []) : [];
  if (text.startsWith('---\n') && whole === '') {
    return {
      releases: [],
      faults: [{ place: `${name}:1`, reason: 'the front matter has no end' }],
    };
  }
  const fields = new Map<string, string[]>();
  const faults: PlacedFault[] = [];
  let last = '';
  for (const [at, line] of head.split('\n').entries()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const item = /^\s*-\s(.+)$/.exec(line);
    const pair = /^([\w-]+):(.*)$/.exec(line);
    try {
      if (item && last !== '') fields.get(last)?.push(scalarIn(item[1] ?? ''));
      else if (pair) {
        last = (pair[1] ?? '').toLowerCase().replace(/[_-]/g, '');
        fields.set(last, valuesIn(pair[2] ?? ''));
      } else throw new SyntaxError();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push({ place: `${name}:${at + 2}`, reason: `“${line.trim()}” cannot be read here` });
    }
  }
  const first = (...names: string[]) =>
    names.map((one) => fields.get(one)?.[0]).find(Boolean) ?? '';
  const all = (...names: string[]) => names.flatMap((one) => fields.get(one) ?? []);
  const body = text.slice(whole.length).trim();
  const heading = /^#\s+(.+?)\s*#*\s*(?:\n|$)/.exec(body);
  const title = first('title', 'headline') || (heading?.[1] ?? '');
  const markdown =
    first('title', 'headline') === '' && heading ? body.slice(heading[0].length) : body;
  const document = {
    kind: first('kind', 'type'),
    sources: all('sources', 'source'),
    fieldsOfWork: all('fieldsofwork', 'topics', 'topic', 'categories', 'category', 'tags'),
    countries: all('countries', 'country'),
    meetings: all('meetings', 'meeting'),
    legacyUrls: all('aliases', 'permalink', 'redirectfrom').filter((one) => one.startsWith('/')),
    editions: {
      [first('lang', 'language') || site.defaultLanguage]: {
        title,
        ...(first('summary', 'description') && { summary: first('summary', 'description') }),
        ...(first('place', 'location') && { place: first('place', 'location') }),
        markdown: markdown.trim(),
      },
    },
  };
  if (faults.length > 0) return { releases: [], faults };
  const notes = draftMarksIn(fields, dayInZone(site.now, site.timeZone));
  const published = first('date', 'publishdate', 'published');
  const sourceId = `markdown ${name} ${title}`;
  const isDraft = notes.length > 0;
  return {
    releases: [{ ...empty, place: name, sourceId, published, isDraft, document, notes }],
    faults,
  };
}

/** A scalar of YAML without its comment. @throws SyntaxError for anything else, or a part of one */
function scalarIn(text: string): string {
  const quoted = /^\s*(?:'((?:[^']|'')*)'|("(?:[^"\\]|\\.)*"))\s*(?:\s#.*)?$/.exec(text);
  if (quoted?.[2]) return JSON.parse(quoted[2]);
  if (quoted) return (quoted[1] ?? '').replaceAll("''", "'");
  if (/^\s*['"[\]{}&*!|>%@`,]/.test(text)) throw new SyntaxError();
  return ` ${text}`.replace(/\s#.*/, '').trim();
}

/** The values behind a name: one, a list in brackets, or none yet. @throws SyntaxError */
function valuesIn(text: string): string[] {
  const inner = /^\s*\[((?:(?!\s#).)*)\]\s*(?:\s#.*)?$/.exec(text)?.[1];
  const item = /\s*('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g;
  const parts = inner === undefined ? [text] : [...inner.matchAll(item)].map(([, one = '']) => one);
  return parts.map(scalarIn).filter((one) => one !== '');
}

/** The first line is the title, the rest the text. */
function readPlainText(text: string, name: string, site: ImportSite): ImportFile {
  const [title = '', ...rest] = text.trim().split('\n');
  const markdown = rest.join('\n').trim();
  const editions = { [site.defaultLanguage]: { title: title.trim(), markdown } };
  const release = { ...empty, place: name, sourceId: `text ${name} ${title}` };
  return { releases: [{ ...release, document: { editions } }], faults: [] };
}
