/** The MCP endpoint: the protocol to the letter, and that bad input is refused. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';
import { meta, post, protocolVersion, send } from './mcp-exchange.ts';

let newsroom: Newsroom;
let shown: { id: string };
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  const editions = { en: { title: 'Astana treaty', markdown: 'The **treaty** is here.' } };
  shown = await release(newsroom, { editions });
});
afterAll(() => newsroom.dispose());

const modern = (method: string, params: Record<string, unknown> = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method,
  params: { _meta: meta, ...params },
});
const headersOf = (method: string, more: Record<string, string> = {}) => ({
  'MCP-Protocol-Version': protocolVersion,
  'Mcp-Method': method,
  ...more,
});

describe('the present version', () => {
  test('server/discover names versions, capabilities and the server', async () => {
    const { status, headers, json } = await send(newsroom, 'server/discover');
    expect([status, headers.get('Content-Type')]).toEqual([200, 'application/json']);
    expect(headers.get('Cache-Control')).toBe('private, no-store');
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(headers.has('Mcp-Session-Id')).toBe(false);
    expect(json).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18'],
        capabilities: { tools: {} },
        instructions: expect.stringContaining('Organization for Regional Dialogue'),
        ttlMs: 3_600_000,
        cacheScope: 'public',
        _meta: {
          'io.modelcontextprotocol/serverInfo': {
            name: 'dateline',
            title: 'Organization for Regional Dialogue',
            version: '1',
            websiteUrl: 'https://newsroom.example',
          },
        },
      },
    });
  });

  test('tools/list describes three tools that only read, with schemas of input and output', async () => {
    const { json } = await send(newsroom, 'tools/list');
    const { tools, resultType, ttlMs, cacheScope } = json.result;
    expect([resultType, ttlMs, cacheScope]).toEqual(['complete', 3_600_000, 'public']);
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(['search', 'get', 'changes']);
    for (const { inputSchema, outputSchema, annotations, description } of tools) {
      expect([inputSchema.type, outputSchema.type]).toEqual(['object', 'object']);
      expect(annotations.readOnlyHint).toBe(true);
      expect(description.length).toBeGreaterThan(20);
    }
    const [search] = tools;
    expect(search.inputSchema.properties.lang.enum).toContain('ar');
    expect(JSON.stringify(tools)).not.toMatch(/\{(?:SITE_|LANGUAGES|DEFAULT_LANGUAGE)/);
    expect(JSON.stringify(tools)).not.toContain('$ref');
  });

  test.each<[string, Record<string, string>, object, number, number]>([
    ['no version header', { 'Mcp-Method': 'tools/list' }, modern('tools/list'), 400, -32020],
    [
      'another version in the header',
      { ...headersOf('tools/list'), 'MCP-Protocol-Version': '2025-11-25' },
      modern('tools/list'),
      400,
      -32020,
    ],
    [
      'no method header',
      { 'MCP-Protocol-Version': protocolVersion },
      modern('tools/list'),
      400,
      -32020,
    ],
    ['another method header', headersOf('tools/call'), modern('tools/list'), 400, -32020],
    ['no name header', headersOf('tools/call'), modern('tools/call', { name: 'get' }), 400, -32020],
    [
      'another name header',
      headersOf('tools/call', { 'Mcp-Name': 'search' }),
      modern('tools/call', { name: 'get' }),
      400,
      -32020,
    ],
    [
      'a broken encoding of the name',
      headersOf('tools/call', { 'Mcp-Name': '=?base64?!?=' }),
      modern('tools/call', { name: 'get' }),
      400,
      -32020,
    ],
    [
      'no _meta',
      headersOf('tools/list'),
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      400,
      -32602,
    ],
    [
      'no capabilities',
      headersOf('tools/list'),
      modern('tools/list', {
        _meta: { 'io.modelcontextprotocol/protocolVersion': protocolVersion },
      }),
      400,
      -32602,
    ],
    ['an unknown method', headersOf('resources/list'), modern('resources/list'), 404, -32601],
    ['ping, which is no more', headersOf('ping'), modern('ping'), 404, -32601],
    ['a stream', headersOf('subscriptions/listen'), modern('subscriptions/listen'), 404, -32601],
    [
      'an unknown tool',
      headersOf('tools/call', { 'Mcp-Name': 'constructor' }),
      modern('tools/call', { name: 'constructor' }),
      200,
      -32602,
    ],
    [
      'arguments that are a list',
      headersOf('tools/call', { 'Mcp-Name': 'get' }),
      modern('tools/call', { name: 'get', arguments: [] }),
      200,
      -32602,
    ],
    ['a cursor', headersOf('tools/list'), modern('tools/list', { cursor: 'x' }), 200, -32602],
  ])('%s is refused', async (_what, headers, body, status, code) => {
    const reply = await post(newsroom, JSON.stringify(body), headers);
    expect([reply.status, reply.json.id, reply.json.error.code]).toEqual([status, 1, code]);
    expect(reply.json.error.message).toEqual(expect.any(String));
  });

  test('an unsupported version is answered with the supported ones', async () => {
    const wanted = '2027-01-01';
    const _meta = { ...meta, 'io.modelcontextprotocol/protocolVersion': wanted };
    const headers = { ...headersOf('tools/list'), 'MCP-Protocol-Version': wanted };
    const body = JSON.stringify(modern('tools/list', { _meta }));
    const { status, json } = await post(newsroom, body, headers);
    expect([status, json.error.code]).toEqual([400, -32022]);
    expect(json.error.data).toEqual({
      supported: ['2026-07-28', '2025-11-25', '2025-06-18'],
      requested: wanted,
    });
  });

  test('an encoded name is decoded', async () => {
    const headers = headersOf('tools/call', { 'Mcp-Name': `=?base64?${btoa('get')}?=` });
    const body = modern('tools/call', { name: 'get', arguments: { release: shown.id } });
    const { json } = await post(newsroom, JSON.stringify(body), headers);
    expect(json.result.structuredContent.title).toBe('Astana treaty');
  });

  test('GET and DELETE are not supported', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT']) {
      const { status, headers } = await newsroom.fetch('/mcp', { method });
      expect([method, status, headers.get('Allow')]).toEqual([method, 405, 'POST']);
    }
  });

  test('a notification is accepted without a body', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await post(newsroom, body)).toMatchObject({ status: 202, json: null });
  });

  test('each site may ask from its pages, and a malformed origin is refused', async () => {
    const body = JSON.stringify(modern('tools/list'));
    const from = (Origin: string) => post(newsroom, body, { ...headersOf('tools/list'), Origin });
    for (const origin of ['https://agent.example', 'http://localhost:6274', 'null']) {
      expect([origin, (await from(origin)).status]).toEqual([origin, 200]);
    }
    for (const origin of ['agent.example', 'https://a.example/path', 'https://a b']) {
      expect([origin, (await from(origin)).status]).toEqual([origin, 403]);
    }
    const preflight = await newsroom.fetch('/mcp', {
      method: 'OPTIONS',
      headers: { Origin: 'https://agent.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('Mcp-Method');
  });
});

describe('a client of an earlier version', () => {
  const legacy = (method: string, params: object, headers = {}) =>
    post(newsroom, JSON.stringify({ jsonrpc: '2.0', id: 'a', method, params }), headers);
  const header = { 'MCP-Protocol-Version': '2025-06-18' };

  test.each([
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2024-11-05', '2025-11-25'],
  ])('that asks for %s gets %s', async (wanted, version) => {
    const { status, json } = await legacy('initialize', { protocolVersion: wanted });
    expect([status, json.id, json.result.protocolVersion]).toEqual([200, 'a', version]);
    expect(json.result.serverInfo.name).toBe('dateline');
    expect(json.result.resultType).toBeUndefined();
  });

  test('may ping, list and call tools', async () => {
    expect((await legacy('ping', {}, header)).json.result).toEqual({});
    const { tools, ...others } = (await legacy('tools/list', {}, header)).json.result;
    expect([tools.length, others]).toEqual([3, {}]);
    const params = { name: 'get', arguments: { release: shown.id } };
    const { result } = (await legacy('tools/call', params, header)).json;
    expect(result.structuredContent.id).toBe(shown.id);
    expect((await legacy('prompts/list', {}, header)).json.error.code).toBe(-32601);
  });
});

describe('bad input', () => {
  test.each<[string, BodyInit, Record<string, string>, number, number]>([
    ['no JSON', '{', {}, 400, -32700],
    ['nothing', '', {}, 400, -32700],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe]), {}, 400, -32700],
    ['a batch', JSON.stringify([modern('tools/list')]), headersOf('tools/list'), 400, -32600],
    ['an empty batch', '[]', {}, 400, -32600],
    ['null', 'null', {}, 400, -32600],
    ['a response', '{"jsonrpc":"2.0","id":1,"result":{}}', {}, 400, -32600],
    ['another JSON-RPC', '{"jsonrpc":"1.0","id":1,"method":"ping"}', {}, 400, -32600],
    ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', {}, 400, -32600],
    ['an id with a fraction', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', {}, 400, -32600],
    ['a method that is a number', '{"jsonrpc":"2.0","id":1,"method":7}', {}, 400, -32600],
    ['params in a list', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', {}, 400, -32600],
    ['another media type', '{}', { 'Content-Type': 'text/plain' }, 415, 415],
    ['a body above 64 KB', JSON.stringify({ a: 'x'.repeat(65_536) }), {}, 413, 413],
    ['a deep body', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, {}, 400, -32600],
  ])('%s is refused', async (_what, body, headers, status, code) => {
    const reply = await post(newsroom, body, headers);
    expect([reply.status, reply.json.error.code, 'id' in reply.json]).toEqual([
      status,
      code,
      false,
    ]);
  });

  test('no message makes an error of the server', async () => {
    const methods = ['initialize', 'ping', 'tools/list', 'tools/call', 'server/discover'];
    const property = fc.asyncProperty(
      fc.record(
        {
          jsonrpc: fc.constant('2.0'),
          id: fc.oneof(fc.integer(), fc.jsonValue()),
          method: fc.oneof(fc.constantFrom(...methods), fc.jsonValue()),
          params: fc.oneof(
            fc.jsonValue(),
            fc.record({ _meta: fc.oneof(fc.constant(meta), fc.jsonValue()), name: fc.jsonValue() }),
          ),
        },
        { requiredKeys: ['jsonrpc'] },
      ),
      fc.constantFrom<Record<string, string>>(
        {},
        headersOf('tools/call', { 'Mcp-Name': 'get' }),
        headersOf('initialize'),
        { 'MCP-Protocol-Version': '2025-11-25' },
        { 'MCP-Protocol-Version': 'x' },
      ),
      async (body, headers) => {
        expect((await post(newsroom, JSON.stringify(body), headers)).status).toBeLessThan(500);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });
});

test('calls of one address are limited', async () => {
  const room = await openNewsroom({ limits: { FAILURES: 3, WRITES: 1e9 } });
  try {
    const input = { name: 'get', arguments: { release: '0123456789ab' } };
    const replies = [];
    for (let n = 0; n < 5; n++) replies.push(await send(room, 'tools/call', input));
    const last = replies.at(-1);
    expect([last?.status, last?.json.error.code]).toEqual([429, 429]);
    expect(last?.headers.get('Retry-After')).toBe('60');
    expect((await send(room, 'tools/list')).status).toBe(200);
  } finally {
    await room.dispose();
  }
});
