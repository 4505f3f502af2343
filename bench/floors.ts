/** Floors beside which pages are measured: a Worker that gives answers of the same size for the least work. */
import { type Bundle, startLocal } from '../dev/local.ts';
import { youngestWorkerd } from './workerd.ts';

/**
 * The least that an answer can take: constant bytes after one query (`page`), constant bytes out of R2
 * (`file`), or one full-text query for twenty rows (`search`).
 */
export type FloorKind = 'page' | 'file' | 'search';

export interface Floors {
  /** The address of the floor of an answer. */
  urlOf(kind: FloorKind, name: string): string;
  pid: number | null;
  dispose(): Promise<void>;
}

/** Texts of the archive that the full-text floor searches. */
const searched = 2000;

/** @param answers the answers of the site by their names, whose bytes the floors repeat */
export async function startFloors(
  worker: Bundle,
  answers: Readonly<Record<string, string>>,
): Promise<Floors> {
  const site = await startLocal({
    worker,
    vars: { PAGES: answers },
    front: false,
    unlimited: true,
  });
  const pid = youngestWorkerd();
  for (const [name, text] of Object.entries(answers)) await site.bucket.put(name, text);
  const [body = ''] = Object.values(answers);
  const text = body.replace(/<[^>]*>/g, ' ');
  await site.db.batch([
    site.db.prepare('create virtual table texts using fts5(title, body)'),
    site.db
      .prepare(
        `insert into texts (title, body)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)
        select 'Release ' || i, 'the ' || ? from n`,
      )
      .bind(searched, text),
  ]);
  return {
    urlOf: (kind, name) => new URL(`/${kind}/${encodeURIComponent(name)}`, site.url).href,
    pid,
    dispose: () => site.dispose(),
  };
}
