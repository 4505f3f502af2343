/**
 * Reads WordPress exports (WXR) as streams. WordPress splits large exports: the files of a site are read
 * together. Posts wait in a spool until the last file, because their pictures and translations may be
 * anywhere, and nothing of a truncated file is imported.
 */
import { createHash } from 'node:crypto';
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import { groupBy } from './json-fields.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { type Slot, Spool } from './spool.ts';
import { callFootnotes, withFootnotes } from './wordpress-footnotes.ts';
import {
  addressesOf,
  fieldOf,
  hiddenBy,
  internalTypes,
  languageOfPost,
  readPost,
  readPostDates,
  tagOf,
  technicalTaxonomies,
  unreadFields,
  type WordPressPost,
} from './wordpress-post.ts';
import { unwrapText } from './wordpress-text.ts';
import { encloseUpload, type Picture, Pictures, readPicture } from './wordpress-uploads.ts';
import { type Element, textOf } from './xml.ts';

/** The elements of an export that are read. */
const wordpressElements = ['item', 'language', 'wp:author', 'wp:base_site_url', 'wp:base_blog_url'];

/** A post that waits on disk. */
interface Waiting {
  slot: Slot;
  place: string;
  id: string;
  guid: string;
  /** The key of its translations; null if it has none. */
  group: string | null;
  digest: string;
}

/** The content of a file. */
class ExportedFile {
  readonly authors: [login: string, name: string][] = [];
  readonly pictures: Picture[] = [];
  readonly posts: Waiting[] = [];
  readonly leftOut = new Map<string, number>();
  language: string | null = null;
  base = '';
  readonly #path: string;
  readonly #spool: Spool<WordPressPost>;

  constructor(path: string, spool: Spool<WordPressPost>) {
    this.#path = path;
    this.#spool = spool;
  }

  async read(element: Element): Promise<void> {
    const text = element.text.trim();
    if (element.name === 'language') this.language = tagOf(text);
    else if (element.name === 'wp:base_site_url') this.base ||= text;
    else if (element.name === 'wp:base_blog_url') this.base = text || this.base;
    else if (element.name === 'wp:author') {
      const [login, name] = ['wp:author_login', 'wp:author_display_name'].map((one) =>
        textOf(element, one),
      );
      this.authors.push([login ?? '', name ?? '']);
    } else if (element.name === 'item') await this.#readItem(element);
  }

  async #readItem(element: Element): Promise<void> {
    const type = textOf(element, 'wp:post_type') || 'post';
    if (type === 'attachment') this.pictures.push(readPicture(element));
    else if (internalTypes.test(type)) this.leftOut.set(type, (this.leftOut.get(type) ?? 0) + 1);
    else {
      const post = readPost(element, type, this.#path);
      const { place, id, guid } = post;
      const digest = createHash('sha256').update(JSON.stringify({ ...post, place: '' }));
      this.posts.push({
        slot: await this.#spool.put(post),
        place,
        id,
        guid,
        group: groupOf(post),
        digest: digest.digest('base64'),
      });
    }
  }
}

/** The exports of a run. Files of one site are one export. */
export class WordPressExports {
  readonly #uploads: string | null;
  readonly #sites = new Map<string, ExportedSite>();
  #spool: Spool<WordPressPost> | null = null;

  /** @param uploads the folder that is `wp-content/uploads`, or null */
  constructor(uploads: string | null) {
    this.#uploads = uploads;
  }

  /** Adds a file, unless reading it fails. */
  async add(
    path: string,
    elements: (wanted: string[]) => AsyncIterable<Element>,
  ): Promise<ParseResult[]> {
    this.#spool ??= await Spool.open();
    const file = new ExportedFile(path, this.#spool);
    for await (const element of elements(wordpressElements)) await file.read(element);
    const site = this.#sites.get(file.base) ?? new ExportedSite(file, this.#spool, this.#uploads);
    this.#sites.set(file.base, site);
    site.add(file);
    return [...file.leftOut].map(([type, times]) => {
      return { place: path, leftOut: `${times} of the type ${type}` };
    });
  }

  /** The releases of all files so far. */
  async *releases(): AsyncGenerator<ParseResult> {
    for (const site of this.#sites.values()) yield* site.releases();
    this.#sites.clear();
  }

  async close(): Promise<void> {
    await this.#spool?.close();
  }
}

class ExportedSite {
  readonly #spool: Spool<WordPressPost>;
  readonly #uploads: string | null;
  readonly #authors = new Map<string, string>();
  readonly #pictures = new Pictures();
  readonly #posts: Waiting[] = [];
  readonly #language: string | null;
  readonly #base: string;

  constructor(
    { language, base }: ExportedFile,
    spool: Spool<WordPressPost>,
    uploads: string | null,
  ) {
    this.#language = language;
    this.#base = base;
    this.#spool = spool;
    this.#uploads = uploads;
  }

  add({ authors, pictures, posts }: ExportedFile): void {
    for (const [login, name] of authors) this.#authors.set(login, name);
    for (const picture of pictures) this.#pictures.add(picture);
    for (const post of posts) this.#posts.push(post);
  }

  async *releases(): AsyncGenerator<ParseResult> {
    const posts: Waiting[] = [];
    for (const same of groupBy(this.#posts, ({ id, place }) => id || place).values()) {
      const [first, ...others] = same as [Waiting, ...Waiting[]];
      posts.push(first);
      for (const { place, digest, id } of others) {
        if (digest === first.digest) yield { place, leftOut: `is the same as ${first.place}` };
        else yield { place, reason: `has the id ${id} of ${first.place}` };
      }
    }
    const byGuid = groupBy(posts, ({ guid }) => guid);
    const isShared = (guid: string) => (byGuid.get(guid)?.length ?? 0) > 1;
    /** Bogo names the original by its guid, older versions by its id. */
    const keyOf = ({ id, place, group }: Waiting) => {
      if (group === null) return `post ${id || place}`;
      const original = group.startsWith('original ') ? byGuid.get(group.slice(9))?.[0] : undefined;
      return original ? `post ${original.id}` : group;
    };
    for (const group of groupBy(posts, keyOf).values()) {
      const { place } = group[0] as Waiting;
      yield await readAt(place, async () => {
        const all: WordPressPost[] = [];
        for (const { slot } of group) all.push(await this.#spool.get(slot));
        return this.#release(all, place, isShared);
      });
    }
  }

  /** Builds a release from a post and its translations. Common fields are those of the first public one. */
  async #release(
    all: WordPressPost[],
    place: string,
    isShared: (guid: string) => boolean,
  ): Promise<ParseResult> {
    const existing = all.filter(({ status }) => status !== 'trash' && status !== 'auto-draft');
    if (existing.length === 0) return { place, leftOut: `is ${all[0]?.status} in WordPress` };
    const shown = existing.filter((post) => hiddenBy(post) === null);
    const visible = shown.length > 0 ? shown : existing;
    const written = visible.filter(({ content }) => content.trim() !== '');
    const posts = written.length > 0 ? written : visible.slice(0, 1);
    const first = posts[0] as WordPressPost;
    const [oldest = first] = all.toSorted((a, b) => Number(a.id) - Number(b.id));
    const release = newForeignRelease(
      place,
      `wordpress ${oldest.guid || `${this.#base} ${oldest.id}`}${isShared(oldest.guid) && oldest.guid !== '' ? ` ${oldest.id}` : ''}`,
    );
    const because = hiddenBy(first);
    Object.assign(release, because === null ? { status: 'public' } : { status: 'draft', because });
    for (const post of existing.filter((one) => !posts.includes(one))) {
      const fault = visible.includes(post) ? 'is empty' : hiddenBy(post);
      release.notes.push(`a translation that ${fault} was left out (${plainLine(post.title)})`);
    }
    readPostDates(first, release);
    release.labels = this.#labelsOf(posts);
    for (const post of posts) await this.#addText(release, post);
    if (posts.some(({ comments }) => comments > 0))
      release.notes.push('its comments were left out');
    if (posts.some(({ isSticky }) => isSticky))
      release.notes.push('was kept above the list of posts: that was left out');
    return release;
  }

  async #addText(release: ForeignRelease, post: WordPressPost): Promise<void> {
    const names = new Map<Picture, string | null>();
    for (const picture of this.#pictures.of(post))
      names.set(picture, await encloseUpload(release, picture, this.#uploads));
    const fileAt = (address: string) => {
      const picture = this.#pictures.at(address);
      return picture && (names.get(picture) ?? null);
    };
    const context = { base: post.link || this.#base || null, fileAt };
    const { html, losses } = unwrapText(post.content, (id) => this.#pictures.addressOf(id));
    const [field = ''] = fieldOf(post, 'footnotes');
    const called = callFootnotes(html, field, losses);
    const prose = toMarkdown(called.html, context);
    losses.push(...prose.losses);
    const markdown = withFootnotes(prose.markdown, called.notes, context, losses);
    release.notes.push(...losses);
    for (const key of new Set(unreadFields(post)))
      release.notes.push(`its field ${key} was left out`);
    const summary = plainLine(post.excerpt);
    if (summary.length > 1000) release.notes.push('its excerpt was too long and was left out');
    release.texts.push({
      lang: languageOfPost(post) ?? this.#language,
      title: titleOfPost(post, release),
      summary: summary.length > 1000 ? '' : summary,
      place: '',
      markdown,
    });
    release.addresses.push(...addressesOf(post, this.#base));
  }

  #labelsOf(posts: WordPressPost[]): Label[] {
    const labels = posts.flatMap(({ type, categories, creator }): Label[] => [
      ...(type === 'post' ? [] : [{ of: 'kind' as const, name: type }]),
      ...categories
        .filter(({ domain, slug }) => !technicalTaxonomies.has(domain) && slug !== 'uncategorized')
        .map(({ name, slug }) => ({ of: 'any' as const, name, slug })),
      ...(creator
        ? [{ of: 'author' as const, name: this.#authors.get(creator) || creator, slug: creator }]
        : []),
    ]);
    return [...new Map(labels.map((label) => [JSON.stringify(label), label])).values()];
  }
}

/** The most characters of a title that is made of the text. */
const longestTitle = 120;

/** The title; for a post without one the first words of its text, and the release becomes a draft. */
function titleOfPost(post: WordPressPost, release: ForeignRelease): string {
  const title = plainLine(post.title);
  if (title !== '') return title;
  const words = plainLine(unwrapText(post.content, () => null).html);
  if (words === '') return '';
  const isShort = words.length <= longestTitle;
  const made = isShort
    ? words
    : `${words
        .slice(0, longestTitle)
        .replace(/\s+\S*$/, '')
        .toWellFormed()} …`;
  release.notes.push(`has no title: “${made}” are its first words`);
  if (release.status !== 'draft')
    Object.assign(release, { status: 'draft', because: 'has no title' });
  return made;
}

/** The key of a translation group: of Polylang or WPML, or Bogo's original; null without one. */
function groupOf(post: WordPressPost): string | null {
  const polylang = post.categories.find(({ domain }) => domain === 'post_translations')?.slug;
  const [wpml] = fieldOf(post, '_wpml_import_translation_group');
  const [original] = [
    ...fieldOf(post, '_original_post'),
    ...fieldOf(post, '_icl_lang_duplicate_of'),
  ];
  if (polylang) return `polylang ${polylang}`;
  if (wpml) return `wpml ${wpml}`;
  if (!original) return null;
  return /^\d+$/.test(original) ? `post ${original}` : `original ${original}`;
}
