/** A post of a WordPress export, and the rules of WordPress for its language, status and dates. */
import { isLanguageTag } from '../../src/domain/language.ts';
import { momentIn } from './moments.ts';
import type { ForeignRelease } from './parse-result.ts';
import { childrenOf, type Element, textOf } from './xml.ts';

export interface WordPressPost {
  /** The file and the line. */
  place: string;
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
  isSticky: boolean;
}

/** Post types without content for readers. */
export const internalTypes = new RegExp(
  `^(?:${[
    'attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request',
    'wp_\\w+|acf-\\w+|wpcf7_\\w+|elementor_library',
  ].join('|')})$`,
);

/** WordPress taxonomies that are not subjects. */
export const technicalTaxonomies = new Set([
  'language',
  'post_translations',
  'post_format',
  'translation_priority',
  'term_translations',
]);

/** Custom fields that are read. */
const internalKeys =
  /^_(?:thumbnail_id|wpml_import\w*|locale|original_post|wp_old_slug|wp_old_date|icl_lang_duplicate_of)$/;

export function readPost(element: Element, type: string, path: string): WordPressPost {
  const text = (name: string) => textOf(element, name);
  const whole = (name: string) => childrenOf(element, name)[0]?.text ?? '';
  return {
    place: `${path}:${element.line}`,
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
      slug: decodeAddress(attributes.nicename ?? ''),
      name: text.trim(),
    })),
    meta: metaOf(element).filter(([key]) => !key.startsWith('_') || internalKeys.test(key)),
    comments: childrenOf(element, 'wp:comment').length,
    isSticky: text('wp:is_sticky') === '1',
  };
}

export const metaOf = (element: Element): [string, string][] =>
  childrenOf(element, 'wp:postmeta').map((one) => [
    textOf(one, 'wp:meta_key'),
    textOf(one, 'wp:meta_value'),
  ]);

/** The values of a custom field. */
export const fieldOf = ({ meta }: Pick<WordPressPost, 'meta'>, name: string): string[] =>
  meta.flatMap(([key, value]) => (key === name && value !== '' ? value : []));

const languageKeys = ['lang', 'language', 'post_language', 'footnotes_lang'];

/** The custom fields that nothing here reads. */
export const unreadFields = ({ meta }: WordPressPost): string[] =>
  meta.flatMap(([key]) =>
    key.startsWith('_') || key === 'footnotes' || languageKeys.includes(key) ? [] : key,
  );

export function languageOfPost(post: WordPressPost): string | null {
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
export function hiddenBy({
  status,
  password,
}: Pick<WordPressPost, 'status' | 'password'>): string | null {
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
export function readPostDates({ dates }: WordPressPost, release: ForeignRelease): void {
  const gmt = momentIn(`${dates.gmt}Z`.replace(' ', 'T'));
  const local = momentIn(dates.local);
  const moment = gmt ?? local ?? momentIn(dates.shown) ?? momentIn(dates.modified);
  release.published = moment;
  if (local && 'local' in local) release.date = local.local.slice(0, 10);
}

/**
 * The addresses that a post has and had: its link, also with old slugs and dates, and the short links by
 * its number. A guid is no address if it has the number of another post, as after a move between sites.
 * @param base the address of the front page
 */
export function addressesOf(post: WordPressPost, base: string): string[] {
  const { link, guid, id, slug, dates } = post;
  const [day = ''] = dates.local.split(' ');
  const folder = (one: string) => `/${one.replaceAll('-', '/')}/`;
  const dated = [
    link,
    ...fieldOf(post, '_wp_old_date').map((old) => link.replace(folder(day), folder(old))),
  ];
  const named = dated.flatMap((one) => [
    one,
    ...fieldOf(post, '_wp_old_slug').map((old) => withSlug(one, slug, old)),
  ]);
  const number = /[?&](?:p|page_id)=(\d+)/.exec(guid)?.[1];
  const short = ['p', ...(post.type === 'page' ? ['page_id'] : [])].map(
    (name) => `${base.replace(/\/$/, '')}/?${name}=${id}`,
  );
  const all = [
    ...named,
    ...(number === undefined || number === id ? [guid] : []),
    ...(base === '' || id === '' ? [] : short),
  ];
  return [...new Set(all)].filter((one) => /^https?:/.test(one));
}

function withSlug(link: string, slug: string, old: string): string {
  const at = decodeAddress(link).lastIndexOf(`/${decodeAddress(slug)}`);
  if (slug === '' || at < 0) return link;
  const path = decodeAddress(link);
  return `${path.slice(0, at)}/${old}${path.slice(at + 1 + decodeAddress(slug).length)}`;
}

/** An address without percent-encoding, or as it is where that is not valid. */
export function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
