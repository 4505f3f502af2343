/** Messages to the MCP endpoint, as clients of the present version send them. */
import type { Local } from '../../dev/local.ts';

type Fetching = Pick<Local, 'fetch'>;

export const protocolVersion = '2026-07-28';

export const meta = {
  'io.modelcontextprotocol/protocolVersion': protocolVersion,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export interface McpReply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert its content
  json: any;
}

/** Posts a body as it is. */
export async function post(
  newsroom: Fetching,
  body: BodyInit,
  headers: Record<string, string> = {},
  now = Date.now(),
): Promise<McpReply> {
  const response = await newsroom.fetch('/mcp', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'X-Test-Now': String(now),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  const { status } = response;
  return { status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

/** Sends a request with all that the present version requires. */
export function send(
  newsroom: Fetching,
  method: string,
  params: Record<string, unknown> = {},
  now = Date.now(),
): Promise<McpReply> {
  const { name } = params;
  const headers = {
    'MCP-Protocol-Version': protocolVersion,
    'Mcp-Method': method,
    ...(typeof name === 'string' && { 'Mcp-Name': name }),
  };
  const body = { jsonrpc: '2.0', id: 1, method, params: { _meta: meta, ...params } };
  return post(newsroom, JSON.stringify(body), headers, now);
}

/** Calls a tool and returns its result. */
export async function call(
  newsroom: Fetching,
  name: string,
  input: Record<string, unknown>,
  now = Date.now(),
) {
  const { json } = await send(newsroom, 'tools/call', { name, arguments: input }, now);
  return json.result;
}
