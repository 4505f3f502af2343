/** A newsroom behind the local edge, for tests: asked through it, and past it. */
import { inject } from 'vitest';
import { type Newsroom, openNewsroom, type Reply } from '../newsroom.ts';

export interface EdgeNewsroom extends Newsroom {
  /** What the site itself would answer now. */
  origin(path: string, now: number): Promise<Reply>;
  /** Lets purging fail from now on, or not, and forgets the purges so far. */
  failPurges(failing: boolean): Promise<void>;
  purges(): Promise<CachePurgeOptions[]>;
  /** What waits in the outbox. */
  waiting(): Promise<{ task: string; due_at: number; attempts: number }[]>;
}

const instrument = '/cdn-cgi/edge/purges';

export async function openBehindEdge(): Promise<EdgeNewsroom> {
  const newsroom = await openNewsroom({
    edge: inject('edge'),
    instrumented: true,
    vars: { LANGUAGES: 'en fr de' },
  });
  // Its terms were made by today's clock.
  await newsroom.db.exec('delete from outbox');
  let asked = 0;
  return {
    ...newsroom,
    // A part of the key that the site does not look at.
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

/** What a reader sees of an answer. */
export const seen = ({ status, headers, text }: Reply) =>
  [status, headers.get('Location'), headers.get('ETag'), text].join('\n');
