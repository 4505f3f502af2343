/**
 * Reads a WordPress export (WXR) as a stream. Posts wait in a spool until the end of the file, because
 * their files and translations may be anywhere in it, and nothing of a truncated file is imported.
 */
import { basename } from 'node:path';
import { isLanguageTag } from '../../src/domain/language.ts';
import { enclose, findBelow } from '../deliver/enclosures.ts';
import { plainLine, toMarkdown } from './html-to-markdown.ts';
import { momentIn } from './moments.ts';
import {
  type ForeignRelease,
  type Label,
  newForeignRelease,
  type ParseResult,
  readAt,
} from './parse-result.ts';
import { type Slot, Spool } from './spool.ts';
import { unwrapText } from './wordpress-text.ts';
import { childrenOf, type Element, textOf } from './xml.ts';

export interface Post {
  line: number;
  id: string;
  type: string;
  status: string;
  password: boolean;
  title: string;
  slug: string;
  guid: string;
  link: string;
  dates: Record<'gmt' | 'local' | 'shown' | 'modified', string>;
  creator: string;
  content: string;
  excerpt: string;
  categories: { domain: string; slug: string; name: string }[];
  meta: [key: string, value: string][];
  comments: number;
}

interface Picture {
  id: string;
  parent: string;
  address: string;
  /** Path below the uploads folder, if WordPress has it; else empty. */
  file: string;
  title: string;
}

/** Post types without content for readers. */
export const internalTypes = new RegExp(
  `^(?:${[
    'attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request',
    'wp_\\w+|acf-\\w+|wpcf7_\\w+|elementor_library',
  ].join('|')})$`,
);

/** The elements of an export that are read. */
export const wordpressElements = ['item', 'language', 'wp:author', 'wp:base_site_url'];

export class WordPressReader {
  readonly #path: string;
  readonly #uploads: string | null;
  readonly #authors = new Map<string, string>();
  readonly #pictures = new Map<string, Picture>();
  readonly #byAddress = new Map<string, Picture>();
  readonly #children = new Map<string, Picture[]>();
  readonly #groups = new Map<string, Slot[]>();
  readonly #leftOut = new Map<string, number>();
  #spool: Spool<Post> | null = null;
  #language: string | null = null;
  #base = '';

  /** @param uploads the folder that is `wp-content/uploads`, or null */
  constructor(path: string, uploads: string | null) {
    this.#path = path;
    this.#uploads = uploads;
  }

  /** Reads an element of the channel. */
  async read(element: Element): Promise<void> {
    if (element.name === 'language') this.#language = tagOf(element.text.trim());
    if (element.name === 'wp:base_site_url') this.#base = element.text.trim();
    if (element.name === 'wp:author') {
      this.#authors.set(
        textOf(element, 'wp:author_login'),
        textOf(element, 'wp:author_display_name'),
      );
    }
    if (element.name !== 'item') return;
    const type = textOf(element, 'wp:post_type') || 'post';
    if (type === 'attachment') this.#readPicture(element);
    else if (internalTypes.test(type)) this.#leftOut.set(type, (this.#leftOut.get(type) ?? 0) + 1);
    else {
      this.#spool ??= await Spool.open();
      const post = readPost(element, type);
      const slots = this.#groups.get(groupOf(post)) ?? [];
      this.#groups.set(groupOf(post), [...slots, await this.#spool.put(post)]);
    }
  }

  #readPicture(element: Element): void {
    const address = textOf(element, 'wp:attachment_url') || textOf(element, 'guid');
    const picture: Picture = {
      id: textOf(element, 'wp:post_id'),
      parent: textOf(element, 'wp:post_parent'),
      address,
      file: metaOf(element).find(([key]) => key === '_wp_attached_file')?.[1] ?? '',
      title: plainLine(textOf(element, 'title')),
    };
    this.#pictures.set(picture.id, picture);
    this.#byAddress.set(addressKey(address), picture);
    if (picture.parent !== '0') {
      this.#children.set(picture.parent, [...(this.#children.get(picture.parent) ?? []), picture]);
    }
  }

  /** The releases, after every element was read. */
  async *releases(): AsyncGenerator<ParseResult> {
    for (const [type, times] of this.#leftOut) {
      yield { place: this.#path, leftOut: `${times} of the type ${type}` };
    }
    for (const slots of this.#groups.values()) {
      const posts: Post[] = [];
      for (const slot of slots) posts.push(await (this.#spool as Spool<Post>).get(slot));
      const place = `${this.#path}:${posts[0]?.line}`;
      yield await readAt(place, () => this.#release(posts, place));
    }
  }

  async close(): Promise<void> {
    await this.#spool?.close();
  }

  /** Builds a release from a post and its translations. Common fields are those of the first public one. */
  async #release(all: Post[], place: string): Promise<ParseResult> {
    const existing = all.filter(({ status }) => status !== 'trash' && status !== 'auto-draft');
    if (existing.length === 0) return { place, leftOut: `is ${all[0]?.status} in WordPress` };
    const shown = existing.filter((post) => hiddenBy(post) === null);
    const posts = shown.length > 0 ? shown : existing;
    const first = posts[0] as Post;
    const ids = all.map(({ id }) => Number(id)).sort((a, b) => a - b);
    const oldest = all.find(({ id }) => Number(id) === ids[0]) ?? first;
    const release = newForeignRelease(
      place,
      `wordpress ${oldest.guid || `${this.#base} ${oldest.id}`}`,
    );
    const because = hiddenBy(first);
    Object.assign(release, because === null ? { status: 'public' } : { status: 'draft', because });
    for (const post of existing.filter((one) => !posts.includes(one))) {
      release.notes.push(`a translation that ${hiddenBy(post)} was left out (${post.title})`);
    }
    readDates(first, release);
    release.labels = this.#labelsOf(posts);
    for (const post of posts) await this.#addText(release, post);
    const comments = posts.reduce((sum, post) => sum + post.comments, 0);
    if (comments > 0) release.notes.push('its comments were left out');
    return release;
  }

  async #addText(release: ForeignRelease, post: Post): Promise<void> {
    const names = new Map<Picture, string | null>();
    const thumbnail = post.meta.find(([key]) => key === '_thumbnail_id')?.[1] ?? '';
    const named = [...post.content.matchAll(/\b(?:src|href|mp3|mp4)=["']([^"']+)/g)].map(
      ([, address]) => this.#byAddress.get(addressKey(address ?? '')),
    );
    const galleries = [...post.content.matchAll(/\bids=["']([\d, ]+)/g)].flatMap(([, ids = '']) =>
      ids.split(',').map((id) => this.#pictures.get(id.trim())),
    );
    const own = [
      this.#pictures.get(thumbnail),
      ...named,
      ...galleries,
      ...(this.#children.get(post.id) ?? []),
    ];
    for (const picture of new Set(own)) {
      if (picture) names.set(picture, await this.#enclose(release, picture));
    }
    const { html, losses } = unwrapText(
      post.content,
      (id) => this.#pictures.get(id)?.address ?? null,
    );
    const fileAt = (address: string) => {
      const picture = this.#byAddress.get(addressKey(address));
      return picture ? (names.get(picture) ?? null) : null;
    };
    const prose = toMarkdown(html, { base: post.link || this.#base || null, fileAt });
    release.notes.push(...losses, ...prose.losses);
    for (const [key] of post.meta) {
      if (!key.startsWith('_') && !languageKeys.includes(key))
        release.notes.push(`its field ${key} was left out`);
    }
    const summary = plainLine(post.excerpt);
    if (summary.length > 1000) release.notes.push('its excerpt was too long and was left out');
    release.texts.push({
      lang: languageOf(post) ?? this.#language,
      title: plainLine(post.title),
      summary: summary.length > 1000 ? '' : summary,
      place: '',
      markdown: prose.markdown,
    });
    release.addresses.push(...[post.link, post.guid].filter((one) => /^https?:/.test(one)));
  }

  async #enclose(release: ForeignRelease, picture: Picture): Promise<string | null> {
    const name = basename(picture.file || addressKey(picture.address));
    if (this.#uploads === null) {
      release.notes.push(`the file ${name} was not imported: --attachments is missing`);
      return null;
    }
    const below = picture.address.split('/uploads/')[1] ?? '';
    for (const path of [picture.file, decode(below), name]) {
      const found = path === '' ? null : await findBelow(this.#uploads, path);
      if (found !== null) return enclose(release, found, name, picture.title);
    }
    release.notes.push(`the file ${name} was not imported: it is not in ${this.#uploads}`);
    return null;
  }

  #labelsOf(posts: Post[]): Label[] {
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

/** WordPress taxonomies that are not subjects. */
export const technicalTaxonomies = new Set([
  'language',
  'post_translations',
  'post_format',
  'translation_priority',
  'term_translations',
]);

const languageKeys = ['lang', 'language', 'post_language', 'footnotes_lang'];

function readPost(element: Element, type: string): Post {
  const text = (name: string) => textOf(element, name);
  const whole = (name: string) => childrenOf(element, name)[0]?.text ?? '';
  return {
    line: element.line,
    id: text('wp:post_id'),
    type,
    status: text('wp:status'),
    password: text('wp:post_password') !== '',
    title: text('title'),
    slug: text('wp:post_name'),
    guid: text('guid'),
    link: text('link'),
    dates: {
      gmt: text('wp:post_date_gmt'),
      local: text('wp:post_date'),
      shown: text('pubDate'),
      modified: text('wp:post_modified'),
    },
    creator: text('dc:creator'),
    content: whole('content:encoded'),
    excerpt: whole('excerpt:encoded'),
    categories: childrenOf(element, 'category').map(({ attributes, text }) => ({
      domain: attributes.domain ?? '',
      slug: decode(attributes.nicename ?? ''),
      name: text.trim(),
    })),
    meta: metaOf(element).filter(
      ([key]) => !/^_(?!thumbnail_id$|wpml_import|locale$|original_post$)/.test(key),
    ),
    comments: childrenOf(element, 'wp:comment').length,
  };
}

const metaOf = (element: Element): [string, string][] =>
  childrenOf(element, 'wp:postmeta').map((one) => [
    textOf(one, 'wp:meta_key'),
    textOf(one, 'wp:meta_value'),
  ]);

/** The key of a post's release: a translation group of Polylang or WPML, Bogo's original, or the post. */
function groupOf(post: Post): string {
  const polylang = post.categories.find(({ domain }) => domain === 'post_translations')?.slug;
  const meta = (name: string) => post.meta.find(([key]) => key === name)?.[1];
  const wpml = meta('_wpml_import_translation_group');
  if (polylang) return `polylang ${polylang}`;
  if (wpml) return `wpml ${wpml}`;
  return `post ${meta('_original_post') || post.id || `on line ${post.line}`}`;
}

function languageOf(post: Post): string | null {
  const polylang = post.categories.find(({ domain }) => domain === 'language')?.slug;
  const metaLanguage = post.meta.find(([key]) =>
    /^(?:_wpml_import_language_code|_locale|lang|language|post_language)$/.test(key),
  );
  const queryLanguage = /[?&]lang=([\w-]+)/.exec(post.link)?.[1];
  const tag = polylang?.replace(/^pll_/, '') || metaLanguage?.[1] || queryLanguage;
  return tag ? tagOf(tag) : null;
}

export function tagOf(text: string): string | null {
  const tag = text.replace('_', '-').split('.')[0] ?? '';
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(tag);
    return isLanguageTag(canonical) ? canonical : null;
  } catch {
    return null;
  }
}

/** Why a post is not public, or null. */
export function hiddenBy({ status, password }: Pick<Post, 'status' | 'password'>): string | null {
  if (password) return 'has a password';
  if (status === 'publish') return null;
  const words: Record<string, string> = {
    future: 'is scheduled',
    private: 'is private',
    pending: 'is pending',
  };
  return words[status] ?? `is a draft${status === 'draft' || status === '' ? '' : ` (${status})`}`;
}

/** Uses the first valid date: WordPress writes the years 0000 and -0001 for “never”. */
function readDates({ dates }: Post, release: ForeignRelease): void {
  const gmt = momentIn(`${dates.gmt}Z`.replace(' ', 'T'));
  const local = momentIn(dates.local);
  const moment = gmt ?? local ?? momentIn(dates.shown) ?? momentIn(dates.modified);
  release.published = moment;
  if (local && 'local' in local) release.date = local.local.slice(0, 10);
}

/** A key of a picture's address, equal for all its sizes and spellings. */
function addressKey(address: string): string {
  return decode(address)
    .replace(/^https?:/i, '')
    .replace(/[?#].*$/, '')
    .replace(/-\d+x\d+(\.\w+)$/, '$1')
    .replace(/-scaled(\.\w+)$/, '$1')
    .toLowerCase();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
