/** The tripwire: notes requests for what is not public yet. */
import * as paths from '../domain/paths.ts';
import { canonicalPath } from '../domain/redirect.ts';
import type { Site } from '../domain/site.ts';
import { addressOf } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { type Probe, recordProbes, type Target } from '../store/access/embargo-probes.ts';

/** How long a round collects, in milliseconds; drawn anew for each, so that nobody can wait for it. */
const shortest = 1_000;
const longest = 3_000;

/** A round with more is written at once: its memory and its statement stay small under a flood. */
const mostProbes = 250;
const mostCharacters = 200_000;

/** A round whose request was cut off is taken over by the next request after so long. */
const patience = 5_000;

interface Round {
  probes: Map<string, Probe>;
  characters: number;
  /** When it is to be written, in epoch milliseconds. */
  endsAt: number;
}

/**
 * Collects the requests that found nothing in the isolate's memory, and writes them later, many at
 * once. No answer waits for the database, and each round does the same work whatever it holds: an
 * answer takes as long for what is hidden as for what never was. A flood costs one write a second.
 * An isolate that dies takes the seconds since its last round with it; the next request counts again.
 */
export class Tripwire {
  #round: Round | null = null;
  readonly #pause: () => number;

  /** @param pause milliseconds that a round collects; a random time between one and three seconds */
  constructor(pause = () => shortest + Math.random() * (longest - shortest)) {
    this.#pause = pause;
  }

  /** Notes the request of an answer that was made, if it showed nothing that is public. */
  notice(c: AppContext): void {
    const target = isMiss(c) ? targetOf(c) : null;
    if (!target) return;
    const round = this.#openRound(c);
    const key = JSON.stringify(target);
    const known = round.probes.get(key);
    if (known) {
      known.requests += 1;
      return;
    }
    const path = c.req.path.slice(0, 500);
    round.probes.set(key, { target, path, address: addressOf(c), at: c.var.now, requests: 1 });
    round.characters += key.length + path.length;
    if (round.probes.size >= mostProbes || round.characters >= mostCharacters) {
      c.executionCtx.waitUntil(this.#write(c, round));
    }
  }

  /** The round that collects now; a new one is written by the request that begins it. */
  #openRound(c: AppContext): Round {
    const now = Date.now();
    const lost = this.#round && now - this.#round.endsAt > patience ? this.#round : null;
    if (this.#round && !lost) return this.#round;
    const pause = this.#pause();
    const round = lost ?? { probes: new Map(), characters: 0, endsAt: 0 };
    round.endsAt = now + pause;
    this.#round = round;
    c.executionCtx.waitUntil(scheduler.wait(pause).then(() => this.#write(c, round)));
    return round;
  }

  async #write(c: AppContext, round: Round): Promise<void> {
    // Written already, because it was full.
    if (this.#round !== round) return;
    this.#round = null;
    await recordProbes(c.var.primary, [...round.probes.values()]).catch(console.error);
  }
}

/** Whether a request got nothing that is public: refused, led elsewhere, or of another method. */
function isMiss({ req, res }: AppContext): boolean {
  if (req.path.startsWith(`${paths.editorApi}/`)) return false;
  const reads = req.method === 'GET' || req.method === 'HEAD';
  return !reads || (res.status >= 300 && res.status !== 304);
}

const releaseAddress =
  /^(?:\/([A-Za-z-]{2,11}))?\/releases\/([0-9a-z]{10,40})(?![0-9a-z])(\.[a-z.]+)?(?:\/([^/]*))?/;

/** What an address may have been meant for; null where it can be no address of a release. */
function targetOf({ req, res, var: { site } }: AppContext): Target | null {
  const { pathname, search } = placeOf(new URL(req.url));
  const path = decoded(pathname);
  const below = `${paths.api}/releases/`;
  if (path.startsWith(below)) {
    return { release: path.slice(below.length).split('/')[0] ?? '', lang: null, slug: null };
  }
  const [page, lang, release, extension, slug] = releaseAddress.exec(path) ?? [];
  if (page && release) return { release, ...editionAt(site, lang, extension, slug) };
  const file = /^\/files\/([^/]+)/.exec(path)?.[1];
  if (file) return { file };
  if (res.status >= 300 && res.status < 400) return null;
  const preview = /^\/preview\/([^/]+)/.exec(path)?.[1];
  if (preview) return { preview };
  const legacy = canonicalPath(pathname + search);
  return legacy === null ? null : { legacy, bare: canonicalPath(pathname) ?? legacy };
}

/** The language and slug that the address of a release names; the forms for machines name neither. */
function editionAt(site: Site, lang?: string, extension?: string, slug?: string) {
  if (extension && extension !== '.md') return { lang: null, slug: null };
  const named = slug && slug !== paths.historySlug ? slug : null;
  return { lang: lang ?? site.defaultLanguage, slug: named };
}

/** The address that is asked for: for a card, that of the page which it shows. */
function placeOf(url: URL): Pick<URL, 'pathname' | 'search'> {
  const page = url.pathname === paths.oembed ? URL.parse(url.searchParams.get('url') ?? '') : null;
  return page ?? url;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
