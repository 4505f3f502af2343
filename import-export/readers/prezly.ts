/** Reads stories of Prezly's API: one, a list, or the answer with `stories`. */
import { isObject } from '../../src/domain/json-object.ts';
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import {
  distinct,
  type Json,
  type JsonEntry,
  object,
  objects,
  oneLine,
  parseJson,
  text,
} from './json-fields.ts';
import { isStory } from './json-signatures.ts';
import { momentIn } from './moments.ts';
import { encloseNamedFiles } from './named-files.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { documentToHtml, fileAddress } from './prezly-document.ts';
import { takeFirst } from './repeated-entries.ts';

export async function* readPrezly(
  entries: readonly JsonEntry[],
  _path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const { entries: stories, repeated } = takeFirst(entries.flatMap(storiesOf), idOf);
  yield* repeated;
  for (const group of translationGroups(stories)) {
    const place = group[0]?.place ?? '';
    yield await readAt(place, () => readGroup(group, place, uploads));
  }
}

function storiesOf({ document, place }: JsonEntry): JsonEntry[] {
  if (isStory(document)) return [{ document, place }];
  if (isObject(document.story)) return [{ document: document.story, place }];
  return objects(document.stories).map((story, at) => ({
    document: story,
    place: `${place}, story ${at + 1}`,
  }));
}

const idOf = ({ document }: JsonEntry): string => text(document.uuid) || text(document.id);

/** Groups stories that name each other as translations. */
function translationGroups(stories: readonly JsonEntry[]): JsonEntry[][] {
  const groups = new Map(stories.map((story) => [idOf(story) || story.place, [story]]));
  for (const story of stories) {
    for (const { uuid, id } of objects(story.document.translations)) {
      const own = groups.get(idOf(story) || story.place);
      const other = groups.get(text(uuid) || text(id));
      if (!own || !other || own === other) continue;
      own.push(...other);
      for (const one of other) groups.set(idOf(one) || one.place, own);
    }
  }
  return [...new Set(groups.values())];
}

/** Builds a release from a story and its translations. Common fields are those of the first public one. */
async function readGroup(
  all: JsonEntry[],
  place: string,
  uploads: string | null,
): Promise<ParseResult> {
  const existing = all.filter(({ document }) => !isTrash(document));
  if (existing.length === 0) return { place, leftOut: 'is in the trash of Prezly' };
  const shown = existing.filter(({ document }) => hiddenReason(document) === null);
  const stories = shown.length > 0 ? shown : existing;
  const [first] = stories as [JsonEntry];
  const [oldest] = [...all].sort((a, b) => Number(a.document.id) - Number(b.document.id));
  const id = idOf(oldest ?? first);
  if (id === '') return { place, reason: 'has neither uuid nor id' };
  if (stories.every(({ document }) => document.content === undefined))
    return { place, reason: 'has no content: fetch each story, or ask for the field “content”' };
  const release = newForeignRelease(place, `prezly ${id}`);
  const because = hiddenReason(first.document);
  Object.assign(release, because === null ? { status: 'public' } : { status: 'draft', because });
  for (const { document } of existing.filter((one) => !stories.includes(one))) {
    const title = text(document.title);
    release.notes.push(`a translation that ${hiddenReason(document)} was left out (${title})`);
  }
  const { published_at, scheduled_at, created_at } = first.document;
  const dates = [published_at, scheduled_at, created_at].map((date) => momentIn(text(date)));
  release.published = dates.find((moment) => moment !== null) ?? null;
  release.labels = distinct(stories.flatMap(({ document }) => labelsOf(document)));
  for (const { document } of stories) await addText(release, document, uploads);
  return release;
}

const isTrash = (story: Json) => /^(?:trash|deleted)/.test(text(story.lifecycle_status));

/** Why a story is not public, or null. */
function hiddenReason(story: Json): string | null {
  const status = text(story.lifecycle_status) || text(story.publication_status);
  if (status === 'embargo') return 'is under embargo';
  if (status === 'scheduled') return 'is scheduled';
  if (status !== 'published') return 'is a draft';
  const visibility = text(story.visibility) || 'public';
  if (visibility === 'embargo') return 'is under embargo';
  if (visibility !== 'public') return `is ${visibility}`;
  return story.is_archived === true ? 'is archived' : null;
}

function labelsOf({ categories, tag_names, tags, author }: Json): Label[] {
  const names = [tag_names ?? tags ?? []].flat().map((tag) => text(tag) || text(object(tag).name));
  const { display_name, name } = object(author);
  return [...objects(categories).map((one) => text(one.display_name) || text(one.name)), ...names]
    .map((one): Label => ({ of: 'any', name: one }))
    .concat({ of: 'author', name: text(display_name) || text(name) })
    .filter((label) => label.name !== '');
}

async function addText(
  release: ForeignRelease,
  story: Json,
  uploads: string | null,
): Promise<void> {
  const links = object(story.links);
  const view = text(links.newsroom_view) || text(object(story.oembed).url);
  const base = /^https?:/.test(view) ? view : null;
  const html = contentOf(story, release);
  const picture = object(parseJson(text(story.header_image)));
  const apart = picture.uuid ? [{ address: fileAddress(picture), title: '' }] : [];
  const fileAt = await encloseNamedFiles(release, html, { base, folder: uploads, apart });
  const { markdown, losses } = toMarkdown(html, { base, fileAt });
  release.notes.push(...losses);
  const written = [story.subtitle, story.intro, story.summary].map((one) => plainLine(text(one)));
  const summary = written.find((one) => one !== '') ?? '';
  release.texts.push({
    lang: languageOf(story),
    title: oneLine(text(story.title)),
    summary: summary.length <= 1000 ? summary : '',
    place: '',
    markdown,
  });
  if (base !== null) release.addresses.push(base);
}

/** The language of a story: `nl_BE` → `nl-BE`; null if it has none. */
function languageOf({ culture, language }: Json): string | null {
  const code = text(culture) || text(object(culture).code) || text(language);
  return code === '' ? null : code.replaceAll('_', '-');
}

/** The content as HTML: a document of nodes, also as JSON in a text, or HTML of older stories. */
function contentOf({ content }: Json, release: ForeignRelease): string {
  const parsed = typeof content === 'string' ? parseJson(content) : content;
  if (!isObject(parsed)) return text(content);
  const { html, losses } = documentToHtml(parsed);
  release.notes.push(...losses);
  return html;
}
