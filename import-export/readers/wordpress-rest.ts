/** Reads posts of the WordPress REST API: `/wp-json/wp/v2/posts?_embed`, with or without `context=edit`. */
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import {
  distinct,
  groupBy,
  type Json,
  type JsonEntry,
  object,
  objects,
  text,
} from './json-fields.ts';
import { momentIn } from './moments.ts';
import { encloseNamedFiles, type NamedFile } from './named-files.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { takeFirst } from './repeated-entries.ts';
import { hiddenBy, internalTypes, tagOf, technicalTaxonomies } from './wordpress-post.ts';

interface Post extends JsonEntry {
  id: string;
  guid: string;
  link: string;
}

export async function* readWordPressRest(
  entries: readonly JsonEntry[],
  _path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  const { entries: posts, repeated } = takeFirst(entries.map(postOf), ({ id }) => id);
  yield* repeated;
  const guids = groupBy(posts, ({ guid }) => guid);
  const isShared = ({ guid }: Post) => (guids.get(guid)?.length ?? 0) > 1;
  for (const group of translationGroups(posts)) {
    const { place } = group[0] as Post;
    yield await readAt(place, () => readGroup(group, isShared, uploads));
  }
}

function postOf({ document, place }: JsonEntry): Post {
  return {
    document,
    place,
    id: text(document.id),
    guid: plainLine(written(document.guid)),
    link: text(document.link),
  };
}

/** The key of a post: its site and id. */
const keyOf = ({ id, link, guid, place }: Post): string =>
  id === '' ? place : `${siteOf(link || guid)} ${id}`;

const siteOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : '');

/** A field that has a rendered form, and with `context=edit` a raw one. */
const written = (field: unknown): string =>
  typeof field === 'string' ? field : text(object(field).rendered) || text(object(field).raw);

/** Groups posts that name each other as translations (Polylang, WPML). */
function translationGroups(posts: readonly Post[]): Post[][] {
  const groups = new Map(posts.map((post) => [keyOf(post), [post]]));
  for (const post of posts) {
    for (const id of translationsOf(post.document)) {
      const [own, other] = [keyOf(post), `${siteOf(post.link || post.guid)} ${id}`].map((key) =>
        groups.get(key),
      );
      if (!own || !other || own === other) continue;
      own.push(...other);
      for (const one of other) groups.set(keyOf(one), own);
    }
  }
  return [...new Set(groups.values())];
}

const translationsOf = ({ translations, wpml_translations }: Json): string[] => [
  ...Object.values(object(translations)).map((one) => text(one) || text(object(one).id)),
  ...objects(wpml_translations).map(({ id }) => text(id)),
];

/** Builds a release from a post and its translations. Common fields are those of the first public one. */
async function readGroup(
  all: Post[],
  isShared: (post: Post) => boolean,
  uploads: string | null,
): Promise<ParseResult> {
  const { place } = all[0] as Post;
  const type = text(all[0]?.document.type);
  if (internalTypes.test(type)) return { place, leftOut: `is of the type ${type}` };
  const existing = all.filter(
    ({ document }) => !/^(?:trash|auto-draft)$/.test(text(document.status)),
  );
  if (existing.length === 0)
    return { place, leftOut: `is ${text(all[0]?.document.status)} in WordPress` };
  const shown = existing.filter((post) => hiddenReason(post) === null);
  const posts = shown.length > 0 ? shown : existing;
  const first = posts[0] as Post;
  const release = newForeignRelease(place, sourceIdOf(all, isShared));
  const because = hiddenReason(first);
  if (because !== null) Object.assign(release, { status: 'draft', because });
  else if (text(first.document.status) !== '') release.status = 'public';
  for (const post of existing.filter((one) => !posts.includes(one))) {
    const title = plainLine(written(post.document.title));
    release.notes.push(`a translation that ${hiddenReason(post)} was left out (${title})`);
  }
  readDates(first.document, release);
  release.labels = distinct(posts.flatMap(({ document }) => labelsOf(document)));
  if (posts.some(({ document }) => document._embedded === undefined))
    release.notes.push('has no names of its terms and author: fetch it with ?_embed');
  for (const post of posts) await addText(release, post, uploads);
  return release;
}

/** The identifier that an export (WXR) of the same site gives, so that both are one release. */
function sourceIdOf(all: readonly Post[], isShared: (post: Post) => boolean): string {
  const [oldest] = [...all].sort((a, b) => Number(a.id) - Number(b.id)) as [Post];
  const { guid, link, id } = oldest;
  if (guid === '') return `wordpress ${link || id}`;
  return `wordpress ${guid}${isShared(oldest) ? ` ${id}` : ''}`;
}

/** Why a post is not public, or null. */
function hiddenReason({ document }: Post): string | null {
  const { password, content, status } = document;
  const isProtected = text(password) !== '' || object(content).protected === true;
  return hiddenBy({ status: text(status) || 'publish', password: isProtected });
}

function readDates(document: Json, release: ForeignRelease): void {
  const gmt = text(document.date_gmt);
  const local = momentIn(text(document.date));
  const modified = text(document.modified_gmt);
  const utc = (value: string) => (value === '' ? null : momentIn(`${value.replace(/Z$/, '')}Z`));
  release.published = utc(gmt) ?? local ?? utc(modified);
  if (local && 'local' in local) release.date = local.local.slice(0, 10);
  if (utc(gmt) === null && local === null && release.published !== null)
    release.notes.push('has no date: that of its last change is used');
}

function labelsOf({ type, _embedded }: Json): Label[] {
  const embedded = object(_embedded);
  const terms = [embedded['wp:term'] ?? []].flat(2) as unknown[];
  const kind = text(type);
  return [
    ...(kind === '' || kind === 'post' ? [] : [{ of: 'kind' as const, name: kind }]),
    ...objects(terms)
      .filter(({ taxonomy }) => !technicalTaxonomies.has(text(taxonomy)))
      .filter(({ slug, name }) => text(slug) !== 'uncategorized' && text(name) !== '')
      .map(
        ({ name, slug }): Label => ({ of: 'any', name: plainLine(text(name)), slug: text(slug) }),
      ),
    // A hidden author is embedded as an error document without a name.
    ...objects(embedded.author)
      .filter(({ name }) => text(name) !== '')
      .map(({ name, slug }): Label => ({ of: 'author', name: text(name), slug: text(slug) })),
  ];
}

async function addText(release: ForeignRelease, post: Post, uploads: string | null): Promise<void> {
  const { document, link } = post;
  const html = written(document.content);
  const base = link || (URL.canParse(post.guid) ? post.guid : null);
  const apart = leadPictures(document);
  const fileAt = await encloseNamedFiles(release, html, { base, folder: uploads, apart });
  const { markdown, losses } = toMarkdown(html, { base, fileAt });
  release.notes.push(...losses);
  const excerpt = plainLine(written(document.excerpt));
  // WordPress makes an excerpt of the text if there is none; it ends in […].
  const summary = /\[(?:…|\.\.\.)\]$/.test(excerpt) ? '' : excerpt;
  if (summary.length > 1000) release.notes.push('its excerpt was too long and was left out');
  release.texts.push({
    lang: languageOf(document),
    title: plainLine(written(document.title)),
    summary: summary.length > 1000 ? '' : summary,
    place: '',
    markdown,
  });
  release.addresses.push(...[link, post.guid].filter((one) => /^https?:/.test(one)));
}

const leadPictures = ({ _embedded }: Json): NamedFile[] =>
  objects(object(_embedded)['wp:featuredmedia'])
    .filter(({ source_url }) => text(source_url) !== '')
    .map(({ source_url, title, alt_text }) => ({
      address: text(source_url),
      title: plainLine(written(title)) || text(alt_text),
    }));

function languageOf({ lang, wpml_current_locale, link }: Json): string | null {
  const query = /[?&]lang=([\w-]+)/.exec(text(link))?.[1] ?? '';
  const tag = text(lang) || text(wpml_current_locale) || query;
  return tag === '' ? null : tagOf(tag);
}
