/**
 * The MCP endpoint: protocol version 2026-07-28 over streamable HTTP, without sessions or streams. Each
 * POST is one JSON-RPC message and is answered by itself. Clients of the two versions before it, which
 * begin with `initialize`, are answered as well.
 */
import * as v from 'valibot';
import { fromBase64 } from '../../domain/digest.ts';
import { isObject } from '../../domain/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import { type Site, siteName } from '../../domain/site.ts';
import { cacheHeaders } from '../../edge-cache.ts';
import { limitAttempts } from '../../http/auth.ts';
import type { AppContext } from '../../http/context.ts';
import { readJson } from '../../http/input.ts';
import { crossOriginHeaders } from '../../http/security.ts';
import { loadNamedCharacters } from '../../markdown.ts';
import { requireAsset } from '../../static-assets.ts';
import { fillPlaceholders } from '../site-placeholders.ts';
import type { ToolDescriptions } from './tool-descriptions.ts';
import { callTool, isTool, type PublicApi } from './tools.ts';

const version = '2026-07-28';
/** Versions that begin with `initialize`, the newest first. */
const earlierVersions = ['2025-11-25', '2025-06-18'];
const supported = [version, ...earlierVersions];

/** Bytes of the largest message: arguments are a few words. */
const largestMessage = 64 * 1024;

/** Milliseconds for which a client may keep the list of tools; only a deployment changes it. */
const toolsLifetime = 60 * 60_000;

const metaKey = (name: string) => `io.modelcontextprotocol/${name}`;

/** JSON-RPC 2.0, and basic/index of the specification. */
const codes = {
  parse: -32700,
  request: -32600,
  method: -32601,
  params: -32602,
  headers: -32020,
  version: -32022,
};

type Id = string | number;

/** A JSON-RPC error and its HTTP status. */
class RpcError extends Error {
  readonly code: number;
  readonly status: number;
  readonly more: { data?: object; headers?: Readonly<Record<string, string>> };

  constructor(code: number, message: string, status = 400, more: RpcError['more'] = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.more = more;
  }
}

type Params = Record<string, unknown>;

const message = v.object({
  jsonrpc: v.literal('2.0'),
  id: v.optional(v.union([v.string(), v.pipe(v.number(), v.integer())])),
  method: v.string(),
  params: v.optional(v.custom<Params>(isObject), {}),
});

/** Answers one POST. */
export async function answerMcp(c: AppContext, api: PublicApi): Promise<Response> {
  let id: Id | undefined;
  try {
    requireOrigin(c);
    const parsed = v.safeParse(message, await readJson(c.req.raw, largestMessage));
    if (!parsed.success) throw new RpcError(codes.request, 'The body is not a JSON-RPC request.');
    const { method, params } = parsed.output;
    id = parsed.output.id;
    if (id === undefined) return c.body(null, 202, headers);
    const isModern = requireVersion(c, method, params);
    const result = await resultOf(c, api, { method, params, isModern });
    return respond(c, 200, { id, result: isModern ? completed(c, method, result) : result });
  } catch (error) {
    const known = error instanceof Problem ? fromProblem(error) : error;
    if (!(known instanceof RpcError)) throw error;
    const { code, message, status, more } = known;
    return respond(c, status, { id, error: { code, message, data: more.data } }, more.headers);
  }
}

const headers = { ...cacheHeaders('private'), ...crossOriginHeaders };

const respond = (
  c: AppContext,
  status: number,
  body: object,
  more: RpcError['more']['headers'] = {},
) =>
  c.newResponse(JSON.stringify({ jsonrpc: '2.0', ...body }), status as 200, {
    'Content-Type': 'application/json',
    ...headers,
    ...more,
  });

/** A refusal that JSON-RPC has no code for has that of its status. */
const fromProblem = ({ code, status, message, headers }: Problem) =>
  new RpcError(code === 'malformed' ? codes.parse : status, message, status, { headers });

/**
 * Everything here is public and nothing is kept for a browser, so each origin may ask, as in the API.
 * @throws RpcError for a header that is no origin
 */
function requireOrigin(c: AppContext): void {
  const origin = c.req.header('Origin');
  if (origin === undefined || /^(?:null|[a-z][\w+.-]*:\/\/[^\s/?#@]+)$/i.test(origin)) return;
  throw new RpcError(403, 'The Origin header is not an origin.', 403);
}

/**
 * Whether a request is of the present version, not of one that begins with `initialize`.
 * @throws RpcError if headers and body disagree, or the version is not supported
 */
function requireVersion(c: AppContext, method: string, params: Params): boolean {
  const header = c.req.header('MCP-Protocol-Version')?.trim();
  const meta = isObject(params._meta) ? params._meta : {};
  const named = meta[metaKey('protocolVersion')];
  if (named === undefined) {
    if (method === 'initialize' || (header && earlierVersions.includes(header))) return false;
    if (header === undefined) throw mismatch('MCP-Protocol-Version is missing');
    requireSupported(header);
    throw new RpcError(codes.params, `_meta has no ${metaKey('protocolVersion')}.`);
  }
  if (typeof named !== 'string') {
    throw new RpcError(codes.params, `${metaKey('protocolVersion')} must be a text.`);
  }
  if (header !== named) {
    throw mismatch(`MCP-Protocol-Version is ${header ?? 'missing'}, the body says ${named}`);
  }
  requireSupported(named);
  if (!isObject(meta[metaKey('clientCapabilities')])) {
    throw new RpcError(codes.params, `_meta has no ${metaKey('clientCapabilities')}.`);
  }
  requireHeader(c, 'Mcp-Method', method);
  if (method === 'tools/call') requireHeader(c, 'Mcp-Name', params.name);
  return true;
}

/** @throws RpcError for any other version than the present one */
function requireSupported(requested: string): void {
  if (requested === version) return;
  throw new RpcError(codes.version, 'Unsupported protocol version', 400, {
    data: { supported, requested },
  });
}

const mismatch = (detail: string) => new RpcError(codes.headers, `Header mismatch: ${detail}.`);

/** @throws RpcError if a header is missing or differs from what it repeats */
function requireHeader(c: AppContext, name: string, value: unknown): void {
  const sent = c.req.header(name)?.trim();
  if (sent === undefined) throw mismatch(`${name} is missing`);
  if (plain(sent) !== value) throw mismatch(`${name} is not what the body says`);
}

/** A header value without the encoding of what is not ASCII; null if that is invalid. */
function plain(value: string): string | null {
  const [, encoded] = /^=\?base64\?(.*)\?=$/.exec(value) ?? [];
  if (encoded === undefined) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fromBase64(encoded));
  } catch {
    return null;
  }
}

interface Request {
  method: string;
  params: Params;
  isModern: boolean;
}

async function resultOf(
  c: AppContext,
  api: PublicApi,
  { method, params, isModern }: Request,
): Promise<object> {
  const { site } = c.var;
  if (method === 'tools/call') return toolResult(c, api, params);
  if (method === 'tools/list') {
    if (params.cursor !== undefined) throw new RpcError(codes.params, 'There is one page.', 200);
    return { tools: (await descriptionsOf(site, c.env.ASSETS)).tools };
  }
  const { instructions } = await descriptionsOf(site, c.env.ASSETS);
  const capabilities = { tools: {} };
  if (isModern && method === 'server/discover') {
    return { supportedVersions: supported, capabilities, instructions };
  }
  if (!isModern && method === 'ping') return {};
  if (!isModern && method === 'initialize') {
    const { protocolVersion: wanted } = params;
    const protocolVersion = earlierVersions.find((one) => one === wanted) ?? earlierVersions[0];
    return { protocolVersion, capabilities, serverInfo: serverInfo(site), instructions };
  }
  // Earlier clients take a 404 for the end of a session.
  throw new RpcError(codes.method, 'Method not found', isModern ? 404 : 200);
}

async function toolResult(c: AppContext, api: PublicApi, params: Params): Promise<object> {
  const { name, arguments: input = {} } = params;
  if (typeof name !== 'string' || !isTool(name)) {
    throw new RpcError(codes.params, `Unknown tool: ${String(name).slice(0, 100)}`, 200);
  }
  if (!isObject(input)) throw new RpcError(codes.params, 'The arguments must be an object.', 200);
  await limitAttempts(c, 'mcp');
  await loadNamedCharacters(c.env.ASSETS);
  return callTool(name, input, { site: c.var.site, api });
}

/** A result as the present version has it. */
function completed(c: AppContext, method: string, result: object): object {
  const _meta = { [metaKey('serverInfo')]: serverInfo(c.var.site) };
  const cached = method !== 'tools/call' && { ttlMs: toolsLifetime, cacheScope: 'public' };
  return { resultType: 'complete', ...result, ...cached, _meta };
}

const serverInfo = (site: Site) => ({
  name: 'dateline',
  title: siteName(site, site.defaultLanguage),
  version: '1',
  websiteUrl: site.origin,
});

const descriptions = new WeakMap<Site, ToolDescriptions>();

/** The descriptions of the tools, from the static asset. @throws Error if that cannot be read */
async function descriptionsOf(site: Site, assets: Fetcher): Promise<ToolDescriptions> {
  const known = descriptions.get(site);
  if (known) return known;
  const template = await (await requireAsset(assets, 'mcp.json')).text();
  const made: ToolDescriptions = JSON.parse(fillPlaceholders(template, site));
  descriptions.set(site, made);
  return made;
}
