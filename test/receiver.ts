/** A server of another party: it records its requests and answers as configured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** An answer: a status, at once or after some milliseconds, or none until the sender gives up. */
type ConfiguredAnswer = number | 'silent' | { status: number; after: number };

export interface Receiver {
  url: string;
  /** The requests to a path, in order. */
  at: (path: string) => Received[];
  /** Sets the answers of a path: the first ones once each, the last one from then on. */
  answer: (path: string, ...answers: ConfiguredAnswer[]) => void;
  /** The largest number of requests that were open at once. */
  busiest: () => number;
  forget: () => void;
  close: () => Promise<void>;
}

export async function openReceiver(): Promise<Receiver> {
  let received: Received[] = [];
  let [busy, busiest] = [0, 0];
  const answers = new Map<string, ConfiguredAnswer[]>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    received.push({ path, headers: request.headers as Record<string, string>, body });
    const queue = answers.get(path) ?? [204];
    const [answer = 204] = queue;
    if (queue.length > 1) queue.shift();
    if (answer === 'silent') return;
    const { status, after } = typeof answer === 'number' ? { status: answer, after: 0 } : answer;
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
    answer: (path, ...given) => void answers.set(path, given),
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
