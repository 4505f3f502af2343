/** Reads nodes of Drupal's JSON:API: `data`, with names of terms, authors and files from `included`. */
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import {
  distinct,
  groupBy,
  type Json,
  type JsonEntry,
  object,
  objects,
  oneLine,
  text,
} from './json-fields.ts';
import { dayIn, momentIn } from './moments.ts';
import { encloseNamedFiles, type NamedFile } from './named-files.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { takeFirst } from './repeated-entries.ts';

interface Node extends JsonEntry {
  attributes: Json;
  /** The address of the site, with the prefix of the language, or null. */
  site: string | null;
}

type Included = ReadonlyMap<string, Json>;

export async function* readDrupal(
  documents: readonly JsonEntry[],
  _path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const included = new Map<string, Json>();
  const nodes: Node[] = [];
  for (const { document, place } of documents) {
    for (const one of objects(document.included)) included.set(keyOf(one), one);
    const resources = objects(document.data);
    const many = Array.isArray(document.data);
    for (const [at, resource] of resources.entries()) {
      const where = many ? `${place}, item ${at + 1}` : place;
      const type = text(resource.type);
      if (!type.startsWith('node--'))
        yield { place: where, leftOut: `is of the type ${type}, not a node` };
      else nodes.push(nodeOf(resource, where, document));
    }
  }
  const { entries, repeated } = takeFirst(nodes, ({ document, attributes }) =>
    `${text(document.id)} ${text(attributes.langcode)}`.trim(),
  );
  yield* repeated;
  const groups = groupBy(entries, ({ document, attributes, place }) => {
    const nid = text(attributes.drupal_internal__nid);
    return nid ? `${text(document.type)} ${nid}` : text(document.id) || place;
  });
  for (const group of groups.values()) {
    const place = group[0]?.place ?? '';
    yield await readAt(place, () => readGroup(group, included, uploads));
  }
}

const keyOf = ({ type, id }: Json): string => `${text(type)} ${text(id)}`;

function nodeOf(document: Json, place: string, page: Json): Node {
  const self = [document, page].map(({ links }) => {
    const { self } = object(links);
    return text(self) || text(object(self).href);
  });
  const address = self.find((one) => /^https?:\/\/.*\/jsonapi\b/.test(one));
  const site = address?.replace(/\/jsonapi\b.*$/, '') ?? null;
  return { document, place, attributes: object(document.attributes), site };
}

/** Builds a release from a node and its translations, which have its uuid and nid. */
async function readGroup(
  all: Node[],
  included: Included,
  uploads: string | null,
): Promise<ParseResult> {
  const shown = all.filter((node) => hiddenReason(node) === null);
  const nodes = shown.length > 0 ? shown : all;
  const main = nodes.find(({ attributes }) => attributes.default_langcode === true);
  const first = main ?? (nodes[0] as Node);
  const { place } = all[0] as Node;
  const id = text(first.document.id);
  if (id === '') return { place, reason: 'has no id' };
  const release = newForeignRelease(place, `drupal ${id}`);
  const because = hiddenReason(first);
  if (because !== null) Object.assign(release, { status: 'draft', because });
  else if (first.attributes.status === true) release.status = 'public';
  for (const node of all.filter((one) => !nodes.includes(one))) {
    const title = text(node.attributes.title);
    release.notes.push(`a translation that ${hiddenReason(node)} was left out (${title})`);
  }
  readDate(first.attributes, release);
  release.labels = distinct(nodes.flatMap(({ document }) => labelsOf(document, included)));
  for (const node of [first, ...nodes.filter((one) => one !== first)]) {
    await addText(release, node, included, uploads);
  }
  return release;
}

/** Why a node is not public, or null. */
function hiddenReason({ attributes }: Node): string | null {
  const { status, moderation_state, publish_on } = attributes;
  const state = text(moderation_state);
  if (status === false || status === 0 || text(status) === '0')
    return state && state !== 'published' ? `is unpublished (${state})` : 'is unpublished';
  if (state !== '' && state !== 'published') return `is unpublished (${state})`;
  const waits = Object.entries(attributes).find(
    ([name, value]) =>
      (name === 'publish_on' || /embargo/.test(name)) && instantOf(value) > Date.now(),
  );
  if (waits) return publish_on ? 'is scheduled' : `is under embargo (${waits[0]})`;
  return null;
}

/** The instant of a field, as text or in seconds, or NaN. */
function instantOf(value: unknown): number {
  if (typeof value === 'number') return value * 1000;
  const written = text(value) || text(object(value).value);
  const moment = momentIn(written);
  if (moment && 'at' in moment) return moment.at;
  return Date.parse(moment ? `${moment.local}Z` : (dayIn(written) ?? ''));
}

/** Fields of dates by what they are likely to mean, the best first. */
const dateFields = [/^published_at$/, /^field_.*(?:publi|release|issue)/, /^field_(?:.*_)?date$/];

/** Reads the date of a field for it, else that of the creation. */
function readDate(attributes: Json, release: ForeignRelease): void {
  const values = Object.entries(attributes).filter(([name]) => !/end|expir|embargo/.test(name));
  const found = dateFields
    .flatMap((pattern) => values.filter(([name]) => pattern.test(name)))
    .map(([name, value]) => [name, text(value) || text(object(value).value)] as const)
    .find(([, written]) => dayIn(written) !== null);
  const created = createdIn(attributes);
  if (!found) {
    if (!Number.isNaN(created)) release.published = { at: created };
    return;
  }
  const [name, written] = found;
  release.notes.push(`its date is from ${name}`);
  release.published = momentIn(written);
  if (release.published !== null) return;
  const day = dayIn(written) ?? '';
  release.date = day;
  // The time of the creation is closer than noon, if it is of the same day.
  if (!Number.isNaN(created) && new Date(created).toISOString().startsWith(day))
    release.published = { at: created };
}

/** The creation, which older versions write as seconds in a text. */
function createdIn({ created }: Json): number {
  const seconds = text(created);
  return /^\d{6,11}$/.test(seconds) ? Number(seconds) * 1000 : instantOf(created);
}

/** The resources that a relationship names. */
function related(document: Json, name: string): Json[] {
  return objects(object(object(document.relationships)[name]).data);
}

function labelsOf(document: Json, included: Included): Label[] {
  const kind = text(document.type).replace(/^node--/, '');
  const names = Object.keys(object(document.relationships));
  const terms = names.flatMap((name) =>
    related(document, name).filter(({ type }) => text(type).startsWith('taxonomy_term--')),
  );
  const named = (resource: Json): string => {
    const { name, display_name } = object(included.get(keyOf(resource))?.attributes);
    return text(display_name) || text(name);
  };
  return [
    ...(kind === '' || kind === 'article' ? [] : [{ of: 'kind' as const, name: kind }]),
    ...terms.map((one): Label => ({ of: 'any', name: named(one) })),
    ...related(document, 'uid').map((one): Label => ({ of: 'author', name: named(one) })),
  ].filter(({ name }) => name !== '');
}

async function addText(
  release: ForeignRelease,
  { document, attributes, site }: Node,
  included: Included,
  uploads: string | null,
): Promise<void> {
  const unnamed = Object.keys(object(document.relationships))
    .flatMap((name) => related(document, name))
    .some((one) => /^taxonomy_term--/.test(text(one.type)) && !included.has(keyOf(one)));
  if (unnamed) release.notes.push('has terms without their names: fetch it with include=');
  const html = htmlOf(document, attributes, included, release);
  const alias = text(object(attributes.path).alias);
  const nid = text(attributes.drupal_internal__nid);
  const paths = [alias, nid && `/node/${nid}`].filter((one) => one !== '');
  const base = site === null ? null : `${site}${paths[0] ?? '/'}`;
  const apart = picturesOf(document, included);
  const fileAt = await encloseNamedFiles(release, html, { base, folder: uploads, apart });
  const { markdown, losses } = toMarkdown(html, { base, fileAt });
  release.notes.push(...losses);
  const summary = oneLine(summaryOf(attributes));
  release.texts.push({
    lang: languageOf(attributes),
    title: oneLine(text(attributes.title)),
    summary: summary.length <= 1000 ? summary : '',
    place: '',
    markdown,
  });
  release.addresses.push(...paths.map((path) => `${site ?? ''}${path}`));
}

/** The language of a node; `und` and `zxx` mean none. */
const languageOf = ({ langcode }: Json): string | null =>
  /^(?:und|zxx|)$/.test(text(langcode)) ? null : text(langcode);

const formatted = (field: unknown): string =>
  objects(field)
    .map(({ processed, value }) => text(processed) || text(value))
    .join('\n');

/** The body; without one, every formatted field of the node and of its paragraphs, in order. */
function htmlOf(
  document: Json,
  attributes: Json,
  included: Included,
  release: ForeignRelease,
): string {
  const body = formatted(attributes.body);
  const fieldsOf = (fields: Json): [string, string][] =>
    Object.entries(fields)
      .filter(([name, value]) => name !== 'body' && objects(value).some((one) => 'format' in one))
      .map(([name, value]) => [name, formatted(value)]);
  const paragraphs = Object.keys(object(document.relationships))
    .flatMap((name) => related(document, name))
    .filter(({ type }) => text(type).startsWith('paragraph--'))
    .flatMap((one) => fieldsOf(object(included.get(keyOf(one))?.attributes)));
  const own = body === '' ? fieldsOf(attributes).filter(([name]) => !isSummary(name)) : [];
  const others = [...own, ...paragraphs];
  if (others.length > 0) {
    const names = [...new Set(others.map(([name]) => name))];
    release.notes.push(`its text has parts from ${names.join(', ')}`);
  }
  return [body, ...others.map(([, html]) => html)].filter((one) => one !== '').join('\n');
}

const isSummary = (name: string) => /^field_.*(?:summary|teaser|lead|intro|abstract)/.test(name);

function summaryOf(attributes: Json): string {
  const own = objects(attributes.body)
    .map(({ summary }) => plainLine(text(summary)))
    .find((one) => one !== '');
  const field = Object.entries(attributes).find(([name]) => isSummary(name))?.[1];
  return own ?? plainLine(formatted(field) || text(field));
}

/** Pictures and files in fields, which are files or media with a file. */
function picturesOf(document: Json, included: Included): NamedFile[] {
  return Object.keys(object(document.relationships))
    .flatMap((name) => related(document, name))
    .flatMap((one) => {
      const resource = object(included.get(keyOf(one)));
      const media = Object.keys(object(resource.relationships)).flatMap((name) =>
        /^field_media/.test(name) ? related(resource, name) : [],
      );
      const files = text(one.type).startsWith('media--') ? media : [one];
      return files.flatMap((file): NamedFile[] => {
        const { uri, filename } = object(included.get(keyOf(file))?.attributes);
        const address = text(object(uri).url);
        const { alt, title } = object(file.meta);
        const label = text(alt) || text(title) || text(filename);
        return address === '' ? [] : [{ address, title: label }];
      });
    });
}
