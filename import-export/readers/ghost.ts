/** Reads an export of Ghost (its tables as JSON), and posts of its Content API. */
import { escapeHtml } from '../../src/domain/escape-html.ts';
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
import { ghostTables } from './json-signatures.ts';
import { momentIn } from './moments.ts';
import { encloseNamedFiles, type NamedFile } from './named-files.ts';
import {
  type ForeignRelease,
  type Label,
  type Moment,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { takeFirst } from './repeated-entries.ts';

export async function* readGhost(
  entries: readonly JsonEntry[],
  _path: string,
  uploads: string | null,
): AsyncGenerator<ParseResult> {
  for (const { document, place } of entries) {
    const tables = new GhostTables(ghostTables(document) ?? {});
    const posts = tables.posts.map((post, at) => ({
      document: post,
      place: `${place}, post ${at + 1}`,
    }));
    const { entries: first, repeated } = takeFirst(posts, (post) => text(post.document.id));
    yield* repeated;
    for (const post of first) {
      yield await readAt(post.place, () => readPost(post, tables, uploads));
    }
  }
}

class GhostTables {
  readonly #tables: Json;
  readonly #byId = new Map<string, Map<string, Json>>();
  readonly #links = new Map<string, Map<string, Json[]>>();

  constructor(tables: Json) {
    this.#tables = tables;
  }

  get posts(): Json[] {
    return objects(this.#tables.posts);
  }

  /** The default language of the site, or null. */
  get language(): string | null {
    const rows = objects(this.#tables.settings);
    const row = rows.find(({ key }) => /^(?:lang|locale|default_locale)$/.test(text(key)));
    return text(row?.value) || null;
  }

  /** The further fields of a post, which newer versions keep apart. */
  metaOf(post: Json): Json {
    return object(this.#linked('posts_meta', text(post.id))[0]);
  }

  /** The rows of `table` that belong to a post, in their order. */
  related(post: Json, table: 'tags' | 'users', link: string, key: string): Json[] {
    return [...this.#linked(link, text(post.id))]
      .sort((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0))
      .map((row) => this.row(table, text(row[key])))
      .filter((row) => row !== null);
  }

  row(table: 'tags' | 'users', id: string): Json | null {
    const rows: Map<string, Json> =
      this.#byId.get(table) ??
      new Map(objects(this.#tables[table]).map((row) => [text(row.id), row]));
    this.#byId.set(table, rows);
    return rows.get(id) ?? null;
  }

  #linked(table: string, post: string): Json[] {
    const rows: Map<string, Json[]> =
      this.#links.get(table) ??
      groupBy(objects(this.#tables[table]), ({ post_id }) => text(post_id));
    this.#links.set(table, rows);
    return rows.get(post) ?? [];
  }
}

/** The placeholder that Ghost writes for its own address. */
const ownAddress = '__GHOST_URL__';

async function readPost(
  { document: post, place }: JsonEntry,
  tables: GhostTables,
  uploads: string | null,
): Promise<ParseResult> {
  const id = text(post.uuid) || text(post.id);
  if (id === '') return { place, reason: 'has neither uuid nor id' };
  const release = newForeignRelease(place, `ghost ${id}`);
  const because = hiddenReason(post);
  Object.assign(release, because === null ? { status: 'public' } : { status: 'draft', because });
  release.published = instantOf(post.published_at) ?? instantOf(post.created_at);
  if (because === null && instantOf(post.published_at) === null)
    release.notes.push('has no date of publication: that of its creation is used');
  release.labels = labelsOf(post, tables);
  const meta = tables.metaOf(post);
  const html = htmlOf(post, release);
  if (html === null) {
    const format = text(post.lexical) ? 'lexical' : 'mobiledoc';
    return {
      place,
      reason: `has its text only as ${format}: export it from a Ghost that has html`,
    };
  }
  const link = text(post.url);
  const site = /^https?:/.test(link) ? link : null;
  const own = html.replaceAll(ownAddress, site === null ? '' : new URL(site).origin);
  const fileAt = await encloseNamedFiles(release, own, {
    base: site,
    folder: uploads,
    apart: leadPicture(post, meta),
  });
  const { markdown, losses } = toMarkdown(own, { base: site, fileAt });
  release.notes.push(...losses);
  const summary = oneLine(text(post.custom_excerpt) || text(meta.meta_description));
  release.texts.push({
    lang: text(post.locale) || tables.language,
    title: plainLine(escapeHtml(text(post.title))),
    summary: summary.length <= 1000 ? summary : '',
    place: '',
    markdown,
  });
  const slug = text(post.slug);
  release.addresses.push(...[site ?? '', slug && `/${slug}/`].filter((one) => one !== ''));
  return release;
}

/** Why a post is not public, or null. */
function hiddenReason(post: Json): string | null {
  const status = text(post.status) || (text(post.url) ? 'published' : 'draft');
  if (status === 'sent') return 'was sent by mail only';
  if (status !== 'published') return `is ${status === 'draft' ? 'a draft' : status}`;
  const visibility = text(post.visibility) || 'public';
  return visibility === 'public' ? null : `is not for everyone (visibility ${visibility})`;
}

/** Ghost keeps UTC: as ISO 8601, in SQL's form, or in milliseconds. */
function instantOf(value: unknown): Moment {
  if (typeof value === 'number') return momentIn(new Date(value).toISOString());
  const moment = momentIn(text(value));
  return moment && 'local' in moment ? momentIn(`${moment.local}Z`) : moment;
}

/** The HTML of a post, else its plain text; null if it has only an editor's document. */
function htmlOf(post: Json, release: ForeignRelease): string | null {
  const html = text(post.html);
  if (html !== '') return html;
  const plain = text(post.plaintext);
  if (plain === '') return text(post.lexical) || text(post.mobiledoc) ? null : '';
  release.notes.push('has no html: its plain text is used, without links and pictures');
  return plain
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .join('\n');
}

function leadPicture(post: Json, meta: Json): NamedFile[] {
  const address = text(post.feature_image).replaceAll(ownAddress, '');
  const title = text(meta.feature_image_alt) || text(post.feature_image_alt);
  return address === '' ? [] : [{ address, title }];
}

/** Tags, the internal ones aside, authors, and `page` as a kind. */
function labelsOf(post: Json, tables: GhostTables): Label[] {
  const isPage = text(post.type) === 'page' || post.page === 1 || post.page === true;
  const tags = [...objects(post.tags), ...tables.related(post, 'tags', 'posts_tags', 'tag_id')];
  const users = [
    ...objects(post.authors),
    ...tables.related(post, 'users', 'posts_authors', 'author_id'),
  ];
  const single = users.length === 0 ? tables.row('users', text(post.author_id)) : null;
  const named = (of: Label['of'], rows: readonly Json[]): Label[] =>
    rows
      .filter(({ name }) => text(name) !== '')
      .map(({ name, slug }) => ({ of, name: text(name), slug: text(slug) }));
  const isInternal = ({ name, visibility }: Json) =>
    text(name).startsWith('#') || text(visibility) === 'internal';
  return distinct([
    ...(isPage ? [{ of: 'kind' as const, name: 'page' }] : []),
    ...named(
      'any',
      tags.filter((tag) => !isInternal(tag)),
    ),
    ...named('author', single ? [single] : users),
  ]);
}
