/** Somebody else's machine, on this one: it keeps what it was sent, and answers as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** A status, or to be silent until the sender gives up. */
type Manner = number | 'silent';

export interface Receiver {
  url: string;
  /** What came to a path, in order. */
  at: (path: string) => Received[];
  /** How a path answers; the first manners once each, the last one from then on. */
  answer: (path: string, ...manners: Manner[]) => void;
  forget: () => void;
  close: () => Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  let received: Received[] = [];
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
    const elsewhere = manner >= 300 && manner < 400 ? { Location: '/elsewhere' } : {};
    response.writeHead(manner, elsewhere).end('Thank you.'.repeat(10));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (path) => received.filter((one) => one.path === path),
    answer: (path, ...some) => void manners.set(path, some),
    forget: () => {
      received = [];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
