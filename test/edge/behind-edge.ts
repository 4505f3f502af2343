/** A newsroom behind the local edge, for tests that send requests through the edge and past it. */
import { inject } from 'vitest';
import { type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';

export interface EdgeNewsroom extends Newsroom {
  /** The Worker's own response, without the edge. */
  origin(path: string, now: number): Promise<Reply>;
  /** Makes purges fail or succeed from now on, and clears the recorded purges. */
  failPurges(failing: boolean): Promise<void>;
  purges(): Promise<CachePurgeOptions[]>;
  /** Entries of the outbox. */
  waiting(): Promise<{ task: string; due_at: number; attempts: number }[]>;
}

const instrument = '/cdn-cgi/edge/purges';

export async function openBehindEdge(): Promise<EdgeNewsroom> {
  const newsroom = await openNewsroom({
    edge: inject('edge'),
    instrumented: true,
    vars: { LANGUAGES: 'en fr de' },
  });
  // Its terms were created at today's date.
  await newsroom.db.exec('delete from outbox');
  let asked = 0;
  return {
    ...newsroom,
    // Part of the cache key; the Worker ignores it.
    origin: (path, now) => newsroom.get(path, now, { 'X-Host': `past-${asked++}.example` }),
    failPurges: async (failing) => {
      await newsroom.fetch(instrument, { method: 'PUT', body: JSON.stringify({ failing }) });
    },
    purges: async () => {
      const { calls } = (await (await newsroom.fetch(instrument)).json()) as {
        calls: CachePurgeOptions[];
      };
      return calls;
    },
    waiting: async () =>
      (await newsroom.db.prepare('select task, due_at, attempts from outbox').all()).results as {
        task: string;
        due_at: number;
        attempts: number;
      }[],
  };
}

export const statusOf = ({ headers }: Reply) => headers.get('Cf-Cache-Status');

/** The parts of a response that a reader sees, as one string. */
export const seen = ({ status, headers, text }: Reply) =>
  [status, headers.get('Location'), headers.get('ETag'), text].join('\n');
