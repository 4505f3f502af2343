/** The limits of the platform on this machine: that they are there, and in the platform's words. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bundle, type Local, startLocal } from '../dev/local.ts';

/** A Worker that does what its address says, and answers what came of it. */
const contents = `
const attempts = {
  queries: async ({ DB }, n) => { for (let i = 0; i < n; i++) await DB.prepare('select 1').all(); },
  batch: ({ DB }, n) => DB.batch(Array.from({ length: n }, () => DB.prepare('select 1'))),
  session: async ({ DB }, n) => {
    const session = DB.withSession('first-primary');
    for (let i = 0; i < n; i++) await session.prepare('select 1').first();
  },
  parameters: ({ DB }, n) =>
    DB.prepare('select ' + '?,'.repeat(n).slice(0, -1)).bind(...Array(n).fill(1)).all(),
  statement: ({ DB }, n) => DB.prepare("select '" + 'x'.repeat(n - 9) + "'").all(),
  row: ({ DB }, n) => DB.prepare('select length(?)').bind('x'.repeat(n)).all(),
  slow: ({ DB }, n) =>
    DB.prepare(
      'with recursive c(x) as (select 1 union all select x + 1 from c where x < ?) select count(*) from c',
    ).bind(n).all(),
  put: async ({ FILES }, n) => { for (let i = 0; i < n; i++) await FILES.put('key', 'x'); },
  remove: async ({ FILES }) => { await FILES.put('gone', 'x'); await FILES.delete(['other', 'gone']); },
  puts: async ({ FILES }, n) => { for (let i = 0; i < n; i++) await FILES.put('key-' + i, 'x'); },
  multipart: async ({ FILES }) => {
    const upload = await FILES.createMultipartUpload('parts');
    const part = await upload.uploadPart(1, 'x');
    await upload.complete([part]);
    await FILES.put('parts', 'x');
  },
  fetches: ({ AT }, n) => Promise.all(Array.from({ length: n }, () => fetch(AT))),
  subrequests: async ({ FILES }, n) => { for (let i = 0; i < n; i++) await FILES.head('key'); },
};
const said = [];
export default {
  async fetch(request, env, ctx) {
    const [, what, n] = new URL(request.url).pathname.split('/');
    if (what === 'said') return Response.json(said);
    if (what === 'later') {
      ctx.waitUntil(scheduler.wait(Number(n)).then(() => env.DB.prepare('select 1').all())
        .then(() => said.push('done'), ({ message }) => said.push(message)));
      return new Response('ok');
    }
    if (what === 'streamed') {
      const { readable, writable } = new FixedLengthStream(2);
      const writer = writable.getWriter();
      const write = (text) => writer.write(new TextEncoder().encode(text));
      const send = async () => {
        await write('o');
        await scheduler.wait(Number(n));
        await env.FILES.head('key').then(() => write('k'), ({ message }) => writer.abort(message));
        await writer.close();
      };
      send().catch(() => undefined);
      return new Response(readable, { headers: { 'Content-Length': '2' } });
    }
    return attempts[what](env, Number(n)).then(() => new Response('ok'), ({ message }) => new Response(message));
  },
};`;

let site: Local;
let server: Server;
/** Requests that wait for their headers, and the most that ever did at once. */
let [open, most] = [0, 0];
beforeAll(async () => {
  server = createServer((_, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open -= 1;
      response.end();
    }, 20);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  site = await startLocal({
    worker: { modules: [{ type: 'ESModule', path: 'attempts.js', contents }] },
    front: false,
    platform: { afterResponse: 200, subrequests: 50 },
    vars: { AT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` },
  });
});
afterAll(async () => {
  await site.dispose();
  server.close();
});

const attempt = async (path: string) => (await site.fetch(path)).text();
const many = 'Too many API requests by single worker invocation';

describe('an invocation', () => {
  test.each([
    ['/batch/1000', 'ok'],
    ['/batch/1001', many],
    ['/parameters/100', 'ok'],
    ['/parameters/101', 'too many SQL variables'],
    ['/statement/100000', 'ok'],
    ['/statement/100001', 'SQLITE_TOOBIG'],
    ['/row/2000000', 'ok'],
    ['/row/2000001', 'SQLITE_TOOBIG'],
    ['/subrequests/50', 'ok'],
    ['/subrequests/51', 'Too many subrequests'],
    ['/queries/51', 'Too many subrequests'],
    ['/session/51', 'Too many subrequests'],
  ])('that asks for %s: %s', async (path, outcome) => {
    expect(await attempt(path)).toContain(outcome);
  });

  test('has six connections that wait for headers; further ones queue', async () => {
    expect(await attempt('/fetches/20')).toBe('ok');
    expect(most).toBe(6);
  });

  test('ends some time after its response: waitUntil is cut off', async () => {
    await attempt('/later/50');
    await attempt('/later/500');
    await expect
      .poll(async () => JSON.parse(await attempt('/said')), { timeout: 10_000 })
      .toEqual(['done', expect.stringContaining('waitUntil() tasks did not complete')]);
  });
});

test('An invocation lasts while its body is sent.', async () => {
  expect(await attempt('/streamed/500')).toBe('ok');
});

test('D1 aborts a query after some time', async () => {
  const worker: Bundle = { modules: [{ type: 'ESModule', path: 'attempts.js', contents }] };
  const slow = await startLocal({ worker, front: false, platform: { queryTime: 1 } });
  try {
    const answer = await (await slow.fetch('/slow/2000000')).text();
    expect(answer).toContain('D1 DB storage operation exceeded timeout');
  } finally {
    await slow.dispose();
  }
});

describe('R2', () => {
  test('accepts one write a second for each key', async () => {
    expect(await attempt('/put/2')).toContain('(10058)');
    expect(await attempt('/put/1')).toContain('(10058)');
    expect(await attempt('/puts/20')).toBe('ok');
    expect(await attempt('/remove/1')).toContain('(10058)');
    expect(await attempt('/multipart/1')).toContain('(10058)');
    await new Promise((passed) => setTimeout(passed, 1000));
    expect(await attempt('/put/1')).toBe('ok');
  });
});
