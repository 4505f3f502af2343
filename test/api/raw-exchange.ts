/** Raw HTTP requests, which `fetch` would correct or refuse. */
import { Agent, request } from 'node:http';

export interface Sent {
  method: string;
  /** Path and query, in bytes that HTTP allows. */
  target: string;
  headers: Record<string, string>;
  body: Buffer | null;
  /** Whether the body is sent without Content-Length. */
  chunked: boolean;
}

export interface RawResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export class Exchange {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(url: URL) {
    this.#url = url;
  }

  /** The response. The request is repeated once if a kept connection was closed. */
  async send(sent: Sent): Promise<RawResponse> {
    try {
      return await this.#once(sent);
    } catch (error) {
      const { code, reused } = error as { code?: string; reused?: boolean };
      if (reused && (code === 'ECONNRESET' || code === 'EPIPE')) return this.#once(sent);
      throw error;
    }
  }

  #once({ method, target, headers, body, chunked }: Sent): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      const length = body !== null && !chunked ? { 'Content-Length': String(body.length) } : {};
      const asking = request(this.#url.href, {
        // An unread body would precede the next request of the connection.
        agent: body === null ? this.#agent : false,
        method,
        path: target,
        headers: { ...headers, ...length },
      });
      const fail = (error: Error) => reject(Object.assign(error, { reused: asking.reusedSocket }));
      asking.on('error', fail);
      asking.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', fail);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(parts).toString(),
          }),
        );
      });
      if (body !== null && chunked) asking.write(body);
      asking.end(body !== null && !chunked ? body : undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
