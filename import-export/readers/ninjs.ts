/** Reads IPTC ninjs 1.x to 3.x, whose fields differ in spelling and number, not in meaning. */
import { basename, dirname } from 'node:path';
import { parseInstant } from '../../src/domain/instant.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { paragraphsToMarkdown, toMarkdown } from './html-to-markdown.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  type Text,
} from './parse-result.ts';

type Json = Record<string, unknown>;

/** Field names in lower case: version 2 has `versioncreated`, version 3 `versionCreated`. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.toLowerCase(), lowered(one)]),
  );
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const objects = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.filter((one): one is Json => typeof one === 'object' && one !== null)
    : typeof value === 'object' && value !== null
      ? Object.values(value).filter((one): one is Json => typeof one === 'object' && one !== null)
      : [];

export async function readNinjs(source: Json, place: string, path: string): Promise<ParseResult> {
  const document = lowered(source) as Json;
  const release = newForeignRelease(place, `ninjs ${text(document.uri)}`);
  const own = /^urn:dateline:([0-9a-z]+):/.exec(text(document.uri))?.[1];
  if (own) release.id = own;
  if (text(document.uri) === '') return { place, reason: 'has no uri' };
  const type = text(document.type) || 'text';
  if (!/^(?:text|composite)$/.test(type))
    return { place, reason: `is of the type ${type}, not a text` };
  readStatus(document, release);
  release.labels = labelsOf(document);
  release.contacts = contactsOf(document);
  const translations = objects(document.associations).filter(
    (one) => text(one.rel) === 'translation' || objects([one]).some(isTranslation),
  );
  for (const one of [document, ...translations]) {
    const text = textOf(one, release);
    if (text) release.texts.push(text);
    release.addresses.push(...addressesOf(one));
  }
  for (const one of objects(document.associations)) {
    if (!translations.includes(one)) {
      const name = text(one.name) || text(one.uri);
      release.notes.push(
        `what goes with it was left out: ${text(one.type) || 'item'} ${name}`.trim(),
      );
    }
  }
  await readRenditions(document, release, path);
  return release;
}

const isTranslation = (one: Json) => text(one.rel).endsWith('translationOf');

function readStatus(document: Json, release: ForeignRelease): void {
  const instants = ['firstcreated', 'contentcreated', 'versioncreated'].map((key) =>
    text(document[key]),
  );
  const [created = '', content = ''] = instants;
  const first = instants.find((one) => one !== '');
  const at = first === undefined ? null : parseInstant(first);
  if (at !== null) release.published = { at };
  else if (/^\d{4}-\d{2}-\d{2}T/.test(created)) release.published = { local: created.slice(0, 19) };
  if (/^\d{4}-\d{2}-\d{2}$/.test(content)) release.date = content;
  const status = text(document.pubstatus) || 'usable';
  const embargo = text(document.embargoed) || text(document.embargodate);
  release.status = 'public';
  if (status !== 'usable')
    Object.assign(release, { status: 'draft', because: `is ${status} (pubstatus)` });
  else if (embargo !== '' && !((parseInstant(embargo) ?? Infinity) <= Date.now())) {
    Object.assign(release, { status: 'draft', because: `is under embargo until ${embargo}` });
  }
}

function textOf(one: Json, release: ForeignRelease): Text | null {
  const headlines = objects(one.headlines);
  const main = headlines.find((each) => /^(?:main)?$/.test(text(each.role))) ?? headlines[0];
  const title = text(main?.value) || text(one.headline) || text(one.title) || text(one.name);
  const descriptions = objects(one.descriptions);
  const summary = text(descriptions[0]?.value) || text(one.description_text);
  const bodies = objects(one.bodies).map((body) => [
    text(body.contenttype) || 'text/plain',
    text(body.value),
  ]);
  const body = (type: RegExp) => bodies.find(([one = '']) => type.test(one))?.[1];
  const html = body(/html/) || text(one.body_html) || text(one.body_xhtml);
  const plain = body(/^text\/plain/) || text(one.body_text);
  const prose = html ? toMarkdown(html, { base: null }) : null;
  const paragraphs = plain ? plain.split(/\n\s*\n|\r?\n/).filter((line) => line.trim() !== '') : [];
  const markdown = body(/markdown/) || prose?.markdown || paragraphsToMarkdown(paragraphs);
  if (title === '' && markdown === '') return null;
  if (!body(/markdown/)) release.notes.push(...(prose?.losses ?? []));
  const located = text(one.located) || text(objects(one.located)[0]?.name);
  const dateline = located || text(one.dateline);
  return {
    lang: text(one.language) || null,
    title,
    summary: oneLine(summary),
    place: dateline,
    markdown,
  };
}

const oneLine = (value: string) => value.replace(/[^\S\u00a0\u202f]+/g, ' ');

function labelsOf(document: Json): Label[] {
  const label =
    (of: Label['of']) =>
    (one: Json): Label[] => {
      const slug = text(one.literal) || text(one.code);
      const name = text(one.name) || slug;
      return name === '' ? [] : [{ of, name, ...(slug && { slug }) }];
    };
  const isEvent = (one: Json) => text(one.rel) === 'event';
  const subjects = [...objects(document.subjects), ...objects(document.subject)];
  const sources = [...objects(document.infosources), ...objects(document.infosource)];
  return [
    ...[...objects(document.genres), ...objects(document.genre)].flatMap(label('kind')),
    ...sources.filter((one) => text(one.role) === 'source').flatMap(label('sources')),
    ...subjects.filter((one) => !isEvent(one)).flatMap(label('any')),
    ...[
      ...subjects.filter(isEvent),
      ...objects(document.events),
      ...objects(document.event),
    ].flatMap(label('meetings')),
    ...[...objects(document.places), ...objects(document.place)].flatMap(label('countries')),
    ...[...objects(document.organisations), ...objects(document.organisation)].flatMap(
      label('author'),
    ),
  ];
}

function contactsOf(document: Json): ForeignRelease['contacts'] {
  return objects(document.infosources)
    .filter((one) => text(one.role) === 'press contact' && text(one.name) !== '')
    .map((one) => {
      const ways = objects(one.contactinfo);
      const way = (type: string) => text(ways.find((each) => text(each.type) === type)?.value);
      const [role, email, phone] = [text(ways[0]?.role), way('email'), way('phone')];
      return {
        name: text(one.name),
        ...(role && { role }),
        ...(email && { email }),
        ...(phone && { phone }),
      };
    });
}

function addressesOf(one: Json): string[] {
  const ids = objects(one.altids).filter((each) => text(each.role) === 'web');
  return [text(one.webpage), ...ids.map((each) => text(each.value))].filter((each) => each !== '');
}

async function readRenditions(
  document: Json,
  release: ForeignRelease,
  path: string,
): Promise<void> {
  for (const one of objects(document.renditions)) {
    const href = text(one.href);
    const filename = text(one.name) || basename(href);
    const found = /^[a-z]+:/i.test(href) ? null : await findBelow(dirname(path), href);
    if (found === null) release.notes.push(`a file was left out: ${href} is not beside the item`);
    else await enclose(release, found, filename, text(one.title));
  }
}
