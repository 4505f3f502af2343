/** Somebody else's machine, on this one: it keeps what it was sent, and answers as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A status, at once or after some milliseconds, or to be silent until the sender gives up. */
type Manner = number | 'silent' | { status: number; after: number };

export interface Receiver {
  url: string;
  /** What came to a path, in order. */
  at: (path: string) => Received[];
  /** How a path answers; the first manners once each, the last one from then on. */
  answer: (path: string, ...manners: Manner[]) => void;
  /** How many were on their way to an answer at once, at most. */
  busiest: () => number;
  forget: () => void;
  close: () => Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  let received: Received[] = [];
  let [busy, busiest] = [0, 0];
  const manners = new Map<string, Manner[]>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    received.push({ path, headers: request.headers as Record<string, string>, body });
    const queue = manners.get(path) ?? [204];
    const [manner = 204] = queue;
    if (queue.length > 1) queue.shift();
    if (manner === 'silent') return;
    const { status, after } = typeof manner === 'number' ? { status: manner, after: 0 } : manner;
    busy += 1;
    busiest = Math.max(busy, busiest);
    if (after > 0) await setTimeout(after);
    busy -= 1;
    const elsewhere = status >= 300 && status < 400 ? { Location: '/elsewhere' } : {};
    response.writeHead(status, elsewhere).end('Thank you.'.repeat(10));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (path) => received.filter((one) => one.path === path),
    answer: (path, ...some) => void manners.set(path, some),
    busiest: () => busiest,
    forget: () => {
      received = [];
      busiest = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
