/** The tripwire: records requests for releases that are not public yet. */
import { decodeAddress } from '../domain/link.ts';
import * as paths from '../domain/paths.ts';
import { canonicalPath, hasPostNumber } from '../domain/redirect.ts';
import type { Site } from '../domain/site.ts';
import { addressOf } from '../http/auth.ts';
import { type AppContext, isRead } from '../http/context.ts';
import { type Probe, recordProbes, type Target } from '../store/access/embargo-probes.ts';

/** Milliseconds that a batch collects requests: random for each batch, so that its write cannot be predicted. */
const shortestWait = 1_000;
const longestWait = 3_000;

/** A batch of this size is written at once, to limit memory and statement size under a flood. */
const maximumProbes = 250;
const maximumCharacters = 200_000;

/** Milliseconds after which the next request takes over a batch whose request was interrupted. */
const takeoverAfter = 5_000;

interface Batch {
  probes: Map<string, Probe>;
  characters: number;
  /** Epoch milliseconds at which it is written. */
  endsAt: number;
}

/**
 * Collects requests without a public result in memory and writes them later in batches. Responses do
 * not wait for the database, and each batch does the same work whatever is in it. So a response takes
 * as long for a hidden release as for one that never existed, and a flood costs one write a second.
 * When an isolate ends, its unwritten requests are lost.
 */
export class Tripwire {
  #batch: Batch | null = null;
  readonly #wait: () => number;

  /** @param wait milliseconds that a batch collects; by default random between one and three seconds */
  constructor(wait = () => shortestWait + Math.random() * (longestWait - shortestWait)) {
    this.#wait = wait;
  }

  /** Records a request after its response, if the response shows nothing public. */
  record(c: AppContext): void {
    const target = isMiss(c) ? targetOf(c) : null;
    if (!target) return;
    const batch = this.#openBatch(c);
    const key = JSON.stringify(target);
    const earlier = batch.probes.get(key);
    if (earlier) {
      earlier.requests += 1;
      return;
    }
    const path = c.req.path.slice(0, 500);
    batch.probes.set(key, { target, path, address: addressOf(c), at: c.var.now, requests: 1 });
    batch.characters += key.length + path.length;
    if (batch.probes.size >= maximumProbes || batch.characters >= maximumCharacters) {
      c.executionCtx.waitUntil(this.#write(c, batch));
    }
  }

  /** The open batch. The request that opens one also writes it. */
  #openBatch(c: AppContext): Batch {
    const now = Date.now();
    const interrupted =
      this.#batch && now - this.#batch.endsAt > takeoverAfter ? this.#batch : null;
    if (this.#batch && !interrupted) return this.#batch;
    const wait = this.#wait();
    const batch = interrupted ?? { probes: new Map(), characters: 0, endsAt: 0 };
    batch.endsAt = now + wait;
    this.#batch = batch;
    c.executionCtx.waitUntil(scheduler.wait(wait).then(() => this.#write(c, batch)));
    return batch;
  }

  async #write(c: AppContext, batch: Batch): Promise<void> {
    // Already written because it was full.
    if (this.#batch !== batch) return;
    this.#batch = null;
    await recordProbes(c.var.primary, [...batch.probes.values()]).catch(console.error);
  }
}

/**
 * Whether a response shows nothing public: an error, a redirect, or the answer to another method. What the
 * MCP endpoint reads for a request is recorded as a request to the API.
 */
function isMiss({ req, res }: AppContext): boolean {
  const isElsewhere = [paths.editorApi, paths.desk, paths.mcp].some((mount) =>
    `${req.path}/`.startsWith(`${mount}/`),
  );
  if (isElsewhere) return false;
  const reads = isRead(req.method);
  return !reads || (res.status >= 300 && res.status !== 304);
}

const releaseAddress =
  /^(?:\/([A-Za-z-]{2,11}))?\/releases\/([0-9a-z]{10,40})(?![0-9a-z])(\.[a-z.]+)?(?:\/([^/]*))?/;

/** The release, file or preview that an address could mean. Null if it cannot be one. */
function targetOf({ req, res, var: { site } }: AppContext): Target | null {
  const { pathname, search } = requestedUrl(new URL(req.url));
  const path = decodeAddress(pathname);
  const below = `${paths.api}/releases/`;
  if (path.startsWith(below)) {
    return { release: path.slice(below.length).split('/')[0] ?? '', lang: null, slug: null };
  }
  const [page, lang, release, extension, slug] = releaseAddress.exec(path) ?? [];
  if (page && release) return { release, ...editionAt(site, lang, extension, slug) };
  const file = /^\/(?:files|pictures)\/([^/]+)/.exec(path)?.[1];
  if (file) return { file };
  // The front page redirects away from queries, also from the number of a hidden post.
  const isRedirect = res.status >= 300 && res.status < 400;
  if (isRedirect && !hasPostNumber(search)) return null;
  const preview = /^\/preview\/([^/]+)/.exec(path)?.[1];
  if (preview) return { preview };
  const legacy = canonicalPath(pathname + search);
  return legacy === null ? null : { legacy, bare: canonicalPath(pathname) ?? legacy };
}

/** The language and slug in the address of a release. Addresses of JSON and ninjs have neither. */
function editionAt(site: Site, lang?: string, extension?: string, slug?: string) {
  if (extension && extension !== '.md') return { lang: null, slug: null };
  const named = slug && slug !== paths.historySlug ? slug : null;
  return { lang: lang ?? site.defaultLanguage, slug: named };
}

/** The requested address. For oEmbed it is that of the page. */
function requestedUrl(url: URL): Pick<URL, 'pathname' | 'search'> {
  const page =
    url.pathname === paths.oembedPath ? URL.parse(url.searchParams.get('url') ?? '') : null;
  return page ?? url;
}
