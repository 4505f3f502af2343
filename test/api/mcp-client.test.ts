/** The MCP endpoint with the protocol's own client, which holds each result against its schema. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Newsroom, openNewsroom, release } from '../newsroom.ts';

const now = Date.UTC(2026, 6, 1, 12);
let newsroom: Newsroom;
let shown: { id: string; slug: string };
let withdrawn: { id: string; etag: string };
beforeAll(async () => {
  newsroom = await openNewsroom({ limits: { WRITES: 1e9, FAILURES: 1e9 } });
  const contacts = [{ name: 'Aigerim Duisenova', email: 'press@ord.example' }];
  shown = await release(newsroom, { now, contacts });
  withdrawn = await release(newsroom, { now });
  const { id, etag } = withdrawn;
  const order = { mode: 'notice', note: { en: 'A mistake.' } };
  await newsroom.edit('PUT', `/releases/${id}/withdrawal`, order, { now, etag });
});
afterAll(() => newsroom.dispose());

const connect = async (mode: 'auto' | 'legacy' | { pin: string }) => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL('https://newsroom.example/mcp'), {
    fetch: (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('X-Test-Now', String(now + 1000));
      return newsroom.fetch(new URL(url).pathname, { ...init, headers });
    },
  });
  await client.connect(transport);
  return client;
};

test.each([
  ['the present version, found by itself', 'auto', '2026-07-28'],
  ['the present version', { pin: '2026-07-28' }, '2026-07-28'],
  ['the version before it', 'legacy', '2025-11-25'],
] as const)(
  '%s: tools are listed and called, and results fit their schemas',
  async (_, mode, version) => {
    const client = await connect(mode);
    try {
      expect(client.getNegotiatedProtocolVersion()).toBe(version);
      expect(client.getServerVersion()).toMatchObject({
        name: 'dateline',
        title: 'Organization for Regional Dialogue',
      });
      expect(client.getInstructions()).toContain('Only what is public is here.');
      const { tools } = await client.listTools();
      expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
        ['search', true],
        ['get', true],
        ['changes', true],
      ]);
      const call = async (name: string, input: Record<string, unknown>) =>
        (await client.callTool({ name, arguments: input })).structuredContent;
      expect(await call('search', { q: 'workshop', year: 2026, limit: 5 })).toMatchObject({
        items: [{ id: shown.id }],
        next: null,
      });
      const address = `https://newsroom.example/releases/${shown.id}/${shown.slug}`;
      expect(await call('get', { release: address })).toMatchObject({ url: address });
      expect(await call('get', { release: withdrawn.id })).toMatchObject({
        withdrawal: { mode: 'notice', note: { en: 'A mistake.' } },
      });
      const since = new Date(now).toISOString();
      const { items, more } = (await call('changes', { since })) as { items: []; more: boolean };
      expect([items.length, more]).toEqual([3, false]);
      const absent = await client.callTool({ name: 'get', arguments: { release: '0123456789ab' } });
      expect(absent).toMatchObject({
        isError: true,
        content: [{ type: 'text', text: 'There is nothing at this address.' }],
      });
    } finally {
      await client.close();
    }
  },
);
