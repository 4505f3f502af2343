/**
 * The tools of the MCP endpoint. Each is a request to the public API and its answer in other words, so
 * that nothing is visible here that is hidden there.
 */
import type * as v from 'valibot';
import { absoluteMarkdown } from '../../domain/body.ts';
import { isId } from '../../domain/identifier.ts';
import { releaseAt } from '../../domain/paths.ts';
import { type Fault, pointer } from '../../domain/problem.ts';
import type { Site } from '../../domain/site.ts';
import type * as schemas from '../response-schemas.ts';

/** Sends a GET request to the public API; the path is below its mount. */
export type PublicApi = (path: string) => Promise<Response>;

/** The result of `tools/call`. */
export interface ToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent?: object;
  isError?: true;
}

type Arguments = Record<string, unknown>;
type Tool = (site: Site, api: PublicApi, input: Arguments) => Promise<object>;
type Release = v.InferOutput<typeof schemas.release>;
type Page<Item> = { items: Item[]; next: string | null };

/** A refusal that a model can read, and correct its arguments by. */
class ToolError extends Error {}

const tools: Record<string, Tool> = { search, get, changes };

export const isTool = (name: string): boolean => Object.hasOwn(tools, name);

/** Calls a tool. What its arguments or the public API refuse is a result with `isError`. */
export async function callTool(
  name: string,
  input: Arguments,
  { site, api }: { site: Site; api: PublicApi },
): Promise<ToolResult> {
  try {
    const structuredContent = await (tools[name] as Tool)(site, api, input);
    return { content: textOf(JSON.stringify(structuredContent)), structuredContent };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { content: textOf(error.message), isError: true };
  }
}

const textOf = (text: string): ToolResult['content'] => [{ type: 'text', text }];

async function search(site: Site, api: PublicApi, { year, ...input }: Arguments) {
  const given = year !== undefined && year !== null;
  if (given && !/^\d{4}$/.test(String(year))) throw refused('year', 'must be a year, YYYY');
  if (given && (input.since || input.until)) {
    throw refused('year', 'may not be given with since or until');
  }
  const span = given ? { since: `${year}-01-01`, until: `${year}-12-31` } : {};
  const response = await api(`/releases${queryOf({ ...input, ...span })}`);
  const { items, next } = await read<Page<Release>>(response);
  return { items: items.map((release) => headlineOf(site, release, input.lang)), next };
}

async function get(site: Site, api: PublicApi, { release: named, lang, ...others }: Arguments) {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused(unknown, 'is not a parameter');
  const text = typeof named === 'string' ? named.trim() : '';
  const place = isId(text) ? { id: text, lang: null } : releaseAt(site, text);
  if (!place) throw refused('release', 'must be the id of a release, or the address of its page');
  if (lang !== undefined && lang !== null && !site.languages.some((one) => one === lang)) {
    throw refused('lang', 'is not a language of this site');
  }
  const document = await read<Release>(await api(`/releases/${place.id}`));
  const { editions, ...facts } = document;
  const languages = languagesOf(site, document);
  if (lang && !languages.some((one) => one === lang)) {
    throw refused('lang', `this release exists in ${languages.join(', ')}`);
  }
  const chosen = editionIn(site, document, lang ?? place.lang);
  const { url, title, summary, place: dateline, markdown: written } = editions[chosen] as Edition;
  const markdown = absoluteMarkdown(written, { site, page: url, files: facts.attachments });
  return { ...facts, url, lang: chosen, title, summary, place: dateline, markdown, languages };
}

type Edition = Release['editions'][string];

async function changes(site: Site, api: PublicApi, input: Arguments) {
  const response = await api(`/changes${queryOf(input)}`);
  const more = response.headers.has('Link');
  const { items, next } = await read<v.InferOutput<typeof schemas.changePage>>(response);
  return {
    items: items.map(({ id, at, action, release, withdrawal }) => ({
      id,
      at,
      action,
      release: release && headlineOf(site, release),
      note: release ? noteAt(site, release, at) : null,
      withdrawal,
    })),
    next,
    more,
  };
}

/** The note of the correction at an instant, in the first language that has one. */
function noteAt(site: Site, release: Release, instant: string): string | null {
  const { note } = release.corrections.find(({ at }) => at === instant) ?? {};
  const lang = site.languages.find((one) => note?.[one]);
  return (lang && note?.[lang]) ?? null;
}

/** The languages of the site in which a release exists. One from before a change of `LANGUAGES` has its own. */
function languagesOf({ languages }: Site, { editions }: Release): string[] {
  const found = languages.filter((lang) => editions[lang]);
  return found.length > 0 ? found : Object.keys(editions);
}

/** The wanted language of a release, or else its first. */
function editionIn(site: Site, release: Release, wanted: unknown): string {
  const languages = languagesOf(site, release);
  return languages.find((lang) => lang === wanted) ?? (languages[0] as string);
}

function headlineOf(site: Site, release: Release, wanted?: unknown) {
  const { id, kind, date, publishedAt, modifiedAt, editions } = release;
  const lang = editionIn(site, release, wanted);
  const { url, title, summary } = editions[lang] as Edition;
  return {
    id,
    url,
    lang,
    title,
    summary,
    kind: kind?.name ?? null,
    date,
    publishedAt,
    modifiedAt,
    languages: languagesOf(site, release),
  };
}

/**
 * The arguments as a query; what they mean is the API's to say.
 * @throws ToolError for an argument that is neither a text, a number, nor a list of these
 */
function queryOf(input: Arguments): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || one === undefined) continue;
      if (typeof one !== 'string' && typeof one !== 'number') {
        throw refused(name, 'must be a text, a number, or a list of these');
      }
      query.append(name, String(one));
    }
  }
  return query.size > 0 ? `?${query}` : '';
}

/** @throws ToolError with the detail of a problem */
async function read<T>(response: Response): Promise<T> {
  if (response.ok) return response.json();
  const { detail, errors = [] } = await response.json<{ detail: string; errors?: Fault[] }>();
  const faults = errors.map((fault) => ` ${fault.pointer.slice(1)} ${fault.detail}.`);
  throw new ToolError(detail + faults.join(''));
}

const refused = (name: string, detail: string) =>
  new ToolError(`Invalid arguments: ${pointer(name).slice(1)} ${detail}.`);
