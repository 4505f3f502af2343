/** What readers, crawlers and feed readers ask, skewed as in life: what is new most of all. */
import { languages, terms } from './editors.ts';
import type { Random } from './random.ts';
import { type ReferenceModel, type TrafficRelease, wordOf } from './reference-model.ts';

export type Form = 'page' | 'bare' | 'md' | 'json' | 'ninjs.json' | 'history' | 'api';

/** What an address is about, and so what its answer must and may tell. */
export type Subject =
  | { of: 'release'; tale: TrafficRelease; form: Form; lang: string; version: number }
  | { of: 'file'; tale: TrafficRelease; path: string }
  /**
   * `newest` is how many of the newest are in it for sure; null where others come first. `lag` is for
   * how many milliseconds it may be as it was.
   */
  | {
      of: 'list';
      lang: string | null;
      term: string | null;
      newest: number | null;
      only?: { tale: TrafficRelease; version: number };
      lag?: number;
    }
  | { of: 'log' }
  | { of: 'other' };

export interface Question {
  path: string;
  subject: Subject;
  headers?: Record<string, string>;
}

const defaultLanguage = 'en';
const prefix = (lang: string) => (lang === defaultLanguage ? '' : `/${lang}`);
const feedNames = ['feed.xml', 'atom.xml', 'feed.json'];

export function aboutRelease(
  tale: TrafficRelease,
  form: Form,
  lang: string,
  version: number,
): Question {
  const path =
    form === 'api'
      ? `/api/v1/releases/${tale.id}`
      : `${/json/.test(form) ? '' : prefix(lang)}/releases/${tale.id}${tailOf(tale, form, version)}`;
  return { path, subject: { of: 'release', tale, form, lang, version } };
}

function tailOf(tale: TrafficRelease, form: Form, version: number): string {
  if (form === 'page') return `/${wordOf(tale, version)}`;
  if (form === 'history') return '/history';
  return form === 'bare' ? '' : `.${form}`;
}

export function aboutList(
  place: 'page' | 'api' | 'archive',
  lang: string,
  term: string | null,
  now: number,
): Question {
  if (place === 'archive') {
    const [year, month] = new Date(now).toISOString().split('-');
    const path = `${prefix(lang)}/archive/${year}/${month}`;
    return { path, subject: { of: 'list', lang, term: null, newest: null } };
  }
  const subject = { of: 'list', lang, term, newest: place === 'api' ? 50 : 20 } as const;
  if (place === 'page') {
    return { path: term ? `${prefix(lang)}/fields-of-work/${term}` : prefix(lang) || '/', subject };
  }
  const filter = term ? `&fields-of-work=${term}` : '';
  return { path: `/api/v1/releases?limit=50&lang=${lang}${filter}`, subject };
}

export function aboutFeed(name: string, lang: string, term: string | null): Question {
  const path = `${prefix(lang)}${term ? `/fields-of-work/${term}` : ''}/${name}`;
  return { path, subject: { of: 'list', lang, term, newest: 50 } };
}

export function aboutSearch(tale: TrafficRelease, lang: string, version: number): Question {
  const path = `${prefix(lang)}/search?q=${wordOf(tale, version)}`;
  return { path, subject: { of: 'list', lang, term: null, newest: null, only: { tale, version } } };
}

/**
 * A sitemap of releases is purged when the tick has built it anew; until then it stands as long as a
 * built file is kept.
 */
const kept = 31_000;

const others = ['/api/v1/taxonomies', '/robots.txt', '/llms.txt', '/opensearch.xml', '/kinds'];
const sitemaps: [string, number | null][] = [
  ['/sitemap.xml', null],
  ['/sitemaps/1.xml', 1000],
  ['/sitemaps/news.xml', 1000],
];

export function aboutSitemap([path, newest]: [string, number | null]): Question {
  const list = { of: 'list', lang: null, term: null, newest } as const;
  const ofReleases = path.endsWith('news.xml') ? list : { ...list, lag: kept };
  const subject: Subject = newest === null ? { of: 'other' } : ofReleases;
  return { path, subject };
}

/** Everything that readers can ask of what there is. */
export function everything({ tales }: ReferenceModel, now: number, spoken = languages): Question[] {
  const places = [null, ...terms];
  const ofTale = (tale: TrafficRelease): Question[] => [
    ...tale.languages.map((lang) => aboutRelease(tale, 'page', lang, tale.version)),
    ...(['bare', 'md', 'json', 'ninjs.json', 'history', 'api'] as const).map((form) =>
      aboutRelease(tale, form, defaultLanguage, tale.version),
    ),
    aboutSearch(tale, defaultLanguage, tale.version),
    ...(tale.paper ? [aboutFile(tale, tale.paper.path)] : []),
  ];
  return [
    ...spoken.flatMap((lang) =>
      places.flatMap((term) => [
        aboutList('page', lang, term, now),
        aboutList('api', lang, term, now),
        ...feedNames.map((name) => aboutFeed(name, lang, term)),
      ]),
    ),
    ...sitemaps.map(aboutSitemap),
    ...tales.flatMap(ofTale),
    ...others.map((path): Question => ({ path, subject: { of: 'other' } })),
  ];
}

export function aboutFile(tale: TrafficRelease, path: string): Question {
  return { path, subject: { of: 'file', tale, path } };
}

/** One reader; the first release of `truth` is the oldest. */
export class Reader {
  readonly #truth: ReferenceModel;
  readonly #random: Random;
  /** Of what this reader has: its validator, by its address. */
  readonly #known = new Map<string, string>();

  constructor(truth: ReferenceModel, random: Random) {
    [this.#truth, this.#random] = [truth, random];
  }

  next(now: number): Question {
    const random = this.#random;
    const question = random.weighted<() => Question>([
      [40, () => this.#release()],
      [20, () => aboutList('page', this.#lang(), this.#term(), now)],
      [8, () => aboutList('api', this.#lang(), this.#term(), now)],
      [12, () => aboutFeed(random.pick(feedNames), this.#lang(), this.#term())],
      [5, () => aboutSitemap(random.pick(sitemaps))],
      [4, () => aboutList('archive', this.#lang(), null, now)],
      [4, () => this.#search()],
      [4, () => this.#file()],
      [2, () => ({ path: '/api/v1/changes?limit=100', subject: { of: 'log' } })],
      [1, () => ({ path: random.pick(others), subject: { of: 'other' } })],
    ])();
    const etag = this.#known.get(question.path);
    const knowing = etag !== undefined && random.chance(0.6);
    return knowing
      ? { ...question, headers: { 'If-None-Match': etag, ...question.headers } }
      : question;
  }

  /** Remembers what was read, to ask whether it is still so. */
  remember(path: string, etag: string | null): void {
    if (etag === null) this.#known.delete(path);
    else this.#known.set(path, etag);
    const [oldest] = this.#known.keys();
    if (this.#known.size > 500 && oldest !== undefined) this.#known.delete(oldest);
  }

  #lang(): string {
    return languages[this.#random.rank(languages.length)] as string;
  }

  #term(): string | null {
    return this.#random.chance(0.5) ? null : this.#random.pick(terms);
  }

  #tale(): TrafficRelease | null {
    const { tales } = this.#truth;
    return tales[tales.length - 1 - this.#random.rank(tales.length)] ?? null;
  }

  #release(): Question {
    const random = this.#random;
    const tale = this.#tale();
    if (!tale) return { path: '/', subject: { of: 'other' } };
    const form = random.weighted<Form>([
      [60, 'page'],
      [5, 'bare'],
      [5, 'md'],
      [5, 'json'],
      [5, 'ninjs.json'],
      [5, 'history'],
      [15, 'api'],
    ]);
    // Somebody may know the address of what is not public, or not any more.
    const version = random.chance(0.8)
      ? Math.max(1, tale.version)
      : random.between(1, tale.version + 1);
    const lang = random.chance(0.8) ? random.pick(tale.languages) : random.pick(languages);
    return aboutRelease(tale, form, lang, version);
  }

  #search(): Question {
    const tale = this.#tale();
    if (!tale) return { path: '/search?q=tale', subject: { of: 'other' } };
    return aboutSearch(tale, this.#random.pick(tale.languages), Math.max(1, tale.version));
  }

  #file(): Question {
    const papers = this.#truth.tales.filter(({ paper }) => paper);
    const tale = papers[papers.length - 1 - this.#random.rank(papers.length)];
    if (!tale?.paper) return this.#release();
    const question = aboutFile(tale, tale.paper.path);
    if (this.#random.chance(0.5)) return question;
    const from = this.#random.between(0, tale.paper.bytes.length - 1);
    const to = from + this.#random.between(0, 5000);
    return { ...question, headers: { Range: `bytes=${from}-${to}` } };
  }
}
