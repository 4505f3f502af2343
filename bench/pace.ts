/** Sends requests as fast as they are answered. */
import http from 'node:http';
import https from 'node:https';

const connections = 8;

/** Requests per second of a few connections, each of which sends the next request after an answer. */
export async function load(urls: readonly string[], milliseconds: number): Promise<number> {
  const { Agent } = clientFor(urls[0] ?? '');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let answered = 0;
  const connection = async (_: unknown, first: number) => {
    for (let turn = first; performance.now() - start < milliseconds; turn += connections) {
      await request(agent, urls[turn % urls.length] as string);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return answered / seconds;
}

const clientFor = (url: string) => (url.startsWith('https:') ? https : http);

function request(agent: http.Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = clientFor(url).get(url, { agent }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
    });
    call.on('error', reject);
  });
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
