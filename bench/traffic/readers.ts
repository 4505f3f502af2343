/** The requests of readers, crawlers and feed readers. As in reality, new releases are read most. */
import { languages, terms } from './editors.ts';
import type { Random } from './random.ts';
import { markerOf, type ReferenceModel, type TrafficRelease } from './reference-model.ts';

export type Representation = 'page' | 'bare' | 'md' | 'json' | 'ninjs.json' | 'history' | 'api';

/** The subject of an address. It decides what its answer must and may contain. */
export type Subject =
  | { of: 'release'; release: TrafficRelease; form: Representation; lang: string; version: number }
  | { of: 'file'; release: TrafficRelease; path: string }
  /**
   * `newest` is how many of the newest releases it must contain; null where others come first. `lag`
   * is for how many milliseconds it may be out of date.
   */
  | {
      of: 'list';
      lang: string | null;
      term: string | null;
      newest: number | null;
      only?: { release: TrafficRelease; version: number };
      lag?: number;
    }
  | { of: 'log' }
  | { of: 'other' };

export interface ReaderRequest {
  path: string;
  subject: Subject;
  headers?: Record<string, string>;
}

const defaultLanguage = 'en';
const prefix = (lang: string) => (lang === defaultLanguage ? '' : `/${lang}`);
const feedNames = ['feed.xml', 'atom.xml', 'feed.json'];

export function releaseRequest(
  release: TrafficRelease,
  form: Representation,
  lang: string,
  version: number,
): ReaderRequest {
  const path =
    form === 'api'
      ? `/api/v1/releases/${release.id}`
      : `${/json/.test(form) ? '' : prefix(lang)}/releases/${release.id}${tailOf(release, form, version)}`;
  return { path, subject: { of: 'release', release, form, lang, version } };
}

function tailOf(release: TrafficRelease, form: Representation, version: number): string {
  if (form === 'page') return `/${markerOf(release, version)}`;
  if (form === 'history') return '/history';
  return form === 'bare' ? '' : `.${form}`;
}

export function listRequest(
  place: 'page' | 'api' | 'archive',
  lang: string,
  term: string | null,
  now: number,
): ReaderRequest {
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

export function feedRequest(name: string, lang: string, term: string | null): ReaderRequest {
  const path = `${prefix(lang)}${term ? `/fields-of-work/${term}` : ''}/${name}`;
  return { path, subject: { of: 'list', lang, term, newest: 50 } };
}

export function searchRequest(
  release: TrafficRelease,
  lang: string,
  version: number,
): ReaderRequest {
  const path = `${prefix(lang)}/search?q=${markerOf(release, version)}`;
  return {
    path,
    subject: { of: 'list', lang, term: null, newest: null, only: { release, version } },
  };
}

/**
 * The milliseconds for which a sitemap of releases may be out of date: the edge's lifetime of a
 * generated file. It is purged only when a tick has built it again.
 */
const generatedFileLifetime = 31_000;

const otherPaths = ['/api/v1/taxonomies', '/robots.txt', '/llms.txt', '/opensearch.xml', '/kinds'];
const sitemaps: [string, number | null][] = [
  ['/sitemap.xml', null],
  ['/sitemaps/1.xml', 1000],
  ['/sitemaps/news.xml', 1000],
];

export function sitemapRequest([path, newest]: [string, number | null]): ReaderRequest {
  const list = { of: 'list', lang: null, term: null, newest } as const;
  const ofReleases = path.endsWith('news.xml') ? list : { ...list, lag: generatedFileLifetime };
  const subject: Subject = newest === null ? { of: 'other' } : ofReleases;
  return { path, subject };
}

/** Every address that readers can ask for. */
export function allRequests(
  { releases }: ReferenceModel,
  now: number,
  someLanguages = languages,
): ReaderRequest[] {
  const places = [null, ...terms];
  const ofRelease = (release: TrafficRelease): ReaderRequest[] => [
    ...release.languages.map((lang) => releaseRequest(release, 'page', lang, release.version)),
    ...(['bare', 'md', 'json', 'ninjs.json', 'history', 'api'] as const).map((form) =>
      releaseRequest(release, form, defaultLanguage, release.version),
    ),
    searchRequest(release, defaultLanguage, release.version),
    ...(release.file ? [fileRequest(release, release.file.path)] : []),
  ];
  return [
    ...someLanguages.flatMap((lang) =>
      places.flatMap((term) => [
        listRequest('page', lang, term, now),
        listRequest('api', lang, term, now),
        ...feedNames.map((name) => feedRequest(name, lang, term)),
      ]),
    ),
    ...sitemaps.map(sitemapRequest),
    ...releases.flatMap(ofRelease),
    ...otherPaths.map((path): ReaderRequest => ({ path, subject: { of: 'other' } })),
  ];
}

export function fileRequest(release: TrafficRelease, path: string): ReaderRequest {
  return { path, subject: { of: 'file', release, path } };
}

/** One reader. */
export class Reader {
  readonly #model: ReferenceModel;
  readonly #random: Random;
  /** The ETags of what this reader has, by address. */
  readonly #known = new Map<string, string>();

  constructor(model: ReferenceModel, random: Random) {
    [this.#model, this.#random] = [model, random];
  }

  next(now: number): ReaderRequest {
    const random = this.#random;
    const request = random.weighted<() => ReaderRequest>([
      [40, () => this.#releaseRequest()],
      [20, () => listRequest('page', this.#lang(), this.#term(), now)],
      [8, () => listRequest('api', this.#lang(), this.#term(), now)],
      [12, () => feedRequest(random.pick(feedNames), this.#lang(), this.#term())],
      [5, () => sitemapRequest(random.pick(sitemaps))],
      [4, () => listRequest('archive', this.#lang(), null, now)],
      [4, () => this.#searchRequest()],
      [4, () => this.#fileRequest()],
      [2, () => ({ path: '/api/v1/changes?limit=100', subject: { of: 'log' } })],
      [1, () => ({ path: random.pick(otherPaths), subject: { of: 'other' } })],
    ])();
    const etag = this.#known.get(request.path);
    const isConditional = etag !== undefined && random.chance(0.6);
    return isConditional
      ? { ...request, headers: { 'If-None-Match': etag, ...request.headers } }
      : request;
  }

  /** Remembers the ETag of an answer for a conditional request. */
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

  #pickRelease(): TrafficRelease | null {
    const { releases } = this.#model;
    return releases[releases.length - 1 - this.#random.rank(releases.length)] ?? null;
  }

  #releaseRequest(): ReaderRequest {
    const random = this.#random;
    const release = this.#pickRelease();
    if (!release) return { path: '/', subject: { of: 'other' } };
    const form = random.weighted<Representation>([
      [60, 'page'],
      [5, 'bare'],
      [5, 'md'],
      [5, 'json'],
      [5, 'ninjs.json'],
      [5, 'history'],
      [15, 'api'],
    ]);
    // A reader may know an address that is not public yet, or no longer.
    const version = random.chance(0.8)
      ? Math.max(1, release.version)
      : random.between(1, release.version + 1);
    const lang = random.chance(0.8) ? random.pick(release.languages) : random.pick(languages);
    return releaseRequest(release, form, lang, version);
  }

  #searchRequest(): ReaderRequest {
    const release = this.#pickRelease();
    if (!release) return { path: '/search?q=release', subject: { of: 'other' } };
    return searchRequest(
      release,
      this.#random.pick(release.languages),
      Math.max(1, release.version),
    );
  }

  #fileRequest(): ReaderRequest {
    const withFile = this.#model.releases.filter(({ file }) => file);
    const release = withFile[withFile.length - 1 - this.#random.rank(withFile.length)];
    if (!release?.file) return this.#releaseRequest();
    const request = fileRequest(release, release.file.path);
    if (this.#random.chance(0.5)) return request;
    const from = this.#random.between(0, release.file.bytes.length - 1);
    const to = from + this.#random.between(0, 5000);
    return { ...request, headers: { Range: `bytes=${from}-${to}` } };
  }
}
