/** `npm run bench -- --against`: what is measured of the addresses that are given. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareSites } from '../bench/against.ts';

let server: Server;
let origin: string;
let asked: string[];
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.writeHead(url === '/gone' ? 410 : 200).end('x'.repeat(url.length));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

test('each address is measured in turns, beside the first', async () => {
  asked = [];
  const results = await compareSites([`${origin}/a`, `${origin}/longer`], 20);
  expect(results.map(({ url, bytes }) => [url.slice(origin.length), bytes])).toEqual([
    ['/a', 2],
    ['/longer', 7],
  ]);
  expect(results[0]?.ratio).toBe(1);
  for (const { least, median, most } of results) {
    expect(least).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(least);
    expect(most).toBeGreaterThanOrEqual(median);
  }
  const turns = asked.filter((url, index) => index === 0 || url !== asked[index - 1]);
  expect(turns.length).toBeGreaterThanOrEqual(14);
});

test('an address that does not answer with 200 is refused by its name', async () => {
  asked = [];
  const refusal = `${origin}/gone answered 410 in place of 200.`;
  await expect(compareSites([`${origin}/gone`], 20)).rejects.toThrow(refusal);
});
